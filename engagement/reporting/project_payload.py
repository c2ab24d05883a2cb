"""What of projects and commitments becomes public, and when it may."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.enums import CommitmentState
from engagement.models import (
    Commitment,
    Indicator,
    Point,
    Project,
    ProjectDocument,
    ProjectFinding,
    ProjectPartner,
    ProjectStep,
    PublicCommitment,
)
from engagement.reporting.group_payload import LANGUAGES, texts_as_written, themes_of, written_in
from engagement.reporting.payload import texts
from engagement.reporting.plan_payload import iso
from phases.enums import Bearing, ItemKind, ProjectState
from phases.models import ReleasedItem
from phases.policies import Refused
from stakeholders.models import Organization

# To the public it is one: what was promised and cancelled, and what was asked for and never promised.
NOT_DONE = CommitmentState.CANCELLED.value


def number(value: Decimal | None) -> float | int | None:
    """Whole where it is whole."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def project_payload(project: Project) -> dict[str, Any]:
    """A project; partners by name only where they agreed and may be listed."""
    partners = list(project.partners.select_related("organization"))
    named = _named(partners)
    return {
        "reference": project.reference,
        "phase": {"slug": project.phase.slug, "number": project.phase.number, "title": texts(project.phase, "title")},
        **{name: texts(project, name) for name in ("title", "summary", "outcome")},
        "outcome_area": project.outcome_area,
        "starts_on": iso(project.starts_on),
        "ends_on": iso(project.ends_on),
        "budget": project.budget if project.budget_is_public else None,
        "iap2_level": project.iap2_level,
        "edmonton_role": project.edmonton_role,
        "state": project.state,
        "state_history": [
            {"state": row.state, "changed_on": iso(timezone.localdate(row.changed_at)), "reason": texts(row, "reason")}
            for row in project.changes.all()
        ],
        "partners": [_partner(partner) for partner in named],
        "more_partners": len(partners) > len(named),
        "objectives": [
            {"text": texts(row, "text"), "indicators": [_indicator(each) for each in row.indicators.all()]}
            for row in project.objectives.prefetch_related("indicators")
        ],
        "milestones": [_step(step) for step in project.steps.prefetch_related("moves")],
        "documents": [_document(row) for row in project.documents.select_related("file").defer("file__body")],
        "answers": [answer for row in _answers(project) if (answer := _answer(row))],
    }


def _document(row: ProjectDocument) -> dict[str, Any]:
    """Where it is: elsewhere, or a file of exactly these bytes below the project's own address."""
    file = row.file
    what = {"name": row.address, "kind": file.kind, "size": file.size, "sha256": file.sha256} if file else None
    return {"title": texts(row, "title"), "url": row.url, "licence": row.licence, "file": what}


def _named(partners: list[ProjectPartner]) -> list[ProjectPartner]:
    """Those who agreed; not where an organization of the same name did not: readers could not tell which one is meant."""
    agreed = [partner for partner in partners if partner.is_named and partner.organization.may_be_listed]
    names = {partner.organization.name for partner in agreed}
    unlisted = set(Organization.objects.filter(name__in=names, may_be_listed=False).values_list("name", flat=True))
    return [partner for partner in agreed if partner.organization.name not in unlisted]


def _partner(partner: ProjectPartner) -> dict[str, Any]:
    return {
        "name": partner.organization.name,
        "role": partner.role,
        "contribution": texts(partner, "contribution"),
        "mou_state": partner.mou_state,
        "mou_signed_on": iso(partner.mou_signed_on),
    }


def _indicator(row: Indicator) -> dict[str, Any]:
    return {
        "text": texts(row, "text"),
        "unit": row.unit,
        "baseline": number(row.baseline),
        "target": number(row.target),
        "actual": number(row.actual),
        "as_of_on": iso(row.as_of),
        "source": texts(row, "source"),
    }


