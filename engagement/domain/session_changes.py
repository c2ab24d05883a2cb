"""A session is moved or called off: whoever was asked to it is told by mail, once a change, with the entry for their calendar.

    note(session=session, was=facts_before, now=now)     inside the transaction of whoever changes it
    to_tell(session_id, now=now)                         the worker's question, ten minutes later

Nothing goes out at once: within `GRACE` a slip of the hand can be put right, and several changes become one mail. What people
were last told stands in `session.told`, how often in `session.sequence`, the SEQUENCE of the calendar entry.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.domain import reaching, registering
from engagement.models import FocusGroupSession, Registration
from phases.enums import RegistrationState, SessionState
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue

GRACE = reaching.GRACE
TELL_TASK = "engagement.tell_session_change"
OFF = (SessionState.CANCELLED, SessionState.POSTPONED)
Facts = dict[str, Any]


def facts(session: FocusGroupSession) -> Facts:
    """What somebody who comes has to know; of a session that is off, nothing but that and the day it was for."""
    day = session.held_on.isoformat() if session.held_on else None
    if session.state in OFF:
        return {"off": session.state, "held_on": day}
    start = session.start_time.strftime("%H:%M") if session.start_time else None
    where = {"mode": session.mode, "place": session.place}
    return {"off": "", "held_on": day, "start": start, "minutes": session.duration_minutes, **where}


def is_news(was: Mapping[str, Any], is_now: Mapping[str, Any], *, today: date) -> bool:
    """Whether it has to be told: it differs, and either day is still to come. Off is off, whatever else changes."""
    if was == is_now or (was["off"] and was["off"] == is_now["off"]):
        return False
    days = [date.fromisoformat(found["held_on"]) for found in (was, is_now) if found["held_on"]]
    return not days or max(days) >= today


@transaction.atomic
def note(*, session: FocusGroupSession, was: Facts, now: datetime) -> None:
    """Has the worker tell it in a while, if it is news by then. `was`: the facts before the change."""
    if session.state == SessionState.COMPLETED or not is_news(was, facts(session), today=timezone.localdate(now)):
        return
    if session.told is None:
        session.told = {"facts": was, "before": None}
        session.save(update_fields=["told"])
    queue.enqueue(task=TELL_TASK, subject=session.pk, now=now, due_at=now + GRACE)


def is_pending(session: FocusGroupSession, *, now: datetime) -> bool:
    """Whether something was changed that nobody was told yet."""
    if session.told is None or session.state == SessionState.COMPLETED:
        return False
    return is_news(session.told["facts"], facts(session), today=timezone.localdate(now))


def asked(session: FocusGroupSession) -> list[Registration]:
    """Whoever was invited, has a place or waits for one."""
    found = Registration.objects.filter(session=session, state__in=reaching.HEARS)
    return list(found.select_related("session__group", "organization").order_by("created_at", "pk"))


def untold(session: FocusGroupSession) -> list[Registration]:
    """Those of them who were not told the newest change."""
    return [registration for registration in asked(session) if registration.told_sequence < session.sequence]


@transaction.atomic
def to_tell(session_id: uuid.UUID, *, now: datetime) -> list[Registration]:
    """Who gets a mail now. What was changed and changed back is no news; asked again, it names who is left."""
    session = FocusGroupSession.objects.select_for_update(of=("self",)).filter(pk=session_id).first()
    if session is None or session.told is None:
        return []
    if is_pending(session, now=now):
        session.told = {"facts": facts(session), "before": session.told["facts"]}
        session.sequence += 1
        session.save(update_fields=["told", "sequence"])
        session.registrations.filter(state=RegistrationState.REGISTERED).update(reminded_at=None)
        registering.remind_in_time(session, now=now)
        audit("session.change_told", by=None, on=session, now=now, details={"sequence": session.sequence})
    by_mail, _otherwise = reaching.reachable(untold(session))
    return by_mail


def told(registration: Registration, *, now: datetime) -> None:
    """The mail went out. Written down before the next one."""
    session = registration.session
    assert session is not None
    behind = Registration.objects.filter(pk=registration.pk, told_sequence__lt=session.sequence)
    if behind.update(told_sequence=session.sequence):
        audit("registration.told", by=None, on=registration, now=now, details={"sequence": session.sequence})
