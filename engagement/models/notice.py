"""The collection notice: what we tell people before we write anything down. Its texts are kept for good, version by version."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from resilience_portal.privacy.declare import Kind, Lifetime, declare


class CollectionNoticeQuerySet(models.QuerySet["CollectionNotice"]):
    """Questions about notices."""

    def begun_by(self, day: date) -> Self:
        """Those that somebody may have been given by this day, the one in force first."""
        return self.filter(in_force_from__lte=day).order_by("-in_force_from", "-version")

    def in_force_on(self, day: date) -> CollectionNotice | None:
        """The version that was to be given on this day; before the first one, none."""
        return self.begun_by(day).first()


class CollectionNotice(models.Model):
    """One version: purpose, authority, contact, what is automated. A conversation keeps which one was given."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.SlugField(_("version"), unique=True, help_text=_("For example 2026-1. Never used again for another text."))
    text = models.TextField(_("text"), help_text=_("Purpose, legal authority, a contact for questions, and what is automated."))
    in_force_from = models.DateField(_("in force from"))
    changed = models.TextField(
        _("what changed"), blank=True, help_text=_("Since the version before, in plain words. Public, as the text is.")
    )

    privacy = declare(
        public="id version text text_en text_fr text_ar in_force_from changed changed_en changed_fr changed_ar",
        kind=Kind.PUBLISHED,
        lifetime=Lifetime.PERMANENT,
    )

    objects = CollectionNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("collection notice")
        verbose_name_plural = _("collection notices")
        ordering: ClassVar = ["-in_force_from", "-version"]

    def __str__(self) -> str:
        return self.version

    @property
    def slug(self) -> str:
        """Its public address: every version keeps its own."""
        return self.version
