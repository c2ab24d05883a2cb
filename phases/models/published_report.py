"""What was released: frozen payloads and the files made from them. Every version stays."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from phases.enums import ReleaseState
from phases.models.phase import Phase
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class PublishedReportQuerySet(models.QuerySet["PublishedReport"]):
    """Questions about released reports."""

    def readable(self) -> Self:
        """Every version that anyone may open."""
        return self.filter(state__in=[ReleaseState.RELEASED, ReleaseState.SUPERSEDED, ReleaseState.WITHDRAWN])

    def current(self) -> Self:
        """The newest version of each report; newest release first."""
        return self.filter(state=ReleaseState.RELEASED).order_by("-released_at", "slug")

    def newest_of(self, slug: str) -> PublishedReport | None:
        """The newest readable version of one report."""
        return self.readable().filter(slug=slug).order_by("-version").first()


class PublishedReport(models.Model):
    """One released version of one report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=80)
    version = models.PositiveSmallIntegerField(_("version"))
    phase = models.ForeignKey(Phase, verbose_name=_("phase"), on_delete=models.PROTECT, related_name="reports")
    payload = models.JSONField(_("payload"))
    payload_sha256 = models.CharField(_("SHA-256 of the payload"), max_length=64)
    released_at = models.DateTimeField(_("released at"))
    state = models.CharField(_("state"), max_length=12, choices=ReleaseState, default=ReleaseState.RELEASED)
    # Why this version is no longer the one to read: {"kind": superseded, corrected or withdrawn, "version", "on", "reason"}.
    notice = models.JSONField(_("notice"), null=True, blank=True)

    privacy = declare(
        public="id slug version phase payload payload_sha256 state notice",
        internal="released_at",
        kind=Kind.PUBLISHED,
        lifetime=Lifetime.PERMANENT,
    )

    objects = PublishedReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("released report")
        verbose_name_plural = _("released reports")
        ordering: ClassVar = ["-released_at", "slug"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["slug", "version"], name="published_version_once")]

    def __str__(self) -> str:
        return f"{self.slug} v{self.version}"

    @property
    def is_withdrawn(self) -> bool:
        """Taken back as a whole: its payload holds no more than its title and dates."""
        return self.state == ReleaseState.WITHDRAWN

    @property
    def title(self) -> str:
        """The title in the active language, else in English."""
        words: dict[str, str] = self.payload["title"]
        return words.get(get_language() or "en") or words["en"]

    @property
    def released_on(self) -> date:
        """The day of release: pages and files say no time of day."""
        return date.fromisoformat(self.payload["released_on"])


class PublishedFile(models.Model):
    """A file of a released version. `language` is empty for files that hold all languages."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(PublishedReport, verbose_name=_("report"), on_delete=models.PROTECT, related_name="files")
    language = models.CharField(_("language"), max_length=8, blank=True)
    name = models.CharField(_("name"), max_length=80)
    media_type = models.CharField(_("media type"), max_length=100)
    sha256 = models.CharField("SHA-256", max_length=64)
    body = models.BinaryField(_("content"))

    privacy = declare(public="id report language name media_type sha256 body", kind=Kind.PUBLISHED, lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("released file")
        verbose_name_plural = _("released files")
        ordering: ClassVar = ["name", "language"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "language", "name"], name="published_file_once")]

    def __str__(self) -> str:
        return self.name
