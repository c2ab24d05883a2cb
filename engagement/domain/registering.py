"""Places in sessions: interest, invitation, the waiting list that moves up by itself, attendance, what is owed.

Capacity is enforced here, under a lock on the session's row: five people at once, ten places, ten registered.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.domain import equality, reaching
from engagement.domain.days import working_days_after
from engagement.domain.plan_edits import check_seen
from engagement.enums import ConsentState
from engagement.models import FocusGroup, FocusGroupSession, Registration
from phases.enums import RegistrationState, SessionState
from phases.policies import REGISTRATION_TRANSITIONS, Refused, can_take_interest, check_can_recruit, check_move
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue

S = RegistrationState
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no letter that is read for another
ANSWER_WORKING_DAYS = 10
HONORARIUM_DAYS = 14
REMIND_DAYS_BEFORE = 2
REMIND_TASK = "engagement.remind_session"


def new_receipt() -> str:
    """A number that can be read out on the telephone and tells nothing."""
    letters = "".join(secrets.choice(LETTERS) for _place in range(8))
    return f"R-{letters[:4]}-{letters[4:]}"


def looks_for_people(group: FocusGroup) -> bool:
    """Whether somebody may say now that they would like to come. The public reads the same of what is released."""
    return can_take_interest(takes_interest=group.takes_interest, group=group.state, phase=group.phase.state)


def answer_by(received: datetime) -> date:
    """The day by which we answer somebody who would like to come, as they were promised."""
    return working_days_after(timezone.localdate(received), ANSWER_WORKING_DAYS)


@transaction.atomic
def express_interest(
    *, group: FocusGroup, fields: Mapping[str, Any], answers: equality.Answers, now: datetime, by: User | None = None
) -> Registration:
    """Somebody would like to come. The voluntary answers go another way, on which nobody finds them again."""
    if not looks_for_people(group):
        raise Refused(_("This group is not looking for people now."))
    made = Registration.objects.create(
        receipt=new_receipt(), group=group, consent_state=ConsentState.GIVEN_WRITTEN, created_at=now, **fields
    )
    equality.keep(group=group, answers=answers)
    audit("registration.received", by=by, on=group, now=now)
    return made


def _locked(registration: Registration) -> Registration:
    return Registration.objects.select_for_update(of=("self",)).select_related("group").get(pk=registration.pk)


def _move(registration: Registration, to: RegistrationState, *, by: User | None, now: datetime, **fields: Any) -> None:
    check_move(REGISTRATION_TRANSITIONS, RegistrationState(registration.state), to)
    before, registration.state = registration.state, to
    for name, value in fields.items():
        setattr(registration, name, value)
    registration.save(update_fields=["state", *fields])
    audit("registration.moved", by=by, on=registration, now=now, details={"from": before, "to": to.value})
    if to in reaching.HEARS:
        reaching.note(registration, now=now)


@transaction.atomic
def invite(*, registration: Registration, session: FocusGroupSession, by: User, now: datetime) -> Registration:
    """A person who meets the criteria is asked to a session."""
    check_can_recruit(by=by)
    registration = _locked(registration)
    if session.group_id != registration.group_id:
        raise Refused(_("This session belongs to another group."))
    if not registration.meets_criteria:
        raise Refused(_("Say first that this person meets the criteria."))
    _move(registration, S.INVITED, by=by, now=now, session=session, told_sequence=session.sequence)
    return registration


@transaction.atomic
def judge(*, registration: Registration, meets_criteria: bool, by: User, now: datetime) -> Registration:
    """Held against the group's criteria, and nothing else."""
    check_can_recruit(by=by)
    registration = _locked(registration)
    registration.meets_criteria = meets_criteria
    registration.save(update_fields=["meets_criteria"])
    audit("registration.judged", by=by, on=registration, now=now, details={"meets_criteria": meets_criteria})
    return registration


@transaction.atomic
def register(*, registration: Registration, by: User, now: datetime) -> Registration:
    """The person said yes: a place while there is one, else the waiting list."""
    check_can_recruit(by=by)
    registration = _locked(registration)
    if registration.session_id is None:
        raise Refused(_("Invite this person to a session first."))
    session = FocusGroupSession.objects.select_for_update(of=("self",)).get(pk=registration.session_id)
    if has_room(session):
        _move(registration, S.REGISTERED, by=by, now=now)
        remind_in_time(session, now=now)
    else:
        _move(registration, S.WAITLISTED, by=by, now=now, waiting_since=now)
    return registration


def has_room(session: FocusGroupSession) -> bool:
    """Whether a place is free."""
    return session.registrations.placed().count() < session.capacity


@transaction.atomic
def leave(*, registration: Registration, to: RegistrationState, by: User | None, now: datetime) -> Registration:
    """Cancelled, or withdrawn: what was given is deleted, and whoever waits longest moves up into the place."""
    if by is not None:
        check_can_recruit(by=by)
    registration = _locked(registration)
    _move(registration, to, by=by, now=now)
    forget(registration)
    if registration.session_id:
        move_up(FocusGroupSession.objects.select_for_update(of=("self",)).get(pk=registration.session_id), by=by, now=now)
    return registration


