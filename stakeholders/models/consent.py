"""Consent per person and purpose, as a trail: rows are added, never changed."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from resilience_portal.accounts.models import User
from resilience_portal.privacy.declare import Kind, Lifetime, declare
from stakeholders.enums import ConsentAnswer, ConsentPurpose
from stakeholders.models.person import Person


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Questions about the trail."""

    def of(self, person: Person, purpose: str) -> Self:
        """One person's answers for one purpose, newest first."""
        return self.filter(person=person, purpose=purpose).order_by("-recorded_at", "-id")


class Consent(models.Model):
    """One answer: asked what, by whom, how and when. The newest row of a purpose counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=ConsentPurpose)
    state = models.CharField(_("answer"), max_length=16, choices=ConsentAnswer)
    how = models.CharField(_("how"), max_length=200, blank=True)
    # A word, no key: notices stand a floor above. "": none was read or shown; None: from before this was asked.
    notice_version = models.CharField(_("collection notice"), max_length=50, blank=True, null=True, editable=False)  # noqa: DJ001
    recorded_by = models.ForeignKey(
        User, verbose_name=_("recorded by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    privacy = declare(
        internal="id purpose state how notice_version recorded_by recorded_at",
        personal="person",
        kind=Kind.PEOPLE,
        lifetime=Lifetime.CONTACT,
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering: ClassVar = ["-recorded_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["person", "purpose", "-recorded_at"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.state}"

    @property
    def notice(self) -> str:
        """Which version of the collection notice the person had been told, in words."""
        if self.notice_version is None:
            return _now("Collection notice: not recorded")
        if not self.notice_version:
            return _now("No collection notice was read or shown")
        return _now("Collection notice %(version)s") % {"version": self.notice_version}
