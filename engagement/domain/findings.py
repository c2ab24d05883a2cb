"""Findings: written in every language, resting on what was said, approved by somebody who did not write them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain.as_read import check_read
from engagement.domain.plan_edits import changing, check_seen, keys_of, rows_of
from engagement.enums import FindingState
from engagement.models import Conversation, Finding, Point
from engagement.policies import analysis
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

LINKS = ("points", "conversations")
WORDS = ("themes", *(f"statement_{code}" for code, _name in settings.LANGUAGES))


def _locked(finding: Finding) -> Finding:
    return Finding.objects.select_for_update(of=("self",)).get(pk=finding.pk)


def _next_reference(phase: Phase) -> str:
    """F<phase>-<number>, one more than the highest. Call inside a transaction that holds the phase."""
    prefix = f"F{phase.number}-"
    taken = Finding.objects.filter(reference__startswith=prefix).values_list("reference", flat=True)
    numbers = [int(found.removeprefix(prefix)) for found in taken if found.removeprefix(prefix).isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:02}"


@transaction.atomic
def write(*, phase: Phase, statement: Mapping[str, str], themes: Iterable[Theme], by: User, now: datetime) -> Finding:
    """A DRAFT. `statement` maps language codes to text."""
    analysis.check_can_write_finding(by=by)
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    words = {f"statement_{code}": text for code, text in statement.items()}
    finding = Finding.objects.create(reference=_next_reference(phase), phase=phase, written_by=by, written_at=now, **words)
    finding.themes.set(themes)
    audit("finding.written", by=by, on=finding, now=now)
    return finding


@transaction.atomic
def reword(
    *,
    finding: Finding,
    statement: Mapping[str, str],
    themes: Iterable[Theme],
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Finding:
    """Other words or themes: a draft again, and whoever approved it did not approve these. `seen`: as in `plan_edits`."""
    finding = _locked(finding)
    analysis.check_can_edit_finding(finding, by=by)
    check_seen(seen, [finding], WORDS)
    with changing(finding, subject=finding.pk, names=WORDS, by=by, now=now):
        for code, text in statement.items():
            setattr(finding, f"statement_{code}", text)
        finding.save()
        finding.themes.set(themes)
    was_changed(finding=finding, names=WORDS, by=by, now=now)
    audit("finding.reworded", by=by, on=finding, now=now)
    return finding


def was_changed(*, finding: Finding, names: Iterable[str], by: User, now: datetime) -> None:
    """A draft again, and nobody's approval holds. Whoever changed its words wrote it; other links leave its writer."""
    writer = by if set(WORDS) & set(names) else finding.written_by or by
    changed = {"state": FindingState.DRAFT, "written_by": writer, "written_at": now, "approved_by": None, "approved_at": None}
    for name, value in changed.items():
        setattr(finding, name, value)
    finding.save(update_fields=list(changed))


@transaction.atomic
def rest_on(
    *,
    finding: Finding,
    points: Iterable[Point],
    conversations: Iterable[Conversation],
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Finding:
    """Sets what it rests on, among what this account may open; what it may not open stays as it was."""
    finding = _locked(finding)
    analysis.check_can_edit_finding(finding, by=by)
    check_seen(seen, [finding], LINKS)
    opened = Conversation.objects.visible_to(by)
    chosen = {*points, *finding.points.exclude(conversation__in=opened)}
    talks = {*conversations, *finding.conversations.exclude(pk__in=opened), *(point.conversation for point in chosen)}
    with changing(finding, subject=finding.pk, names=LINKS, by=by, now=now):
        finding.points.set(chosen)
        finding.conversations.set(talks)
    was_changed(finding=finding, names=LINKS, by=by, now=now)
    audit("finding.supported", by=by, on=finding, now=now, details={"conversations": len(talks)})
    return finding


@transaction.atomic
def submit(*, finding: Finding, by: User, now: datetime) -> Finding:
    """DRAFT -> IN_REVIEW, with words in every language and something that it rests on."""
    finding = _locked(finding)
    analysis.check_can_submit_finding(finding, by=by)
    finding.state, finding.review_reason = FindingState.IN_REVIEW, ""
    finding.save()
    audit("finding.submitted", by=by, on=finding, now=now)
    return finding


def told_to_approver(finding: Finding) -> dict[str, Any]:
    """What is approved: its words in every language, its themes, what it rests on."""
    return rows_of(keys_of([finding]), (*WORDS, *LINKS))


@transaction.atomic
def approve(*, finding: Finding, by: User, now: datetime, seen: str | None = None) -> Finding:
    """IN_REVIEW -> APPROVED by a second person: the next report may print it.

    `seen`: the mark of what was read (`as_read`, of `told_to_approver`).
    """
    finding = _locked(finding)
    analysis.check_can_approve_finding(finding, by=by)
    check_read(seen, told_to_approver(finding))
    finding.state, finding.approved_by, finding.approved_at = FindingState.APPROVED, by, now
    finding.save()
    audit("finding.approved", by=by, on=finding, now=now)
    return finding


@transaction.atomic
def return_(*, finding: Finding, reason: str, by: User, now: datetime) -> Finding:
    """IN_REVIEW -> DRAFT, with what has to change."""
    finding = _locked(finding)
    analysis.check_can_return_finding(finding, by=by)
    if not reason.strip():
        raise policies.Refused(_("Say what has to change."))
    finding.state, finding.review_reason = FindingState.DRAFT, reason
    finding.approved_by = finding.approved_at = None
    finding.save()
    audit("finding.returned", by=by, on=finding, now=now)
    return finding


def support(finding: Finding, *, user: User) -> list[dict[str, Any]]:
    """The conversations that could carry it, as far as this account may open them, each with its points on the themes."""
    talks = (
        Conversation.objects.visible_to(user)
        .in_phase(finding.phase)
        .filter(points__codings__theme__in=finding.themes.all())
        .select_related("organization")
        .distinct()
        .order_by("reference")
    )
    points = (
        Point.objects.visible_to(user)
        .filter(conversation__in=talks, codings__theme__in=finding.themes.all())
        .distinct()
        .order_by("start", "pk")
    )
    by_talk: dict[Any, list[Point]] = {}
    for point in points:
        by_talk.setdefault(point.conversation_id, []).append(point)
    return [{"conversation": talk, "points": by_talk[talk.pk]} for talk in talks if talk.pk in by_talk]