def move_up(session: FocusGroupSession, *, by: User | None, now: datetime) -> list[Registration]:
    """Fills free places from the waiting list, in its order; who moves up hears of it. Called under the session's lock."""
    moved: list[Registration] = []
    was_held = session.held_on is not None and session.held_on < timezone.localdate(now)
    if was_held or session.state in (SessionState.CANCELLED, SessionState.COMPLETED):
        return moved
    for waiting in session.registrations.waiting().select_related("group"):
        if not has_room(session):
            break
        _move(waiting, S.REGISTERED, by=by, now=now, waiting_since=None)
        moved.append(waiting)
    if moved:  # the reminder may have gone out before they had a place
        remind_in_time(session, now=now)
    return moved


def moved_up(session: FocusGroupSession, *, today: date) -> list[Registration]:
    """Who has a place now, and was last told that they wait for one."""
    found = session.registrations.filter(state=S.REGISTERED, told_state=S.WAITLISTED).select_related("session", "organization")
    return [registration for registration in found if reaching.is_untold(registration, today=today)]


@transaction.atomic
def note_attendance(*, registration: Registration, came: bool, by: User, now: datetime) -> Registration:
    """Came, or did not. Whoever came is owed the honorarium within two weeks."""
    check_can_recruit(by=by)
    registration = _locked(registration)
    session = registration.session
    if session is None or session.held_on is None or session.held_on > timezone.localdate(now):
        raise Refused(_("Attendance is written down when the session has been held."))
    owed = came and registration.group.honorarium > 0
    due_on = session.held_on + timedelta(days=HONORARIUM_DAYS) if owed else None
    _move(registration, S.ATTENDED if came else S.NO_SHOW, by=by, now=now, honorarium_due_on=due_on)
    return registration


@transaction.atomic
def count_attendance(
    *, session: FocusGroupSession, came: int, by: User, now: datetime, seen: str | None = None
) -> FocusGroupSession:
    """Where the host holds the list, a number is all that we know. `seen`: as in `plan_edits`."""
    check_can_recruit(by=by)
    session = FocusGroupSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    check_seen(seen, [session], ["attended_count"])
    session.attended_count = came
    session.save(update_fields=["attended_count"])
    audit("session.attendance_counted", by=by, on=session, now=now)
    return session


@transaction.atomic
def pay(*, registration: Registration, paid_on: date, by: User, now: datetime) -> Registration:
    """The honorarium is paid, and with it the last reason to keep how to reach the person."""
    check_can_recruit(by=by)
    registration = _locked(registration)
    if registration.honorarium_due_on is None or registration.honorarium_paid_on is not None:
        raise Refused(_("Nothing is owed here."))
    registration.honorarium_paid_on = paid_on
    registration.save(update_fields=["honorarium_paid_on"])
    forget(registration)
    audit("registration.paid", by=by, on=registration, now=now, details={"paid_on": paid_on.isoformat()})
    return registration


def forget(registration: Registration) -> None:
    """Name, addresses and needs go; that somebody held the place stays."""
    registration.name = registration.email = registration.phone = registration.accommodations = ""
    registration.organization = None
    registration.save(update_fields=["name", "email", "phone", "accommodations", "organization"])


def remind_in_time(session: FocusGroupSession, *, now: datetime) -> None:
    """Has the worker remind everybody two mornings before; those who come later than that, at once."""
    if session.held_on is None:
        return
    morning = datetime.combine(session.held_on - timedelta(days=REMIND_DAYS_BEFORE), time(9))
    queue.enqueue(task=REMIND_TASK, subject=session.pk, now=now, due_at=max(timezone.make_aware(morning), now))


def to_remind(session_id: uuid.UUID, *, now: datetime) -> list[Registration]:
    """Who gets a mail now: nobody when the session is off, or its day has moved away."""
    session = FocusGroupSession.objects.filter(pk=session_id, state=SessionState.SCHEDULED).first()
    if session is None or session.held_on is None:
        return []
    days = (session.held_on - timezone.localdate(now)).days
    if days > REMIND_DAYS_BEFORE:  # its day has moved away since this was asked for
        remind_in_time(session, now=now)
    if not 0 <= days <= REMIND_DAYS_BEFORE:
        return []
    waiting = Registration.objects.filter(session=session).to_remind().select_related("session__group", "organization")
    return reaching.reachable(waiting)[0]


def reminded(registration: Registration, *, now: datetime) -> None:
    """Written down before the next mail is sent: a worker that dies between two sends none of them twice."""
    knows = {"reminded_at": now, "told_state": registration.state}  # it says that they have a place, too
    Registration.objects.filter(pk=registration.pk, reminded_at=None).update(**knows)
    audit("registration.reminded", by=None, on=registration, now=now)
