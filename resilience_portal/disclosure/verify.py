"""Checks a stored payload again, at release and whenever it is rendered: nothing is taken on trust from the database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.shape import COUNTED, Cell, Dimension, Shape, TableSpec, declared, named
from resilience_portal.disclosure.words import Blank, word

NOTES: dict[str, dict[str, type]] = {
    "off_by_up_to": {"code": str, "value": int},
    "left_out": {"code": str, "table": str},
    "later": {"code": str, "table": str},
    "correction": {"code": str},
}
"""What an edition may say about itself, and with which fields."""


class UnsafeEdition(Exception):
    """Figures that must not be shown. `problems` lists every reason as a sentence, for the log and for staff."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def check(figures: Mapping[str, Any], universe: Mapping[str, Any] | None = None) -> None:
    """Raises UnsafeEdition unless the `figures` of a report's payload obey every rule they were made by.

    `universe`: the payload's declared universe; with it, no group may be too small and no figure out of its reach.
    """
    found = problems(figures, universe)
    if found:
        raise UnsafeEdition(found)


def problems(figures: Mapping[str, Any], universe: Mapping[str, Any] | None = None) -> list[str]:
    """Every rule that the figures break, as sentences; empty when there is none."""
    try:
        rules = Rules.from_payload(figures["rules"])
        shape = shape_of(figures)
        values = values_of(figures)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return [f"The figures cannot be read: {error}"]
    if sorted(map(named, values)) != sorted(map(named, shape.cells)):
        return ["The tables do not have exactly the cells that their dimensions make."]
    found = [*_wrong_figures(values, shape, rules), *_wrong_words(figures, values, shape), *_wrong_blanks(figures, shape)]
    if universe is not None:
        found += _wrong_universe(values, rules, reach_of(figures), universe)
    return found


def shape_of(figures: Mapping[str, Any]) -> Shape:
    """Dimensions and tables of a payload. Raises ValueError or KeyError; unknown fields are refused: they could tell more."""
    _only({"blanks": [], **figures}, rules=dict, dimensions=list, tables=list, notes=list, blanks=list)
    for found in figures["notes"]:
        _only(found, **NOTES.get(found["code"], {}))
    for found in figures["dimensions"]:
        _only(found, name=str, codes=list, several=bool)
    for found in figures["tables"]:
        _only(found, name=str, unit=str, dims=list, cells=list)
    for found in figures.get("blanks", ()):
        _only(found, dimension=str, code=str, word=str)
    dimensions = tuple(Dimension(row["name"], tuple(row["codes"]), row["several"]) for row in figures["dimensions"])
    tables = tuple(TableSpec(row["name"], row["unit"], tuple(row["dims"])) for row in figures["tables"])
    return Shape(dimensions, tables)


def values_of(figures: Mapping[str, Any]) -> dict[Cell, int]:
    """Published figure of every cell. Raises ValueError for a repeated cell and for one that is not a whole number."""
    values: dict[Cell, int] = {}
    for table in figures["tables"]:
        for row in table["cells"]:
            _only(row, key=dict, value=int, word=str)
            cell = (table["unit"], frozenset(row["key"].items()))
            if cell in values:
                raise ValueError(f"the figure of {named(cell)} is repeated")
            values[cell] = row["value"]
    return values


def reach_of(figures: Mapping[str, Any]) -> int:
    """How far any figure may be from the truth: less than the base, unless the edition says more."""
    wider = [int(note["value"]) for note in figures["notes"] if note["code"] == "off_by_up_to"]
    return max([int(figures["rules"]["base"]) - 1, *wider])


def _only(found: Mapping[str, Any], **fields: type) -> None:
    """Raises ValueError unless these are the fields, and of these types (a truth value is no whole number)."""
    types = {name: type(value) for name, value in found.items()}
    if types != fields:
        raise ValueError(f"fields {types} instead of {fields}")


def _wrong_figures(values: Mapping[Cell, int], shape: Shape, rules: Rules) -> Iterator[str]:
    for cell, value in values.items():
        if value < 0 or value % rules.base:
            yield f"{named(cell)} is {value}, no multiple of {rules.base}."
    for parent, children in shape.sums:
        if values[parent] != sum(values[child] for child in children):
            yield f"The parts of {named(parent)} do not add up to it."
    for whole, part in shape.parts:
        if values[part] > values[whole]:
            yield f"{named(part)} is larger than its group."


def _wrong_words(figures: Mapping[str, Any], values: Mapping[Cell, int], shape: Shape) -> Iterator[str]:
    for table in figures["tables"]:
        for row in table["cells"]:
            cell = (table["unit"], frozenset(row["key"].items()))
            if row["word"] != word_of(cell, values, shape):
                yield f"{named(cell)} is said in the wrong word."


def _wrong_blanks(figures: Mapping[str, Any], shape: Shape) -> Iterator[str]:
    for row in figures.get("blanks", ()):
        dimension = shape.by_name.get(row["dimension"])
        if row["word"] not in set(Blank) or (dimension is not None and row["code"] in dimension.codes):
            yield f"{row['dimension']} {row['code']} is said to be {row['word']}, and it is not."


def word_of(cell: Cell, values: Mapping[Cell, int], shape: Shape) -> str:
    """The word of a cell among its edition's figures."""
    whole = shape.whole(cell)
    return word(values[cell], whole=None if whole is None else values[whole]).value


def _wrong_universe(values: Mapping[Cell, int], rules: Rules, reach: int, universe: Mapping[str, Any]) -> Iterator[str]:
    for found, size in declared(universe).items():
        cell = (COUNTED, found)
        if found and size < rules.smallest_group:
            yield f"The group {named(cell)} is too small to be shown apart."
        if values.get(cell, 0) - reach > size:
            yield f"{named(cell)} is larger than its declared group can be."
