"""The public face of the plan: every item as it was released, version by version. Public pages read these rows and no others."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from phases.enums import ItemKind, ReleaseState
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class ReleasedItemQuerySet(models.QuerySet["ReleasedItem"]):
    """Questions about released items."""

    def of(self, kind: ItemKind, slug: str | None = None) -> Self:
        """Of one kind; of one address where it is given."""
        found = self.filter(kind=kind)
        return found if slug is None else found.filter(slug=slug)

    def current(self) -> Self:
        """What is public now: the newest version of each item that was not taken back."""
        return self.filter(state=ReleaseState.RELEASED)

    def not_in_log(self) -> Self:
        """What became of them the publication log does not say yet."""
        return self.exclude(logged_state=F("state"))

    def verifiable(self) -> Self:
        """Versions whose content the log names as public. What was taken back a moment ago is none, whatever the log says."""
        return self.filter(logged_state=ReleaseState.RELEASED).exclude(state=ReleaseState.WITHDRAWN)


class ReleasedItem(models.Model):
    """One released version of one item. Never edited: the next version supersedes it, or it is taken back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=ItemKind)
    slug = models.SlugField(_("address"), max_length=80)
    version = models.PositiveIntegerField(_("version"))
    payload = models.JSONField(_("payload"))
    payload_sha256 = models.CharField(_("SHA-256 of the payload"), max_length=64)
    released_at = models.DateTimeField(_("released at"))
    state = models.CharField(_("state"), max_length=12, choices=ReleaseState, default=ReleaseState.RELEASED)
    # The state that the publication log has told; empty before its first entry. The worker brings the log up to `state`.
    logged_state = models.CharField(_("state in the log"), max_length=12, choices=ReleaseState, blank=True, default="")

    privacy = declare(
        public="id kind slug version payload payload_sha256 state logged_state",
        internal="released_at",
        kind=Kind.PUBLISHED,
        lifetime=Lifetime.PERMANENT,
    )

    objects = ReleasedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("released item")
        verbose_name_plural = _("released items")
        ordering: ClassVar = ["kind", "slug", "-version"]
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "slug", "version"], name="item_version_once"),
            models.UniqueConstraint(fields=["kind", "slug"], condition=Q(state="released"), name="item_one_current"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} v{self.version}"


class ReleasedDocument(models.Model):
    """A file that became public with a version of a project; gone with that version, which names its digest for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(ReleasedItem, verbose_name=_("released item"), on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(_("name"), max_length=80)
    media_type = models.CharField(_("media type"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    body = models.BinaryField(_("content"))

    privacy = declare(public="id item name media_type sha256 body", kind=Kind.PUBLISHED, lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("released document")
        verbose_name_plural = _("released documents")
        ordering: ClassVar = ["name"]
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "name"], name="released_document_once")]

    def __str__(self) -> str:
        return self.name
