"""Organizations as a table: one definition for import (with preview) and export.

A file names an organization by its reference, else by its name. A name that two organizations share, or that stands twice in
the file, is reported and never guessed.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export import resources, widgets
from import_export.fields import Field
from tablib import Dataset

from resilience_portal.accounts.models import User
from resilience_portal.text import formula_safe, searchable, without_formula_guard
from stakeholders.domain import directory
from stakeholders.enums import OrganizationSize, OrganizationStatus
from stakeholders.exports.columns import OwnColumn, TagsColumn
from stakeholders.models import Affiliation, CustomField, Organization, Person, Sector, Ward

YES, NO = frozenset({"yes", "1", "true", "oui", "نعم"}), frozenset({"no", "0", "false", "non", "لا", ""})
NAME, REFERENCE, CONTACT, CONTACT_ROLE = "Organization", "Reference", "Contact person", "Contact role"
MOST_ROWS = 5_000


class NamedWidget(widgets.Widget):  # type: ignore[misc]  # import-export ships no types
    """A sector or ward by its code or by its name in any language; letter forms folded."""

    def __init__(self, rows: QuerySet[Any], names: tuple[str, ...], unknown: Any) -> None:
        super().__init__()
        self.rows, self.names, self.unknown = rows, names, unknown
        self.by_name: dict[str, Any] | None = None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        """The row of that name; None for an empty cell."""
        if self.by_name is None:
            found = list(self.rows)
            self.by_name = {searchable(getattr(each, name) or ""): each for name in self.names for each in found}
        if not str(value or "").strip():
            return None
        try:
            return self.by_name[searchable(str(value))]
        except KeyError:
            raise ValueError(self.unknown % {"value": value}) from None

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """The name in the reader's language."""
        return str(value or "")


class ChoiceWidget(widgets.Widget):  # type: ignore[misc]
    """A choice by its code or its word in the reader's language."""

    def __init__(self, choices: Any) -> None:
        super().__init__()
        self.choices = choices

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        """The code."""
        words = {searchable(str(word)): code for code, word in self.choices.choices} | {
            code: code for code in self.choices.values
        }
        asked = searchable(str(value or ""))
        if asked and asked not in words:
            allowed = ", ".join(str(word) for _code, word in self.choices.choices)
            raise ValueError(_("“%(value)s” is not one of: %(allowed)s.") % {"value": value, "allowed": allowed})
        return str(words.get(asked, ""))


class YesNoWidget(widgets.Widget):  # type: ignore[misc]
    """Yes or no in three languages."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        """True or False."""
        word = str(value or "").strip().casefold()
        if word not in YES | NO:
            raise ValueError(_("“%(value)s” should be yes or no.") % {"value": value})
        return word in YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """In English, like the headers."""
        return "yes" if value else "no"


class PlainDiff(resources.Diff):  # type: ignore[misc]  # import-export ships no types
    """Before and after as text: the library's own has inline styles, which the content security policy refuses."""

    def as_html(self) -> list[str]:
        """One cell per column."""
        pairs = zip(self.left or [""] * len(self.right), self.right, strict=True)
        return [new if new == old or not old else f"{old} → {new}" for old, new in pairs]  # the template escapes


