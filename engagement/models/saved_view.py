"""How somebody likes the list of conversations: facets under a name, for oneself or for the team, and columns."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Lifetime, declare


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Questions about saved views."""

    def visible_to(self, user: User | None) -> Self:
        """One's own, and what colleagues of the engagement team share."""
        if user is None or not user.is_authenticated or not user.has_role(*ENGAGEMENT_ROLES):
            return self.none()
        return self.filter(Q(owner=user) | Q(is_shared=True))


class SavedView(models.Model):
    """Facets under a name. Words that were searched for are never among them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name of the view"), max_length=60)
    facets = models.JSONField(default=dict)
    is_shared = models.BooleanField(_("shared with the team"), default=False)

    privacy = declare(internal="id owner name facets is_shared", lifetime=Lifetime.CONTACT)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering: ClassVar = ["name", "id"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name


class ListColumns(models.Model):
    """The columns of the list that somebody chose last."""

    owner = models.OneToOneField(User, primary_key=True, on_delete=models.CASCADE, related_name="+")
    names = models.JSONField(default=list)

    privacy = declare(internal="owner names", lifetime=Lifetime.CONTACT)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.owner_id)
