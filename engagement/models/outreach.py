"""Whom we tried to reach, and what came of it. Who was asked and did not answer counts too."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from engagement.enums import Method, OutreachOutcome
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.models import Organization


class OutreachAttemptQuerySet(models.QuerySet["OutreachAttempt"]):
    """Questions about attempts."""

    def visible_to(self, user: User | None) -> Self:
        """Of organizations that this account may know of."""
        return self.filter(organization__in=Organization.objects.visible_to(user))

    def in_phase(self, phase: Phase) -> Self:
        """Made in this phase."""
        return self.filter(phase=phase)

    def newest_outcome(self) -> Subquery:
        """For a query of organizations: how the newest of these attempts ended."""
        of_one = self.filter(organization=OuterRef("pk")).order_by("-made_on", "-created_at", "-id")
        return Subquery(of_one.values("outcome")[:1])


class OutreachAttempt(models.Model):
    """One attempt: whom, when, how, what came of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, verbose_name=_("organization"), on_delete=models.PROTECT, related_name="+")
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="+")
    made_on = models.DateField(_("date"))
    method = models.CharField(_("how we tried"), max_length=16, choices=Method, default=Method.PHONE)
    outcome = models.CharField(_("what came of it"), max_length=12, choices=OutreachOutcome)
    note = models.CharField(_("note"), max_length=300, blank=True)
    made_by = models.ForeignKey(User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("logged at"))

    privacy = declare(
        internal="id phase made_on method outcome made_by created_at",
        personal="organization",
        confidential="note",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = OutreachAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("outreach attempt")
        verbose_name_plural = _("outreach attempts")
        ordering: ClassVar = ["-made_on", "-created_at", "-id"]
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["organization", "phase", "-made_on"], name="outreach_by_organization"),
            models.Index(fields=["-made_on", "-created_at", "-id"], name="outreach_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.made_on} {self.outcome}"
