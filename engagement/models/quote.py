"""Quotes: words said, with a licence of their own."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import QuoteLicence, QuoteState
from engagement.models.conversation import Conversation
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Lifetime, declare


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Questions about quotes."""

    def visible_to(self, user: User | None) -> Self:
        """Quotes from conversations that this account may open."""
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def publishable(self) -> Self:
        """Approved, licensed word for word, from a conversation that may be drawn on."""
        return self.filter(
            state__in=[QuoteState.APPROVED, QuoteState.PUBLISHED],
            licence__in=[QuoteLicence.VERBATIM, QuoteLicence.ATTRIBUTED],
            conversation__in=Conversation.objects.publishable(),
        )


class Quote(models.Model):
    """Exact words. Default licence: counted, never shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="quotes")
    text = models.TextField(_("words"), max_length=600)
    language = models.CharField(_("language"), max_length=8)
    licence = models.CharField(_("licence"), max_length=12, choices=QuoteLicence, default=QuoteLicence.COUNTED)
    state = models.CharField(_("state"), max_length=12, choices=QuoteState, default=QuoteState.CANDIDATE)
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    privacy = declare(
        internal="id conversation language licence state approved_by approved_at", confidential="text", lifetime=Lifetime.PHASE
    )

    objects = QuoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="quote_approved_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "published"]) | Q(approved_by__isnull=False), name="quote_approved_by_someone"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
