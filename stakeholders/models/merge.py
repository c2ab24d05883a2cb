"""What was merged, so that it can be taken apart again, and which look-alikes are known to be two."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.models.organization import Organization

UNDO_FOR = timedelta(days=90)


class MergeQuerySet(models.QuerySet["Merge"]):
    """Questions about merges."""

    def visible_to(self, user: User | None) -> Self:
        """Merges of organizations that this account may see."""
        return self.filter(kept__in=Organization.objects.visible_to(user))

    def standing(self) -> Self:
        """Not undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """Two records made one. `before` and `moved` hold what an undo needs; they name ids and fields, nothing else does."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey(Organization, verbose_name=_("kept"), on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Organization, verbose_name=_("merged"), on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict)  # {"kept": {field: value}, "gone": {field: value}}
    after = models.JSONField(default=dict)  # the same fields as the merge left them
    moved = models.JSONField(default=list)  # [[model label, field, [primary keys]], ...]
    merged_by = models.ForeignKey(User, verbose_name=_("merged by"), on_delete=models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(_("merged at"))
    undone_by = models.ForeignKey(
        User, verbose_name=_("undone by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    privacy = declare(
        internal="id merged_by merged_at undone_by undone_at",
        personal="kept gone moved",
        confidential="before after",
        kind=Kind.ORGANIZATIONS,
        lifetime=Lifetime.PHASE,
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering: ClassVar = ["-merged_at"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merge_of_the_gone_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def may_be_undone(self, *, at: datetime) -> bool:
        """Within 90 days, once."""
        return self.undone_at is None and at <= self.merged_at + UNDO_FOR


class NotTheSame(models.Model):
    """Two organizations that look alike and are two: never suggested again. `one` is the smaller id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    one = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="+")
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    privacy = declare(internal="id said_by said_at", personal="one other", kind=Kind.ORGANIZATIONS, lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("pair of two")
        verbose_name_plural = _("pairs of two")
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["one", "other"], name="not_the_same_said_once")]

    def __str__(self) -> str:
        return str(self.id)
