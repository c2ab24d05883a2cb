"""The engagement plan: who asks whom about what, in the public's words."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from resilience_portal.privacy.declare import Lifetime, declare

TEXTS = ("title", "summary", "responsible", "land_acknowledgement", "funding", "decision", "contact", "disclaimer")


class EngagementPlan(models.Model):
    """One portal runs one plan; the schema allows more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), unique=True)
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True)
    responsible = models.TextField(_("who is responsible"), blank=True)
    land_acknowledgement = models.TextField(_("land acknowledgement"), blank=True)
    funding = models.TextField(_("funding"), blank=True)
    decision = models.TextField(_("which decision this informs"), blank=True)
    contact = models.TextField(_("contact"), blank=True)
    disclaimer = models.TextField(_("disclaimer"), blank=True)

    privacy = declare(
        public="id slug " + " ".join(f"{name} {name}_en {name}_fr {name}_ar" for name in TEXTS), lifetime=Lifetime.PERMANENT
    )

    class Meta:
        verbose_name = _("engagement plan")
        verbose_name_plural = _("engagement plans")
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return self.title
