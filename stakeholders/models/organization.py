"""Organizations, and how they are grouped."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.privacy.declare import Lifetime, declare
from resilience_portal.text import tokens
from stakeholders.enums import OrganizationSize, OrganizationStatus


class Sector(models.Model):
    """A sector, on one of two levels. Public figures use the upper one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(public="id code name name_en name_fr name_ar parent order", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering: ClassVar = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Ward(models.Model):
    """A part of the city. Its name is the same in every language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(public="id code name order", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("ward")
        verbose_name_plural = _("wards")
        ordering: ClassVar = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Questions about organizations."""

    def visible_to(self, user: User | None) -> Self:
        """Who may know whom we talk to: the engagement team and administrators. Default closed."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        if user.has_role(*ENGAGEMENT_ROLES, Role.ADMINISTRATOR):
            return self.all()
        return self.none()

    def pickable(self) -> Self:
        """Those that a new conversation may be logged with."""
        return self.filter(archived_at=None).exclude(status=OrganizationStatus.MERGED)

    def in_universe(self) -> Self:
        """The declared universe: those we set out to hear. Public as a number by sector."""
        return self.filter(in_universe=True)

    def matching(self, text: str) -> Self:
        """Every word of `text` (at most five) occurs in a name, alias or reference; accents and Arabic forms folded."""
        found = self
        for token in tokens(text):
            found = found.filter(search_text__contains=token)
        return found


class Organization(models.Model):
    """A body that takes part: the unit of counting. That it spoke with us is confidential."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=300)
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One a line: other languages, acronyms, former names."))
    sector = models.ForeignKey(Sector, verbose_name=_("sector"), on_delete=models.PROTECT, related_name="+")
    ward = models.ForeignKey(
        Ward, verbose_name=_("ward"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    main_language = models.CharField(_("main language"), max_length=8, default="en")
    languages = models.CharField(_("other languages"), max_length=100, blank=True)
    size = models.CharField(_("size"), max_length=8, choices=OrganizationSize, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=OrganizationStatus, default=OrganizationStatus.ACTIVE)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    note = models.TextField(_("note"), blank=True)
    may_be_listed = models.BooleanField(
        _("may be listed"), default=False, help_text=_("Being seen to have talked with us is a consent of its own.")
    )
    is_indigenous_led = models.BooleanField(_("Indigenous-led"), default=False)
    in_universe = models.BooleanField(_("in the declared universe"), default=True)
    relationship_owner = models.ForeignKey(
        User, verbose_name=_("relationship owner"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed at"), auto_now=True)
    search_text = models.TextField(blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["search_text", "last_contact_on"])

    privacy = declare(
        internal="id reference sector ward main_language languages size status may_be_listed is_indigenous_led in_universe "
        "relationship_owner archived_at created_at updated_at",
        personal="name aliases website email phone address last_contact_on search_text",
        confidential="note",
        lifetime=Lifetime.PHASE,
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering: ClassVar = ["name", "reference"]
        indexes: ClassVar = [
            models.Index(fields=["name", "reference"], name="organization_by_name"),
            models.Index(fields=["sector", "name"], name="organization_by_sector"),
        ]

    def __str__(self) -> str:
        return self.name
