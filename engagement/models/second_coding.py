"""Double coding: a second coder's own codes, kept apart from the first one's until they are handed in."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import SecondCodingState, Stance
from engagement.models.conversation import Conversation
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class SecondCodingQuerySet(models.QuerySet["SecondCoding"]):
    """Questions about second codings."""

    def visible_to(self, user: User | None) -> Self:
        """Analysts' and leads', of conversations that they may open. One in progress is its coder's and the leads' alone."""
        if user is None or not user.is_authenticated or not user.has_role(Role.ANALYST, Role.LEAD):
            return self.none()
        found = self.filter(conversation__in=Conversation.objects.visible_to(user))
        if user.has_role(Role.LEAD):
            return found
        return found.filter(Q(coder=user) | Q(state=SecondCodingState.SUBMITTED))

    def in_progress(self) -> Self:
        """Not yet handed in."""
        return self.filter(state=SecondCodingState.IN_PROGRESS)

    def submitted(self) -> Self:
        """Handed in: these can be compared."""
        return self.filter(state=SecondCodingState.SUBMITTED)


class SecondCoding(models.Model):
    """One conversation coded a second time. `first` keeps the first coder's themes as they stood when this was handed in.

    Agreement is measured on what both said before anyone talked it over; what is decided afterwards changes nothing here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="second_codings")
    coder = models.ForeignKey(User, verbose_name=_("second coder"), on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"))
    state = models.CharField(
        _("state"), max_length=12, choices=SecondCodingState, default=SecondCodingState.IN_PROGRESS, db_index=True
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    first = models.JSONField(default=list, blank=True)
    second = models.JSONField(default=list, blank=True)
    codebook = models.JSONField(default=list, blank=True)

    privacy = declare(
        internal="id conversation coder asked_by asked_at state submitted_at first second codebook", lifetime=Lifetime.PHASE
    )

    objects = SecondCodingQuerySet.as_manager()

    class Meta:
        verbose_name = _("second coding")
        verbose_name_plural = _("second codings")
        ordering: ClassVar = ["asked_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation"], name="second_coding_once"),
            models.CheckConstraint(
                condition=Q(state="in_progress", submitted_at=None) | Q(state="submitted", submitted_at__isnull=False),
                name="second_coding_submitted_when",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def differences(self) -> list[str]:
        """Codes of the themes that one of the two gave and the other did not."""
        return sorted(set(self.first) ^ set(self.second))

    @property
    def is_settled(self) -> bool:
        """Whether a third person has decided on every difference."""
        return len(self.adjudications.all()) >= len(self.differences)


class SecondCode(models.Model):
    """One theme that the second coder gave. `start` and `end` as in `Point`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    second_coding = models.ForeignKey(SecondCoding, on_delete=models.CASCADE, related_name="codes")
    start = models.PositiveIntegerField(_("from"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to"), null=True, blank=True)
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, default=Stance.CONCERN)
    coded_at = models.DateTimeField(_("coded at"))

    privacy = declare(internal="id second_coding start end theme stance coded_at", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("second code")
        verbose_name_plural = _("second codes")
        ordering: ClassVar = ["start", "coded_at", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__gt=F("start")), name="second_code_place"
            )
        ]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.stance}"


class SecondCodingStepQuerySet(models.QuerySet["SecondCodingStep"]):
    """Questions about steps."""

    def undoable(self) -> Self:
        """Done and not undone."""
        return self.filter(undone_at=None)

    def redoable(self) -> Self:
        """Undone; a new step takes these away."""
        return self.exclude(undone_at=None)


class SecondCodingStep(models.Model):
    """One step of the second coder: which stance the theme had at this place before and has since; empty means not given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    second_coding = models.ForeignKey(SecondCoding, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField(_("number"))
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.CASCADE, related_name="+")
    start = models.PositiveIntegerField(_("from"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to"), null=True, blank=True)
    before = models.CharField(_("stance before"), max_length=10, choices=Stance, blank=True)
    after = models.CharField(_("stance after"), max_length=10, choices=Stance, blank=True)
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    privacy = declare(internal="id second_coding number theme start end before after at undone_at", lifetime=Lifetime.PHASE)

    objects = SecondCodingStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a second coding")
        verbose_name_plural = _("steps of a second coding")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["second_coding", "number"], name="second_coding_step_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.theme_id}"


class Adjudication(models.Model):
    """What a third person decided on one theme that the two coders saw differently, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    second_coding = models.ForeignKey(SecondCoding, on_delete=models.CASCADE, related_name="adjudications")
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="+")
    is_given = models.BooleanField(_("the theme is given"))
    reason = models.TextField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    privacy = declare(
        internal="id second_coding theme is_given by at", confidential="reason", kind=Kind.NOTES, lifetime=Lifetime.PHASE
    )

    class Meta:
        verbose_name = _("adjudication")
        verbose_name_plural = _("adjudications")
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["second_coding", "theme"], name="adjudicated_once_a_theme")]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.is_given}"