def _step(step: ProjectStep) -> dict[str, Any]:
    moves = [
        {"from_on": iso(m.from_on), "to_on": iso(m.to_on), "moved_on": iso(m.moved_on), "reason": texts(m, "reason")}
        for m in step.moves.all()
    ]
    return {
        "title": texts(step, "title"),
        "due_on": iso(step.due_on),
        "done_on": iso(step.done_on),
        "state": step.state,
        "state_note": texts(step, "note"),
        "moves": moves,
    }


def _answers(project: Project) -> list[ProjectFinding]:
    found = project.informed_by.select_related("finding", "group_finding").order_by("bearing", "id")
    return sorted(found, key=lambda row: (row.bearing != Bearing.PRIMARY, finding_of(row).reference))


def finding_of(row: ProjectFinding) -> Any:
    """The finding, whichever kind it is of."""
    return row.finding or row.group_finding


def is_public(row: ProjectFinding) -> bool:
    """Whether the finding itself is released."""
    kind = ItemKind.FINDING if row.finding_id else ItemKind.GROUP_FINDING
    return ReleasedItem.objects.of(kind, finding_of(row).reference.lower()).current().exists()


def _answer(row: ProjectFinding) -> dict[str, Any] | None:
    """What the project answers, as far as that is public itself: no finding comes out through a project."""
    if not is_public(row):
        return None
    finding = finding_of(row)
    return {
        "reference": finding.reference,
        "statement": texts_as_written(finding, "statement"),
        "written": written_in(finding, "statement"),
        "themes": themes_of(finding),
        "bearing": row.bearing,
        "why": texts(row, "why"),
    }


def check_project(project: Project) -> None:
    """A project past “proposed” says which released finding it mainly answers."""
    primary = [row for row in _answers(project) if row.bearing == Bearing.PRIMARY]
    if project.state != ProjectState.PROPOSED and not any(is_public(row) for row in primary):
        sentence = _("None of the findings that this project mainly answers is public yet. Release one of them first.")
        raise Refused(sentence, part="answers")


def commitment_payload(face: PublicCommitment) -> dict[str, Any]:
    """A promise in its public wording: never the conversation, the owner, or the words it was noted in."""
    promise = Commitment.objects.prefetch_related(Prefetch("moves")).get(pk=face.commitment_id)
    project = face.project
    return {
        "wording": texts_as_written(promise, "wording"),
        "title": texts_as_written(promise, "wording"),
        "written": written_in(promise, "wording"),
        "state": NOT_DONE if promise.state == CommitmentState.DECLINED else promise.state,
        "state_reason": texts_as_written(promise, "cancel_reason"),
        "due_on": iso(promise.due_on),
        "done_on": iso(promise.completed_on),
        "told_on": iso(promise.reported_back_on),
        "moves": [
            {
                "from_on": iso(move.moved_from),
                "to_on": iso(move.moved_to),
                "moved_on": iso(timezone.localdate(move.moved_at)),
                "reason": texts(move, "reason"),
            }
            for move in promise.moves.all()
        ],
        "themes": [
            {"code": row.code, "slug": row.slug, "name": texts(row, "name")} for row in face.themes.order_by("order", "code")
        ],
        "project": project.slug if project else None,
    }


def check_commitment(face: PublicCommitment) -> None:
    """Meant for the public, worded for it, and answering a theme; what will not be done says why."""
    promise = face.commitment
    if not promise.is_public or not written_in(promise, "wording"):
        raise Refused(_("This promise has no public wording yet. Whoever keeps it writes it first."))
    if not face.themes.exists():
        raise Refused(_("Say which theme this promise answers."))
    if promise.state == CommitmentState.CANCELLED and not written_in(promise, "cancel_reason"):
        raise Refused(_("Say in public why it will not be done."))
    if promise.state == CommitmentState.DECLINED:
        _check_reason(promise)


def _check_reason(promise: Commitment) -> None:
    """What was never promised says why in every language, in words that a second person let out and that still stand."""
    if len(written_in(promise, "cancel_reason")) < len(LANGUAGES):
        raise Refused(_("Write in every language why it will not be done. The reason stands on its point."))
    if promise.point is None or not Point.objects.with_public_reason().contains(promise.point):
        raise Refused(_("Why it will not be done was changed or taken back on its point. Let the reason out there first."))
