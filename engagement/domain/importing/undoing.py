"""Taking a whole sheet back: to the state before, and never over somebody's later work."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from engagement.domain.importing.checking import IMPORT_TASK
from engagement.domain.importing.registration_writing import take_back_registrations, touched_registrations
from engagement.enums import CommitmentState
from engagement.enums.importing import ImportKind, ImportState
from engagement.models import Conversation, FollowUp, ImportBatch, ImportRow, Point, PointTheme, Registration, ThemeLink
from engagement.policies import Refused
from engagement.policies import importing as policies
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox.queue import enqueue
from resilience_portal.sheets.judging import Outcome
from stakeholders.domain import directory
from stakeholders.domain.importing.undoing import (
    leaning,
    take_back_organizations,
    take_back_people,
    tied,
    touched_organizations,
    touched_people,
)
from stakeholders.models import Organization, Person

STEP = 500
MOST_TOLD = 50
OWN = (Point, PointTheme, ThemeLink, FollowUp)  # what an import makes around a conversation, or the database for it


@dataclass(frozen=True)
class Blocker:
    """A record that somebody has worked on since: it can't be taken back unseen."""

    number: int
    label: str


def blockers(batch: ImportBatch) -> list[Blocker]:
    """Records of the sheet that somebody has worked on since, the first MOST_TOLD."""
    if batch.kind == ImportKind.CONVERSATIONS:
        found = touched_talks(talks_of(batch)).order_by("import_row").values_list("import_row", "reference")
        told = [Blocker(number or 0, reference) for number, reference in found[:MOST_TOLD]]
        return told + _added_blockers(batch)
    rows = _written(batch)
    if batch.kind == ImportKind.ORGANIZATIONS:
        touched = touched_organizations({row.record: row.before for row in rows})  # type: ignore[misc]
        names = dict(Organization.objects.filter(pk__in=touched).values_list("pk", "name"))
    elif batch.kind == ImportKind.REGISTRATIONS:
        touched = touched_registrations({row.record: row.before for row in rows if row.record})
        names = dict(Registration.objects.filter(pk__in=touched).values_list("pk", "receipt"))
    else:
        touched = touched_people([row.record for row in rows if row.record])
        names = dict(Person.objects.filter(pk__in=touched).values_list("pk", "name"))
    return [Blocker(row.number, names.get(row.record, "")) for row in rows if row.record in touched][:MOST_TOLD]


def talks_of(batch: ImportBatch) -> QuerySet[Conversation]:
    """What the sheet became."""
    return Conversation.objects.filter(import_batch=batch)


