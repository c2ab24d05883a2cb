"""The protected figures of a payload as labelled rows: every page, file and chart draws on these, so all say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phases.phrases import DIMENSIONS, LANGUAGES, METHODS, STRENGTHS, TABLES, UNITS
from resilience_portal.disclosure.words import Blank, Word, word
from resilience_portal.ui.phrases import figure_words

Payload = Mapping[str, Any]
WITHHELD = {"value": 0, "word": Blank.WITHHELD.value}


def text(words: Mapping[str, str] | None) -> str:
    """A text of the payload in the active language, else in English."""
    if not words:
        return ""
    return words.get(get_language() or "en") or words.get("en") or ""


@dataclass(frozen=True)
class Row:
    """A published figure with its labels, in the order of the table's dimensions."""

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    cell: Mapping[str, Any]

    @property
    def value(self) -> int:
        """Multiple of five; 0 means "fewer than 5" and is never shown bare."""
        value: int = self.cell["value"]
        return value

    @property
    def shown(self) -> int | None:
        """The number that files give; none where words stand instead."""
        return self.value or None

    @property
    def words(self) -> str:
        """The figure as it is said."""
        return figure_words(self.cell)


@dataclass(frozen=True)
class Table:
    """A published table in the active language."""

    name: str
    title: str
    unit: str
    dims: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[Row, ...]


def table(payload: Payload, name: str) -> Table | None:
    """The named table, or None where protection left it out. A code without a figure has a row that says why."""
    labels = payload["labels"]
    for found in payload["figures"]["tables"]:
        if found["name"] == name:
            dims = found["dims"]
            rows = tuple(
                Row(
                    tuple(cell["key"][dim] for dim in dims),
                    tuple(text(labels[dim].get(cell["key"][dim])) or cell["key"][dim] for dim in dims),
                    cell,
                )
                for cell in [*found["cells"], *_blanks(payload, dims)]
            )
            heads = tuple(str(DIMENSIONS[dim]) for dim in dims)
            return Table(name, str(TABLES[name]), str(UNITS[found["unit"]]), tuple(dims), heads, rows)
    return None


def _blanks(payload: Payload, dims: list[str]) -> list[dict[str, Any]]:
    """Cells of a table by one dimension for the codes of it that have no figure: not asked, not yet coded."""
    found = [row for row in payload["figures"].get("blanks", []) if dims == [row["dimension"]]]
    return [{"key": {row["dimension"]: row["code"]}, "value": 0, "word": row["word"]} for row in found]


def tables(payload: Payload) -> list[Table]:
    """Every published table, in the payload's order."""
    found = (table(payload, row["name"]) for row in payload["figures"]["tables"])
    return [one for one in found if one is not None]


def total(payload: Payload, name: str = "organizations") -> Mapping[str, Any]:
    """The one cell of a table without dimensions."""
    for found in payload["figures"]["tables"]:
        if found["name"] == name:
            cell: Mapping[str, Any] = found["cells"][0]
            return cell
    return {"value": 0, "word": "fewer_than"}


def words_beside(cell: Mapping[str, Any], declared: int | None) -> str:
    """The figure as it is said beside its declared group: "about 10" (of 12), and "nearly all" (of 9), never more than all."""
    if declared is not None and word(cell["value"], whole=declared) is Word.NEARLY_ALL:
        return _("nearly all")
    return figure_words(cell)


def sectors_beside_declared(payload: Payload) -> list[dict[str, Any]]:
    """Sectors by size, each with its declared number (None where it was not declared) and the words beside it."""
    declared = {row["code"]: row["organizations"] for row in payload["universe"].get("by_sector", [])}
    rows = by_size(table(payload, "organizations_by_sector"))
    return [
        {"row": row, "declared": declared.get(row.codes[0]), "words": words_beside(row.cell, declared.get(row.codes[0]))}
        for row in rows
    ]


@dataclass(frozen=True)
class Met:
    """How, or in which languages, people talked: rows that have a figure, and the names of those under the smallest one.

    `names`: what a report from before these tables were published says instead.
    """

    shown: list[Row]
    under: list[str]
    names: list[str]
    under_cell: Mapping[str, Any] = field(default_factory=lambda: {"value": 0, "word": Word.FEWER_THAN.value})

    @property
    def under_words(self) -> str:
        """Names of what fewer than five organizations met, or none."""
        return self.comma.join(self.under)

    @property
    def comma(self) -> str:
        """What stands between two names, in the active language."""
        return "، " if get_language() == "ar" else ", "

    @property
    def stop(self) -> str:
        """What stands between two figures, in the active language."""
        return "؛ " if get_language() == "ar" else "; "


def met(payload: Payload, dimension: str, before: Mapping[str, Any], named: str) -> Met:
    """By method or language. `before`, `named`: words, and the list of the payload, for a report without such a table."""
    rows = by_size(table(payload, f"organizations_by_{dimension}"))
    names = [str(before.get(code, code)) for code in payload[named]] if not rows else []
    return Met([row for row in rows if row.value], [row.labels[0] for row in rows if not row.value], names)


def ways(payload: Payload) -> Met:
    """How people talked."""
    return met(payload, "method", METHODS, "methods")


def languages(payload: Payload) -> Met:
    """In which languages."""
    return met(payload, "language", LANGUAGES, "languages")


def by_size(found: Table | None) -> list[Row]:
    """Rows from the largest to the smallest, then by name: never in the order of entry."""
    return sorted(found.rows, key=lambda row: (-row.value, row.labels)) if found else []


def matrix(payload: Payload, by: str = "sector") -> tuple[list[tuple[str, str]], list[tuple[str, str, list[Row]]]] | None:
    """Sectors or wards (code, label) and, theme by theme, its row of figures: the two-way table laid out for a page."""
    found = table(payload, f"organizations_by_{by}_and_theme")
    if found is None:
        return None
    cells = {row.codes: row for row in found.rows}
    groups = list(dict.fromkeys((row.codes[0], row.labels[0]) for row in found.rows))
    themes = dict.fromkeys((row.codes[1], row.labels[1]) for row in by_theme_size(payload, found))
    return groups, [(code, label, [cells[group, code] for group, _label in groups]) for code, label in themes]


def theme_cells(payload: Payload) -> dict[str, Mapping[str, Any]]:
    """Code of every theme -> its published cell, or the word that stands where it has none."""
    found = table(payload, "organizations_by_theme")
    shown = [row.cell for row in found.rows] if found else _blanks(payload, ["theme"])
    cells = {cell["key"]["theme"]: cell for cell in shown}
    return {theme["code"]: cells.get(theme["code"], WITHHELD) for theme in payload["themes"]}


def strength_words(payload: Payload, theme: Payload) -> str:
    """How widely a theme was raised; where it has no figure, why."""
    if theme["strength"] is None:
        return figure_words(theme_cells(payload)[theme["code"]])
    return str(STRENGTHS[theme["strength"]])


def is_wide(theme: Payload) -> bool:
    """Whether about ten organizations or more raised it."""
    return theme["strength"] not in (None, "few")


def by_theme_size(payload: Payload, found: Table) -> list[Row]:
    """Rows of the two-way table in the order in which the payload lists its themes."""
    place = {theme["code"]: number for number, theme in enumerate(payload["themes"])}
    return sorted(found.rows, key=lambda row: (place.get(row.codes[1], 0), row.codes[0]))
