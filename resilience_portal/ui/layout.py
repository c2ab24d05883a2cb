"""Layout objects of our crispy pack, beside crispy's own Field and Div."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Div, LayoutObject
from django.template.loader import render_to_string
from django.utils.text import slugify


class _Box(LayoutObject):
    """A titled box around fields."""

    template = ""
    name = ""

    def __init__(self, title: Any, *fields: Any, hint: Any = "", css_id: str = "") -> None:
        self.title, self.hint, self.fields = title, hint, list(fields)
        self.css_id = css_id

    def render(self, form: Any, context: Any, template_pack: Any = None, **kwargs: Any) -> str:
        """The box with its fields."""
        fields = self.get_rendered_fields(form, context, template_pack or "portal", **kwargs)
        self.is_open = any(form[name].errors for name in _names(self.fields) if name in form.fields)
        self.css_id = self.css_id or f"sec-{slugify(str(self.title), allow_unicode=True) or id(self)}"
        return render_to_string(self.template, {self.name: self, "fields": fields})


class Section(_Box):
    """A part of a long form: its title and hint in the label column, its fields beside."""

    template, name = "portal/layout/section.html", "section"


class Fold(_Box):
    """Fields that are rarely needed: closed, unless one of them has an error."""

    template, name = "portal/layout/fold.html", "fold"


class Row(Div):
    """Fields side by side where there is room."""

    css_class = "row"


def _names(fields: list[Any]) -> list[str]:
    """Names of the form's fields within layout objects, however deep."""
    found: list[str] = []
    for field in fields:
        found += [field] if isinstance(field, str) else _names(list(field.fields))
    return found
