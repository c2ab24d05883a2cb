"""Milestones: dated steps of a phase. A moved date keeps the old one and the reason."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from phases.models.phase import Phase
from resilience_portal.privacy.declare import Lifetime, declare


class Milestone(models.Model):
    """One dated step."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due"))
    original_due_on = models.DateField(_("first due"), null=True, blank=True)
    moved_reason = models.CharField(_("why it moved"), max_length=300, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(
        public="id phase title title_en title_fr title_ar due_on original_due_on moved_reason moved_reason_en moved_reason_fr "
        "moved_reason_ar done_on order",
        lifetime=Lifetime.PERMANENT,
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering: ClassVar = ["due_on", "order"]

    def __str__(self) -> str:
        return self.title
