"""Verbs of the plan's calendar: a phase opens and closes, a step is moved with its reason, or done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from phases.enums import ItemKind, PhaseState
from phases.models import Milestone, MilestoneMove, Phase, PublishedReport, ReleasedItem, ReportDayMove
from phases.policies import Refused, check_phase_move
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


@transaction.atomic
def move_phase(*, phase: Phase, to: PhaseState, by: User, now: datetime) -> Phase:
    """To another state, as the table allows. Raises Refused with a sentence."""
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    before = PhaseState(phase.state)
    has_report = PublishedReport.objects.current().filter(phase=phase).exists()
    check_phase_move(before, to, has_report=has_report, promised=promised_day(phase) is not None)
    phase.state = to
    phase.save(update_fields=["state"])
    audit("phase.moved", by=by, on=phase, now=now, details={"from": before.value, "to": to.value})
    return phase


def promised_day(phase: Phase) -> date | None:
    """The day by which the public hears, as it reads it; before the phase is public, as it stands here."""
    public = ReleasedItem.objects.of(ItemKind.PHASE, phase.slug).current().first()
    if public is None:
        return phase.report_due_on
    told: str | None = public.payload["report_due_on"]
    return date.fromisoformat(told) if told else None


@transaction.atomic
def move_report_day(*, phase: Phase, to: date, reason: dict[str, str], by: User, now: datetime) -> Phase:
    """A new day by which the public hears, kept beside the old one with the reason."""
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    if phase.report_due_on is None:
        raise Refused(_("No day was promised yet. Set it with the other dates."))
    words = _why(reason, was=phase.report_due_on, to=to)
    ReportDayMove.objects.create(phase=phase, from_on=phase.report_due_on, to_on=to, moved_on=timezone.localdate(now), **words)
    audit("phase.report_day_moved", by=by, on=phase, now=now, details={"from": str(phase.report_due_on), "to": str(to)})
    phase.report_due_on = to
    phase.save(update_fields=["report_due_on"])
    return phase


def _why(reason: dict[str, str], *, was: date, to: date) -> dict[str, Any]:
    """The reason in its columns. Raises Refused where there is none, or where nothing moves."""
    if not reason.get(settings.MODELTRANSLATION_DEFAULT_LANGUAGE, "").strip():
        raise Refused(_("Say why the date moves. The public reads it."))
    if to == was:
        raise Refused(_("This is the day it has already."))
    return {f"reason_{code}": text for code, text in reason.items()}


@transaction.atomic
def move_milestone(*, milestone: Milestone, to: date, reason: dict[str, str], by: User, now: datetime) -> Milestone:
    """A new day, kept beside the old one with the reason. `reason` by language; the default language's is needed."""
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    words = _why(reason, was=milestone.due_on, to=to)
    MilestoneMove.objects.create(milestone=milestone, from_on=milestone.due_on, to_on=to, moved_on=now.date(), **words)
    audit("milestone.moved", by=by, on=milestone, now=now, details={"from": str(milestone.due_on), "to": str(to)})
    milestone.due_on = to
    milestone.save(update_fields=["due_on"])
    return milestone


@transaction.atomic
def report_milestone(*, milestone: Milestone, done_on: date | None, progress: int | None, by: User, now: datetime) -> Milestone:
    """How far a step is, or that it is done."""
    milestone.done_on, milestone.progress = done_on, progress
    milestone.save(update_fields=["done_on", "progress"])
    details = {"done_on": str(done_on or ""), "progress": progress}
    audit("milestone.reported", by=by, on=milestone, now=now, details=details)
    return milestone
