"""The plan's days as a calendar (RFC 5545): phases, milestones, reports that are due, sessions that anyone may know of.

UID, DTSTAMP and SEQUENCE come from the released item: the same release, the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from phases.enums import ItemKind, SessionState
from phases.exports.items import shown
from phases.models import ReleasedItem
from resilience_portal.ui.phrases import colon

CONTENT_TYPE = "text/calendar; charset=utf-8"


def _event(
    item: ReleasedItem,
    name: str,
    begins: date,
    title: str,
    url: str,
    *,
    lasts: timedelta = timedelta(days=1),
    is_off: bool = False,
) -> Event:
    """An entry: of a whole day, or where `begins` is a moment, of a length."""
    stamp = datetime.combine(date.fromisoformat(item.payload["released_on"]), time(12), tzinfo=UTC)
    event = Event()
    event.add("uid", f"{item.kind}-{item.slug}-{name}@{urlsplit(settings.SITE_URL).hostname or 'portal'}")
    event.add("dtstamp", stamp)
    event.add("sequence", item.version)
    event.add("dtstart", begins)
    event.add("dtend", begins + lasts)
    event.add("summary", title)
    event.add("url", settings.SITE_URL + url)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _of_phase(item: ReleasedItem, phase: dict[str, Any]) -> Iterator[Event]:
    """Beginning, end, the promised report, and each milestone."""
    url = reverse("phases:phase-detail", args=[item.slug])
    marks = {
        "starts_on": _("%(phase)s begins"),
        "ends_on": _("%(phase)s ends"),
        "report_due_on": _("%(phase)s: you will hear by this day"),
    }
    for name, words in marks.items():
        if phase.get(name):
            yield _event(item, name.replace("_", "-"), phase[name], words % {"phase": phase["title"]}, url)
    for number, step in enumerate(phase["milestones"]):
        yield _event(item, f"milestone-{number}", step["due_on"], f"{phase['title']}{colon()}{step['title']}", url)


def _of_session(item: ReleasedItem, session: dict[str, Any]) -> Iterator[Event]:
    """When a session is held, as far as it is known, and where, as far as that may be. Never who comes."""
    if not session["held_on"]:
        return
    group, begins, lasts = session["group"], session["held_on"], timedelta(days=1)
    if session["starts"]:  # in UTC: a time zone that is named has to be described in the same file
        begins = timezone.make_aware(datetime.combine(begins, time.fromisoformat(session["starts"]))).astimezone(UTC)
        lasts = timedelta(minutes=session["minutes"])
    is_off = session["state"] in (SessionState.CANCELLED, SessionState.POSTPONED)
    url, title = (
        reverse("phases:focus-group-detail", args=[group["slug"]]),
        _("Focus group: %(title)s") % {"title": group["title"]},
    )
    event = _event(item, "session", begins, title, url, lasts=lasts, is_off=is_off)
    if session["place"]:
        event.add("location", " · ".join(filter(None, [session["place"], session["ward"]])))
    yield event


def calendar() -> bytes:
    """All of it, in the active language. One query."""
    made = Calendar()
    made.add("prodid", "-//Resilience Portal//public//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Resilience Portal: the plan"))
    for item in ReleasedItem.objects.current().filter(kind__in=[ItemKind.PHASE, ItemKind.SESSION]).order_by("kind", "slug"):
        maker = _of_phase if item.kind == ItemKind.PHASE else _of_session
        for event in maker(item, shown(item.payload)):
            made.add_component(event)
    return bytes(made.to_ical())
