"""What is still to be done: commitments (what we promised those who spoke) and follow-ups (what we owe ourselves)."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.enums import CommitmentState
from engagement.models.conversation import Conversation
from engagement.models.point import REASON_MAX_LENGTH, Point
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.models import Organization

PENDING = (CommitmentState.OPEN, CommitmentState.IN_PROGRESS)
REMIND_BEFORE = timedelta(days=3)
REMIND_AGAIN = timedelta(days=7)
M = TypeVar("M", bound="Due", covariant=True)


class DueQuerySet(models.QuerySet[M]):
    """Questions about what is still to be done."""

    def visible_to(self, user: User | None) -> Self:
        """What hangs on conversations that this account may open."""
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def pending(self) -> Self:
        """Not done and not cancelled."""
        return self.filter(state__in=PENDING)

    def settled(self) -> Self:
        """Done or cancelled."""
        return self.exclude(state__in=PENDING)

    def overdue(self, *, today: date) -> Self:
        """Still pending although its day has passed."""
        return self.pending().filter(due_on__lt=today)

    def due_within(self, days: int, *, today: date) -> Self:
        """Pending, and its day is today or in the next `days` days."""
        return self.pending().filter(due_on__range=(today, today + timedelta(days=days)))

    def owned_by(self, user: User) -> Self:
        """On this account's own list."""
        return self.filter(owner=user)

    def towards(self, organization: Organization) -> Self:
        """What concerns one organization."""
        return self.filter(conversation__organization=organization)

    def to_remind_of(self, *, today: date) -> Self:
        """Worth a reminder today: three days ahead, on the day, then every week until it is done."""
        never = Q(reminded_on=None)
        day_came = Q(due_on__lte=today, reminded_on__lt=F("due_on"))
        week_passed = Q(due_on__lte=today, reminded_on__lte=today - REMIND_AGAIN)
        return self.pending().filter(never | day_came | week_passed, due_on__lte=today + REMIND_BEFORE, owner__isnull=False)

    def for_list(self) -> Self:
        """With all that a row shows; what is due first comes first, what has no day last."""
        shown = self.select_related("owner", "conversation__organization")
        return shown.order_by(F("due_on").asc(nulls_last=True), "id")


class Due(models.Model):
    """Who does what by when. Whether it is overdue is computed. `sequence` counts its changes: calendars go by it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, verbose_name=_("owner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=CommitmentState, default=CommitmentState.OPEN)
    completed_on = models.DateField(_("done on"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("added by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("added at"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now)
    sequence = models.PositiveIntegerField(_("changes"), default=0)
    reminded_on = models.DateField(_("last reminded on"), null=True, blank=True)

    kind: ClassVar[str]  # as its address says it

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_pending(self) -> bool:
        """Neither done nor cancelled."""
        return self.state in PENDING

    def is_overdue(self, *, today: date) -> bool:
        """The one-row form of `DueQuerySet.overdue`."""
        return self.is_pending and self.due_on is not None and self.due_on < today


class CommitmentQuerySet(DueQuerySet["Commitment"]):
    """Questions about commitments."""

    def made_public(self) -> Self:
        """Those that the public is told of, once a release says so."""
        return self.filter(is_public=True)


class Commitment(Due):
    """One promise: who keeps it, by when, whether it was kept and told. `wording` is what the public reads of it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="commitments")
    point = models.ForeignKey(
        Point, verbose_name=_("what it answers"), on_delete=models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    text = models.CharField(_("what we will do"), max_length=500)
    is_public = models.BooleanField(_("public"), default=False)
    wording = models.CharField(_("public wording"), max_length=500, blank=True)
    cancel_reason = models.CharField(_("why it will not be done"), max_length=REASON_MAX_LENGTH, blank=True)
    reported_back_on = models.DateField(_("reported back on"), null=True, blank=True)

    kind = "commitments"
    privacy = declare(
        public="is_public wording wording_en wording_fr wording_ar cancel_reason cancel_reason_en cancel_reason_fr "
        "cancel_reason_ar",
        internal="id conversation point owner due_on state completed_on created_by created_at updated_at sequence reminded_on "
        "reported_back_on",
        confidential="text",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["owner", "state", "due_on"], name="commitment_by_owner"),
            models.Index(fields=["state", "due_on", "id"], name="commitment_by_due"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="done", completed_on__isnull=False) | (~Q(state="done") & Q(completed_on=None)),
                name="commitment_done_has_a_date",
            )
        ]


class FollowUpQuerySet(DueQuerySet["FollowUp"]):
    """Questions about follow-ups."""


class FollowUp(Due):
    """Something of our own to do after a talk: call back, send the guide. Never public."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="follow_ups")
    text = models.CharField(_("what is to be done"), max_length=500)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

    kind = "follow-ups"
    privacy = declare(
        internal="id conversation owner due_on state completed_on created_by created_at updated_at sequence reminded_on",
        confidential="text cancel_reason",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [
            models.Index(fields=["owner", "state", "due_on"], name="follow_up_by_owner"),
            models.Index(fields=["state", "due_on", "id"], name="follow_up_by_due"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="done", completed_on__isnull=False) | (~Q(state="done") & Q(completed_on=None)),
                name="follow_up_done_has_a_date",
            )
        ]


class DateMove(models.Model):
    """A day that was moved: the old one and the reason stay. Of a public commitment both are told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, null=True, blank=True, related_name="moves")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, null=True, blank=True, related_name="moves")
    moved_from = models.DateField(_("from"), null=True, blank=True)
    moved_to = models.DateField(_("to"))
    reason = models.CharField(_("why it moved"), max_length=300)
    moved_by = models.ForeignKey(User, verbose_name=_("moved by"), on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField(_("moved at"))

    privacy = declare(
        internal="id commitment follow_up moved_from moved_to moved_by moved_at",
        confidential="reason reason_en reason_fr reason_ar",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    class Meta:
        verbose_name = _("moved date")
        verbose_name_plural = _("moved dates")
        ordering: ClassVar = ["moved_at", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, follow_up=None) | Q(commitment=None, follow_up__isnull=False),
                name="date_move_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.moved_from} → {self.moved_to}"


class ReminderMail(models.Model):
    """One mail to one person on one day. It says how much is due, never what."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)

    privacy = declare(internal="id owner day sent_at", lifetime=Lifetime.WORK)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "day"], name="reminder_once_a_day")]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.day}"
