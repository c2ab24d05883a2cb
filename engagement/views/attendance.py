"""Sessions whose day is over and of which nobody has noted who came: their names go, or something may be owed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q

from engagement.domain import retention
from engagement.models import FocusGroupSession, Registration
from resilience_portal.accounts.models import User
from resilience_portal.privacy.lifetimes import SETTLED

SOON = timedelta(days=7)


def unsettled(user: User, *, today: date) -> list[dict[str, Any]]:
    """The longest ago first. Where nothing can be owed, only as long as somebody's name could still be put to it."""
    people = Registration.objects.visible_to(user).unsettled(today=today)
    held = FocusGroupSession.objects.visible_to(user).filter(registrations__in=people).select_related("group")
    told = held.filter(Q(group__honorarium__gt=0) | Q(held_on__gte=today - SETTLED))
    return [
        {
            "session": session,
            "people": session.people,
            "honorarium": session.group.honorarium,
            "kept_until": (until := retention.kept_until(session, honorarium=session.group.honorarium)),
            "is_soon": until <= today + SOON,
        }
        for session in told.annotate(people=Count("registrations")).order_by("held_on", "pk")
    ]
