"""Commitments: what we promised those who spoke. An internal follow-up is the same row with another audience."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import CommitmentState
from engagement.models.conversation import Conversation
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Lifetime, declare


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Questions about commitments."""

    def visible_to(self, user: User | None) -> Self:
        """Commitments made in conversations that this account may open."""
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def pending(self) -> Self:
        """Not done and not cancelled."""
        return self.filter(state__in=[CommitmentState.OPEN, CommitmentState.IN_PROGRESS])


class Commitment(models.Model):
    """One promise: who keeps it, by when, whether it was kept and told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="commitments")
    text = models.CharField(_("what we will do"), max_length=500)
    owner = models.ForeignKey(User, verbose_name=_("owner"), on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=CommitmentState, default=CommitmentState.OPEN)
    completed_on = models.DateField(_("done on"), null=True, blank=True)
    is_public = models.BooleanField(_("public"), default=False)
    reported_back_on = models.DateField(_("reported back on"), null=True, blank=True)

    privacy = declare(
        internal="id conversation owner due_on state completed_on is_public reported_back_on",
        confidential="text",
        lifetime=Lifetime.PHASE,
    )

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering: ClassVar = ["due_on", "id"]
        indexes: ClassVar = [models.Index(fields=["owner", "state", "due_on"], name="commitment_by_owner")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state="done", completed_on__isnull=False) | (~Q(state="done") & Q(completed_on=None)),
                name="commitment_done_has_a_date",
            )
        ]

    def __str__(self) -> str:
        return str(self.id)
