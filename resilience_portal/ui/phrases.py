"""Words for protected figures, the same on pages, in files and in the PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

BASE = 5


def figure_words(cell: Mapping[str, Any]) -> str:
    """A published cell (`value`, `word`) in words of the active language: never a bare 0, never "all"."""
    value, word = cell["value"], cell["word"]
    if word == "fewer_than":
        return _("fewer than %(base)s") % {"base": BASE}
    if word == "nearly_all":
        return _("nearly all (about %(value)s)") % {"value": value}
    return _("about %(value)s") % {"value": value}
