"""Words of a choice, and yes and no, in any language of the portal."""

from __future__ import annotations

from functools import cache, lru_cache

from django.conf import settings
from django.db import models
from django.utils.translation import override

from resilience_portal.text import searchable

_YES = frozenset({"yes", "true", "y", "1", "oui", "vrai", "o", "x", "نعم", "صحيح"})
_NO = frozenset({"no", "false", "n", "0", "non", "faux", "لا", "خطا"})


@cache
def _words(choices: type[models.TextChoices]) -> dict[str, str]:
    found = {searchable(value): value for value in choices.values}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found |= {searchable(str(choice.label)): choice.value for choice in choices}
    return found


def read_choice(text: str, choices: type[models.TextChoices]) -> str | None:
    """The value of a word; None for one that has none."""
    return _words(choices).get(searchable(text))


@lru_cache(maxsize=1_000)
def read_yes_no(text: str) -> bool | None:
    """True, False, or None for anything else. A tick is a yes."""
    if text.strip() in {"✓", "✔", "☑"}:
        return True
    folded = searchable(text)
    return True if folded in _YES else False if folded in _NO else None
