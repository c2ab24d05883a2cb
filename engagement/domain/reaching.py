"""How somebody who wanted to come hears how it stands with their place: by mail where one may reach them, else by a colleague.

    note(registration, now=now)            inside the transaction that gives them a place, a wait, or an invitation
    to_tell(registration_id, now=now)      the worker's question, ten minutes later

Nothing goes out at once: within `GRACE` a slip of the hand can be put right, and several steps become one mail. What they were
last told stands in `told_state`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from engagement.models import FocusGroupSession, Registration
from engagement.models.conversation_questions import CONSENT_TO_USE
from phases.enums import RegistrationState, SessionState
from phases.policies import check_can_recruit
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue
from stakeholders.models import Person

GRACE = timedelta(minutes=10)
PLACE_TASK = "engagement.tell_place"
HEARS = (RegistrationState.INVITED, RegistrationState.REGISTERED, RegistrationState.WAITLISTED)
IS_ON = (SessionState.PLANNED, SessionState.SCHEDULED)


def reachable(registrations: Iterable[Registration]) -> tuple[list[Registration], list[Registration]]:
    """Who may be written to by mail, and who has to be told in another way: whoever gave no address or did not agree, and whom
    the registry says no mail may reach (safety of contact, do not contact), themselves or through their organization. One query.
    """
    found = list(registrations)
    silent = Person.objects.all().silent_among(registration.email for registration in found)
    by_mail: list[Registration] = []
    otherwise: list[Registration] = []
    for registration in found:
        shut = registration.organization is not None and registration.organization.do_not_contact
        agreed = registration.consent_state in CONSENT_TO_USE
        may_be = agreed and registration.email and registration.email.lower() not in silent and not shut
        (by_mail if may_be else otherwise).append(registration)
    return by_mail, otherwise


def note(registration: Registration, *, now: datetime) -> None:
    """Has the worker tell it in a while."""
    queue.enqueue(task=PLACE_TASK, subject=registration.pk, now=now, due_at=now + GRACE)


def is_untold(registration: Registration, *, today: date) -> bool:
    """Whether they were not told how it stands with their place, or what changed about a session that is still to come."""
    session = registration.session
    if session is None or registration.state not in HEARS or not _is_to_come(session, today=today):
        return False
    is_behind = registration.told_sequence < session.sequence
    return is_behind or (session.state in IS_ON and registration.told_state != registration.state)


def _is_to_come(session: FocusGroupSession, *, today: date) -> bool:
    return session.held_on is None or session.held_on >= today


def to_tell(registration_id: uuid.UUID, *, now: datetime) -> Registration | None:
    """Who gets a mail now. None when they know it, left, or may not be written to, or when the session is off or over."""
    waiting = Registration.objects.select_related("session__group", "organization").filter(pk=registration_id, state__in=HEARS)
    found = waiting.first()
    if found is None or found.session is None or found.told_state == found.state or found.session.state not in IS_ON:
        return None
    return found if _is_to_come(found.session, today=timezone.localdate(now)) and reachable([found])[0] else None


@transaction.atomic
def told(registration: Registration, *, by: User | None, now: datetime) -> Registration:
    """They know how it stands, and when and where it is: by mail, or (`by`) because a colleague reached them in another way."""
    session = registration.session
    assert session is not None
    if by is not None:
        check_can_recruit(by=by)
    knows = {"told_state": registration.state, "told_sequence": session.sequence}
    if Registration.objects.filter(pk=registration.pk).exclude(**knows).update(**knows):
        details = {"state": registration.state, "sequence": session.sequence}
        audit("registration.told", by=by, on=registration, now=now, details=details)
    return registration
