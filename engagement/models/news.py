"""News by mail: who wants it. An address is kept sealed, with a fingerprint to find it by, and goes when news is unwanted."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from phases.models import PublishedReport
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from resilience_portal.privacy.lifetimes import UNCONFIRMED

REPORTS, EVERYTHING = "reports", "everything"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Questions about subscriptions."""

    def confirmed(self) -> Self:
        """Those who said yes from their own mailbox."""
        return self.filter(confirmed_at__isnull=False)

    def to_tell(self, report: PublishedReport) -> Self:
        """Those who said yes before it came out; of one phase only, those who want no other."""
        wants = (REPORTS, EVERYTHING, report.phase.slug)
        return self.confirmed().filter(confirmed_at__lte=report.released_at, wants__in=wants)

    def never_confirmed(self, *, at: datetime) -> Self:
        """Asked for, and left at that: somebody else's address, or a change of mind."""
        return self.filter(confirmed_at=None, asked_at__lt=at - UNCONFIRMED)


class Subscription(models.Model):
    """One mailbox. Nothing says whose it is but the sealed address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField(_("sealed address"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    wants = models.SlugField(_("wants"), default=REPORTS)  # reports, everything, or the address of the one phase of interest
    notice_version = models.CharField(_("version of the collection notice"), max_length=50, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    privacy = declare(
        internal="id language wants notice_version asked_at confirmed_at",
        personal="sealed",
        secret="fingerprint",  # noqa: S106
        kind=Kind.NEWS,
        lifetime=Lifetime.WISH,
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering: ClassVar = ["asked_at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class NewsMail(models.Model):
    """One mail to one mailbox, planned once, sent once: about one version of a report, or about all that was new on one day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey(PublishedReport, on_delete=models.PROTECT, null=True, related_name="+")
    day = models.DateField(_("day"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    privacy = declare(internal="id subscription report day sent_at", lifetime=Lifetime.WORK)

    class Meta:
        verbose_name = _("news mail")
        verbose_name_plural = _("news mails")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription", "report"], name="news_once_a_version"),
            models.UniqueConstraint(fields=["subscription", "day"], name="news_once_a_day"),
            models.CheckConstraint(condition=Q(report=None) ^ Q(day=None), name="news_of_a_version_or_a_day"),
        ]

    def __str__(self) -> str:
        return str(self.id)
