"""The publication log: one line for each thing that became public, was replaced, or was taken back. Append-only."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from phases.enums import LogKind
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class PublicationLogEntry(models.Model):
    """One entry. `line` is the entry itself, as `/data/log.jsonl` gives it; the other fields only find it."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=20, choices=LogKind)
    what = models.CharField(_("what"), max_length=120, blank=True)  # a report by its address, an item by kind and address
    version = models.PositiveSmallIntegerField(_("version"), null=True)
    day = models.DateField(_("day"))
    line = models.TextField(_("entry"))
    sha256 = models.CharField(_("SHA-256 of the entry"), max_length=64)

    privacy = declare(public="number kind what version day line sha256", kind=Kind.PUBLISHED, lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("entry of the publication log")
        verbose_name_plural = _("publication log")
        ordering: ClassVar = ["number"]
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"

    @property
    def is_of_item(self) -> bool:
        """Whether it speaks of an item of the plan; else of a report, or of a key."""
        return self.kind.startswith("item_")

    @property
    def content(self) -> dict[str, Any]:
        """The entry, read."""
        found: dict[str, Any] = json.loads(self.line)
        return found


class PublicationLogHead(models.Model):
    """The end of the log: locked while an entry is added, so that two writers never take the same number."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)

    privacy = declare(public="id number sha256", lifetime=Lifetime.PERMANENT)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="publication_log_one_head")]

    def __str__(self) -> str:
        return f"head at {self.number}"
