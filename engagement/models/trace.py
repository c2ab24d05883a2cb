"""What a project answers, and which promise stands in public beside it: the links of the trace."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.models.commitment import Commitment
from engagement.models.finding import Finding
from engagement.models.focus_group import GroupFinding, TeamQuerySet
from engagement.models.project import Project
from phases.enums import Bearing
from phases.models import Theme
from resilience_portal.privacy.declare import Lifetime, declare


class ProjectFinding(models.Model):
    """This project answers what was heard: which finding, how much of it, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="informed_by")
    finding = models.ForeignKey(
        Finding, verbose_name=_("finding"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    group_finding = models.ForeignKey(
        GroupFinding, verbose_name=_("finding of a group"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bearing = models.CharField(_("how much"), max_length=10, choices=Bearing, default=Bearing.SUPPORTING)
    why = models.CharField(_("why"), max_length=300, blank=True)

    privacy = declare(
        public="why why_en why_fr why_ar bearing", internal="id project finding group_finding", lifetime=Lifetime.PHASE
    )

    class Meta:
        verbose_name = _("finding that a project answers")
        verbose_name_plural = _("findings that projects answer")
        ordering: ClassVar = ["bearing", "id"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(finding__isnull=False, group_finding=None) | Q(finding=None, group_finding__isnull=False),
                name="project_answers_one_finding",
            ),
            models.UniqueConstraint(fields=["project", "finding"], name="project_finding_once"),
            models.UniqueConstraint(fields=["project", "group_finding"], name="project_group_finding_once"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class PublicCommitment(models.Model):
    """What leads a promise to its public page: its address, the themes it answers, the project that carries it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.OneToOneField(Commitment, on_delete=models.CASCADE, related_name="public_face")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    themes = models.ManyToManyField(Theme, verbose_name=_("themes it answers"), related_name="+")
    project = models.ForeignKey(
        Project, verbose_name=_("project that carries it"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    privacy = declare(public="slug", internal="id commitment themes project", lifetime=Lifetime.PHASE)

    objects = TeamQuerySet["PublicCommitment"].as_manager()

    class Meta:
        verbose_name = _("public commitment")
        verbose_name_plural = _("public commitments")
        ordering: ClassVar = ["slug"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.commitment.wording or self.slug
