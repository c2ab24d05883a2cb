"""Files that belong to a conversation: a consent form, minutes. Never public, never shown in place."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.models.conversation import Conversation
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Questions about attachments."""

    def visible_to(self, user: User | None) -> Self:
        """Of conversations that this account may open, and for the engagement team only: a signed form holds names."""
        if user is None or not user.is_authenticated or not user.has_role(*ENGAGEMENT_ROLES):
            return self.none()
        return self.filter(conversation__in=Conversation.objects.visible_to(user))


class Attachment(models.Model):
    """One file, cleaned of what it told about its maker. `stored` is its random name in the folder outside the web."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(_("name of the file"), max_length=140)
    kind = models.CharField(_("kind of file"), max_length=12)
    size = models.PositiveIntegerField(_("size"))
    stored = models.CharField(max_length=32, unique=True, editable=False)
    added_by = models.ForeignKey(User, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    privacy = declare(
        internal="id conversation kind size stored added_by added_at",
        confidential="name",
        kind=Kind.NOTES,
        lifetime=Lifetime.PHASE,
    )

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering: ClassVar = ["added_at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)
