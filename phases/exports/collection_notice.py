"""The collection notice as it was released, version by version: the one in force, and every earlier one at its own address."""

from __future__ import annotations

from datetime import date

from phases.enums import ItemKind
from phases.exports import items
from phases.exports.items import Shown


def versions(*, today: date) -> list[Shown]:
    """All that are public, the newest first; `is_in_force` for the one that holds today, `is_coming` for later ones."""
    found = sorted(items.of(ItemKind.NOTICE), key=lambda row: (row["in_force_on"], row["slug"]), reverse=True)
    begun = next((row["slug"] for row in found if row["in_force_on"] <= today), None)
    return [row | {"is_in_force": row["slug"] == begun, "is_coming": row["in_force_on"] > today} for row in found]


def in_force(*, today: date) -> Shown | None:
    """The version that holds today, or None before one was released."""
    return next((row for row in versions(today=today) if row["is_in_force"]), None)
