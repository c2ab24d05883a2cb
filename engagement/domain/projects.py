"""Verbs of projects: a state with its reason and day, a step moved or done, a finding answered, where an indicator stands."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.domain.plan_edits import changing
from engagement.models import Finding, GroupFinding, Indicator, Project, ProjectFinding, ProjectStateChange, ProjectStep
from engagement.models import ProjectStepMove as Move
from phases.enums import PROJECTS_OVER, Bearing, ProjectState, StepState
from phases.policies import Refused, check_can_plan, check_project_move
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


def in_columns(field: str, words: Mapping[str, str]) -> dict[str, Any]:
    """{"en": "…"} -> {"reason_en": "…"}."""
    return {f"{field}_{code}": text for code, text in words.items()}


@transaction.atomic
def move_project(*, project: Project, to: ProjectState, reason: Mapping[str, str], by: User, now: datetime) -> Project:
    """To another state. Pausing, ending early and being taken up again say why; nothing leaves “proposed” without a finding."""
    check_can_plan(by=by)
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    before = ProjectState(project.state)
    check_project_move(before, to, has_primary=project.has_primary_finding)
    needs_reason = before in PROJECTS_OVER or to in (ProjectState.PAUSED, ProjectState.ENDED_EARLY)
    if needs_reason and not reason.get(settings.MODELTRANSLATION_DEFAULT_LANGUAGE, "").strip():
        raise Refused(_("Say why. The public reads it."))
    with changing(project, also=project.changes.all, subject=project.pk, by=by, now=now):
        project.state = to
        project.save(update_fields=["state"])
        words = in_columns("reason", reason)
        ProjectStateChange.objects.create(project=project, state=to, changed_at=now, changed_by=by, **words)
    audit("project.moved", by=by, on=project, now=now, details={"from": before.value, "to": to.value})
    return project


@transaction.atomic
def answer(
    *, project: Project, finding: Finding | GroupFinding, bearing: Bearing, why: Mapping[str, str], by: User, now: datetime
) -> ProjectFinding:
    """Says which finding the project answers, and why."""
    check_can_plan(by=by)
    link = {"group_finding": finding} if isinstance(finding, GroupFinding) else {"finding": finding}
    words = in_columns("why", why)
    made, _new = ProjectFinding.objects.update_or_create(project=project, **link, defaults={"bearing": bearing, **words})
    audit("project.answers", by=by, on=project, now=now, details={"finding": finding.reference, "bearing": bearing.value})
    return made


@transaction.atomic
def move_step(*, step: ProjectStep, to: date, reason: Mapping[str, str], by: User, now: datetime) -> ProjectStep:
    """Another day; the old one stays beside it with the reason."""
    check_can_plan(by=by)
    if not reason.get(settings.MODELTRANSLATION_DEFAULT_LANGUAGE, "").strip():
        raise Refused(_("Say why the date moves. The public reads it."))
    step = ProjectStep.objects.select_for_update(of=("self",)).get(pk=step.pk)
    words = in_columns("reason", reason)
    Move.objects.create(step=step, from_on=step.due_on, to_on=to, moved_on=timezone.localdate(now), **words)
    audit("project_step.moved", by=by, on=step, now=now, details={"from": str(step.due_on), "to": str(to)})
    step.due_on = to
    step.save(update_fields=["due_on"])
    return step


@transaction.atomic
def report_step(*, step: ProjectStep, state: StepState, done_on: date | None, by: User, now: datetime) -> ProjectStep:
    """How far a step is; done has a day."""
    check_can_plan(by=by)
    if (state == StepState.DONE) != (done_on is not None):
        raise Refused(_("A step that is done has the day on which it was done, and only such a step has one."))
    step.state, step.done_on = state, done_on
    step.save(update_fields=["state", "done_on"])
    audit("project_step.reported", by=by, on=step, now=now, details={"state": state.value})
    return step


@transaction.atomic
def measure(*, indicator: Indicator, actual: Decimal, as_of: date, by: User, now: datetime) -> Indicator:
    """Where an indicator stands on a day."""
    check_can_plan(by=by)
    if as_of > timezone.localdate(now):
        raise Refused(_("This date is in the future."))
    indicator.actual, indicator.as_of = actual, as_of
    indicator.save(update_fields=["actual", "as_of"])
    audit("indicator.measured", by=by, on=indicator, now=now, details={"as_of": as_of.isoformat()})
    return indicator
