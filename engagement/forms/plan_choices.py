"""What the forms of the plan offer to choose from, in words: people by name, findings by what they say, languages by theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.utils.text import Truncator

from engagement.models import Finding, GroupFinding, GuideQuestion
from engagement.reporting.group_payload import statement_of
from phases.models import Theme
from phases.phrases import SPOKEN_LANGUAGES
from resilience_portal.accounts.models import User

Shared = dict[str, list[tuple[str, str]]]
MOST_LETTERS = 110  # of a finding, in a list to choose from


def _finding(record: Finding | GroupFinding) -> str:
    return f"{record.reference} · {Truncator(statement_of(record)).chars(MOST_LETTERS)}"


WORDS: dict[type, Callable[[Any], str]] = {
    User: lambda record: record.display_name,
    Finding: _finding,
    GroupFinding: _finding,
    GuideQuestion: lambda record: f"{record.group.title} · {record}",
    Theme: lambda record: record.name,
}
RELATED = {GuideQuestion: ("group",)}
CARDS = (Finding,)  # sentences: too long for chips


def offer(form: forms.BaseForm, shared: Shared | None = None) -> None:
    """Choices in words. `shared`: what other rows of the same page have asked the database for already."""
    found = shared if shared is not None else {}
    for name, field in form.fields.items():
        if isinstance(field, forms.ModelChoiceField):
            _in_words(field)
            if name not in found:
                found[name] = [(str(value), str(label)) for value, label in cast("Any", field.choices)]
            field.widget.choices = found[name]
        elif name == "language":
            form.fields[name] = _languages(field, form.initial.get(name) or "")


def _in_words(field: forms.ModelChoiceField[Any]) -> None:
    """The label of each, and boxes to tick where several may be chosen."""
    model = field.queryset.model  # type: ignore[union-attr]
    field.queryset = field.queryset.select_related(*RELATED.get(model, ()))  # type: ignore[union-attr]
    if model in WORDS:
        field.label_from_instance = WORDS[model]  # type: ignore[method-assign, assignment]
    if isinstance(field, forms.ModelMultipleChoiceField):
        field.widget = forms.CheckboxSelectMultiple(attrs={"cards": True} if model in CARDS else {})


def _languages(field: forms.Field, now: str) -> forms.ChoiceField:
    """Those that people speak here; one that is written already stays."""
    more = [] if now in dict(SPOKEN_LANGUAGES) or not now else [(now, now)]
    return forms.ChoiceField(choices=[*SPOKEN_LANGUAGES, *more], label=field.label, initial=field.initial)
