"""Keeping what is in the making: an item of the plan is made or changed, and its parts. What is public stays as released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Max, Model
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from engagement.domain import documents, projects, registering, session_changes
from engagement.domain.plan_edits import changing, check_seen
from engagement.models import (
    FocusGroup,
    FocusGroupSession,
    GroupFinding,
    Project,
    ProjectDocument,
    ProjectStateChange,
    ProjectStep,
)
from phases.domain import timeline
from phases.enums import FocusGroupState, SessionState
from phases.models import EngagementPlan, Milestone, Phase
from phases.policies import GROUP_TRANSITIONS, SESSION_TRANSITIONS, Refused, check_can_plan, check_move
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.record import record as audit
from resilience_portal.ui.phrases import named

M = TypeVar("M", bound=Model)
Dated = Milestone | ProjectStep | Phase  # whose day moves with a reason
NO_PLAN, NO_PHASE = gettext_lazy("There is no plan yet. Begin it first."), gettext_lazy("There is no phase yet. Make one first.")
NO_GROUP = gettext_lazy("There is no focus group yet. Make one first.")
# What has to be there before the first item of a model, and what is said while it is not.
NEEDED: Mapping[type[Model], tuple[type[Model], Promise]] = {
    Phase: (EngagementPlan, NO_PLAN),
    FocusGroup: (Phase, NO_PHASE),
    Project: (Phase, NO_PHASE),
    FocusGroupSession: (FocusGroup, NO_GROUP),
    GroupFinding: (FocusGroup, NO_GROUP),
}


class Taken(Refused):
    """Somebody has it already, or was faster. `field`: what they have."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


def _locked(record: M) -> M:
    found: M = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    return found


@transaction.atomic
def keep(*, record: M, fields: Mapping[str, Any], by: User, now: datetime, seen: str | None = None) -> M:
    """Writes these fields of a new or a known item. Names of fields go to the audit log, never their words.

    `seen`: what was read of them (`plan_edits.fingerprint`); raises Conflict where they were changed since. Raises Taken where
    somebody else has its number or its reference: of two at once, the second waits for the first and hears so.
    """
    check_can_plan(by=by)
    is_new = record._state.adding
    _one_at_a_time(record, fields)
    record = record if is_new else _locked(record)
    check_seen(seen, [] if is_new else [record], fields)
    was = None if is_new or not isinstance(record, FocusGroupSession) else session_changes.facts(record)
    if not is_new and "state" in fields:
        check_state(record, fields["state"])
    check_reference(record, fields.get("reference"))
    if is_new:
        fields = _placed(record, fields)
    with nullcontext() if is_new else changing(record, subject=record.pk, by=by, now=now):
        _write(record, fields)
    if was is not None and isinstance(record, FocusGroupSession):
        session_changes.note(session=record, was=was, now=now)
        registering.move_up(FocusGroupSession.objects.select_for_update(of=("self",)).get(pk=record.pk), by=by, now=now)
    if is_new and isinstance(record, Project):  # its history begins with the proposal
        ProjectStateChange.objects.create(project=record, state=record.state, changed_at=now, changed_by=by)
    kind = record._meta.model_name
    audit(f"{kind}.{'made' if is_new else 'changed'}", by=by, on=record, now=now, details={"fields": sorted(fields)})
    return record


def _write(record: Model, fields: Mapping[str, Any]) -> None:
    several = {field.name for field in record._meta.many_to_many}
    for name, value in fields.items():
        if name not in several:
            setattr(record, name, value)
    record.save()
    for name in several & fields.keys():
        getattr(record, name).set(fields[name])


def check_can_make(model: type[Model]) -> None:
    """Raises Refused where a new item has no place: one portal runs one plan, a phase belongs to it, and so on down."""
    if model is EngagementPlan and EngagementPlan.objects.exists():
        raise Refused(_("There is a plan already, and one portal runs one plan. Change that one."))
    needed, sentence = NEEDED.get(model, (None, ""))
    if needed and not needed._default_manager.exists():
        raise Refused(str(sentence))


def check_number(number: int) -> None:
    """Raises Taken where a phase has this number already."""
    if taken := Phase.objects.filter(number=number).first():
        raise Taken(_("This is the number of “%(phase)s” already.") % {"phase": named(taken.title)}, field="number")


