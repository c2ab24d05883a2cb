"""Phases: what happens in which order, and when the public will hear."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from phases.enums import Iap2Level, PhaseKind, PhaseState, PublicRole
from phases.models.plan import EngagementPlan
from resilience_portal.privacy.declare import Lifetime, declare


class PhaseQuerySet(models.QuerySet["Phase"]):
    """Questions about phases."""

    def public(self) -> Self:
        """All but those that will not go forward."""
        return self.exclude(state=PhaseState.NOT_GOING_FORWARD)


class Phase(models.Model):
    """One phase of the plan."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(EngagementPlan, verbose_name=_("plan"), on_delete=models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField(_("number"))
    slug = models.SlugField(_("address"), unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=PhaseKind)
    title = models.CharField(_("title"), max_length=200)
    goal = models.TextField(_("goal"), blank=True)
    promise = models.TextField(_("our promise"), blank=True)
    iap2_level = models.CharField(_("level of engagement"), max_length=12, choices=Iap2Level)
    edmonton_role = models.CharField(_("role of the public"), max_length=8, choices=PublicRole)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=24, choices=PhaseState, default=PhaseState.PLANNED)
    report_due_on = models.DateField(_("you will hear by"), null=True, blank=True)
    universe_count = models.PositiveIntegerField(_("declared number"), null=True, blank=True)

    privacy = declare(
        public="id plan number slug kind title title_en title_fr title_ar goal goal_en goal_fr goal_ar promise promise_en "
        "promise_fr promise_ar iap2_level edmonton_role starts_on ends_on state report_due_on universe_count",
        lifetime=Lifetime.PERMANENT,
    )

    objects = PhaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase")
        verbose_name_plural = _("phases")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "number"], name="phase_number_once_a_plan"),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="phase_runs_forward"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def is_closed(self) -> bool:
        """Whether nobody more is taken in."""
        return self.state in (PhaseState.CLOSED_ANALYZING, PhaseState.CLOSED_REPORT_AVAILABLE, PhaseState.CLOSED_NO_REPORT)

    def is_report_overdue(self, *, today: date) -> bool:
        """Closed without a report although the promised day has passed: the page says so by itself."""
        waiting = self.state in (PhaseState.CLOSED_ANALYZING, PhaseState.CLOSED_NO_REPORT)
        return waiting and self.report_due_on is not None and self.report_due_on < today


class ReportDayMove(models.Model):
    """The day by which the public was to hear was moved: from, to, and why. Nothing overwrites it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.CASCADE, related_name="moves")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    reason = models.CharField(_("why it moved"), max_length=300)
    moved_on = models.DateField(_("moved on"))

    privacy = declare(public="id phase from_on to_on reason reason_en reason_fr reason_ar moved_on", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("moved day of a report")
        verbose_name_plural = _("moved days of reports")
        ordering: ClassVar = ["moved_on", "to_on"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"
