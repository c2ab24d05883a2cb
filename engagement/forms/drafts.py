"""What stands in an open form, as plain lists of text: kept, shown again, laid beside another version, chosen from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from engagement.forms.pickers import OrganizationField
from engagement.models import ConversationDraft

Typed = dict[str, list[str]]
MOST_COMPARED = 8_000  # characters; beyond it a comparison word by word takes seconds
MARK = 8  # letters of a mark: among the hundreds of one form no two are alike
WAS = "was"  # the hidden field with the marks of what a form showed
KEPT = "version"  # of the record that an edit began from


def number(text: str | None) -> int:
    """A version as a form posts it; 0 for what is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0


def rival(draft: ConversationDraft | None, *, but: str = "") -> tuple[str, Typed] | None:
    """The first text that another tab typed over an older version: its tab, its fields. `but`: the tab that asks."""
    return next(((tab, fields) for tab, fields in draft.rivals.items() if tab != but), None) if draft else None


def typed(post: QueryDict, names: Mapping[str, Any]) -> Typed:
    """The posted values of these fields. PostgreSQL can't keep a NUL, so none stays."""
    wanted = [*names, KEPT]
    return {name: [value.replace("\x00", "") for value in post.getlist(name)] for name in wanted if name in post}


def initial(fields: Typed, form_fields: Mapping[str, forms.Field]) -> dict[str, Any]:
    """Kept values as a form's initial ones."""
    found: dict[str, Any] = {}
    for name, field in form_fields.items():
        values = fields.get(name, [])
        if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
            found[name] = values
        elif isinstance(field, forms.BooleanField):
            found[name] = bool(values)
        elif values:
            found[name] = values[-1]
    return found


def as_typed(form: forms.BaseForm) -> Typed:
    """The initial values of a form as a browser would post them."""
    found: Typed = {}
    for bound in form:
        value, name = bound.value(), bound.html_name
        if isinstance(bound.field, forms.BooleanField):
            found[name] = ["on"] if value else []
        elif isinstance(value, list | tuple):
            found[name] = [str(getattr(one, "pk", one)) for one in value]
        else:
            shown = bound.field.widget.format_value(value)
            found[name] = [str(one) for one in shown] if isinstance(shown, list) else ["" if shown is None else str(shown)]
    return found


@dataclass(frozen=True)
class Difference:
    """One field of which two versions are open."""

    name: str
    label: str
    mine: str
    theirs: str
    is_long: bool
    changed_by: str = ""  # "mine", "theirs" or "both", where it is known what stood there before

    @property
    def is_comparable(self) -> bool:
        """Whether the two can be compared word by word without keeping anybody waiting."""
        return self.is_long and len(self.mine) + len(self.theirs) <= MOST_COMPARED


def in_words(field: forms.Field, values: list[str]) -> str:
    """What these values say: the label of a choice, yes or no."""
    if isinstance(field, forms.BooleanField):
        return _("Yes") if values else _("No")
    offered = field.widget.choices if isinstance(field, forms.ModelChoiceField) else getattr(field, "choices", ())
    choices = {str(value): str(label) for value, label in offered}
    if isinstance(field, OrganizationField):  # of thousands the select holds the first names
        choices |= field.names_of(values)
    return ", ".join(choices.get(value, value) for value in values if value)


def _plain(values: list[str]) -> list[str]:
    return sorted(value.replace("\r\n", "\n").strip() for value in values if value.strip())


def _mark(key: str, values: list[str]) -> str:
    return hashlib.sha256(json.dumps([key, _plain(values)]).encode()).hexdigest()[:MARK]


def marks(stood: Typed) -> str:
    """What a form showed when it was opened, as marks that travel with it: told apart by them, not read from them."""
    return "".join(sorted(_mark(key, values) for key, values in stood.items()))


def stood_there(was: str, key: str, values: list[str]) -> bool:
    """Whether this is what the form with these marks showed in that field."""
    return _mark(key, values) in {was[at : at + MARK] for at in range(0, len(was), MARK)}


def changed_by(was: str, key: str, mine: list[str], theirs: list[str]) -> str:
    """Who changed a field of which two versions differ; empty where it is not known what stood there."""
    if not was:
        return ""
    if stood_there(was, key, mine):
        return "theirs"
    return "mine" if stood_there(was, key, theirs) else "both"


def differences(
    form: forms.BaseForm, mine: Typed, theirs: Typed, *, was: str = "", keys: Mapping[str, str] | None = None
) -> list[Difference]:
    """Fields whose two versions differ, in the form's order, each in words. One that can't be typed in never does.

    `was`: the marks of what the form showed; `keys`: how they call a field, where it is not by its name.
    """
    found = []
    for bound in form:
        here, there = mine.get(bound.html_name, []), theirs.get(bound.html_name, [])
        if _plain(here) != _plain(there) and not bound.field.disabled:
            is_long = isinstance(bound.field.widget, forms.Textarea)
            words = in_words(bound.field, here), in_words(bound.field, there)
            by = changed_by(was, (keys or {}).get(bound.html_name, bound.html_name), here, there)
            found.append(Difference(bound.html_name, str(bound.label), *words, is_long, by))
    return found


def chosen(post: QueryDict, theirs: Typed) -> QueryDict:
    """What was posted, with every field for which `choose-<field>` says so taken from the other version, or from both."""
    data = post.copy()
    for name, values in theirs.items():
        choice = post.get(f"choose-{name}", "mine")
        if choice == "theirs":
            data.setlist(name, list(values))
        elif choice == "both":
            data[name] = "\n\n".join(text for text in (post.get(name, ""), *values) if text.strip())
    return data
