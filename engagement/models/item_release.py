"""Items of the plan on their way to the public, and how far their translations are."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import ItemReleaseState
from phases.enums import ItemKind
from phases.models import ReleasedItem
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Lifetime, declare

OPEN_STATES = (ItemReleaseState.PROPOSED, ItemReleaseState.APPROVED)


class ItemReleaseQuerySet(models.QuerySet["ItemRelease"]):
    """Questions about proposals."""

    def visible_to(self, user: User | None) -> Self:
        """The engagement team's."""
        if user is None or not user.is_authenticated or not user.has_role(*ENGAGEMENT_ROLES):
            return self.none()
        return self.all()

    def open(self) -> Self:
        """Not public yet and not dropped."""
        return self.filter(state__in=OPEN_STATES)

    def waiting_for(self, user: User) -> Self:
        """Those that need a second person, who is not `user`'s own."""
        return self.filter(state=ItemReleaseState.PROPOSED).exclude(proposed_by=user)

    def of(self, kind: ItemKind, subject: uuid.UUID) -> Self:
        """Of one item."""
        return self.filter(kind=kind, subject=subject)

    def due(self, today: date) -> Self:
        """Approved, and their day has come."""
        return self.filter(state=ItemReleaseState.APPROVED, goes_public_on__lte=today)


class ItemRelease(models.Model):
    """What exactly somebody wants to make public, frozen while a second person reads it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=ItemKind)
    subject = models.UUIDField(_("item"))
    slug = models.SlugField(_("address"), max_length=80)
    payload = models.JSONField(_("payload"))
    state = models.CharField(_("state"), max_length=10, choices=ItemReleaseState, default=ItemReleaseState.PROPOSED)
    goes_public_on = models.DateField(_("goes public on"), null=True, blank=True)
    reason = models.CharField(_("why it was dropped or taken back"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(User, verbose_name=_("proposed by"), on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"))
    approved_by = models.ForeignKey(
        User, verbose_name=_("approved by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    item = models.ForeignKey(
        ReleasedItem, verbose_name=_("released version"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    privacy = declare(
        internal="id kind subject slug state reason goes_public_on proposed_by proposed_at approved_by approved_at item",
        public="payload",
        lifetime=Lifetime.PERMANENT,
    )

    objects = ItemReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("item on its way to the public")
        verbose_name_plural = _("items on their way to the public")
        ordering: ClassVar = ["-proposed_at", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(state__in=OPEN_STATES), name="item_release_one_open"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("proposed_by")), name="item_release_two_people"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"

    @property
    def title(self) -> str:
        """What it is called, in the default language."""
        words: dict[str, str] = self.payload.get("title") or self.payload.get("statement") or {}
        return words.get(settings.MODELTRANSLATION_DEFAULT_LANGUAGE) or next(filter(None, words.values()), self.slug)


class LanguageCheck(models.Model):
    """A person read this language of this item or theme. `texts_digest`: which words they read; changed ones are unread again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=[*ItemKind.choices, ("theme", _("Theme"))])
    subject = models.UUIDField(_("item"))
    language = models.CharField(_("language"), max_length=8)
    texts_digest = models.CharField(_("which words"), max_length=64)
    checked_by = models.ForeignKey(User, verbose_name=_("checked by"), on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(_("checked at"))

    privacy = declare(internal="id kind subject language texts_digest checked_by checked_at", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("checked translation")
        verbose_name_plural = _("checked translations")
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "subject", "language"], name="language_check_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.language}"
