"""What people sent us by themselves goes by itself when its time is over: places, letters, answers that nobody may open.

Notes, organizations, people and the audit log are taken out by those who are answerable for them (`docs/runbook.md`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from engagement.domain import equality
from engagement.domain.importing import receiving
from engagement.enums.public import EnquiryState
from engagement.models import Enquiry, FocusGroupSession, Registration
from phases.enums import RegistrationState, SessionState
from phases.policies import GROUPS_OVER
from resilience_portal.audit.record import record as audit
from resilience_portal.privacy.declare import Lifetime
from resilience_portal.privacy.lifetimes import DAYS_A_YEAR, SETTLED, over_before, years

EMPTY = {"name": "", "email": "", "phone": "", "accommodations": "", "organization": None}


@transaction.atomic
def forget_due(*, now: datetime) -> dict[str, int]:
    """Run again, it finds nothing. Returns how many of each went; that they went is in the audit log, and nothing of them."""
    receiving.forget(now=now)
    gone = {"places": _places(now), "letters": _letters(now), "sealed_answers": equality.forget_leftovers()}
    if any(gone.values()):
        audit("retention.forgotten", by=None, on=None, now=now, details=gone)
    return gone


def _places(now: datetime) -> int:
    """Who held a place, or asked for one, is unknown from here on; that somebody did, stays. Whoever is owed something stays,
    and whoever may be, until it is noted whether they came (docs/adr/0081-owed-to-a-number.md).

    Who leaves is forgotten with that step (`registering.leave`); `left` are those that came so with a sheet.
    """
    settled, long_ago = now - SETTLED, over_before(Lifetime.CONTACT, now=now)
    postponed = Q(session__state=SessionState.POSTPONED)  # it keeps its old day until it has a new one
    left = Q(state__in=[RegistrationState.CANCELLED, RegistrationState.WITHDRAWN])
    held = Q(session__held_on__lt=timezone.localdate(settled)) & ~postponed
    over = Q(session=None, group__state__in=GROUPS_OVER, created_at__lt=settled)
    old = (Q(session__held_on=None) | postponed) & Q(created_at__lt=long_ago)  # no session came of it, or one without a day
    owed = Q(honorarium_due_on__isnull=False, honorarium_paid_on=None)
    unsettled = Registration.objects.may_be_owed(today=timezone.localdate(now))
    may_be_owed = Q(pk__in=unsettled.filter(session__held_on__gte=timezone.localdate(long_ago)).values("pk"))
    gone = Registration.objects.filter(left | held | over | old).exclude(owed).exclude(may_be_owed)
    return gone.exclude(**EMPTY).update(**EMPTY)


def kept_until(session: FocusGroupSession, *, honorarium: int) -> date:
    """The last day of the names of a session that was held, while nobody notes who came."""
    assert session.held_on is not None
    return session.held_on + (timedelta(days=years(Lifetime.CONTACT) * DAYS_A_YEAR) if honorarium else SETTLED)


def _letters(now: datetime) -> int:
    """Answered or closed that long ago. One that waits for an answer stays, however old."""
    border = over_before(Lifetime.CONTACT, now=now)
    answered = Q(state=EnquiryState.ANSWERED, answered_at__lt=border)
    closed = Q(state=EnquiryState.CLOSED, received_at__lt=border)
    gone, _each = Enquiry.objects.filter(answered | closed).delete()
    return gone
