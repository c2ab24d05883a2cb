"""The undo of a change: exactly that change, by whoever may make it, and only while nothing newer lies over it.

It is a change itself: seen beside the others, undone as they are, and it takes back what every change takes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain import documents, findings, following_up, registering, session_changes
from engagement.domain.plan_edits import keep, rows_of
from engagement.models import (
    CollectionNotice,
    Commitment,
    Conversation,
    DocumentFile,
    Finding,
    FocusGroupSession,
    PlanEdit,
    Project,
    ProjectDocument,
    ProjectStateChange,
    ProjectStep,
    ProjectStepMove,
)
from engagement.policies import analysis, desk
from engagement.policies.notices import check_is_unused
from phases.enums import ItemKind
from phases.models import Milestone, MilestoneMove, Phase, ReleasedItem, ReportDayMove
from phases.policies import Refused, check_can_plan
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

# A day that the public knows moves with its reason only,
DAYS = {Milestone: "due_on", ProjectStep: "due_on", Phase: "report_due_on"}
MOVES = (MilestoneMove, ProjectStepMove, ReportDayMove, ProjectStateChange)  # and so does a state: each move is told for good
RULED = (Finding, Commitment, CollectionNotice)  # kept by rules of their own, not by those of the plan


def check_can_undo(edit: PlanEdit, *, record: Model | None, by: User) -> None:
    """Whoever may make the change may undo it. `record`: what the change is of."""
    if isinstance(record, Finding):
        analysis.check_can_edit_finding(record, by=by)
    elif isinstance(record, Commitment):
        names = edit.after[_key(record)]
        (desk.check_can_word if following_up.WORDS & names.keys() else desk.check_can_keep)(record, by=by)
    else:
        check_can_plan(by=by)


def can_undo(edit: PlanEdit, *, record: Model | None, by: User) -> bool:
    """Whether `by` may undo it, were nothing newer over it."""
    try:
        check_can_undo(edit, record=record, by=by)
    except (Refused, policies.Refused):
        return False
    return True


@transaction.atomic
def undo(*, edit: PlanEdit, by: User, now: datetime) -> None:
    """As it was before. Raises Refused where the same fields were changed again, or what it needs is gone."""
    edit = PlanEdit.objects.select_for_update(of=("self",)).get(pk=edit.pk)
    record = _ruled(edit)
    check_can_undo(edit, record=record, by=by)
    if isinstance(record, CollectionNotice):
        check_is_unused(record)
    if edit.undone_at is not None:
        raise Refused(_("This is undone already."))
    if not all(_still(key, became) for key, became in edit.after.items()):
        raise Refused(_("It was changed again since. Undo the newer change first."))
    _check_is_open(edit, by=by)
    _check_is_unread(edit)
    told = {session.pk: session_changes.facts(session) for session in _sessions(edit)}
    _put_all_back(edit)
    edit.undone_at = now
    edit.save(update_fields=["undone_at"])
    _settle(edit, record, told, by=by, now=now)
    keep(subject=edit.subject, part=edit.part, before=edit.after, after=_as_they_are(edit), by=by, now=now)
    audit("plan_edit.undone", by=by, on=edit, now=now, details={"subject": str(edit.subject), "part": edit.part})


def _ruled(edit: PlanEdit) -> Finding | Commitment | CollectionNotice | None:
    """The finding, promise or notice that it is a change of."""
    for model in RULED:
        if f"{model._meta.label_lower}:{edit.subject}" in edit.after:
            found: Finding | Commitment | CollectionNotice | None
            found = model._default_manager.select_for_update(of=("self",)).filter(pk=edit.subject).first()
            return found
    return None


def _key(record: Model) -> str:
    return f"{record._meta.label_lower}:{record.pk}"


def _sessions(edit: PlanEdit) -> QuerySet[FocusGroupSession]:
    """Those that it touched: people are told of what they go by."""
    pks = [pk for model, pk in map(_split, edit.after) if model is FocusGroupSession]
    return FocusGroupSession.objects.filter(pk__in=pks)


def _split(key: str) -> tuple[type[Model], str]:
    label, _colon, pk = key.partition(":")
    return apps.get_model(label), pk


def _row(key: str) -> dict[str, Any] | None:
    """The fields as they are now."""
    model, pk = _split(key)
    return rows_of({model: [pk]}).get(key)


def _as_they_are(edit: PlanEdit) -> dict[str, Any]:
    """The fields that it touched, as they are now."""
    found = {}
    for key, became in edit.after.items():
        names, now = became or edit.before[key] or {}, _row(key)
        if now is not None:
            found[key] = {name: now[name] for name in names}
    return found


def _still(key: str, became: Mapping[str, Any] | None) -> bool:
    now = _row(key)
    if now is None or became is None:
        return now is None and became is None
    return all(_same(now.get(name), value) for name, value in became.items())


def _same(one: Any, other: Any) -> bool:
    """Links in whatever order."""
    return bool(sorted(one) == sorted(other) if isinstance(one, list) and isinstance(other, list) else one == other)


def _check_is_open(edit: PlanEdit, *, by: User) -> None:
    """Links to a record that this account may not open are not moved by it, not even unseen."""
    for key, became in edit.after.items():
        if _split(key)[0] is Finding and "conversations" in (became or {}):
            moved = {*became["conversations"]} ^ {*edit.before[key]["conversations"]}
            if Conversation.objects.visible_to(by).filter(pk__in=moved).count() < len(moved):
                raise Refused(_("It concerns conversations that you may not open. Somebody who may can undo it."))


def _check_is_unread(edit: PlanEdit) -> None:
    """A slip of the hand is put right unseen as long as nobody has read it; after that, in the open."""
    models = {_split(key)[0] for key, became in edit.after.items()}
    moved = any(was and DAYS.get(_split(key)[0]) in was and edit.after[key] for key, was in edit.before.items())
    if not moved and not models & {*MOVES}:
        return
    of = {ItemKind.PHASE: Phase.objects, ItemKind.PROJECT: Project.objects}
    for kind, records in of.items():
        for slug in records.filter(pk=edit.subject).values_list("slug", flat=True):
            if ReleasedItem.objects.of(kind, slug).filter(released_at__gte=edit.at).exists():
                raise Refused(_("The public has read this since. Change it anew, with the reason."))


def _put_all_back(edit: PlanEdit) -> None:
    try:
        with transaction.atomic(), translation.override(settings.MODELTRANSLATION_DEFAULT_LANGUAGE):
            for key, was in edit.before.items():
                _put_back(key, was)
            connection.check_constraints(_tables(edit))
    except IntegrityError:
        raise Refused(_("It can’t be undone: something that it needs is gone, or something else stands in its place.")) from None


def _tables(edit: PlanEdit) -> list[str]:
    """Where the database looks for links to nothing; it would do so only at the end else."""
    models = {_split(key)[0] for key in edit.before}
    linked: list[Any] = [field.remote_field.through for model in models for field in model._meta.many_to_many]
    return [model._meta.db_table for model in (*models, *linked)]


def _put_back(key: str, was: Mapping[str, Any] | None) -> None:
    model, pk = _split(key)
    if was is None:
        model._default_manager.filter(pk=pk).delete()
        return
    if was.get("file") and not DocumentFile.objects.filter(pk=was["file"]).exists():
        raise Refused(_("The file of this document is not kept any more. Bring it again."))
    row = {"model": model._meta.label_lower, "pk": pk, "fields": {**(_row(key) or {}), **was}}
    for found in serializers.deserialize("python", [row]):
        found.save()


def _settle(edit: PlanEdit, record: Model | None, told: Mapping[Any, dict[str, Any]], *, by: User, now: datetime) -> None:
    """What every change of such a record takes with it."""
    if isinstance(record, Finding):
        findings.was_changed(finding=record, names=edit.after[_key(record)], by=by, now=now)
    elif isinstance(record, Commitment):
        following_up.was_changed(commitment=record, now=now)
    if any(_split(key)[0] is ProjectDocument for key in edit.after):
        documents.drop_unused()
    for session in _sessions(edit).select_for_update(of=("self",)):
        session_changes.note(session=session, was=told[session.pk], now=now)
        registering.move_up(session, by=by, now=now)
