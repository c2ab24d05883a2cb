"""A transparency report in the making, from the request to its release."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from engagement.enums import ReportKind, ReportState, ReportStep
from phases.models import Phase, PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Kind, Lifetime, declare

# In one of these, a report of this name is in the making: no second one may be asked for.
IN_THE_MAKING = (
    ReportState.REQUESTED,
    ReportState.BUILDING,
    ReportState.READY,
    ReportState.IN_REVIEW,
    ReportState.APPROVED,
)


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def visible_to(self, user: User | None) -> Self:
        """The engagement team's; partners read what was released, as everyone does."""
        if user is None or not user.is_authenticated or not user.has_role(*ENGAGEMENT_ROLES):
            return self.none()
        return self.all()

    def in_the_making(self) -> Self:
        """Asked for, and neither released nor given up."""
        return self.filter(state__in=IN_THE_MAKING)

    def published(self) -> Self:
        """Released at some time, superseded and withdrawn ones too: what an outsider can still hold against a new edition."""
        return self.filter(state__in=[ReportState.RELEASED, ReportState.SUPERSEDED, ReportState.WITHDRAWN])

    def due(self) -> Self:
        """Approved, and its embargo, if any, is over by the database's clock: the one clock that all hosts share."""
        over = Q(embargo_until=None) | Q(embargo_until__lte=Now())
        return self.filter(over, state=ReportState.APPROVED)

    def of_phase(self, phase: Phase) -> Self:
        """Editions of one phase, oldest first."""
        return self.filter(phase=phase).order_by("released_at", "version")

    def for_list(self) -> Self:
        """With all that a list row shows; newest first."""
        shown = self.select_related("phase", "requested_by", "approved_by").defer("payload", "inputs")
        return shown.order_by("-requested_at", "-id")


class Report(models.Model):
    """One version of one report. `payload` is what the public will read; `inputs` (which organizations) never leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=ReportKind, default=ReportKind.WHAT_WE_HEARD)
    slug = models.SlugField(_("address"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    state = models.CharField(_("state"), max_length=12, choices=ReportState, default=ReportState.REQUESTED)
    step = models.CharField(_("step"), max_length=12, choices=ReportStep, default=ReportStep.WAITING)
    problem = models.CharField(_("problem"), max_length=40, blank=True)
    requested_by = models.ForeignKey(User, verbose_name=_("requested by"), on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested at"))
    corrects = models.ForeignKey(
        "self", verbose_name=_("corrects"), on_delete=models.PROTECT, null=True, blank=True, related_name="corrections"
    )
    reason = models.TextField(_("why it is corrected"), max_length=1000, blank=True)
    writers = models.ManyToManyField(User, verbose_name=_("written by"), blank=True, related_name="+")
    built_at = models.DateTimeField(_("built at"), null=True, blank=True)
    payload = models.JSONField(null=True, blank=True)
    inputs = models.JSONField(null=True, blank=True)
    approved_by = models.ForeignKey(
        User, verbose_name=_("released by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    embargo_until = models.DateTimeField(_("not before"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    published = models.OneToOneField(
        PublishedReport, verbose_name=_("released version"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    privacy = declare(
        public="slug version kind title title_en title_fr title_ar reason reason_en reason_fr reason_ar period_from period_to "
        "payload published corrects",
        internal="id phase state step problem requested_by requested_at built_at approved_by approved_at released_at "
        "embargo_until writers",
        personal="inputs",
        kind=Kind.COUNTED,
        lifetime=Lifetime.PERMANENT,
    )

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering: ClassVar = ["-requested_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["slug", "version"], condition=~Q(state__in=["failed", "cancelled"]), name="report_version_once"
            ),
            models.UniqueConstraint(fields=["slug"], condition=Q(state__in=IN_THE_MAKING), name="report_one_in_the_making"),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="report_approved_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("requested_by")), name="report_released_by_a_second_person"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "released"]) | Q(approved_by__isnull=False), name="report_released_by_someone"
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="report_period_runs_forward"),
            models.CheckConstraint(condition=Q(corrects=None) | ~Q(reason=""), name="report_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"

    @property
    def is_correction(self) -> bool:
        """Whether this version mends the one before, instead of covering more."""
        return self.corrects_id is not None

    @property
    def authors(self) -> frozenset[uuid.UUID]:
        """Everybody who asked for it or wrote on it: none of them may approve it."""
        return frozenset({self.requested_by_id, *self.writers.values_list("pk", flat=True)})

    @property
    def is_moving(self) -> bool:
        """Whether the worker still has something to do, so that a page that shows it should look again."""
        if self.state == ReportState.APPROVED:
            return self.embargo_until is None
        return self.state in (ReportState.REQUESTED, ReportState.BUILDING)
