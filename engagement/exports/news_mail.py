"""Mails to those who want news: whether they do, and what was released. Text only: no picture tells who read it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from engagement.domain import news
from engagement.models import NewsMail, Subscription
from engagement.models.news import EVERYTHING
from phases.exports import news as whats_new
from phases.exports.figures import text
from phases.exports.notices import summary
from phases.models import PublishedReport
from resilience_portal.ui.phrases import day_words

Told = tuple[str, str, dict[str, Any]]  # subject, template, what it shows


def link(subscription: Subscription, purpose: str) -> str:
    """An address that works for this mailbox alone."""
    name = {news.CONFIRM: "take_part:news-confirm", news.MANAGE: "take_part:news-manage"}[purpose]
    path = reverse(name, args=[subscription.pk, news.signature(subscription, purpose)])
    return f"{settings.SITE_URL}{path}"


def confirmation(subscription: Subscription) -> EmailMessage:
    """Is it you who wants news?"""
    with translation.override(subscription.language):
        body = render_to_string("emails/news_confirmation.txt", {"link": link(subscription, news.CONFIRM)})
        return EmailMessage(_("Do you want news of the Resilience Portal?"), body, to=[news.unseal(subscription)])


def on_the_list(subscription: Subscription) -> EmailMessage:
    """Somebody asked for news at an address that gets them: here is the way to change or leave."""
    with translation.override(subscription.language):
        body = render_to_string("emails/news_on_the_list.txt", {"manage": link(subscription, news.MANAGE)})
        return EmailMessage(_("You get news of the Resilience Portal"), body, to=[news.unseal(subscription)])


def message(mail: NewsMail) -> EmailMessage | None:
    """What became public, in protected words, and the way out in one click (RFC 8058). None where nothing is left to tell."""
    with translation.override(mail.subscription.language):
        found = _of_report(mail.report) if mail.report else _of_day(mail)
        if found is None:
            return None
        subject, template, shown = found
        body = render_to_string(template, shown | {"manage": link(mail.subscription, news.MANAGE)})
        signed = [mail.subscription.pk, news.signature(mail.subscription, news.MANAGE)]
        headers = {
            "List-Unsubscribe": f"<{settings.SITE_URL}{reverse('take_part:news-leave', args=signed)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
        return EmailMessage(subject, body, to=[news.unseal(mail.subscription)], headers=headers)


def _of_report(report: PublishedReport) -> Told:
    """A version that was released or corrected."""
    title = text(report.payload["title"])
    url = settings.SITE_URL + reverse("phases:report-version", args=[report.slug, report.version])
    shown = {"title": title, "version": report.version, "summary": summary(report), "url": url}
    subject = _("Corrected: %(title)s") if report.payload["correction"] else _("New: %(title)s")
    return subject % {"title": title}, "emails/news.txt", shown


def _of_day(mail: NewsMail) -> Told | None:
    """All that became public on one day, as far as the reader wants it and it is public still."""
    wants = mail.subscription.wants
    rows = whats_new.of_items(None if wants == EVERYTHING else wants)
    rows = [row for row in rows if row.released_on == mail.day]
    subject = _("New in the Resilience Portal: %(day)s") % {"day": day_words(mail.day)}
    return (subject, "emails/news_of_day.txt", {"rows": rows, "site": settings.SITE_URL}) if rows else None
