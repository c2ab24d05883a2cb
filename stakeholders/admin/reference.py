"""Sectors and wards: what another city would change."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from modeltranslation.admin import TranslationAdmin

from resilience_portal.accounts.admin_site import AuditedAdmin
from stakeholders.models import CustomField, Sector, Tag, Ward


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


@admin.register(Tag)
class TagAdmin(AuditedAdmin):
    """Words of our own for groups of organizations."""

    search_fields = ("name",)


@admin.register(CustomField)
class CustomFieldAdmin(AuditedAdmin, TranslationAdmin):  # type: ignore[type-arg]  # not generic when it runs
    """Facts that the portal did not think of. One that is no longer asked for keeps what was entered."""

    list_display = ("label", "code", "kind", "is_active", "order")
    list_filter = ("kind", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: CustomField | None = None) -> tuple[str, ...]:
        """Once there are values, what they mean stays."""
        return ("code", "kind") if obj else ()
