"""The reminder to somebody who is registered: when, where, how to get in, and a calendar entry. Nobody else is named."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from engagement.models import FocusGroupSession, Registration


def entry(session: FocusGroupSession) -> bytes:
    """The session as one calendar entry; the same session keeps its UID."""
    calendar = Calendar()
    calendar.add("prodid", "-//Resilience Portal//session//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{session.slug}@{urlsplit(settings.SITE_URL).hostname or 'portal'}")
    event.add("dtstamp", session.starts_at)
    event.add("dtstart", session.starts_at)
    event.add("dtend", session.ends_at)
    event.add("summary", session.group.title)
    if session.place:
        event.add("location", session.place)
    event.add("class", "PRIVATE")
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def reminder(registration: Registration) -> EmailMessage:
    """In the language of who gets it."""
    session = registration.session
    assert session is not None
    known = registration.language in dict(settings.LANGUAGES)
    with translation.override(registration.language if known else settings.LANGUAGE_CODE):
        context = {"session": session, "registration": registration, "plan_url": settings.SITE_URL}
        body = render_to_string("emails/session_reminder.txt", context)
        mail = EmailMessage(_("Reminder: the session you are registered for"), body, to=[registration.email])
        mail.attach("session.ics", entry(session).decode(), "text/calendar")
    return mail
