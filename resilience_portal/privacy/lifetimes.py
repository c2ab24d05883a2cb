"""How long: the operator's years, and the days after which the portal lets go by itself. The privacy page tells them."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from resilience_portal.privacy.declare import Lifetime

UNCONFIRMED = timedelta(days=7)  # a wish for news that its mailbox never confirmed
SETTLED = timedelta(days=30)  # a place in a session: after it was held, when nothing is owed
LINK = timedelta(days=14)  # a link that opens once
CELLS = timedelta(days=30)  # of a sheet, after its last step

DAYS_A_YEAR = 365.25


def years(lifetime: Lifetime) -> int:
    """The operator's years of a lifetime that is counted in years."""
    found: int = settings.RETENTION_YEARS[lifetime.value]
    return found


def over_before(lifetime: Lifetime, *, now: datetime) -> datetime:
    """Whatever was used last before this moment has had its time."""
    return now - timedelta(days=years(lifetime) * DAYS_A_YEAR)
