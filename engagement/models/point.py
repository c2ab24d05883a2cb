"""Points: the unit of meaning. A theme hangs on a point, and a point is a passage of the notes or the whole talk."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import Stance
from engagement.models.conversation import Conversation
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Lifetime, declare


class PointQuerySet(models.QuerySet["Point"]):
    """Questions about points."""

    def visible_to(self, user: User | None) -> Self:
        """Points of conversations that this account may open."""
        return self.filter(conversation__in=Conversation.objects.visible_to(user))


class Point(models.Model):
    """One matter within a conversation. `start` and `end` count Unicode code points of the notes; both empty = the whole talk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="points")
    start = models.PositiveIntegerField(_("from"), null=True, blank=True)
    end = models.PositiveIntegerField(_("to"), null=True, blank=True)
    created_at = models.DateTimeField(_("made at"))
    themes = models.ManyToManyField(Theme, through="PointTheme", related_name="+")

    privacy = declare(internal="id conversation start end created_at themes", lifetime=Lifetime.PHASE)

    objects = PointQuerySet.as_manager()

    class Meta:
        verbose_name = _("point")
        verbose_name_plural = _("points")
        ordering: ClassVar = ["start", "created_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__isnull=False, end__gt=F("start")), name="point_passage_or_whole"
            )
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"

    @property
    def is_whole(self) -> bool:
        """Whether the point stands for the whole talk."""
        return self.start is None


class PointTheme(models.Model):
    """A theme given to a point by a coder, with the stance of those who spoke."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, related_name="codings")
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.PROTECT, related_name="+")
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
