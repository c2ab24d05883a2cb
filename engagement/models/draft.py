"""What stands in an open form and was not sent yet."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class ConversationDraftQuerySet(models.QuerySet["ConversationDraft"]):
    """Questions about unsent drafts."""

    def visible_to(self, user: User | None) -> Self:
        """A draft is its writer's alone, whatever the role of who asks."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        return self.filter(owner=user)


class ConversationDraft(models.Model):
    """What stands in an open form, saved while it is typed. Its id becomes the conversation's: sent twice, it finds the first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    fields = models.JSONField(default=dict)
    # What another tab or device typed over an older version, by the tab: laid beside `fields` until the writer has chosen.
    rivals = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1)
    # The tab that saved last and how many changes it had made: a save whose answer got lost is no conflict when it is sent again.
    tab = models.CharField(max_length=40, blank=True)
    tab_changes = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    privacy = declare(
        internal="id owner version tab tab_changes updated_at",
        confidential="fields rivals",
        kind=Kind.DRAFTS,
        lifetime=Lifetime.WORK,
    )

    objects = ConversationDraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("unsent draft")
        verbose_name_plural = _("unsent drafts")
        ordering: ClassVar = ["-updated_at"]
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)
