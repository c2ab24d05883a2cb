"""What was changed of an item in the making, so that it can be seen and undone. Releases have a history of their own."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models.focus_group import TeamQuerySet
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class PlanEdit(models.Model):
    """One change: of the item itself or, with `part`, of rows that belong to it.

    `before` and `after`: "app.model:key" -> the fields that differ; None for a row that was not there, or is no more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.UUIDField(_("item"))
    part = models.CharField(_("part"), max_length=40, blank=True)
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    privacy = declare(
        internal="id subject part by at undone_at", confidential="before after", kind=Kind.PLAN, lifetime=Lifetime.PHASE
    )

    objects = TeamQuerySet["PlanEdit"].as_manager()

    class Meta:
        verbose_name = _("change of an item in the making")
        verbose_name_plural = _("changes of items in the making")
        ordering: ClassVar = ["-at", "id"]
        default_permissions = ()
        indexes: ClassVar = [models.Index(fields=["subject", "-at"], name="plan_edit_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject} {self.at:%Y-%m-%d}"
