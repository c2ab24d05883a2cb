"""What a reviewer saw and said: each handing in as it stood, and comments on its parts."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.enums.analysis import ReviewedPart
from engagement.models.conversation import Conversation
from engagement.models.point import Point
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class Submission(models.Model):
    """A conversation as it was handed in: what the next reader is shown the changes against."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("number"))
    by = models.ForeignKey(User, verbose_name=_("handed in by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("handed in at"))
    content = models.JSONField(default=dict)

    privacy = declare(internal="id conversation number by at", confidential="content", kind=Kind.NOTES, lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "number"], name="submission_in_order")]

    def __str__(self) -> str:
        return str(self.number)


class ReviewCommentQuerySet(models.QuerySet["ReviewComment"]):
    """Questions about comments."""

    def pending(self) -> Self:
        """Of the last return: not yet answered by a new submission."""
        return self.filter(settled_at=None)


class ReviewComment(models.Model):
    """What has to change in one part of a conversation, or in one point of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="review_comments")
    part = models.CharField(_("part"), max_length=8, choices=ReviewedPart)
    point = models.ForeignKey(Point, on_delete=models.CASCADE, null=True, blank=True, related_name="review_comments")
    text = models.TextField(_("comment"), max_length=1000)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    privacy = declare(
        internal="id conversation part point by at settled_at", confidential="text", kind=Kind.NOTES, lifetime=Lifetime.PHASE
    )

    objects = ReviewCommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("review comment")
        verbose_name_plural = _("review comments")
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)