class OrganizationResource(resources.ModelResource):  # type: ignore[misc]
    """The columns of a registry file. Headers are English in every language, so that a file can go out and come back."""

    reference = Field(attribute="reference", column_name=REFERENCE)
    name = Field(attribute="name", column_name=NAME)
    aliases = Field(attribute="aliases", column_name="Other names")
    sector = Field(
        attribute="sector",
        column_name="Sector",
        widget=NamedWidget(
            Sector.objects.for_organizations(),
            ("code", "name_en", "name_fr", "name_ar"),
            gettext_lazy("There is no sector called “%(value)s”. Add it first, or correct the spelling."),
        ),
    )
    ward = Field(
        attribute="ward",
        column_name="Ward",
        widget=NamedWidget(Ward.objects.all(), ("code", "name"), gettext_lazy("There is no ward called “%(value)s”.")),
    )
    main_language = Field(attribute="main_language", column_name="Main language")
    languages = Field(attribute="languages", column_name="Other languages")
    size = Field(attribute="size", column_name="Size", widget=ChoiceWidget(OrganizationSize))
    status = Field(attribute="status", column_name="Status", widget=ChoiceWidget(OrganizationStatus))
    website = Field(attribute="website", column_name="Website")
    email = Field(attribute="email", column_name="E-mail")
    phone = Field(attribute="phone", column_name="Telephone")
    address = Field(attribute="address", column_name="Address")
    may_be_listed = Field(attribute="may_be_listed", column_name="May be listed", widget=YesNoWidget())
    in_universe = Field(attribute="in_universe", column_name="In the declared universe", widget=YesNoWidget())
    last_contact_on = Field(attribute="last_contact_on", column_name="Last contact", readonly=True)
    contact = Field(column_name=CONTACT, readonly=True)
    contact_role = Field(column_name=CONTACT_ROLE, readonly=True)

    class Meta:
        model = Organization
        fields = (
            *("reference", "name", "aliases", "sector", "ward", "main_language", "languages", "size", "status", "website"),
            *("email", "phone", "address", "may_be_listed", "in_universe", "last_contact_on", "contact", "contact_role"),
        )
        import_id_fields = ("name",)
        clean_model_instances = True
        use_transactions = True
        skip_unchanged = True
        report_skipped = True
        store_instance = True

    def __init__(self, *, by: User | None = None, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by, self.now = by, now
        self.rows_of: dict[str, list[int]] = defaultdict(list)

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

    def get_diff_class(self) -> type[PlainDiff]:
        """See PlainDiff."""
        return PlainDiff

    # --- In ----------------------------------------------------------------------------------------------------------------
    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        """Refuses a file that can't be meant; notes which lines share a name."""
        dataset.headers = [str(header or "").strip().lstrip("\ufeff") for header in dataset.headers or ()]
        if NAME not in dataset.headers:
            raise ValidationError(
                _("The file has no column “%(column)s” in its first line. Export the list to see how a file looks.")
                % {"column": NAME}
            )
        if len(dataset) > MOST_ROWS:
            raise ValidationError(_("The file has more than %(most)d lines. Please split it.") % {"most": MOST_ROWS})
        self.rows_of.clear()
        for line, row in enumerate(dataset.dict, start=2):
            if not str(row.get(REFERENCE) or "").strip():
                self.rows_of[searchable(str(row.get(NAME) or ""))].append(line)

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        """Cells as text, without the guard that our own export put before a formula."""
        for column, cell in row.items():
            row[column] = without_formula_guard("" if cell is None else str(cell)).strip()

    def get_or_init_instance(self, instance_loader: Any, row: dict[str, Any]) -> tuple[Organization, bool]:
        """The organization that the line means, or a new one. Raises ValidationError rather than choose between two."""
        name, reference = row.get(NAME, ""), row.get(REFERENCE, "")
        if not name:
            raise ValidationError({"name": _("This line has no name.")})
        if reference:
            found = Organization.objects.filter(reference=reference).first()
            return (found, False) if found else (Organization(reference=reference), True)
        if len(lines := self.rows_of[searchable(name)]) > 1:
            said = _(
                "“%(name)s” stands on lines %(lines)s. If they are two organizations, give each a reference; "
                "if it is one, keep one line."
            )
            raise ValidationError({"name": said % {"name": name, "lines": ", ".join(map(str, lines))}})
        same = list(Organization.objects.named(name).order_by("reference"))
        if len(same) > 1:
            said = _(
                "%(count)d organizations are called “%(name)s”: %(references)s. Add a column “%(column)s” to say "
                "which one is meant."
            )
            references = ", ".join(each.reference for each in same)
            values = {"count": len(same), "name": name, "column": REFERENCE, "references": references}
            raise ValidationError({"name": said % values})
        return (same[0], False) if same else (Organization(), True)

    def import_field(
        self, field: Field, instance: Organization, row: dict[str, Any], is_m2m: bool = False, **kwargs: Any
    ) -> None:
        """An empty cell leaves the default of a new organization, and what stands in one that is known."""
        if row.get(field.column_name):
            super().import_field(field, instance, row, is_m2m, **kwargs)

    def validate_instance(
        self, instance: Organization, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        """As the form would; a missing sector is said in words. The reference is given on saving."""
        errors = dict(import_validation_errors or {})
        if not instance.sector_id and "sector" not in errors:
            errors["sector"] = ValidationError(_("This line has no sector."))
        try:
            instance.full_clean(
                exclude={*errors, *(() if instance.reference else ("reference",))}, validate_unique=validate_unique
            )
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        if errors:
            raise ValidationError(errors)

    def save_instance(self, instance: Organization, is_create: bool, row: dict[str, Any], **kwargs: Any) -> None:
        """By the registry's verbs: reference, search text, history and audit come with them."""
        assert self.by is not None
        assert self.now is not None
        if is_create:
            directory.add_organization(organization=instance, by=self.by, now=self.now)
        else:
            changed = [name for name in self.fields if self.fields[name].column_name in row]
            directory.update_organization(
                organization=instance, changed=changed, version=instance.version, by=self.by, now=self.now
            )
        self._add_contact(instance, row)

    def skip_row(self, instance: Organization, original: Organization, row: dict[str, Any], errors: Any = None) -> bool:
        """Unchanged lines are skipped, unless they bring a person that we don't know yet."""
        return super().skip_row(instance, original, row, errors) and not self._is_new_contact(instance, row)

    def _is_new_contact(self, organization: Organization, row: dict[str, Any]) -> bool:
        asked = searchable(row.get(CONTACT, ""))
        known = Person.objects.filter(affiliations__organization=organization.pk).values_list("name", flat=True)
        return bool(asked) and asked not in {searchable(name) for name in known}

    def _add_contact(self, organization: Organization, row: dict[str, Any]) -> None:
        if not self._is_new_contact(organization, row):
            return
        assert self.by is not None
        assert self.now is not None
        person = directory.add_person(person=Person(name=row[CONTACT][:200]), by=self.by, now=self.now)
        is_first = not organization.affiliations.filter(is_primary=True, ended_on=None).exists()
        Affiliation.objects.create(
            person=person, organization=organization, role=row.get(CONTACT_ROLE, "")[:200], is_primary=is_first
        )
        directory.people_changed(organizations=[organization], by=self.by, now=self.now)
