"""What of focus groups, sessions and findings becomes public, and when it may."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import gettext as _

from engagement.models import Finding, FocusGroup, FocusGroupSession, GroupFinding, PublicCommitment
from engagement.reporting.payload import Text, texts
from engagement.reporting.plan_payload import iso
from phases.enums import ItemKind
from phases.models import ReleasedItem
from phases.policies import Refused, check_criterion

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def written_in(record: Model, field: str) -> list[str]:
    """The languages in which the field is written; the portal's order."""
    return [code for code in LANGUAGES if getattr(record, f"{field}_{code}")]


def texts_as_written(record: Model, field: str) -> Text:
    """As `texts`; where the default language is not written either, the original's words stand in every language."""
    found, written = texts(record, field), written_in(record, field)
    original = getattr(record, f"{field}_{written[0]}") if written else ""
    return {code: words or original for code, words in found.items()}


def statement_of(finding: Finding | GroupFinding) -> str:
    """What it says, to this reader; in its own words where it was said in another language alone."""
    return str(finding.statement) or next(iter(texts_as_written(finding, "statement").values()))


def group_payload(group: FocusGroup) -> dict[str, Any]:
    """A group; never its host, never who came."""
    return {
        "reference": group.reference,
        "phase": {"slug": group.phase.slug, "number": group.phase.number, "title": texts(group.phase, "title")},
        **{name: texts(group, name) for name in ("title", "purpose", "recruitment", "supports", "state_reason")},
        "language": group.language,
        "size": [group.target_min, group.target_max],
        "honorarium": group.honorarium,
        "iap2_level": group.iap2_level,
        "edmonton_role": group.edmonton_role,
        "state": group.state,
        "takes_interest": group.takes_interest,
        "held_by_host": group.is_held_by_host,
        "criteria": [{"criterion": row.kind, "text": texts(row, "text")} for row in group.criteria.all()],
        "questions": [
            {"number": row.number, "question": row.kind, "language": row.language, "text": row.text}
            for row in group.questions.all()
        ],
    }


def check_group(group: FocusGroup) -> None:
    """Criteria name situations, and a group that takes interest says in which state it is."""
    for row in group.criteria.all():
        for code in LANGUAGES:
            check_criterion(getattr(row, f"text_{code}") or "")


def session_payload(session: FocusGroupSession) -> dict[str, Any]:
    """When, how, and, if it may be named, where. Places left and people are nobody's business."""
    ward = session.ward.name if session.ward and session.place_is_public else ""
    return {
        "group": {"slug": session.group.slug, "title": texts(session.group, "title"), "language": session.group.language},
        "held_on": iso(session.held_on),
        "starts": session.start_time.strftime("%H:%M") if session.start_time else None,
        "minutes": session.duration_minutes,
        "mode": session.mode,
        "place": session.place if session.place_is_public else "",
        "ward": ward,
        "access": texts(session, "access"),
        "capacity": session.capacity,
        "state": session.state,
        "state_reason": texts(session, "state_reason"),
    }


def check_session(session: FocusGroupSession) -> None:
    """Its group is public; whoever takes notes does not lead."""
    if not ReleasedItem.objects.of(ItemKind.FOCUS_GROUP, session.group.slug).current().exists():
        raise Refused(_("Release the group first, then its sessions."))
    if session.note_taker_id is None and not session.group.is_held_by_host:
        raise Refused(_("Name who takes notes: somebody else than the facilitator."))


def themes_of(record: Finding | GroupFinding | PublicCommitment) -> list[dict[str, Any]]:
    """Themes by code, as the public codebook has them."""
    return [{"code": row.code, "slug": row.slug, "name": texts(row, "name")} for row in record.themes.order_by("order", "code")]


def finding_payload(finding: Finding) -> dict[str, Any]:
    """A finding of conversations. How widely it was raised is said by the report, not here."""
    return {
        "reference": finding.reference,
        "statement": texts_as_written(finding, "statement"),
        "written": written_in(finding, "statement"),
        "themes": themes_of(finding),
        "phase": {"slug": finding.phase.slug, "number": finding.phase.number, "title": texts(finding.phase, "title")},
        "group": None,
        "question": None,
        "how_many": None,
        "dissent": dict.fromkeys(LANGUAGES, ""),
    }


def check_finding(finding: Finding) -> None:
    """Approved, and resting on conversations that may be drawn on."""
    if not Finding.objects.publishable().filter(pk=finding.pk).exists():
        raise Refused(_("Only an approved finding that rests on usable conversations can become public."))


def group_finding_payload(finding: GroupFinding) -> dict[str, Any]:
    """A finding of a group, by its question, with the dissent."""
    group, question = finding.group, finding.question
    return {
        "reference": finding.reference,
        "statement": texts_as_written(finding, "statement"),
        "written": written_in(finding, "statement"),
        "themes": themes_of(finding),
        "phase": {"slug": group.phase.slug, "number": group.phase.number, "title": texts(group.phase, "title")},
        "group": {"slug": group.slug, "title": texts(group, "title")},
        "question": {"number": question.number, "text": question.text, "language": question.language} if question else None,
        "how_many": finding.how_many,
        "dissent": texts_as_written(finding, "dissent"),
    }


def check_group_finding(finding: GroupFinding) -> None:
    """Words that a host holds stay there until the host agrees (OCAP)."""
    if finding.group.is_held_by_host and finding.group.host_agreed_on is None:
        raise Refused(_("These words belong to the host. They can become public once the host has agreed; write down when."))
    if not ReleasedItem.objects.of(ItemKind.FOCUS_GROUP, finding.group.slug).current().exists():
        raise Refused(_("Release the group first, then its findings."))
