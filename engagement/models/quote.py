"""Quotes: words said, with a licence of their own."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import QuoteLicence, QuoteState
from engagement.enums.analysis import QuoteStep
from engagement.models.conversation import Conversation
from engagement.models.point import Point
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare

QUOTE_MAX_LENGTH = 600
WORD_FOR_WORD = (QuoteLicence.VERBATIM, QuoteLicence.ATTRIBUTED)


class QuoteQuerySet(models.QuerySet["Quote"]):
    """Questions about quotes."""

    def visible_to(self, user: User | None) -> Self:
        """Quotes from conversations that this account may open."""
        return self.filter(conversation__in=Conversation.objects.visible_to(user))

    def publishable(self, *, on: date | None = None) -> Self:
        """Approved, licensed word for word, from a conversation that may be drawn on; and, on that day, not past its end."""
        found = self.filter(
            state__in=[QuoteState.APPROVED, QuoteState.PUBLISHED],
            licence__in=WORD_FOR_WORD,
            conversation__in=Conversation.objects.publishable(),
        )
        return found if on is None else found.filter(Q(expires_on=None) | Q(expires_on__gte=on))

    def ending_until(self, day: date) -> Self:
        """Approved or published, and no longer usable after some day up to this one."""
        return self.filter(state__in=[QuoteState.APPROVED, QuoteState.PUBLISHED], expires_on__lte=day)


class Quote(models.Model):
    """Exact words. Default licence: counted, never shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="quotes")
    point = models.ForeignKey(Point, on_delete=models.SET_NULL, null=True, blank=True, related_name="quotes")
    text = models.TextField(_("words"), max_length=QUOTE_MAX_LENGTH)
    language = models.CharField(_("language"), max_length=8)
    licence = models.CharField(_("licence"), max_length=12, choices=QuoteLicence, default=QuoteLicence.COUNTED)
    state = models.CharField(_("state"), max_length=12, choices=QuoteState, default=QuoteState.CANDIDATE)
    expires_on = models.DateField(_("may be used until"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        User, verbose_name=_("proposed by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)

    privacy = declare(
        internal="id conversation point language licence state expires_on proposed_by proposed_at approved_by approved_at",
        confidential="text",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
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
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(proposed_by=None) | ~Q(approved_by=F("proposed_by")),
                name="quote_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_word_for_word(self) -> bool:
        """Whether the licence lets the words themselves be shown."""
        return self.licence in WORD_FOR_WORD


class QuoteEvent(models.Model):
    """The trail of a quote: which licence was given, by whom it was approved, when it was taken back. Rows are only added."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="events")
    step = models.CharField(_("step"), max_length=12, choices=QuoteStep)
    licence = models.CharField(_("licence"), max_length=12, choices=QuoteLicence)
    note = models.TextField(_("how it was given, or why"), max_length=500, blank=True)
    by = models.ForeignKey(User, verbose_name=_("by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(_("at"))

    privacy = declare(internal="id quote step licence by at", confidential="note", kind=Kind.NOTES, lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("step of a quote")
        verbose_name_plural = _("steps of a quote")
        ordering: ClassVar = ["at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.quote_id} {self.step}"
