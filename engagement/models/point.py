"""Points: the unit of meaning. A theme hangs on a point, and a point is a passage of the notes or the whole talk."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import PointStatus, QuoteLicence, SecondCodingState, Seriousness, Stance
from engagement.models.conversation import Conversation
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare

REASON_MAX_LENGTH = 500


class PointQuerySet(models.QuerySet["Point"]):
    """Questions about points."""

    def visible_to(self, user: User | None) -> Self:
        """Points of conversations that this account may open, save those that it is coding a second time, blind."""
        found = self.filter(conversation__in=Conversation.objects.visible_to(user))
        if user is None or user.pk is None:
            return found
        return found.exclude(
            conversation__second_codings__coder=user, conversation__second_codings__state=SecondCodingState.IN_PROGRESS
        )

    def lost(self) -> Self:
        """Whose words were edited away: somebody has to look again."""
        return self.exclude(lost_words="")

    def with_public_reason(self) -> Self:
        """Closed as not resolvable, with a reason that a second person let out, from a talk that may be drawn on."""
        return self.filter(
            status=PointStatus.NOT_RESOLVABLE,
            reason_approved_by__isnull=False,
            conversation__in=Conversation.objects.publishable(),
        )

    def to_let_out(self) -> Self:
        """Closed with a reason, in any language, that nobody has let out yet; the oldest first."""
        closed = self.filter(status=PointStatus.NOT_RESOLVABLE, reason_approved_by=None)
        written = Q(closing_reason_en__gt="") | Q(closing_reason_fr__gt="") | Q(closing_reason_ar__gt="")
        return closed.filter(written).order_by("created_at", "pk")


class Point(models.Model):
    """One matter within a conversation. `start` and `end` count Unicode code points of the notes; both empty = the whole talk.

    `lost_words` holds the words of a passage that an edit of the notes took away: it has no place until a coder finds one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="points")
    start = models.PositiveIntegerField(_("from"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to"), null=True, blank=True)
    lost_words = models.TextField(_("words that were edited away"), blank=True)
    needs_look = models.BooleanField(_("needs another look"), default=False)
    seriousness = models.CharField(_("seriousness"), max_length=8, choices=Seriousness, blank=True)
    quote_licence = models.CharField(
        _("what may be done with the words"), max_length=12, choices=QuoteLicence, default=QuoteLicence.COUNTED
    )
    status = models.CharField(_("status"), max_length=16, choices=PointStatus, default=PointStatus.OPEN)
    answer = models.TextField(_("our answer"), max_length=2000, blank=True)
    closing_reason = models.TextField(_("why it can't be resolved"), max_length=REASON_MAX_LENGTH, blank=True)
    closed_by = models.ForeignKey(
        User, verbose_name=_("closed by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason_approved_by = models.ForeignKey(
        User, verbose_name=_("reason let out by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(_("made at"))
    themes = models.ManyToManyField(Theme, through="PointTheme", related_name="+")

    privacy = declare(
        internal="id conversation start end needs_look seriousness quote_licence status closed_by reason_approved_by created_at "
        "themes",
        confidential="lost_words answer closing_reason closing_reason_en closing_reason_fr closing_reason_ar",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        ordering: ClassVar = ["start", "created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__gt=F("start")), name="point_passage_or_whole"
            ),
            models.CheckConstraint(
                condition=Q(reason_approved_by=None) | ~Q(reason_approved_by=F("closed_by")),
                name="point_reason_by_a_second_person",
            ),
        ]
        indexes: ClassVar = [
            # A few of a million: every first page of a reviewer asks for them.
            models.Index(
                fields=["created_at"],
                condition=Q(status=PointStatus.NOT_RESOLVABLE, reason_approved_by=None),
                name="point_reason_waits",
            )
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    @property
    def is_whole(self) -> bool:
        """Whether the point stands for the whole talk."""
        return self.start is None and not self.lost_words

    @property
    def has_life(self) -> bool:
        """Whether somebody wrote more on it than its place: such a point stays when its last theme is taken off."""
        return bool(self.seriousness or self.answer or self.status != PointStatus.OPEN or self.lost_words)


class PointTheme(models.Model):
    """A theme given to a point by a coder, with the stance of those who spoke."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="codings", db_index=False)  # coding_once_a_point
    theme = models.ForeignKey(
        Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="+", db_index=False
    )  # coding_by_theme
    stance = models.CharField(_("stance"), max_length=10, choices=Stance, default=Stance.CONCERN)
    coder = models.ForeignKey(User, verbose_name=_("coded by"), on_delete=models.PROTECT, related_name="+")
    coded_at = models.DateTimeField(_("coded at"))

    privacy = declare(internal="id point theme stance coder coded_at", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("coding")
        verbose_name_plural = _("codings")
        ordering: ClassVar = ["coded_at", "id"]
        indexes: ClassVar = [models.Index(fields=["theme", "point"], name="coding_by_theme")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["point", "theme"], name="coding_once_a_point")]

    def __str__(self) -> str:
        return f"{self.theme_id} {self.stance}"


class PointEvent(models.Model):
    """The history of a point's status: who moved it, when, and what was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="events")
    status = models.CharField(_("status"), max_length=16, choices=PointStatus)
    note = models.TextField(_("what was said"), blank=True)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    privacy = declare(internal="id point status by at", confidential="note", kind=Kind.NOTES, lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("step of a point")
        verbose_name_plural = _("steps of a point")
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.point_id} {self.status}"
