"""Days as calendar entries (RFC 5545). A calendar is read by others, so an entry says that something is due, never what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from engagement.enums import CommitmentState
from engagement.models import Commitment, FollowUp

CONTENT_TYPE = "text/calendar; charset=utf-8"


def entries(items: Iterable[Commitment | FollowUp]) -> bytes:
    """A calendar of these, all-day entries. UID, DTSTAMP and SEQUENCE come from the record: the same record, the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", "-//Resilience Portal//staff//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for item in items:
        if item.due_on is not None:
            calendar.add_component(_entry(item))
    return bytes(calendar.to_ical())


def _entry(item: Commitment | FollowUp) -> Event:
    assert item.due_on is not None
    is_promise = isinstance(item, Commitment)
    is_off = item.state == CommitmentState.CANCELLED
    event = Event()
    event.add("uid", f"{item.pk}@{urlsplit(settings.SITE_URL).hostname or 'portal'}")
    event.add("dtstamp", item.updated_at)
    event.add("sequence", item.sequence)
    event.add("dtstart", item.due_on)
    event.add("dtend", item.due_on + timedelta(days=1))
    event.add("summary", _("A commitment is due") if is_promise else _("A follow-up is due"))
    event.add("url", settings.SITE_URL + reverse("engagement:due-detail", kwargs={"kind": item.kind, "pk": item.pk}))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
