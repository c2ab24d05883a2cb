"""Versions of the codebook: what it was, who changed it and why, and which codings a change moved."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from engagement.enums import Stance
from engagement.enums.analysis import CodebookChange
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Lifetime, declare


class CodebookVersion(models.Model):
    """The whole codebook after one change. The themes themselves are public method; who changed them and why is the team's."""

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    change = models.CharField(_("change"), max_length=12, choices=CodebookChange)
    subjects = models.JSONField(default=list)
    content = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    reason = models.TextField(_("why"), max_length=500, blank=True)
    made_by = models.ForeignKey(
        User, verbose_name=_("made by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made at"))

    privacy = declare(internal="number change subjects content findings reason made_by made_at", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("version of the codebook")
        verbose_name_plural = _("versions of the codebook")
        ordering: ClassVar = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class Reassignment(models.Model):
    """One coding that a merge or a split gave to another theme; `is_dropped` = the point carried that theme already."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(CodebookVersion, on_delete=models.CASCADE, related_name="reassignments")
    coding = models.UUIDField(_("coding"))
    point = models.UUIDField(_("point"))
    source = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    target = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+")
    stance = models.CharField(_("stance"), max_length=10, choices=Stance)
    coder = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    coded_at = models.DateTimeField(_("coded at"))
    is_dropped = models.BooleanField(default=False)

    privacy = declare(internal="id version coding point source target stance coder coded_at is_dropped", lifetime=Lifetime.PHASE)

    class Meta:
        verbose_name = _("reassignment")
        verbose_name_plural = _("reassignments")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.coding}"
