"""Verbs of the plan's calendar: a phase opens and closes, a step is moved with its reason, or done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from phases.enums import PhaseState
from phases.models import Milestone, MilestoneMove, Phase, PublishedReport
from phases.policies import Refused, check_phase_move
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


@transaction.atomic
def move_phase(*, phase: Phase, to: PhaseState, by: User, now: datetime) -> Phase:
    """To another state, as the table allows. Raises Refused with a sentence."""
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    before = PhaseState(phase.state)
    has_report = PublishedReport.objects.current().filter(phase=phase).exists()
    check_phase_move(before, to, has_report=has_report, promised=phase.report_due_on is not None)
    phase.state = to
    phase.save(update_fields=["state"])
    audit("phase.moved", by=by, on=phase, now=now, details={"from": before.value, "to": to.value})
    return phase


@transaction.atomic
def move_milestone(*, milestone: Milestone, to: date, reason: dict[str, str], by: User, now: datetime) -> Milestone:
    """A new day, kept beside the old one with the reason. `reason` by language; the default language's is needed."""
    if not reason.get(settings.MODELTRANSLATION_DEFAULT_LANGUAGE, "").strip():
        raise Refused(_("Say why the date moves. The public reads it."))
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    if to == milestone.due_on:
        raise Refused(_("This is the day it has already."))
    words: dict[str, Any] = {f"reason_{code}": text for code, text in reason.items()}
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