def touched_talks(talks: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Edited, moved on in their work, coded, followed up, quoted or leaned on since."""
    edited = ~Q(version=1) | ~Q(updated_at=F("created_at")) | Q(reviewed_at__isnull=False)
    coded = Point.objects.filter(conversation__in=talks).exclude(created_at=F("conversation__created_at"))
    recoded = PointTheme.objects.filter(point__conversation__in=talks).exclude(coded_at=F("point__created_at"))
    followed = FollowUp.objects.filter(conversation__in=talks).exclude(updated_at=F("created_at"), state=CommitmentState.OPEN)
    touched = edited | Q(pk__in=coded.values("conversation")) | Q(pk__in=recoded.values("point__conversation"))
    touched |= Q(pk__in=followed.values("conversation"))
    points = Point.objects.filter(conversation__in=talks)
    for rows, column in leaning(Point, apart_from=(PointTheme,)):
        leaned = points.filter(pk__in=rows.filter(**{f"{column}__in": points.values("pk")}).values(column))
        touched |= Q(pk__in=leaned.values("conversation"))
    for rows, column in leaning(Conversation, apart_from=OWN):
        touched |= Q(pk__in=rows.filter(**{f"{column}__in": talks.values("pk")}).values(column))
    return talks.filter(touched)


def _added_blockers(batch: ImportBatch) -> list[Blocker]:
    """Organizations that were added with the sheet and that others lean on by now."""
    added = {uuid.UUID(pk): None for pk in batch.before.get("organizations", {}).values()}
    if not added:
        return []
    leaned = set(added) - set(
        Organization.objects.filter(version=1, updated_at=F("created_at"), pk__in=added).values_list("pk", flat=True)
    )
    leaned |= tied(Organization, list(added), apart_from=(Conversation,))
    others = Conversation.objects.filter(organization__in=added).exclude(import_batch=batch)
    leaned |= set(others.values_list("organization", flat=True))
    return [Blocker(0, name) for name in Organization.objects.filter(pk__in=leaned).values_list("name", flat=True)]


@transaction.atomic
def begin(*, batch: ImportBatch, by: User, now: datetime) -> None:
    """DONE -> UNDOING; the worker does the rest. Raises Refused when somebody has worked on a record since."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    policies.check_can_import(locked.kind, by=by)
    policies.check_import_transition(locked, ImportState.UNDOING)
    if blockers(locked):
        raise Refused(_("Some of these records were changed since, so the import can't be taken back."))
    locked.state, locked.updated_at, locked.problem = ImportState.UNDOING, now, ""
    locked.save()
    audit("import.undo_started", by=by, on=locked, now=now)
    enqueue(task=IMPORT_TASK, subject=locked.pk, now=now)


def undo(*, batch_id: uuid.UUID, now: datetime, still_mine: Callable[[], None] = lambda: None) -> ImportBatch:
    """UNDOING -> UNDONE in one piece; back to DONE when somebody was faster and worked on a record."""
    batch = ImportBatch.objects.select_related("created_by").get(pk=batch_id)
    if batch.state != ImportState.UNDOING:
        return batch
    still_mine()
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("created_by").get(pk=batch_id)
        if blockers(batch):
            batch.state, batch.problem = ImportState.DONE, "changed_since"
        else:
            taken = take_back_all(batch, now=now)
            batch.state, batch.finished_at = ImportState.UNDONE, now
            audit("import.undone", by=batch.created_by, on=batch, now=now, details={"kind": batch.kind, "records": taken})
        batch.updated_at = now
        batch.save()
    return batch


@transaction.atomic
def take_back_all(batch: ImportBatch, *, now: datetime) -> int:
    """Removes what the sheet made and restores what it changed; what somebody has worked on since stays. Returns how many."""
    if batch.kind == ImportKind.CONVERSATIONS:
        return _take_back_talks(batch)
    rows = _written(batch)
    if batch.kind == ImportKind.ORGANIZATIONS:
        all_rows: Mapping[uuid.UUID, Any] = {row.record: row.before for row in rows if row.record}
        touched = touched_organizations(all_rows)
        kept = {pk: before for pk, before in all_rows.items() if pk not in touched}
        taken = take_back_organizations(kept, by=batch.created_by, now=now)
    elif batch.kind == ImportKind.REGISTRATIONS:
        places = {row.record: row.before for row in rows if row.record}
        untouched = places.keys() - touched_registrations(places)
        assert batch.group is not None
        taken = take_back_registrations(untouched, group=batch.group, by=batch.created_by, now=now)
    else:
        ids = [row.record for row in rows if row.record]
        touched = touched_people(ids)
        taken = take_back_people([pk for pk in ids if pk not in touched], by=batch.created_by)
    batch.rows.filter(pk__in=[row.pk for row in rows]).update(before=None)
    batch.rows.filter(outcome=Outcome.NEW.value).update(record=None)
    return taken


def _written(batch: ImportBatch) -> Sequence[ImportRow]:
    """Rows that became a record, or changed one."""
    done = batch.rows.filter(Q(outcome=Outcome.NEW.value) | Q(before__isnull=False), record__isnull=False)
    return list(done.only("id", "number", "record", "before", "batch_id"))


def _take_back_talks(batch: ImportBatch) -> int:
    taken = 0
    kept = set(touched_talks(talks_of(batch)).values_list("pk", flat=True))
    last: int | None = 0
    while rows := list(talks_of(batch).filter(import_row__gt=last).order_by("import_row").values_list("pk", "import_row")[:STEP]):
        last = rows[-1][1]
        gone = [pk for pk, _number in rows if pk not in kept]
        ThemeLink.objects.filter(conversation__in=gone).delete()  # SQLite would take them one coding after the other
        PointTheme.objects.filter(point__conversation__in=gone).delete()
        Point.objects.filter(conversation__in=gone).delete()
        FollowUp.objects.filter(conversation__in=gone).delete()
        Conversation.objects.filter(pk__in=gone).delete()
        taken += len(gone)
    _untouch_contacts(batch)
    added = [uuid.UUID(pk) for pk in batch.before.get("organizations", {}).values()]
    free = Organization.objects.filter(pk__in=added).exclude(pk__in=tied(Organization, added, apart_from=()))
    free.delete()
    batch.before = {}
    batch.save(update_fields=["before"])
    return taken


def touch_contacts(batch: ImportBatch) -> None:
    """Moves the day of the last contact of each organization forward, and keeps what stood there. Within the last step."""
    latest = talks_of(batch).order_by().values("organization").annotate(day=Max("held_on")).values_list("organization", "day")
    days = dict(latest)
    before: dict[str, list[str | None]] = {}
    for organization in Organization.objects.filter(pk__in=days).only("id", "last_contact_on"):
        day, there = days[organization.pk], organization.last_contact_on
        if there is None or there < day:
            before[str(organization.pk)] = [there.isoformat() if there else None, day.isoformat()]
            directory.touch_contact(organization=organization, held_on=day)
    batch.before["contacts"] = before


def _untouch_contacts(batch: ImportBatch) -> None:
    """Puts the day of the last contact back, unless a later talk moved it on."""
    for pk, (there, ours) in batch.before.get("contacts", {}).items():
        since = Conversation.objects.filter(organization=pk, created_at__gte=batch.created_at).exclude(import_batch=batch)
        days = [date.fromisoformat(there)] if there else []
        later = since.aggregate(day=Max("held_on"))["day"]
        days += [later] if later else []
        Organization.objects.filter(pk=pk, last_contact_on=ours).update(last_contact_on=max(days, default=None))


def give_up(*, batch: ImportBatch, now: datetime) -> None:
    """The worker was interrupted too often: the import stands as it was, and can be taken back again."""
    ImportBatch.objects.filter(pk=batch.pk, state=ImportState.UNDOING).update(
        state=ImportState.DONE, problem="worker", updated_at=now
    )
