"""Focus groups in the making: who is looked for, what is asked, when and where people meet. Nothing here is public by itself."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.models.finding import Finding
from phases.enums import (
    CriterionKind,
    FocusGroupState,
    HowMany,
    Iap2Level,
    ListHolder,
    PublicRole,
    QuestionKind,
    SessionMode,
    SessionState,
)
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.models import Organization, Ward

M = TypeVar("M", bound=models.Model)


class TeamQuerySet(models.QuerySet[M]):
    """Of the plan in the making: the engagement team's."""

    def visible_to(self, user: User | None) -> Self:
        """Nobody else's, not even the liaison's."""
        if user is None or not user.is_authenticated or not user.has_role(*ENGAGEMENT_ROLES):
            return self.none()
        return self.all()


class FocusGroup(models.Model):
    """A planned group with its purpose and the people it looks for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("title"), max_length=200)
    purpose = models.TextField(_("purpose"), max_length=1000, blank=True)
    recruitment = models.TextField(_("how people are found"), max_length=600, blank=True)
    supports = models.TextField(_("supports"), max_length=600, blank=True)
    language = models.CharField(_("language"), max_length=8, default="en")
    host = models.ForeignKey(
        Organization, verbose_name=_("host"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    target_min = models.PositiveSmallIntegerField(_("fewest people"), default=6)
    target_max = models.PositiveSmallIntegerField(_("most people"), default=12)
    honorarium = models.PositiveSmallIntegerField(_("honorarium in dollars"), default=0)
    iap2_level = models.CharField(_("level of engagement"), max_length=12, choices=Iap2Level, default=Iap2Level.INVOLVE)
    edmonton_role = models.CharField(_("role of the public"), max_length=8, choices=PublicRole, default=PublicRole.REFINE)
    state = models.CharField(_("state"), max_length=12, choices=FocusGroupState, default=FocusGroupState.PLANNED)
    state_reason = models.CharField(_("why"), max_length=300, blank=True)
    list_held_by = models.CharField(_("list held by"), max_length=8, choices=ListHolder, default=ListHolder.PROJECT)
    host_agreed_on = models.DateField(_("host agreed to publication on"), null=True, blank=True)
    takes_interest = models.BooleanField(_("people may say that they would like to come"), default=False)
    tests = models.ManyToManyField(Finding, verbose_name=_("findings it tests"), blank=True, related_name="+")

    privacy = declare(
        public="slug phase title title_en title_fr title_ar purpose purpose_en purpose_fr purpose_ar recruitment recruitment_en "
        "recruitment_fr recruitment_ar supports supports_en supports_fr supports_ar language target_min target_max honorarium "
        "iap2_level edmonton_role state state_reason state_reason_en state_reason_fr state_reason_ar takes_interest",
        internal="id reference list_held_by host_agreed_on tests",
        personal="host",
        kind=Kind.PLAN,
        lifetime=Lifetime.PHASE,
    )

    objects = TeamQuerySet["FocusGroup"].as_manager()

    class Meta:
        verbose_name = _("focus group")
        verbose_name_plural = _("focus groups")
        ordering: ClassVar = ["reference"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(target_min__lte=F("target_max")), name="focus_group_size_runs_up"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_held_by_host(self) -> bool:
        """Counts are ours to say, words are not, until the host agrees."""
        return self.list_held_by == ListHolder.HOST


class RecruitmentCriterion(models.Model):
    """One line of who can and who can't take part."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(FocusGroup, on_delete=models.CASCADE, related_name="criteria")
    kind = models.CharField(_("kind"), max_length=8, choices=CriterionKind)
    text = models.CharField(_("criterion"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(public="id group kind text text_en text_fr text_ar order", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("recruitment criterion")
        verbose_name_plural = _("recruitment criteria")
        ordering: ClassVar = ["kind", "order"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class GuideQuestion(models.Model):
    """One question of the discussion guide, in the language in which it is asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(FocusGroup, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=QuestionKind, default=QuestionKind.KEY)
    language = models.CharField(_("language"), max_length=8, default="en")
    text = models.CharField(_("question"), max_length=400)

    privacy = declare(public="id group number kind language text", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("guide question")
        verbose_name_plural = _("guide questions")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "number"], name="guide_question_number_once")]

    def __str__(self) -> str:
        return f"{self.number}. {self.text}"


class FocusGroupSession(models.Model):
    """One sitting. The note taker is somebody else than the facilitator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(FocusGroup, verbose_name=_("group"), on_delete=models.PROTECT, related_name="sessions")
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    held_on = models.DateField(_("date"), null=True, blank=True)
    start_time = models.TimeField(_("start"), null=True, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), default=120)
    mode = models.CharField(_("how people meet"), max_length=10, choices=SessionMode, default=SessionMode.IN_PERSON)
    place = models.CharField(_("place"), max_length=200, blank=True)
    place_is_public = models.BooleanField(_("the place may be named in public"), default=False)
    ward = models.ForeignKey(Ward, verbose_name=_("ward"), on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    access = models.CharField(_("access"), max_length=400, blank=True)
    facilitator = models.ForeignKey(
        User, verbose_name=_("facilitator"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    co_facilitator = models.CharField(_("co-facilitator"), max_length=120, blank=True)
    note_taker = models.ForeignKey(
        User, verbose_name=_("note taker"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    capacity = models.PositiveSmallIntegerField(_("places"), default=10)
    state = models.CharField(_("state"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    state_reason = models.CharField(_("why"), max_length=300, blank=True)
    attended_count = models.PositiveSmallIntegerField(_("how many came"), null=True, blank=True)
    debrief = models.TextField(_("debrief"), max_length=4000, blank=True)
    # What those who were asked were last told (engagement/domain/session_changes.py), and how often: their calendar's SEQUENCE.
    told = models.JSONField(_("told"), null=True, blank=True, editable=False)
    sequence = models.PositiveIntegerField(_("times told"), default=0, editable=False)

    privacy = declare(
        public="slug group held_on start_time duration_minutes mode place place_is_public ward access access_en access_fr "
        "access_ar capacity state state_reason state_reason_en state_reason_fr state_reason_ar",
        internal="id reference facilitator note_taker attended_count told sequence",
        personal="co_facilitator",
        confidential="debrief",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = TeamQuerySet["FocusGroupSession"].as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        ordering: ClassVar = ["held_on", "reference"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(note_taker=None) | Q(facilitator=None) | ~Q(note_taker=F("facilitator")),
                name="session_note_taker_is_another",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def starts_at(self) -> datetime | None:
        """The moment it begins, in the portal's time zone; the whole day counts from midnight where no time is set."""
        if self.held_on is None:
            return None
        return timezone.make_aware(datetime.combine(self.held_on, self.start_time or time(0)))

    @property
    def ends_at(self) -> datetime | None:
        """The moment it ends."""
        begins = self.starts_at
        return begins + timedelta(minutes=self.duration_minutes) if begins else None


class GroupFinding(models.Model):
    """What a group, asked one question, said: on the qualitative scale, with the dissent beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    group = models.ForeignKey(FocusGroup, verbose_name=_("group"), on_delete=models.PROTECT, related_name="findings")
    question = models.ForeignKey(
        GuideQuestion, verbose_name=_("question"), on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    statement = models.TextField(_("statement"), max_length=1000)
    how_many = models.CharField(_("how many"), max_length=10, choices=HowMany)
    dissent = models.TextField(_("who saw it differently"), max_length=600, blank=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), blank=True, related_name="+")

    privacy = declare(
        public="slug statement statement_en statement_fr statement_ar how_many dissent dissent_en dissent_fr dissent_ar",
        internal="id reference group question themes",
        lifetime=Lifetime.PHASE,
    )

    objects = TeamQuerySet["GroupFinding"].as_manager()

    class Meta:
        verbose_name = _("finding of a group")
        verbose_name_plural = _("findings of groups")
        ordering: ClassVar = ["reference"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.reference
