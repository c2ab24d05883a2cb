"""The one-time link by which somebody who spoke reads the summary of their talk. Only the fingerprint of the link is kept."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.enums import ParticipantCheck
from engagement.models.check_request import CheckRequest
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class SpeakBackLinkQuerySet(models.QuerySet["SpeakBackLink"]):
    """Questions about links."""

    def alive(self, *, at: datetime) -> Self:
        """Not used, not too old, and its question still unanswered."""
        return self.filter(used_at=None, expires_at__gt=at, check_request__state=ParticipantCheck.SENT)


class SpeakBackLink(models.Model):
    """Dies with its use, with time, or when a newer one is made."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    check_request = models.ForeignKey(CheckRequest, on_delete=models.CASCADE, related_name="+")
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    expires_at = models.DateTimeField(_("dies at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    made_by = models.ForeignKey(User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))

    privacy = declare(
        internal="id check_request expires_at used_at made_by made_at",
        secret="fingerprint",  # noqa: S106
        kind=Kind.LINKS,
        lifetime=Lifetime.WORK,
    )

    objects = SpeakBackLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("speak-back link")
        verbose_name_plural = _("speak-back links")
        ordering: ClassVar = ["-made_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)
