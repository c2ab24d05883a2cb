"""Choosing an organization among thousands: the select that the picker enhances, and the rows it searches for."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _

from resilience_portal.text import searchable
from stakeholders.models import Organization, OrganizationQuerySet, Sector

# Without JavaScript the select itself is the picker, so it holds the first names; with it, the rest is searched for.
MOST_OPTIONS = 300
SEARCH = reverse_lazy("engagement:organization-search")


def describe(organization: Organization) -> str:
    """Sector, ward and reference: what tells two organizations of one name apart."""
    parts = [organization.sector.name, organization.ward.name if organization.ward else "", organization.reference]
    return " · ".join(part for part in parts if part)


def row(organization: Organization) -> dict[str, str]:
    """An organization as the picker shows it."""
    return {"value": str(organization.pk), "text": organization.name, "meta": describe(organization)}


def first_of(found: OrganizationQuerySet, *, also: Collection[str] = ()) -> list[Organization]:
    """Whom a select shows of many: the first names, and these keys."""
    described = found.select_related("sector", "ward")
    shown = list(described.order_by("name", "reference")[:MOST_OPTIONS])
    missing = {*also} - {str(one.pk) for one in shown}
    return [*shown, *described.filter(pk__in=missing)] if missing else shown


def as_key(value: object) -> str:
    """The key that somebody sent, as keys are written; empty for what is none."""
    try:
        return str(uuid.UUID(str(value or "")))
    except ValueError:
        return ""


class OrganizationSelect(forms.Select):
    """A select whose options carry what tells them apart."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.meta: dict[str, str] = {}

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The address to search at is the picker's, not the select's."""
        context = super().get_context(name, value, attrs)
        for name_of_picker in ("picker", "create_in"):
            context["widget"]["attrs"].pop(name_of_picker, None)
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `data-meta`, which the picker shows in small letters."""
        option = super().create_option(name, value, *args, **kwargs)
        option["attrs"]["data-meta"] = self.meta.get(str(value), "")
        return option


class OrganizationField(forms.ModelChoiceField[Organization]):
    """One organization that the person may see and that a conversation may be logged with."""

    widget = OrganizationSelect

    def to_python(self, value: Any) -> Any:
        """What is no key at all is told in the same words as what is no key of ours."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from error

    def offer(self, found: OrganizationQuerySet, *, chosen: str) -> None:
        """Sets who may be chosen, and which options the select shows: the chosen one and the first names."""
        self.queryset = found
        self.show(first_of(found, also=[chosen] if chosen else []))

    def names_of(self, values: Iterable[str]) -> dict[str, str]:
        """What these are called, whether the select shows them or not."""
        keys = [key for key in map(as_key, values) if key]
        return {str(one.pk): one.name for one in self.queryset.filter(pk__in=keys)} if self.queryset is not None and keys else {}

    def show(self, shown: Sequence[Organization]) -> None:
        """Sets the options of the select."""
        self.widget.meta = {str(one.pk): describe(one) for one in shown}
        names = [one.name for one in shown]
        options = [(str(one.pk), f"{one.name} ({one.reference})" if names.count(one.name) > 1 else one.name) for one in shown]
        self.widget.choices = [("", _("Choose…")), *options]


class ProposalForm(forms.ModelForm[Organization]):
    """The least that a new organization needs: what it is called and what it is."""

    class Meta:
        model = Organization
        fields: ClassVar = ["name", "sector"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.for_organizations().order_by("order", "code")  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """One line, with something to find it by."""
        name = " ".join(self.cleaned_data["name"].split())
        if not searchable(name):
            raise ValidationError(_("Write its name in letters."))
        return name
