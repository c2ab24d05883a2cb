"""Collaborative projects in the making: partners, what they are to change, how that is measured, which finding they answer."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.models.focus_group import TeamQuerySet
from phases.enums import (
    PROJECTS_OVER,
    Bearing,
    Iap2Level,
    IndicatorUnit,
    MouState,
    OutcomeArea,
    PartnerRole,
    ProjectState,
    PublicRole,
    StepState,
)
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.models import Organization


class Project(models.Model):
    """One project. Contacts and notes stay here; what the public reads is released."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), max_length=1000, blank=True)
    outcome_area = models.CharField(_("what it is to change"), max_length=14, choices=OutcomeArea)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    budget = models.PositiveIntegerField(_("budget in dollars"), null=True, blank=True)
    budget_is_public = models.BooleanField(_("the budget may be public"), default=False)
    iap2_level = models.CharField(_("level of engagement"), max_length=12, choices=Iap2Level, default=Iap2Level.COLLABORATE)
    edmonton_role = models.CharField(_("role of the public"), max_length=8, choices=PublicRole, default=PublicRole.CREATE)
    state = models.CharField(_("state"), max_length=12, choices=ProjectState, default=ProjectState.PROPOSED)
    outcome = models.TextField(
        _("what came of it"), max_length=2000, blank=True, help_text=_("Also when it failed: what was learned.")
    )
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    notes = models.TextField(_("internal notes"), max_length=8000, blank=True)

    privacy = declare(
        public="slug phase title title_en title_fr title_ar summary summary_en summary_fr summary_ar outcome_area starts_on "
        "ends_on budget budget_is_public iap2_level edmonton_role state outcome outcome_en outcome_fr outcome_ar",
        internal="id reference",
        personal="contact",
        confidential="notes",
        kind=Kind.PLAN,
        lifetime=Lifetime.PHASE,
    )

    objects = TeamQuerySet["Project"].as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering: ClassVar = ["reference"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="project_runs_forward"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_primary_finding(self) -> bool:
        """Whether it says which finding it mainly answers."""
        return self.informed_by.filter(bearing=Bearing.PRIMARY).exists()


class ProjectPartner(models.Model):
    """An organization in a project. Named in public only where it agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="partners")
    organization = models.ForeignKey(Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=8, choices=PartnerRole, default=PartnerRole.PARTNER)
    contribution = models.CharField(_("contribution"), max_length=200, blank=True)
    mou_state = models.CharField(_("memorandum"), max_length=16, choices=MouState, default=MouState.NONE)
    mou_signed_on = models.DateField(_("signed on"), null=True, blank=True)
    is_named = models.BooleanField(_("agreed to be named in public"), default=False)

    privacy = declare(
        public="role contribution contribution_en contribution_fr contribution_ar mou_state mou_signed_on",
        internal="id project is_named",
        personal="organization",
        kind=Kind.PLAN,
        lifetime=Lifetime.PHASE,
    )

    class Meta:
        verbose_name = _("partner of a project")
        verbose_name_plural = _("partners of projects")
        ordering: ClassVar = ["role", "id"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["project", "organization"], name="partner_once_a_project")]

    def __str__(self) -> str:
        return str(self.id)


class Objective(models.Model):
    """What the project will change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="objectives")
    text = models.CharField(_("objective"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(public="id project text text_en text_fr text_ar order", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        ordering: ClassVar = ["order", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class Indicator(models.Model):
    """How one objective is measured: from where, to where, and where it is now, as of a day and from a source."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="indicators")
    text = models.CharField(_("indicator"), max_length=300)
    unit = models.CharField(_("unit"), max_length=8, choices=IndicatorUnit, default=IndicatorUnit.COUNT)
    baseline = models.DecimalField(_("at the beginning"), max_digits=10, decimal_places=1, null=True, blank=True)
    target = models.DecimalField(_("target"), max_digits=10, decimal_places=1)
    actual = models.DecimalField(_("now"), max_digits=10, decimal_places=1, null=True, blank=True)
    as_of = models.DateField(_("as of"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(
        public="id objective text text_en text_fr text_ar unit baseline target actual as_of source source_en source_fr "
        "source_ar order",
        lifetime=Lifetime.PHASE,
    )

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering: ClassVar = ["order", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(actual=None) | Q(as_of__isnull=False), name="indicator_actual_as_of_a_day")
        ]

    def __str__(self) -> str:
        return self.text


class ProjectStepQuerySet(models.QuerySet["ProjectStep"]):
    """Questions about steps."""

    def to_watch(self, *, until: date) -> Self:
        """Of projects that go on: due by that day and not done, or said to be at risk. The earliest first."""
        pending = self.filter(done_on=None).exclude(state=StepState.PAUSED).exclude(project__state__in=PROJECTS_OVER)
        return pending.filter(Q(due_on__lte=until) | Q(state=StepState.AT_RISK)).order_by("due_on", "id")


class ProjectStep(models.Model):
    """A milestone of a project."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="steps")
    title = models.CharField(_("title"), max_length=200)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=StepState, default=StepState.PLANNED)
    note = models.CharField(_("note for the public"), max_length=300, blank=True)

    privacy = declare(
        public="id project title title_en title_fr title_ar due_on done_on state note note_en note_fr note_ar",
        lifetime=Lifetime.PHASE,
    )

    objects = ProjectStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("milestone of a project")
        verbose_name_plural = _("milestones of projects")
        ordering: ClassVar = ["due_on", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | (~Q(state="done") & Q(done_on=None)),
                name="project_step_done_has_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.title


class ProjectStepMove(models.Model):
    """One slip of a project's step, with its reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    step = models.ForeignKey(ProjectStep, on_delete=models.CASCADE, related_name="moves")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    reason = models.CharField(_("why it moved"), max_length=300)
    moved_on = models.DateField(_("moved on"))

    privacy = declare(public="id step from_on to_on reason reason_en reason_fr reason_ar moved_on", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("moved date")
        verbose_name_plural = _("moved dates")
        ordering: ClassVar = ["moved_on", "to_on"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.from_on} – {self.to_on}"


class ProjectStateChange(models.Model):
    """One line of the status history."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="changes")
    state = models.CharField(_("state"), max_length=12, choices=ProjectState)
    changed_at = models.DateTimeField(_("since"))
    reason = models.CharField(_("why"), max_length=300, blank=True)
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    privacy = declare(
        public="id project state changed_at reason reason_en reason_fr reason_ar", internal="changed_by", lifetime=Lifetime.PHASE
    )

    class Meta:
        verbose_name = _("change of state")
        verbose_name_plural = _("changes of state")
        ordering: ClassVar = ["changed_at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.state} {self.changed_at:%Y-%m-%d}"
