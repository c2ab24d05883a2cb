"""Findings: a synthesised statement that rests on conversations."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import FindingState
from engagement.models.conversation import Conversation
from engagement.models.point import Point
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class FindingQuerySet(models.QuerySet["Finding"]):
    """Questions about findings."""

    def visible_to(self, user: User | None) -> Self:
        """The engagement team's; a finding is de-identified by its making."""
        if user is None or not user.is_authenticated or not user.has_role(*ENGAGEMENT_ROLES):
            return self.none()
        return self.all()

    def publishable(self) -> Self:
        """Approved, and resting on at least one conversation that may be drawn on."""
        approved = self.filter(state__in=[FindingState.APPROVED, FindingState.PUBLISHED])
        return approved.filter(conversations__in=Conversation.objects.publishable()).distinct()


class Finding(models.Model):
    """What the conversations, taken together, say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="+")
    statement = models.TextField(_("statement"), max_length=1000)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes"), related_name="+")
    conversations = models.ManyToManyField(Conversation, verbose_name=_("rests on"), related_name="findings")
    points = models.ManyToManyField(Point, verbose_name=_("points it rests on"), blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=14, choices=FindingState, default=FindingState.DRAFT)
    written_by = models.ForeignKey(
        User, verbose_name=_("written by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"), null=True, blank=True)
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    review_reason = models.TextField(_("reason for returning"), max_length=1000, blank=True)

    privacy = declare(
        public="statement statement_en statement_fr statement_ar",
        internal="id reference phase themes conversations points state written_by written_at approved_by approved_at",
        confidential="review_reason",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        ordering: ClassVar = ["reference"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None) | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="finding_approved_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(written_by=None) | ~Q(approved_by=F("written_by")),
                name="finding_approved_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
