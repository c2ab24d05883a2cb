"""Organizations, and how they are grouped."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.json import KeyTransform
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from resilience_portal.text import searchable, tokens
from stakeholders.enums import OrganizationSize, OrganizationStatus

# Inactive: it may still answer one day. Proposed: somebody met it and named it on the log form; a lead confirms it.
PICKABLE = (OrganizationStatus.PROPOSED, OrganizationStatus.ACTIVE, OrganizationStatus.INACTIVE)


class SectorQuerySet(models.QuerySet["Sector"]):
    """Questions about sectors."""

    def top_level(self) -> Self:
        """The upper level: what public figures are counted by."""
        return self.filter(parent=None)

    def for_organizations(self) -> Self:
        """The lower level: what an organization belongs to."""
        return self.filter(parent__isnull=False)


class Sector(models.Model):
    """A sector, on one of two levels. Public figures use the upper one; an organization belongs to one of the lower."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    parent = models.ForeignKey(
        "self", verbose_name=_("part of"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(public="id code name name_en name_fr name_ar parent order", lifetime=Lifetime.PERMANENT)

    objects = SectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering: ClassVar = ["order", "code"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(parent=None) | ~Q(parent=F("id")), name="sector_is_not_its_own_parent")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Two levels, no more."""
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("This sector is itself part of another one. There are two levels only.")})
        if self.parent_id and Sector.objects.filter(parent=self.pk).exists():
            raise ValidationError({"parent": _("Other sectors are part of this one, so it has to stay on the upper level.")})


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


class Tag(models.Model):
    """A word of our own for a group of organizations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)

    privacy = declare(internal="id name", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering: ClassVar = ["name"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class OrganizationQuerySet(models.QuerySet["Organization"]):
    """Questions about organizations."""

    def visible_to(self, user: User | None) -> Self:
        """Who may know whom we talk to: the engagement team and administrators. Default closed."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_administrator or user.has_role(*ENGAGEMENT_ROLES):
            return self.all()
        return self.none()

    def pickable(self) -> Self:
        """Those that a new conversation may be logged with: not archived and not merged into another."""
        return self.filter(archived_at=None, status__in=PICKABLE)

    def archived(self) -> Self:
        """Put away; its history stays."""
        return self.filter(archived_at__isnull=False)

    def in_universe(self) -> Self:
        """The declared universe: those we set out to hear. Public as a number by sector."""
        return self.filter(in_universe=True)

    def having(self, code: str, value: str) -> Self:
        """Those whose field of our own `code` holds `value`."""
        return self.alias(held=KeyTransform(code, "custom")).filter(held=value)

    def by_name(self) -> Self:
        """With all that a list row shows, in the order of the list: ids break ties."""
        return self.select_related("sector", "ward", "relationship_owner").order_by("name", "reference")

    def after(self, name: str, reference: str) -> Self:
        """Rows behind this one in the order of `by_name`."""
        return self.filter(Q(name__gt=name) | Q(name=name, reference__gt=reference))

    def unplaced(self) -> Self:
        """Not yet on the map of influence and interest."""
        return self.filter(Q(influence=None) | Q(interest=None))

    def never_contacted(self) -> Self:
        """Without a single logged conversation."""
        return self.filter(last_contact_on=None)

    def matching(self, text: str) -> Self:
        """Every word of `text` (at most five) occurs in a name, alias, reference or person's name; forms folded.

        Blank text matches all; text in which nothing can be searched for (an emoji) matches none.
        """
        words = tokens(text)
        if not words and text.strip():
            return self.none()
        found = self
        for word in words:
            found = found.filter(search_text__contains=word)
        return found

    def named(self, name: str) -> Self:
        """Those with exactly this name or alias, letter forms folded. Two organizations may share one: never take the first."""
        folded = searchable(name)
        near = self.matching(name) if folded else self.none()
        same = [found.pk for found in near if folded in {searchable(each) for each in found.all_names}]
        return self.filter(pk__in=same)


class Organization(models.Model):
    """A body that takes part: the unit of counting. That it spoke with us is confidential."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(
        _("reference"), max_length=20, unique=True, help_text=_("Given by the portal and never used again.")
    )
    name = models.CharField(_("name"), max_length=300, help_text=_("Two organizations may share a name."))
    aliases = models.TextField(_("other names"), blank=True, help_text=_("One a line: other languages, acronyms, former names."))
    sector = models.ForeignKey(
        Sector,
        verbose_name=_("sector"),
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"parent__isnull": False},
    )
    ward = models.ForeignKey(Ward, verbose_name=_("ward"), on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    main_language = models.CharField(
        _("main language"), max_length=8, default="en", help_text=_("A language code such as en, fr or ar.")
    )
    languages = models.CharField(
        _("other languages"), max_length=100, blank=True, help_text=_("Codes with a comma between them: so, ti.")
    )
    size = models.CharField(_("size"), max_length=8, choices=OrganizationSize, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=OrganizationStatus, default=OrganizationStatus.ACTIVE)
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    note = models.TextField(
        _("note"), blank=True, help_text=_("About the organization, not about a person or a case. Never public.")
    )
    may_be_listed = models.BooleanField(
        _("may be listed"), default=False, help_text=_("Being seen to have talked with us is a consent of its own.")
    )
    is_indigenous_led = models.BooleanField(_("Indigenous-led"), default=False)
    in_universe = models.BooleanField(
        _("in the declared universe"), default=True, help_text=_("One of those we set out to hear. Counted in public by sector.")
    )
    do_not_contact = models.BooleanField(
        _("do not contact"), default=False, help_text=_("Binds every reminder and invitation to people who speak for it.")
    )
    influence = models.PositiveSmallIntegerField(
        _("influence"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    interest = models.PositiveSmallIntegerField(
        _("interest"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    tags = models.ManyToManyField(Tag, verbose_name=_("tags"), blank=True, related_name="+")
    custom = models.JSONField(_("fields of our own"), default=dict, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    relationship_owner = models.ForeignKey(
        User, verbose_name=_("relationship owner"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True, editable=False)
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["search_text", "last_contact_on"])

    privacy = declare(
        internal="id reference sector ward main_language languages size status may_be_listed is_indigenous_led in_universe "
        "relationship_owner archived_at created_at updated_at version do_not_contact influence interest tags merged_into",
        personal="name aliases website email phone address last_contact_on search_text",
        confidential="note custom",
        kind=Kind.ORGANIZATIONS,
        lifetime=Lifetime.PHASE,
    )

    objects = OrganizationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        ordering: ClassVar = ["name", "reference"]
        default_permissions = ()  # roles, not permission rows, say who may do what
        indexes: ClassVar = [
            models.Index(fields=["name", "reference"], name="organization_by_name"),
            models.Index(fields=["sector", "name"], name="organization_by_sector"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def all_names(self) -> list[str]:
        """The name, then the other names."""
        return [self.name, *(line.strip() for line in self.aliases.splitlines() if line.strip())]

    @property
    def is_pickable(self) -> bool:
        """The one-row form of `pickable`."""
        return self.archived_at is None and self.status in PICKABLE

    @property
    def is_archived(self) -> bool:
        """Put away: hidden from pickers, history kept."""
        return self.archived_at is not None


class ReferenceSeries(models.Model):
    """The last reference given out to a kind of record (ORG, CON): none is used twice."""

    prefix = models.CharField(max_length=8, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    privacy = declare(internal="prefix last", lifetime=Lifetime.PERMANENT)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.prefix}-{self.last}"
