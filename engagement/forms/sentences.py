"""A field that holds a sentence: its box is as tall as what stands in it."""

from __future__ import annotations

from typing import Any

from django import forms

LONG = 300  # characters: a field this long holds more than a name


class Sentence(forms.Textarea):
    """A box as tall as its sentence: nothing of it is out of sight. A line break typed in it is a space, as in a line."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        """On one line, as the field keeps it."""
        given: str | None = super().value_from_datadict(data, files, name)
        return given and " ".join(given.split())


def room_for(field: forms.CharField) -> int:
    """Lines that the box of a text shows when it is empty. A line that may hold a sentence becomes a box for one."""
    if (field.max_length or 0) >= LONG and isinstance(field.widget, forms.TextInput):
        field.widget = Sentence()
    return 2 if isinstance(field.widget, Sentence) else 4
