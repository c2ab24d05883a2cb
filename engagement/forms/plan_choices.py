"""What the forms of the plan offer to choose from, in words: people by name, findings by what they say, languages by theirs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, cast

from django import forms
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from engagement.forms.pickers import SEARCH, OrganizationField, OrganizationSelect, as_key, first_of
from engagement.models import Finding, GroupFinding, GuideQuestion
from engagement.reporting.group_payload import statement_of
from phases.models import Theme
from phases.phrases import SPOKEN_LANGUAGES
from resilience_portal.accounts.models import User
from stakeholders.models import Organization

Options = list[tuple[str, str]]
MOST_LETTERS = 110  # of a finding, in a list to choose from


def _finding(record: Finding | GroupFinding) -> str:
    return f"{record.reference} · {Truncator(statement_of(record)).chars(MOST_LETTERS)}"


def _whole_finding(record: Finding | GroupFinding) -> str:
    """On a card there is room for all of it."""
    return f"{record.reference} · {statement_of(record)}"


WORDS: dict[type, Callable[[Any], str]] = {
    User: lambda record: record.display_name,
    Finding: _finding,
    GroupFinding: _finding,
    GuideQuestion: lambda record: f"{record.group.title} · {record}",
    Theme: lambda record: record.name,
}
RELATED: dict[type, tuple[str, ...]] = {GuideQuestion: ("group",)}
CARDS = (Finding,)  # sentences: too long for chips


@dataclass
class Shared:
    """What the rows of one page have asked the database for already. `by`: who fills them in."""

    by: User | None = None
    options: dict[str, Options] = dataclass_field(default_factory=dict)
    organizations: list[Organization] | None = None
    named: Iterable[uuid.UUID] = ()  # organizations that saved rows of the page name

    def called(self, name: str, value: object) -> str:
        """What a choice of this field is called."""
        return dict(self.options[name]).get(str(value), "")


def offer(form: forms.BaseForm, shared: Shared | None = None) -> None:
    """Choices in words; of organizations, which may be thousands, the picker."""
    found = shared or Shared()
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField) and _model(field) is Organization:
            form.fields[name] = _picker(form, name, field, found)
        elif isinstance(field, forms.ModelChoiceField):
            _in_words(field)
            if name not in found.options:
                found.options[name] = [(str(value), str(label)) for value, label in cast("Any", field.choices)]
            field.widget.choices = found.options[name]
        elif name == "language":
            form.fields[name] = _languages(field, form.initial.get(name) or "")


def _model(field: forms.ModelChoiceField[Any]) -> type[models.Model]:
    found: type[models.Model] = field.queryset.model  # type: ignore[union-attr]
    return found


def _picker(form: forms.BaseForm, name: str, field: forms.Field, shared: Shared) -> OrganizationField:
    """As in the form of a conversation: who may be seen and is not put away, and whoever is chosen already."""
    own, visible = as_key(form.initial.get(name)), Organization.objects.visible_to(shared.by)
    if shared.organizations is None:
        sent = [as_key(value) for key, value in form.data.items() if key.rpartition("-")[2] == name]
        named = {own, *sent, *map(str, shared.named)} - {""}
        shared.organizations = first_of(visible.pickable() | visible.filter(pk__in=named), also=named)
        shared.options[name] = [(str(one.pk), one.name) for one in shared.organizations]
    made = OrganizationField(
        queryset=visible.pickable() | visible.filter(pk=own) if own else visible.pickable(),
        widget=OrganizationSelect(attrs={"picker": SEARCH}),
        required=field.required,
        label=field.label,
        help_text=field.help_text,
        error_messages={"invalid_choice": _("Choose an organization from the list.")},
    )
    made.show([one for one in shared.organizations if one.is_pickable or str(one.pk) == own])
    return made


def _in_words(field: forms.ModelChoiceField[Any]) -> None:
    """The label of each, and boxes to tick where several may be chosen."""
    model = _model(field)
    field.queryset = field.queryset.select_related(*RELATED.get(model, ()))  # type: ignore[union-attr]
    has_cards = model in CARDS and isinstance(field, forms.ModelMultipleChoiceField)
    if model in WORDS:
        field.label_from_instance = _whole_finding if has_cards else WORDS[model]  # type: ignore[method-assign, assignment]
    if isinstance(field, forms.ModelMultipleChoiceField):
        field.widget = forms.CheckboxSelectMultiple(attrs={"cards": True} if has_cards else {})


def _languages(field: forms.Field, now: str) -> forms.ChoiceField:
    """Those that people speak here; one that is written already stays."""
    more = [] if now in dict(SPOKEN_LANGUAGES) or not now else [(now, now)]
    return forms.ChoiceField(choices=[*SPOKEN_LANGUAGES, *more], label=field.label, initial=field.initial)
