"""The codebook: themes and what they mean. Public method."""

from __future__ import annotations

import uuid
from typing import ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from resilience_portal.privacy.declare import Lifetime, declare


class ThemeGroup(models.Model):
    """A family of themes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    privacy = declare(public="id code name name_en name_fr name_ar order", lifetime=Lifetime.PERMANENT)

    class Meta:
        verbose_name = _("theme group")
        verbose_name_plural = _("theme groups")
        ordering: ClassVar = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class ThemeQuerySet(models.QuerySet["Theme"]):
    """Questions about themes."""

    def in_use(self) -> Self:
        """Not retired; in the codebook's order."""
        return self.filter(retired_at=None).select_related("group")


class Theme(models.Model):
    """One code, with MacQueen's fields: definition, when to use, when not to use, example."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=24, unique=True)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    group = models.ForeignKey(ThemeGroup, verbose_name=_("group"), on_delete=models.PROTECT, related_name="themes")
    name = models.CharField(_("name"), max_length=120)
    definition = models.TextField(_("definition"))
    full_definition = models.TextField(_("full definition"), blank=True)
    use_when = models.TextField(_("use when"), blank=True)
    do_not_use_when = models.TextField(_("do not use when"), blank=True)
    example = models.TextField(_("example"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", verbose_name=_("merged into"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    privacy = declare(
        public="id code slug group name name_en name_fr name_ar definition definition_en definition_fr definition_ar "
        "full_definition full_definition_en full_definition_fr full_definition_ar use_when use_when_en use_when_fr use_when_ar "
        "do_not_use_when do_not_use_when_en do_not_use_when_fr do_not_use_when_ar example example_en example_fr example_ar "
        "order retired_at merged_into",
        lifetime=Lifetime.PERMANENT,
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering: ClassVar = ["group__order", "order", "code"]

    def __str__(self) -> str:
        return self.name
