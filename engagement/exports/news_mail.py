"""Mails to those who want news: whether they do, and what was released. Text only: no picture tells who read it."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from engagement.domain import news
from engagement.models import NewsMail, Subscription
from phases.exports.figures import text
from phases.exports.notices import summary


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


def message(mail: NewsMail) -> EmailMessage:
    """What was released or corrected, in protected words, and the way out in one click (RFC 8058)."""
    subscription, report = mail.subscription, mail.report
    with translation.override(subscription.language):
        title = text(report.payload["title"])
        manage = link(subscription, news.MANAGE)
        url = settings.SITE_URL + reverse("phases:report-version", args=[report.slug, report.version])
        shown = {"title": title, "version": report.version, "summary": summary(report), "url": url, "manage": manage}
        body = render_to_string("emails/news.txt", shown)
        subject = _("Corrected: %(title)s") if report.payload["correction"] else _("New: %(title)s")
        one_click = settings.SITE_URL + reverse(
            "take_part:news-leave", args=[subscription.pk, news.signature(subscription, news.MANAGE)]
        )
        headers = {"List-Unsubscribe": f"<{one_click}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return EmailMessage(subject % {"title": title}, body, to=[news.unseal(subscription)], headers=headers)
