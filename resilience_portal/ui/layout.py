"""Layout objects of our crispy pack, beside crispy's own Field and Div."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, LayoutObject
from crispy_forms.utils import render_field
from django.template.loader import render_to_string
from django.utils.text import slugify


def inside(*layout: Any) -> FormHelper:
    """How a form is drawn inside the page's own form tag."""
    found = FormHelper()
    found.form_tag, found.disable_csrf = False, True
    found.layout = Layout(*layout)
    return found


class _Box(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """A titled box around fields."""

    template = ""
    name = ""

    def __init__(self, title: Any, *fields: Any, hint: Any = "", css_id: str = "", is_open: bool = False) -> None:
        self.title, self.hint, self.fields = title, hint, list(fields)
        self.css_id, self.is_open = css_id, is_open

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """The box with its fields."""
        fields = self.get_rendered_fields(form, context, template_pack or "portal", **kwargs)
        box = {
            "title": self.title,
            "hint": self.hint,
            "css_id": self.css_id or f"sec-{slugify(str(self.title), allow_unicode=True) or id(self)}",
            "is_open": self.is_open or any(form[name].errors for name in _names(self.fields) if name in form.fields),
        }
        return render_to_string(self.template, {self.name: box, "fields": fields})


class Section(_Box):
    """A part of a long form: its title and hint in the label column, its fields beside."""

    template, name = "portal/layout/section.html", "section"


class Fold(_Box):
    """Fields that are rarely needed: closed, unless it was left open or one of them has an error."""

    template, name = "portal/layout/fold.html", "fold"


class Row(Div):  # type: ignore[misc]  # crispy has no types
    """Fields side by side where there is room."""

    css_class = "row"


class Pick(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """Radio buttons (or check boxes) as cards; `hints` says under each choice what it means: {value: sentence}."""

    def __init__(self, field: str, hints: Mapping[Any, Any] | None = None) -> None:
        self.fields, self.hints = [field], {str(value): sentence for value, sentence in (hints or {}).items()}

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """The field, drawn as cards."""
        pack = template_pack or "portal"
        more = {"hints": self.hints or {"": ""}}
        html: str = render_field(self.fields[0], form, context, template_pack=pack, extra_context=more, **kwargs)
        return html


class Action(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """A button. `tone`: "" (the main one), ghost, plain, danger. `skips_checks`: sent even when required fields are empty."""

    def __init__(
        self, label: Any, *, name: str = "", value: str = "1", tone: str = "", kind: str = "submit", skips_checks: bool = False
    ) -> None:
        self.label, self.name, self.value = label, name, value
        self.tone, self.kind, self.skips_checks = tone, kind, skips_checks
        self.fields: list[Any] = []

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """The button."""
        return render_to_string("portal/layout/button.html", {"button": self})


class Link(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """A link that looks like a button, for the way out of a form."""

    def __init__(self, label: Any, url: str, *, tone: str = "plain") -> None:
        self.label, self.url, self.tone = label, url, tone
        self.fields: list[Any] = []

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """The link."""
        return render_to_string("portal/layout/link.html", {"button": self})


class Dock(LayoutObject):  # type: ignore[misc]  # crispy has no types
    """The bar of buttons that stays in sight below a long form. `hint`: what Ctrl+Enter does ("to hand it in")."""

    def __init__(self, *buttons: Any, hint: Any = "") -> None:
        self.fields, self.hint = list(buttons), hint

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """The bar with its buttons."""
        buttons = self.get_rendered_fields(form, context, template_pack or "portal", **kwargs)
        return render_to_string("portal/layout/dock.html", {"dock": self, "buttons": buttons})


def _names(fields: list[Any]) -> list[str]:
    """Names of the form's fields within layout objects, however deep."""
    found: list[str] = []
    for field in fields:
        found += [field] if isinstance(field, str) else _names(list(field.fields))
    return found
