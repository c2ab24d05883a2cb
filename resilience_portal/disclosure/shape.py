"""The shape of an edition: dimensions, tables, cells, and what must add up. Shared by protection, proof and re-check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

from resilience_portal.disclosure.rules import ORGANIZATION, ROWS

Key = frozenset[tuple[str, str]]
"""Pairs of (dimension, code); the empty one is the total."""
Cell = tuple[str, Key]
"""Unit and key: what a figure counts. Tables of one unit share their margins, units never mix."""
COUNTED = ORGANIZATION
"""The unit that has rules of its own: the gate and the declared universe speak of organizations."""


def key(**codes: str) -> Key:
    """`key(sector="faith", theme="TRU-STIG")`; `key()` is the total."""
    return frozenset(codes.items())


def named(cell: Cell) -> str:
    """A cell in one stable line: what the secret is asked about, and what a finding names."""
    unit, codes = cell
    return ";".join([unit, *(f"{dimension}={code}" for dimension, code in sorted(codes))])


def declared(universe: Mapping[str, Any]) -> dict[Key, int]:
    """Sizes by key from a payload's declared universe: `organizations`, and `by_<dimension>` lists of `code`, `organizations`.

    `{"organizations": 55, "by_sector": [{"code": "faith", "organizations": 9}]}` says that `key()` is 55 and faith 9.
    """
    sizes = {key(): int(universe["organizations"])}
    for name, rows in universe.items():
        if name.startswith("by_"):
            sizes |= {key(**{name.removeprefix("by_"): row["code"]}): int(row["organizations"]) for row in rows}
    return sizes


@dataclass(frozen=True)
class Dimension:
    """A published dimension. `several`: a unit may be in several codes at once (themes), so its codes do not add up."""

    name: str
    codes: tuple[str, ...]
    several: bool = False

    def __post_init__(self) -> None:
        if not self.codes or len(set(self.codes)) != len(self.codes):
            raise ValueError(f"The codes of {self.name} must be there, and differ.")


@dataclass(frozen=True)
class TableSpec:
    """A table to publish: how it is called, what it counts, by which dimensions (none: one total)."""

    name: str
    unit: str
    dims: tuple[str, ...] = ()


@dataclass(frozen=True)
class Shape:
    """Dimensions and tables of an edition, checked: no row finer than the rules, every margin of a table is a table too."""

    dimensions: tuple[Dimension, ...]
    tables: tuple[TableSpec, ...]

    def __post_init__(self) -> None:
        found = problems_of_shape(self.dimensions, self.tables)
        if found:
            raise ValueError(" ".join(found))

    @cached_property
    def by_name(self) -> Mapping[str, Dimension]:
        """Dimensions by name."""
        return {dimension.name: dimension for dimension in self.dimensions}

    def keys(self, spec: TableSpec) -> list[Key]:
        """Every key of a table, in the order of the codes."""
        axes = [[(name, code) for code in self.by_name[name].codes] for name in spec.dims]
        return [frozenset(pairs) for pairs in product(*axes)]

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every figure of the edition once, table by table."""
        return tuple((spec.unit, found) for spec in self.tables for found in self.keys(spec))

    def several(self, dims: Iterable[str]) -> list[str]:
        """Those of the dimensions in which a unit may be in several codes."""
        return [name for name in dims if self.by_name[name].several]

    @cached_property
    def sums(self) -> tuple[tuple[Cell, tuple[Cell, ...]], ...]:
        """(parent, its children): what must add up, over every dimension in which a unit has one code."""
        found = []
        for spec in self.tables:
            for name in spec.dims:
                if not self.by_name[name].several:
                    rest = TableSpec("", spec.unit, tuple(other for other in spec.dims if other != name))
                    for parent in self.keys(rest):
                        children = tuple((spec.unit, parent | {(name, code)}) for code in self.by_name[name].codes)
                        found.append(((spec.unit, parent), children))
        return tuple(found)

    @cached_property
    def parts(self) -> tuple[tuple[Cell, Cell], ...]:
        """(whole, part): an answer is given by no more units than the group has."""
        return tuple((whole, cell) for cell in self.cells if (whole := self.whole(cell)) is not None)

    def whole(self, cell: Cell) -> Cell | None:
        """The group that a cell is a part of: itself without the several-answers dimensions; None if it has none."""
        unit, codes = cell
        group = frozenset(pair for pair in codes if not self.by_name[pair[0]].several)
        return None if group == codes else (unit, group)

    def without(self, dims: Sequence[str]) -> Shape:
        """The same edition, less every table that has all these dimensions (and less the dimensions nobody uses any more)."""
        tables = tuple(spec for spec in self.tables if not (dims and set(dims) <= set(spec.dims)))
        used = {name for spec in tables for name in spec.dims}
        return Shape(tuple(dimension for dimension in self.dimensions if dimension.name in used), tables)


def problems_of_shape(dimensions: Sequence[Dimension], tables: Sequence[TableSpec]) -> list[str]:
    """What is wrong with a set of tables, as sentences; empty when it may be published."""
    names = {dimension.name for dimension in dimensions}
    margins = {(spec.unit, frozenset(spec.dims)) for spec in tables}
    found = []
    if len(names) != len(dimensions) or len({spec.name for spec in tables}) != len(tables):
        found.append("Two dimensions or two tables have one name.")
    if len(margins) != len(tables):
        found.append("Two tables show the same rows.")
    for spec in tables:
        dims = frozenset(spec.dims)
        if len(dims) != len(spec.dims) or not dims <= names:
            found.append(f"Table {spec.name} has an unknown or a repeated dimension.")
        elif dims not in ROWS.get(spec.unit, ()):
            found.append(f"Table {spec.name} counts what is never published, or finer than any row may be.")
        elif any((spec.unit, dims - {name}) not in margins for name in dims):
            found.append(f"Table {spec.name} is published without its margins.")
    return found
