"""Mails to those who were asked to a session: how it stands with their place, the reminder, that it was moved or called off.

Nobody else is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from engagement.domain import session_changes
from engagement.models import FocusGroupSession, Registration
from phases.enums import RegistrationState, SessionMode, SessionState


def entry(session: FocusGroupSession, facts: Mapping[str, Any], *, status: str = "CONFIRMED") -> bytes:
    """The session as one calendar entry (RFC 5546). The same session keeps its UID; a later SEQUENCE takes the place of an
    earlier one, and CANCEL takes it out of the calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Resilience Portal//session//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if status == "CANCELLED" else "PUBLISH")
    start = time.fromisoformat(facts.get("start") or "00:00")
    # In UTC: a time zone that is named has to be described in the same file, and not every program reads that well.
    begins = timezone.make_aware(datetime.combine(date.fromisoformat(facts["held_on"]), start)).astimezone(UTC)
    event = Event()
    event.add("uid", f"{session.slug}@{urlsplit(settings.SITE_URL).hostname or 'portal'}")
    event.add("sequence", session.sequence)
    event.add("status", status)
    event.add("organizer", f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    event.add("dtstamp", timezone.now())
    event.add("dtstart", begins)
    event.add("dtend", begins + timedelta(minutes=facts.get("minutes") or session.duration_minutes))
    event.add("summary", session.group.title)
    if facts.get("place"):
        event.add("location", facts["place"])
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


@contextmanager
def _language_of(registration: Registration) -> Iterator[None]:
    known = registration.language in dict(settings.LANGUAGES)
    with translation.override(registration.language if known else settings.LANGUAGE_CODE):
        yield


def _attach(mail: EmailMessage, calendar: bytes) -> None:
    mail.attach("session.ics", calendar.decode(), "text/calendar")


def place(registration: Registration) -> EmailMessage:
    """They are invited, have a place, or wait for one; in the language of who gets it."""
    with _language_of(registration):
        subjects = {
            RegistrationState.INVITED.value: _("An invitation to a session"),
            RegistrationState.REGISTERED.value: _("Your place in a session"),
            RegistrationState.WAITLISTED.value: _("You are on the waiting list"),
        }
        return _about_place(registration, subjects[registration.state])


def reminder(registration: Registration) -> EmailMessage:
    """In the language of who gets it."""
    with _language_of(registration):
        return _about_place(registration, _("Reminder: the session you are registered for"))


def _about_place(registration: Registration, subject: str) -> EmailMessage:
    """Where and when, with the entry for a calendar of whoever is asked to come. Who waited hears that the wait is over."""
    session = registration.session
    assert session is not None
    has_place = registration.state == RegistrationState.REGISTERED
    moved_up = has_place and registration.told_state == RegistrationState.WAITLISTED
    context = {"session": session, "registration": registration, "moved_up": moved_up}
    body = render_to_string("emails/session_place.txt", context)
    mail = EmailMessage(_("A place is free: it is yours") if moved_up else subject, body, to=[registration.email])
    if session.held_on and registration.state != RegistrationState.WAITLISTED:
        _attach(mail, entry(session, session_changes.facts(session), status="CONFIRMED" if has_place else "TENTATIVE"))
    return mail


def change(registration: Registration) -> EmailMessage:
    """What was planned, what holds now, and why; in the language of who gets it."""
    session = registration.session
    assert session is not None
    assert session.told is not None
    facts, before = session.told["facts"], session.told["before"] or {}
    with _language_of(registration):
        titles = {
            SessionState.CANCELLED.value: _("Called off: the session you were asked to"),
            SessionState.POSTPONED.value: _("Postponed: the session you were asked to"),
        }
        context = {
            "session": session,
            "registration": registration,
            "off": facts["off"],
            "before": _as_read(before),
            "facts": _as_read(facts),
        }
        body = render_to_string("emails/session_change.txt", context)
        subject = titles.get(facts["off"], _("Changed: the session you were asked to"))
        mail = EmailMessage(subject, body, to=[registration.email])
        dated = {**before, "held_on": before.get("held_on") or facts["held_on"]} if facts["off"] else facts
        if dated["held_on"]:
            _attach(mail, entry(session, dated, status="CANCELLED" if facts["off"] else "CONFIRMED"))
    return mail


def _as_read(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts with a day as a day and the mode in words."""
    day, mode = facts.get("held_on"), facts.get("mode")
    words = {"held_on": date.fromisoformat(day) if day else None, "mode": SessionMode(mode).label if mode else ""}
    return {**facts, **words}
