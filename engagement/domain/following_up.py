"""Promises and follow-ups: added, moved, done, cancelled, told. One set of verbs for both; each change counts up `sequence`."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from engagement.domain import telling
from engagement.domain.plan_edits import Conflict, changing, check_seen
from engagement.enums import CommitmentState
from engagement.models import Commitment, DateMove, FollowUp
from engagement.policies import desk
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

Item = Commitment | FollowUp
NAMES = {Commitment: "commitment", FollowUp: "follow_up"}


WORDS = {"is_public", *(f"wording_{code}" for code, _name in settings.LANGUAGES)}
# What the public may be told of a promise.
TOLD = (
    *WORDS, "state", "completed_on", "reported_back_on", *(f"cancel_reason_{code}" for code, _name in settings.LANGUAGES),
)  # fmt: skip


def _verb(item: Item, past: str) -> str:
    return f"{NAMES[type(item)]}.{past}"


def _claim(item: Item, *, sequence: int | None, now: datetime) -> None:
    """Counts the change; raises Conflict when `sequence`, the one that was read, is no longer the newest."""
    found = type(item)._default_manager.filter(pk=item.pk, sequence=item.sequence if sequence is None else sequence)
    if not found.update(sequence=F("sequence") + 1, updated_at=now):
        raise Conflict
    item.refresh_from_db()


def _told_of(item: Item, *, by: User, now: datetime) -> AbstractContextManager[None]:
    """Keeps what is changed inside of what the public may be told; of a follow-up it never is."""
    if isinstance(item, FollowUp):
        return nullcontext()
    return changing(item, subject=item.pk, names=TOLD, by=by, now=now)


def was_changed(*, commitment: Commitment, now: datetime) -> None:
    """Counts a change that was made elsewhere: calendars go by it, and so does who reads it now."""
    _claim(commitment, sequence=None, now=now)


@transaction.atomic
def add(*, item: Item, by: User, now: datetime) -> None:
    """A new promise or follow-up of a conversation, on its owner's list from now on."""
    desk.check_can_follow_up(by=by)
    item.created_by, item.created_at, item.updated_at = by, now, now
    item.save(force_insert=True)
    audit(_verb(item, "added"), by=by, on=item, now=now, details={"conversation": str(item.conversation_id)})


@transaction.atomic
def change(*, item: Item, fields: Mapping[str, Any], sequence: int, by: User, now: datetime) -> None:
    """Other words or another owner, over exactly what was read. The day moves by `move` only. Raises Conflict."""
    desk.check_can_keep(item, by=by)
    _claim(item, sequence=sequence, now=now)
    for name, value in fields.items():
        setattr(item, name, value)
    item.save(update_fields=list(fields))
    audit(_verb(item, "changed"), by=by, on=item, now=now, details={"fields": sorted(fields)})


@transaction.atomic
def move(
    *, item: Item, due_on: date, reasons: Mapping[str, str], by: User, now: datetime, sequence: int | None = None
) -> DateMove:
    """Another day. The old one and the reason stay; the owner is reminded anew. `sequence`: as in `change`."""
    desk.check_can_keep(item, by=by)
    desk.check_is_pending(item)
    _claim(item, sequence=sequence, now=now)
    made = DateMove(moved_from=item.due_on, moved_to=due_on, moved_by=by, moved_at=now, **reasons)
    setattr(made, NAMES[type(item)], item)
    made.save()
    item.due_on, item.reminded_on = due_on, None
    item.save(update_fields=["due_on", "reminded_on"])
    audit(_verb(item, "moved"), by=by, on=item, now=now, details={"from": str(made.moved_from or ""), "to": str(due_on)})
    return made


@transaction.atomic
def begin(*, item: Item, by: User, now: datetime) -> None:
    """OPEN -> IN_PROGRESS."""
    _pass_to(item, CommitmentState.IN_PROGRESS, "begun", by=by, now=now)


@transaction.atomic
def complete(*, item: Item, on: date, by: User, now: datetime) -> None:
    """Pending -> DONE. Reminders end."""
    _pass_to(item, CommitmentState.DONE, "completed", by=by, now=now, completed_on=on)


@transaction.atomic
def cancel(*, item: Item, reasons: Mapping[str, str], by: User, now: datetime, sequence: int | None = None) -> None:
    """Pending -> CANCELLED, with a reason; of a commitment the public may read it. `sequence`: as in `change`."""
    fields: dict[str, Any] = {**reasons}
    _pass_to(item, CommitmentState.CANCELLED, "cancelled", by=by, now=now, sequence=sequence, **fields)


@transaction.atomic
def reopen(*, item: Item, by: User, now: datetime) -> None:
    """DONE or CANCELLED -> OPEN: somebody was too quick."""
    empty: dict[str, Any] = dict.fromkeys(desk.cancel_reason_fields(item), "")
    _pass_to(item, CommitmentState.OPEN, "reopened", by=by, now=now, completed_on=None, reminded_on=None, **empty)


def _pass_to(
    item: Item, state: CommitmentState, past: str, *, by: User, now: datetime, sequence: int | None = None, **fields: Any
) -> None:
    desk.check_can_keep(item, by=by)
    desk.check_due_transition(item, state)
    _claim(item, sequence=sequence, now=now)
    with _told_of(item, by=by, now=now):
        item.state = state
        for name, value in fields.items():
            setattr(item, name, value)
        item.save(update_fields=["state", *fields])
    audit(_verb(item, past), by=by, on=item, now=now)


@transaction.atomic
def word(
    *,
    commitment: Commitment,
    wording: Mapping[str, str],
    is_public: bool,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> None:
    """What the public reads of a promise, in every language, and whether it may read it at all. `seen`: as in `plan_edits`."""
    desk.check_can_word(commitment, by=by)
    desk.check_is_worded(wording, is_public=is_public)
    _claim(commitment, sequence=None, now=now)
    check_seen(seen, [commitment], WORDS)
    with _told_of(commitment, by=by, now=now):
        for name, value in wording.items():
            setattr(commitment, name, value)
        commitment.is_public = is_public
        commitment.save(update_fields=["is_public", *wording])
    if is_public:
        telling.face(commitment)
    audit("commitment.worded", by=by, on=commitment, now=now, details={"public": is_public})


@transaction.atomic
def report_back(*, commitment: Commitment, on: date, by: User, now: datetime, sequence: int | None = None) -> None:
    """They were told what came of it. `sequence`: as in `change`."""
    desk.check_can_keep(commitment, by=by)
    _claim(commitment, sequence=sequence, now=now)
    with _told_of(commitment, by=by, now=now):
        commitment.reported_back_on = on
        commitment.save(update_fields=["reported_back_on"])
    audit("commitment.reported_back", by=by, on=commitment, now=now, details={"on": str(on)})
