"""The steps of a coder, kept so that each can be undone and redone, also after the page was closed."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.enums import StepKind
from engagement.models.conversation import Conversation
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class CodingStepQuerySet(models.QuerySet["CodingStep"]):
    """Questions about steps."""

    def of(self, conversation: Conversation, coder: User) -> Self:
        """This coder's steps on this conversation, oldest first."""
        return self.filter(conversation=conversation, coder=coder).order_by("number")

    def undoable(self) -> Self:
        """Done and not undone."""
        return self.filter(undone_at=None)

    def redoable(self) -> Self:
        """Undone; a new step takes these away."""
        return self.exclude(undone_at=None)


class CodingStep(models.Model):
    """One step: `subject` is the point, `before` and `after` are what stood there and what stands there now."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    coder = models.ForeignKey(User, verbose_name=_("coder"), on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=8, choices=StepKind)
    subject = models.UUIDField(_("point"))
    theme = models.ForeignKey(Theme, verbose_name=_("theme"), on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    at = models.DateTimeField(_("at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    privacy = declare(
        internal="id conversation coder number kind subject theme at undone_at",
        confidential="before after",  # a place that was lost carries the words that stood there
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = CodingStepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of coding")
        verbose_name_plural = _("steps of coding")
        ordering: ClassVar = ["number"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "coder", "number"], name="coding_step_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"
