"""The reminder as a mail, in the language of who gets it: a number, a link, the days as calendar entries. No name, no words."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from engagement.domain.reminding import Reminder
from engagement.exports import calendar


def message(reminder: Reminder) -> EmailMessage:
    """Ready to be sent."""
    late = sum(item.is_overdue(today=reminder.mail.day) for item in reminder.items)
    with translation.override(reminder.owner.language or settings.LANGUAGE_CODE):
        count = len(reminder.items)
        subject = ngettext("%(count)s thing on your list is due", "%(count)s things on your list are due", count)
        context = {"count": count, "late": late, "url": settings.SITE_URL + reverse("engagement:home")}
        body = render_to_string("emails/reminder.txt", context)
        mail = EmailMessage(subject % {"count": count}, body, to=[reminder.owner.email])
        mail.attach("due.ics", calendar.entries(reminder.items).decode(), "text/calendar")
    return mail