def check_reference(record: Model, reference: str | None) -> None:
    """Raises Taken where another record of the kind has it."""
    others = type(record)._default_manager.exclude(pk=record.pk)
    if reference and others.filter(reference=reference).exists():
        raise Taken(_("Somebody was faster: “%(reference)s” is taken.") % {"reference": named(reference)}, field="reference")


def next_number() -> int:
    """Of the phase that is made next."""
    return int(Phase.objects.aggregate(last=Max("number"))["last"] or 0) + 1


def _one_at_a_time(record: Model, fields: Mapping[str, Any]) -> None:
    """Whoever gives out a number, a reference or an address holds the plan's row until it is written, before any other."""
    if isinstance(record, EngagementPlan):
        Group.objects.select_for_update().filter(name=Role.LEAD.value).first()  # no plan is there yet that could be locked
    elif record._state.adding or "reference" in fields:
        EngagementPlan.objects.select_for_update().first()


def _placed(record: Model, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Where a new item belongs, at an address of its own."""
    check_can_make(type(record))
    if isinstance(record, Phase):
        record.plan = EngagementPlan.objects.get()
        check_number(fields["number"])
    return {**fields, "slug": free_address(type(record), fields["slug"])}


def free_address(model: type[Model], wanted: str) -> str:
    """The address, with a number where it is taken."""
    taken = set(model._default_manager.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(name for number in range(1, 1000) if (name := wanted if number == 1 else f"{wanted}-{number}") not in taken)


def check_state(record: Model, to: str) -> None:
    """Raises Refused where a group or a session can't go into that state from where it is."""
    if isinstance(record, FocusGroupSession) and to != record.state:
        check_move(SESSION_TRANSITIONS, SessionState(record.state), SessionState(to))
    if isinstance(record, FocusGroup) and to != record.state:
        check_move(GROUP_TRANSITIONS, FocusGroupState(record.state), FocusGroupState(to))


@transaction.atomic
def keep_parts(
    *,
    record: Model,
    part: str,
    changed: Iterable[Model],
    removed: Iterable[Model],
    by: User,
    now: datetime,
    rows: Iterable[Model] = (),
    seen: str | None = None,
) -> None:
    """Writes the rows of one part (criteria, steps, partners); those taken out are deleted: no release ever held them by id.

    `seen`: what was read of `rows`, all that the part has now; raises Conflict where they were changed since.
    """
    check_can_plan(by=by)
    _locked(record)
    check_seen(seen, rows)
    written, gone = list(changed), list(removed)
    with changing(*written, *gone, subject=record.pk, part=part, by=by, now=now):
        for row in written:
            row.save()
        for row in gone:
            row.delete()
    if any(isinstance(row, ProjectDocument) for row in gone):
        documents.drop_unused()
    details = {"part": part, "written": len(written), "removed": len(gone)}
    audit(f"{record._meta.model_name}.parts_changed", by=by, on=record, now=now, details=details)


@transaction.atomic
def move_step(*, step: Dated, to: date, reason: Mapping[str, str], by: User, now: datetime, seen: str | None = None) -> None:
    """Another day for a step of a phase or of a project, or for the report of a phase; the old one stays beside it.

    `seen`: what was read of its day; raises Conflict where it was moved since.
    """
    step = _locked(step)
    check_seen(seen, [step], [day_of(step)])
    if isinstance(step, Phase):
        part, item = "", step.pk
    else:
        part, item = ("milestones", step.phase_id) if isinstance(step, Milestone) else ("steps", step.project_id)
    with changing(step, also=step.moves.all, subject=item, part=part, by=by, now=now):
        if isinstance(step, Phase):
            timeline.move_report_day(phase=step, to=to, reason=dict(reason), by=by, now=now)
        elif isinstance(step, Milestone):
            timeline.move_milestone(milestone=step, to=to, reason=dict(reason), by=by, now=now)
        else:
            projects.move_step(step=step, to=to, reason=reason, by=by, now=now)


def day_of(step: Dated) -> str:
    """The field that holds the day which moves with a reason."""
    return "report_due_on" if isinstance(step, Phase) else "due_on"
