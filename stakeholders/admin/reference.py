"""Sectors and wards: what another city would change."""

from __future__ import annotations

from django.contrib import admin
from modeltranslation.admin import TranslationAdmin

from resilience_portal.accounts.admin_site import AuditedAdmin
from stakeholders.models import Sector, Ward


@admin.register(Sector)
class SectorAdmin(AuditedAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Two levels, named in every language of the portal."""

    list_display = ("name", "code", "parent", "order")
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("parent",)
    search_fields = ("name_en", "name_fr", "name_ar", "code")


@admin.register(Ward)
class WardAdmin(AuditedAdmin):
    """Parts of the city."""

    list_display = ("name", "code", "order")
    search_fields = ("name", "code")
