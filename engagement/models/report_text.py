"""What staff write on a report, one row per text and language, and who approved it."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.enums import ReportSection, TextState
from engagement.models.report import Report
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Lifetime, declare

MAX_WORDS = 4000  # characters of one text in one language


class ReportTextQuerySet(models.QuerySet["ReportText"]):
    """Questions about texts."""

    def of_part(self, section: str, theme: str = "") -> Self:
        """One text of a report in all its languages."""
        return self.filter(section=section, theme=theme)


class ReportText(models.Model):
    """One text of a report in one language. `theme` is the code of the theme it is about, empty for the report's own sections."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, verbose_name=_("report"), on_delete=models.CASCADE, related_name="texts")
    section = models.CharField(_("section"), max_length=16, choices=ReportSection)
    theme = models.CharField(_("theme"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    text = models.TextField(_("text"), max_length=MAX_WORDS, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TextState, default=TextState.MISSING)
    version = models.PositiveIntegerField(_("version"), default=1)
    edited_by = models.ForeignKey(User, verbose_name=_("written by"), on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(_("written at"))
    checked_by = models.ForeignKey(
        User, verbose_name=_("checked by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    privacy = declare(
        public="section theme language text",
        internal="id report state version edited_by edited_at checked_by checked_at",
        lifetime=Lifetime.PERMANENT,
    )

    objects = ReportTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a report")
        verbose_name_plural = _("texts of reports")
        ordering: ClassVar = ["section", "theme", "language"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "section", "theme", "language"], name="report_text_once"),
            models.CheckConstraint(
                condition=Q(checked_at=None, checked_by=None) | Q(checked_at__isnull=False, checked_by__isnull=False),
                name="report_text_checked_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=TextState.CHECKED) | Q(checked_by__isnull=False), name="report_text_checked_by_someone"
            ),
            models.CheckConstraint(
                condition=Q(text="", state__in=[TextState.MISSING, TextState.LEFT_OUT])
                | (~Q(text="") & Q(state__in=[TextState.WRITTEN, TextState.CHECKED])),
                name="report_text_state_tells_the_text",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} {self.theme} {self.language}".replace("  ", " ")


class ReportApproval(models.Model):
    """Somebody who is no author has read the report as it stands and approves it. A later change of its words deletes the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, verbose_name=_("report"), on_delete=models.CASCADE, related_name="approvals")
    by = models.ForeignKey(User, verbose_name=_("approved by"), on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("approved at"))

    privacy = declare(internal="id report by at", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("approval of a report")
        verbose_name_plural = _("approvals of reports")
        ordering: ClassVar = ["at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "by"], name="report_approved_once_by_each")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.by_id}"
