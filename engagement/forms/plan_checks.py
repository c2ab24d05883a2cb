"""What stands against a form of the plan, told beside its field."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

from engagement.domain import planning
from phases import policies
from phases.policies import Refused


def check_state(form: forms.ModelForm[Any], to: str | None) -> None:
    """Beside the field: a state that a group or a session can't go into from where it is."""
    if form.instance._state.adding or not to:
        return
    try:
        planning.check_state(form.instance, to)
    except Refused as refusal:
        form.add_error("state", str(refusal))


def check_number(form: forms.BaseForm, number: int | None) -> None:
    """Beside the field: the number of another phase."""
    if number is None:
        return
    try:
        planning.check_number(number)
    except Refused as refusal:
        form.add_error("number", str(refusal))


def check_days(form: forms.BaseForm, cleaned: dict[str, Any]) -> None:
    """Beside the field: a phase or a project that ends before it starts."""
    starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        form.add_error("ends_on", _("The period ends before it begins."))


def check_criterion(form: forms.ModelForm[Any], cleaned: dict[str, Any]) -> None:
    """In each language, beside its field."""
    for code, _name in settings.LANGUAGES:
        try:
            policies.check_criterion(cleaned.get(f"text_{code}") or "")
        except Refused as refusal:
            form.add_error(f"text_{code}", str(refusal))
