"""Organizations as a table that goes out. What comes back is read by the wizard of imports, which knows these headings."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.functional import cached_property
from import_export import resources, widgets
from import_export.fields import Field

from resilience_portal.accounts.models import User
from resilience_portal.text import formula_safe
from stakeholders.exports.columns import OwnColumn, TagsColumn
from stakeholders.models import Affiliation, CustomField, Organization

YES, NO = frozenset({"yes", "1", "true", "oui", "نعم"}), frozenset({"no", "0", "false", "non", "لا", ""})
NAME, REFERENCE, CONTACT, CONTACT_ROLE = "Organization", "Reference", "Contact person", "Contact role"
MOST_ROWS = 5_000


class YesNoWidget(widgets.Widget):  # type: ignore[misc]  # import-export ships no types
    """Yes or no."""

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """In English, like the headers."""
        return "yes" if value else "no"


class OrganizationResource(resources.ModelResource):  # type: ignore[misc]
    """The columns of a registry file. Headers are English in every language, so that a file can go out and come back."""

    reference = Field(attribute="reference", column_name=REFERENCE)
    name = Field(attribute="name", column_name=NAME)
    aliases = Field(attribute="aliases", column_name="Other names")
    sector = Field(attribute="sector", column_name="Sector")
    ward = Field(attribute="ward", column_name="Ward")
    main_language = Field(attribute="main_language", column_name="Main language")
    languages = Field(attribute="languages", column_name="Other languages")
    size = Field(attribute="size", column_name="Size")
    status = Field(attribute="status", column_name="Status")
    website = Field(attribute="website", column_name="Website")
    email = Field(attribute="email", column_name="E-mail")
    phone = Field(attribute="phone", column_name="Telephone")
    address = Field(attribute="address", column_name="Address")
    may_be_listed = Field(attribute="may_be_listed", column_name="May be listed", widget=YesNoWidget())
    in_universe = Field(attribute="in_universe", column_name="In the declared universe", widget=YesNoWidget())
    do_not_contact = Field(attribute="do_not_contact", column_name="Do not contact", widget=YesNoWidget())
    last_contact_on = Field(attribute="last_contact_on", column_name="Last contact", readonly=True)
    contact = Field(column_name=CONTACT, readonly=True)
    contact_role = Field(column_name=CONTACT_ROLE, readonly=True)

    class Meta:
        model = Organization
        fields = (
            *("reference", "name", "aliases", "sector", "ward", "main_language", "languages", "size", "status", "website"),
            *("email", "phone", "address", "may_be_listed", "in_universe", "do_not_contact", "last_contact_on"),
            *("contact", "contact_role"),
        )

    def __init__(self, *, by: User | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by = by

    # --- Our own fields ----------------------------------------------------------------------------------------------------
    def get_export_fields(self, selected_fields: Any = None) -> list[Field]:
        """The fixed columns, the tags, then one for each field of our own, headed by its code."""
        return [*super().get_export_fields(selected_fields), *self.own_columns]

    @cached_property
    def own_columns(self) -> list[Field]:
        """Read once an export: the library asks for the columns at every row."""
        return [TagsColumn(column_name="Tags"), *(OwnColumn(column_name=field.code) for field in CustomField.objects.in_use())]

    # --- Out ---------------------------------------------------------------------------------------------------------------
    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        """With all that a line shows, in a fixed number of queries; only what the asker may see."""
        first = Prefetch("affiliations", Affiliation.objects.filter(ended_on=None).select_related("person"), to_attr="current")
        return queryset.visible_to(self.by).select_related("sector", "ward").prefetch_related(first, "tags")

    def dehydrate_contact(self, organization: Organization) -> str:
        """The first contact's name."""
        current = getattr(organization, "current", [])
        return current[0].person.name if current else ""

    def dehydrate_contact_role(self, organization: Organization) -> str:
        """The first contact's role."""
        current = getattr(organization, "current", [])
        return current[0].role if current else ""

    def export_field(self, field: Field, instance: Organization, **kwargs: Any) -> str:
        """Text that no spreadsheet runs."""
        own = isinstance(field, (OwnColumn, TagsColumn))  # not declared on the class, so the library does not know them
        cell = field.export(instance) if own else super().export_field(field, instance, **kwargs)
        return formula_safe(str(cell or ""))
