"""Texts in every language of the portal, side by side, and how far each language is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model

from engagement.reporting import parity
from engagement.reporting.parity import LANGUAGES, Words


def columns(record: Model, fields: tuple[str, ...]) -> list[dict[str, Any]]:
    """Each text in every language."""
    found = []
    for field in fields:
        own: Any = record._meta.get_field(field)
        texts = [(code, getattr(record, f"{field}_{code}") or "") for code in LANGUAGES]
        found.append({"label": own.verbose_name, "texts": texts, "is_empty": not any(words for _code, words in texts)})
    return found


def states(kind: str, record: Model, words: Words, *, to: Callable[[str], str]) -> list[dict[str, Any]]:
    """Each language with its state; `to`: where it is sent that a person has read it, with which words these were."""
    found = parity.parity(kind, record, words).items()
    return [{"code": code, "state": state, "seen": parity.digest(words, code), "to": to(code)} for code, state in found]
