"""People, apart from organizations, with dated affiliations."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from resilience_portal.text import tokens
from stakeholders.enums import ContactChannel, ContactSafety
from stakeholders.models.organization import Organization


class PersonQuerySet(models.QuerySet["Person"]):
    """Questions about people."""

    def visible_to(self, user: User | None) -> Self:
        """The engagement team and administrators. Default closed."""
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_administrator or user.has_role(*ENGAGEMENT_ROLES):
            return self.all()
        return self.none()

    def matching(self, text: str) -> Self:
        """Every word of `text` (at most five) occurs in the name or reference; accents and Arabic forms folded."""
        words = tokens(text)
        if not words and text.strip():
            return self.none()
        found = self
        for word in words:
            found = found.filter(search_text__contains=word)
        return found

    def may_be_written_to(self) -> Self:
        """People whom a reminder or an invitation by mail may reach: the many-rows form of `policies.can_write_to`."""
        silent = Organization.objects.filter(do_not_contact=True).values("pk")
        spoken_for = Affiliation.objects.filter(organization__in=silent, ended_on=None).values("person")
        willing = self.filter(may_contact=True, do_not_contact=False, safety=ContactSafety.NO_CONCERN)
        return willing.filter(channel__in=[ContactChannel.ANY, ContactChannel.EMAIL]).exclude(email="").exclude(pk__in=spoken_for)

    def silent_among(self, addresses: Iterable[str]) -> set[str]:
        """Of these addresses, in lower case, those of people whom no mail may reach. One query; for doors that know no more."""
        wanted = {address.lower() for address in addresses if address}
        if not wanted:
            return set()
        known = self.annotate(address=Lower("email")).filter(address__in=wanted)
        return set(known.exclude(pk__in=self.may_be_written_to().values("pk")).values_list("address", flat=True))

    def speaking_for(self, organization: Organization, *, on: date) -> Self:
        """Those affiliated with the organization on that day; an open end counts as still."""
        begun = Q(affiliations__started_on=None) | Q(affiliations__started_on__lte=on)
        not_ended = Q(affiliations__ended_on=None) | Q(affiliations__ended_on__gte=on)
        return self.filter(begun, not_ended, affiliations__organization=organization).distinct()


class Person(models.Model):
    """Somebody who may speak for an organization. Never public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    preferred_language = models.CharField(_("preferred language"), max_length=8, blank=True)
    may_contact = models.BooleanField(_("may be contacted"), default=True)
    do_not_contact = models.BooleanField(
        _("do not contact"), default=False, help_text=_("Asked not to be contacted. No reminder or invitation goes out.")
    )
    channel = models.CharField(_("wants to be reached"), max_length=10, choices=ContactChannel, default=ContactChannel.ANY)
    safety = models.CharField(_("safety of contact"), max_length=12, choices=ContactSafety, default=ContactSafety.NO_CONCERN)
    access_needs = models.CharField(
        _("accessibility needs"), max_length=300, blank=True, help_text=_("What this person needs to take part.")
    )
    public_name_consent = models.BooleanField(_("agreed to be named in public"), default=False)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["search_text"])

    privacy = declare(
        internal="id reference preferred_language may_contact do_not_contact channel public_name_consent created_at updated_at "
        "version",
        personal="name email phone search_text",
        confidential="note safety access_needs",
        kind=Kind.PEOPLE,
        lifetime=Lifetime.CONTACT,
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar = ["name", "reference"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """Whom a person speaks for, in which role, from when until when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="affiliations")
    organization = models.ForeignKey(
        Organization, verbose_name=_("organization"), on_delete=models.CASCADE, related_name="affiliations"
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    started_on = models.DateField(_("from"), null=True, blank=True)
    ended_on = models.DateField(_("to"), null=True, blank=True)
    is_primary = models.BooleanField(_("first contact"), default=False)

    privacy = declare(
        internal="id started_on ended_on is_primary",
        personal="person organization role",
        kind=Kind.PEOPLE,
        lifetime=Lifetime.CONTACT,
    )

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering: ClassVar = ["-is_primary", "-started_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(started_on=None) | Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="affiliation_runs_forward",
            )
        ]

    def __str__(self) -> str:
        return self.role
