"""Documents of projects: their words, and the bytes that are kept once."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagement.models.focus_group import TeamQuerySet
from engagement.models.project import Project
from phases.enums import Licence
from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare


class DocumentFile(models.Model):
    """The bytes of a document, cleaned, kept once however often they are brought. Public only as a copy made at release."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    kind = models.CharField(_("kind of file"), max_length=12)
    size = models.PositiveIntegerField(_("size"))
    body = models.BinaryField(_("content"))
    added_by = models.ForeignKey(User, verbose_name=_("added by"), on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added at"))

    privacy = declare(
        internal="id sha256 kind size added_by added_at", confidential="body", kind=Kind.PLAN, lifetime=Lifetime.PHASE
    )

    objects = TeamQuerySet["DocumentFile"].as_manager()

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")
        ordering: ClassVar = ["added_at", "id"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.sha256


class ProjectDocument(models.Model):
    """A document of a project: a file that was brought, or something that stands at an address of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="documents")
    title = models.CharField(_("title"), max_length=200)
    licence = models.CharField(_("licence"), max_length=12, choices=Licence, blank=True)
    url = models.URLField(_("address elsewhere"), blank=True)
    file = models.ForeignKey(
        DocumentFile, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="documents"
    )
    address = models.CharField(_("address"), max_length=80, blank=True, editable=False)  # the last part, below the project's

    privacy = declare(
        public="id project title title_en title_fr title_ar licence url address", internal="file", lifetime=Lifetime.PHASE
    )

    class Meta:
        verbose_name = _("document of a project")
        verbose_name_plural = _("documents of projects")
        ordering: ClassVar = ["title"]
        default_permissions = ()
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(file=None, address="") & ~Q(url="") | Q(file__isnull=False, url="") & ~Q(address=""),
                name="project_document_is_one_of_both",
            ),
            models.UniqueConstraint(
                fields=["project", "address"], condition=~Q(address=""), name="project_document_address_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title
