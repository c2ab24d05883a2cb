"""Speak-back: those who spoke are asked whether the summary says what they said."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import ParticipantCheck
from engagement.models.conversation import Conversation
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class CheckRequestQuerySet(models.QuerySet["CheckRequest"]):
    """Questions about checks."""

    def visible_to(self, user: User | None) -> Self:
        """Of conversations that this account may open."""
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def waiting(self) -> Self:
        """Asked, and no answer yet."""
        return self.filter(state=ParticipantCheck.SENT)

    def unanswered(self, *, today: date) -> Self:
        """The day by which an answer was hoped for has passed."""
        return self.waiting().filter(due_on__lt=today)


class CheckRequest(models.Model):
    """One time that they were asked. The newest one is what `Conversation.participant_check` says."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="checks")
    asked_on = models.DateField(_("asked on"))
    asked_by = models.ForeignKey(User, verbose_name=_("asked by"), on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("answer hoped for by"))
    state = models.CharField(_("answer"), max_length=16, choices=ParticipantCheck, default=ParticipantCheck.SENT)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    correction = models.TextField(_("what they corrected"), max_length=2000, blank=True)

    privacy = declare(
        internal="id conversation asked_on asked_by due_on state answered_on",
        confidential="correction",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = CheckRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("participant check")
        verbose_name_plural = _("participant checks")
        ordering: ClassVar = ["-asked_on", "-id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation"], condition=Q(state="sent"), name="check_one_waiting")
        ]
        indexes: ClassVar = [models.Index(fields=["state", "due_on"], name="check_by_due")]

    def __str__(self) -> str:
        return f"{self.asked_on} {self.state}"

    def is_unanswered(self, *, today: date) -> bool:
        """The one-row form of `CheckRequestQuerySet.unanswered`."""
        return self.state == ParticipantCheck.SENT and self.due_on < today
