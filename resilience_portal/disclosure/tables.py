"""True counts on the way in, safe figures on the way out. The two types never convert into each other but through `protect`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any, Self

from resilience_portal.disclosure import verify
from resilience_portal.disclosure.rules import COVERING, Rules
from resilience_portal.disclosure.shape import COUNTED, Cell, Dimension, Key, Shape, TableSpec, declared, key, named
from resilience_portal.disclosure.words import Blank, Word

__all__ = [
    "CountTable",
    "Counts",
    "Dimension",
    "Key",
    "SafeCell",
    "SafeEdition",
    "SafeTable",
    "TableSpec",
    "count",
    "declared",
    "key",
]


@dataclass(frozen=True)
class CountTable:
    """True counts of one table. A key that is not named counts 0."""

    spec: TableSpec
    cells: Mapping[Key, int] = field(repr=False)  # true counts stay out of logs and tracebacks


@dataclass(frozen=True)
class Counts:
    """True counts of every table of an edition. Confidential: given to `protect`, kept nowhere.

    `universe`: the declared, public, exact number of organizations by key (of single groups and of all), where there is one.
    `series`: whose editions follow each other, e.g. a phase; figures of two series are rounded independently.
    `blanks`: (dimension, code) of what has no figure, and why; such a code is in no table.
    `later`: names of tables that come with a later edition, by a rule that everybody knows.
    Raises ValueError when the counts cannot be true: negative, a wrong key, sums that fail, parts larger than their group, more
    organizations than declared.
    """

    dimensions: Sequence[Dimension]
    tables: Sequence[CountTable]
    universe: Mapping[Key, int] = field(default_factory=dict)
    series: str = ""
    blanks: Mapping[tuple[str, str], Blank] = field(default_factory=dict)
    later: Sequence[str] = ()

    def __post_init__(self) -> None:
        wrong = [*self._unknown(), *self._contradictions()]
        if wrong:
            raise ValueError(f"These counts cannot be true: {'; '.join(wrong[:5])}")

    @cached_property
    def shape(self) -> Shape:
        """Dimensions and tables."""
        return Shape(tuple(self.dimensions), tuple(table.spec for table in self.tables))

    @cached_property
    def values(self) -> Mapping[Cell, int]:
        """True count of every cell."""
        rows = ((table, found) for table in self.tables for found in self.shape.keys(table.spec))
        return {(table.spec.unit, found): table.cells.get(found, 0) for table, found in rows}

    def _unknown(self) -> Iterable[str]:
        for table in self.tables:
            if set(table.cells) - set(self.shape.keys(table.spec)):
                yield f"{table.spec.name} has a key that is none of its cells"

    def _contradictions(self) -> Iterable[str]:
        values = self.values
        yield from (f"{named(cell)} is negative" for cell, value in values.items() if value < 0)
        for parent, children in self.shape.sums:
            if values[parent] != sum(values[child] for child in children):
                yield f"the parts of {named(parent)} do not add up"
        for whole, part in self.shape.parts:
            if values[part] > values[whole]:
                yield f"{named(part)} is larger than its group"
        for name in {name for table in self.tables for name in table.spec.dims} & COVERING:
            codes = [values[COUNTED, key(**{name: code})] for code in self.shape.by_name[name].codes]
            if sum(codes) < values[COUNTED, key()]:
                yield f"some organization has no {name}"
        for found, size in self.universe.items():
            if values.get((COUNTED, found), 0) > size:
                yield f"{named((COUNTED, found))} is more than the declared universe has"


def count(spec: TableSpec, units: Iterable[Mapping[str, str | Iterable[str]]]) -> CountTable:
    """True counts of a table from one row per unit: its code in each dimension, or its codes where it may have several.

    A unit counts once per cell, however often it spoke; a unit without a code in a dimension is in none of its cells.
    """
    cells: dict[Key, int] = {}
    for unit in units:
        keys: set[Key] = {frozenset()}
        for name in spec.dims:
            codes = unit.get(name, ())
            codes = {codes} if isinstance(codes, str) else set(codes)
            keys = {found | {(name, code)} for found in keys for code in codes}
        for found in keys:
            cells[found] = cells.get(found, 0) + 1
    return CountTable(spec, cells)


@dataclass(frozen=True)
class SafeCell:
    """A published figure: a multiple of the base, and the word that says it."""

    key: Key
    value: int
    word: Word


@dataclass(frozen=True)
class SafeTable:
    """A published table, its cells in the order of the codes."""

    spec: TableSpec
    cells: tuple[SafeCell, ...]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.spec.name

    @cached_property
    def by_key(self) -> Mapping[Key, SafeCell]:
        """Cells by key."""
        return {cell.key: cell for cell in self.cells}


_SEAL = object()


@dataclass(frozen=True)
class SafeEdition:
    """The figures of one edition, safe to publish. Made by `protect`, or read again by `from_payload`, which checks them."""

    rules: Rules
    dimensions: tuple[Dimension, ...]
    tables: tuple[SafeTable, ...]
    notes: tuple[Mapping[str, Any], ...]
    blanks: Mapping[tuple[str, str], Blank]
    seal: InitVar[object]

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("A SafeEdition comes out of protect() or SafeEdition.from_payload(), never from loose figures.")

    @classmethod
    def from_payload(cls, figures: Mapping[str, Any], universe: Mapping[str, Any] | None = None) -> Self:
        """The edition of a stored payload. Raises `verify.UnsafeEdition` unless every rule holds."""
        verify.check(figures, universe)
        shape = verify.shape_of(figures)
        rows = {spec.name: table["cells"] for spec, table in zip(shape.tables, figures["tables"], strict=True)}
        tables = []
        for spec in shape.tables:
            cells = {frozenset(row["key"].items()): (row["value"], Word(row["word"])) for row in rows[spec.name]}
            tables.append(SafeTable(spec, tuple(SafeCell(found, *cells[found]) for found in shape.keys(spec))))
        notes = tuple(MappingProxyType(dict(note)) for note in figures["notes"])
        blanks = {(row["dimension"], row["code"]): Blank(row["word"]) for row in figures.get("blanks", ())}
        return cls(Rules.from_payload(figures["rules"]), shape.dimensions, tuple(tables), notes, MappingProxyType(blanks), _SEAL)

    def to_payload(self) -> dict[str, Any]:
        """The `figures` of a report's payload, always in the same order: same edition, same bytes."""
        return {
            "rules": self.rules.to_payload(),
            "dimensions": [{"name": row.name, "codes": list(row.codes), "several": row.several} for row in self.dimensions],
            "tables": [self._table_payload(table) for table in self.tables],
            "notes": [dict(note) for note in self.notes],
            "blanks": [{"dimension": name, "code": code, "word": why.value} for (name, code), why in self.blanks.items()],
        }

    @staticmethod
    def _table_payload(table: SafeTable) -> dict[str, Any]:
        place = {name: position for position, name in enumerate(table.spec.dims)}
        cells = [
            {"key": dict(sorted(cell.key, key=lambda pair: place[pair[0]])), "value": cell.value, "word": cell.word.value}
            for cell in table.cells
        ]
        return {"name": table.spec.name, "unit": table.spec.unit, "dims": list(table.spec.dims), "cells": cells}

    @cached_property
    def shape(self) -> Shape:
        """Dimensions and tables."""
        return Shape(self.dimensions, tuple(table.spec for table in self.tables))

    @cached_property
    def values(self) -> Mapping[Cell, int]:
        """Published figure of every cell."""
        return {(table.spec.unit, cell.key): cell.value for table in self.tables for cell in table.cells}

    @property
    def reach(self) -> int:
        """How far a figure may be from the truth, in units: less than the base, unless the edition's notes say more."""
        return max([self.rules.base - 1, *(int(note["value"]) for note in self.notes if note["code"] == "off_by_up_to")])

    @property
    def is_correction(self) -> bool:
        """Whether figures may have fallen against the edition before: it was corrected, or somebody left."""
        return any(note["code"] == "correction" for note in self.notes)

    def table(self, name: str) -> SafeTable:
        """The table of that name. Raises KeyError when the edition does not have it."""
        return {table.name: table for table in self.tables}[name]

    def cell(self, table: str, **codes: str) -> SafeCell:
        """`edition.cell("organizations_by_sector", sector="faith")`. Raises KeyError when there is no such cell."""
        return self.table(table).by_key[key(**codes)]

    def blank(self, table: str, **codes: str) -> Blank | None:
        """Why there is no such figure; None where there is one. A table or a code that nobody published is withheld."""
        if table in {found.name for found in self.tables} and key(**codes) in self.table(table).by_key:
            return None
        why = [self.blanks[pair] for pair in codes.items() if pair in self.blanks]
        return why[0] if why else Blank.WITHHELD
