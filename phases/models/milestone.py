"""Milestones: dated steps of a phase. Every moved date is kept, with its reason."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from phases.models.phase import Phase
from resilience_portal.privacy.declare import Lifetime, declare


class Milestone(models.Model):
    """One dated step: a day, or a period that ends on its due day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.CASCADE, related_name="milestones")
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    progress = models.PositiveSmallIntegerField(
        _("progress in percent"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(
        public="id phase title title_en title_fr title_ar starts_on due_on done_on progress order",
        lifetime=Lifetime.PERMANENT,
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering: ClassVar = ["due_on", "order"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(starts_on=None) | Q(starts_on__lte=F("due_on")), name="milestone_runs_forward")
        ]

    def __str__(self) -> str:
        return self.title


class MilestoneMove(models.Model):
    """One slip: the day it left, the day it went to, and why. Nothing overwrites it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="moves")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    reason = models.CharField(_("why it moved"), max_length=300)
    moved_on = models.DateField(_("moved on"))

    privacy = declare(
        public="id milestone from_on to_on reason reason_en reason_fr reason_ar moved_on", lifetime=Lifetime.PERMANENT
    )

    class Meta:
        verbose_name = _("moved date")
        verbose_name_plural = _("moved dates")
        ordering: ClassVar = ["moved_on", "to_on"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"
