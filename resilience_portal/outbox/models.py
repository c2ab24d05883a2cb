"""One row per piece of work. The row is the truth; a message in the broker is only a hint that it exists."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from resilience_portal.privacy.declare import Lifetime, declare


class OutboxJobQuerySet(models.QuerySet["OutboxJob"]):
    """Questions about work. Times are compared by the database's clock: the one clock all hosts share."""

    def open(self) -> Self:
        """Neither done nor given up."""
        return self.filter(done_at=None, failed_at=None)

    def of(self, *, task: str, subject: uuid.UUID) -> Self:
        """Work of one kind on one record."""
        return self.filter(task=task, subject=subject)

    def unclaimed(self) -> Self:
        """Nobody holds it, or whoever held it has died."""
        return self.open().filter(Q(lease_until=None) | Q(lease_until__lt=Now()))

    def due(self) -> Self:
        """Free to be taken up now."""
        return self.unclaimed().filter(due_at__lte=Now())

    def held(self, *, attempt: int) -> Self:
        """Still in the hands of that attempt: a later claim raises `attempts`, so the earlier holder no longer matches."""
        return self.open().filter(attempts=attempt)


class OutboxJob(models.Model):
    """`task` is to be done on the record `subject`. Asked twice while open, it stays one row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    task = models.CharField(_("task"), max_length=100)
    subject = models.UUIDField(_("record"))
    created_at = models.DateTimeField(_("asked at"))
    due_at = models.DateTimeField(_("due at"))
    sent_at = models.DateTimeField(_("last sent again at"), null=True, blank=True)
    lease_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    asked = models.PositiveIntegerField(_("times asked"), default=1)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    failed_at = models.DateTimeField(_("given up at"), null=True, blank=True)
    failure = models.CharField(_("last failure"), max_length=100, blank=True)

    privacy = declare(
        internal="id task subject created_at due_at sent_at lease_until attempts asked done_at failed_at failure",
        lifetime=Lifetime.WORK,
    )

    objects = OutboxJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("background job")
        verbose_name_plural = _("background jobs")
        ordering: ClassVar = ["-created_at"]
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["task", "subject"], condition=Q(done_at=None, failed_at=None), name="outbox_one_open_job"
            ),
            models.CheckConstraint(condition=Q(done_at=None) | Q(failed_at=None), name="outbox_done_or_failed"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], condition=Q(done_at=None, failed_at=None), name="outbox_open_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.subject}"
