"""Fields of our own in forms: an administrator adds one, and it is asked for on every page where an organization is changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.enums import CustomFieldKind
from stakeholders.models import CustomField

PREFIX = "custom-"
FILTERED = (CustomFieldKind.CHOICE, CustomFieldKind.YES_NO)  # kinds with few values: lists are filtered by them
YES_NO = [("", _("Not known")), ("yes", _("Yes")), ("no", _("No"))]


def _text(field: CustomField) -> forms.Field:
    return forms.CharField(max_length=300)


def _number(field: CustomField) -> forms.Field:
    return forms.IntegerField(min_value=-999_999_999, max_value=999_999_999)


def _date(field: CustomField) -> forms.Field:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


def _yes_no(field: CustomField) -> forms.Field:
    return forms.ChoiceField(choices=YES_NO)


def _choice(field: CustomField) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Not known")), *((each, each) for each in field.choices)])


_MAKERS = {
    CustomFieldKind.TEXT: _text,
    CustomFieldKind.NUMBER: _number,
    CustomFieldKind.DATE: _date,
    CustomFieldKind.YES_NO: _yes_no,
    CustomFieldKind.CHOICE: _choice,
}


def form_field(field: CustomField) -> forms.Field:
    """The form field of one of our own; never required: a record must be saved before everything is known."""
    made = _MAKERS[CustomFieldKind(field.kind)](field)
    made.required, made.label, made.help_text = False, field.label, field.help
    return made


def custom_fields() -> dict[str, forms.Field]:
    """Those in use, by the name that they have in a form. One query."""
    return {f"{PREFIX}{field.code}": form_field(field) for field in CustomField.objects.in_use()}


def stored(value: Any) -> str:
    """A cleaned value as it is kept: text, so that both databases filter it alike. ISO dates, plain digits, yes or no."""
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def with_custom_fields(form: type[Any]) -> type[Any]:
    """`form`, an OrganizationForm, with the fields of our own declared on it."""
    return type(form.__name__, (form,), custom_fields())
