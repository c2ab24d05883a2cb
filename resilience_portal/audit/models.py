"""Audit rows outlive what they describe: no foreign keys, no text of a record, chained by a keyed hash."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from resilience_portal.privacy.declare import Kind, Lifetime, declare


class AuditEvent(models.Model):
    """One thing done or read. `number` counts without gaps; `digest` seals the row and everything before it."""

    number = models.BigIntegerField(_("number"), primary_key=True)
    at = models.DateTimeField(_("at"), db_index=True)
    kind = models.CharField(_("kind"), max_length=60)
    actor_id = models.UUIDField(_("actor"), null=True)
    actor_name = models.CharField(_("actor's user name"), max_length=150, blank=True)
    subject_type = models.CharField(_("type of record"), max_length=60, blank=True)
    subject_id = models.CharField(_("record"), max_length=64, blank=True)
    details = models.JSONField(_("details"), default=dict)
    digest = models.CharField(_("digest"), max_length=64)

    privacy = declare(
        internal="number at kind subject_type subject_id details digest",
        personal="actor_id actor_name",
        kind=Kind.LOG,
        lifetime=Lifetime.AUDIT,
    )

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering: ClassVar = ["-number"]
        default_permissions = ("view",)
        indexes: ClassVar = [models.Index(fields=["subject_type", "subject_id", "-number"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.number} {self.kind}"


class AuditHead(models.Model):
    """The end of the chain: locked while a row is added, so that two writers never take the same number."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    privacy = declare(internal="id number digest", lifetime=Lifetime.AUDIT)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="audit_one_head")]

    def __str__(self) -> str:
        return f"head at {self.number}"
