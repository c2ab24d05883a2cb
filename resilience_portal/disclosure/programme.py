"""The whole-number programme: the nearest figures that obey every rule at once, found by scipy's HiGHS.

Everything here is in multiples of the base ("steps"): a figure of 15 is 3. Source: disclosure.md, section 2, and L. H. Cox,
"A constructive procedure for unbiased controlled rounding" (1987), here over all tables of an edition together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.shape import Cell, Key, Shape

FAR = float("inf")
BEST, NEAR_ENOUGH = 1e-6, 0.02
"""How much nearer, as a share, other figures might be when the solver stops: first editions take no time, growing ones do. It
stops at the same figures each time: one thread, no clock."""


@dataclass(frozen=True)
class Programme:
    """What to solve, in steps: `low <= figure <= high`, as near as can be to `target`; growth is counted from `before`.

    `linked`: the growth of an answer is a part of its group's growth (off where known organizations said something new).
    """

    shape: Shape
    low: Mapping[Cell, int]
    high: Mapping[Cell, int]
    target: Mapping[Cell, int]
    before: Mapping[Cell, int]
    linked: bool

    @property
    def grows(self) -> bool:
        """Whether there is an edition before to compare with; one that grew from nothing has no growth to keep possible."""
        return any(self.before.values())


@dataclass(frozen=True)
class _Row:
    """`low <= sum of factor * variable <= high`."""

    factors: dict[int, float]
    low: float
    high: float


def solve(programme: Programme, rules: Rules) -> dict[Cell, int] | None:
    """Figures in steps by cell, or None when there are none (or the time was over). Same input, same answer."""
    # Imported here: numpy and scipy take 60 MB and half a second, and only the worker ever solves. The web process never does.
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import Bounds, LinearConstraint, milp  # noqa: PLC0415
    from scipy.sparse import csr_array  # noqa: PLC0415

    cells = programme.shape.cells
    if any(programme.low[cell] > programme.high[cell] for cell in cells):
        return None
    rows, between, size = _rows(programme)
    entries = [(number, column, factor) for number, row in enumerate(rows) for column, factor in row.factors.items()]
    at, columns, factors = zip(*entries, strict=True) if entries else ((), (), ())  # none where totals alone are left
    matrix = csr_array((factors, (at, columns)), shape=(len(rows), size))
    count = len(cells)
    cost, low, high = np.zeros(size), np.zeros(size), np.full(size, np.inf)
    whole = np.zeros(size, dtype=np.int64)
    cost[:count] = [_slope(programme, cell) for cell in cells]
    cost[count : count + len(between)] = [_weight(cell) for cell in between]
    whole[:count] = 1
    low[:count] = [programme.low[cell] for cell in cells]
    high[:count] = [programme.high[cell] for cell in cells]
    answer = milp(
        cost,
        constraints=LinearConstraint(matrix, [row.low for row in rows], [row.high for row in rows]),
        integrality=whole,
        bounds=Bounds(low, high),
        options={
            "node_limit": rules.nodes,
            "time_limit": rules.time_limit_s,
            "mip_rel_gap": NEAR_ENOUGH if programme.grows else BEST,
        },
    )
    if answer.x is None or "Time limit" in answer.message:
        return None  # the best so far would hang on the machine's speed; the limit on nodes stops at the same place everywhere
    return {cell: round(found) for cell, found in zip(cells, answer.x[:count], strict=True)}


def _weight(cell: Cell) -> float:
    """Totals are read most: a total off its target counts as much as several fine cells."""
    return {0: 7.0, 1: 5.0}.get(len(cell[1]), 3.0)


def _slope(programme: Programme, cell: Cell) -> float:
    """What a step costs where the target is at one end of the room: there, the figure itself says how far off it is."""
    if programme.target[cell] <= programme.low[cell]:
        return _weight(cell)
    return -_weight(cell) if programme.target[cell] >= programme.high[cell] else 0.0


def _rows(programme: Programme) -> tuple[list[_Row], list[Cell], int]:
    """Every rule as a row, the cells whose target has room on both sides, and the number of variables.

    Variables: the figures, how far off its target each of those cells is, the growth.
    """
    cells = programme.shape.cells
    place = {cell: number for number, cell in enumerate(cells)}
    rows = []
    for parent, children in programme.shape.sums:
        rows.append(_Row({place[parent]: -1.0, **{place[child]: 1.0 for child in children}}, 0, 0))
    for whole, part in programme.shape.parts:
        rows.append(_Row({place[whole]: 1.0, place[part]: -1.0}, 0, FAR))
    between = [cell for cell in cells if programme.low[cell] < programme.target[cell] < programme.high[cell]]
    for off, cell in enumerate(between, start=len(cells)):  # off >= |figure - target|
        rows.append(_Row({place[cell]: 1.0, off: -1.0}, -FAR, programme.target[cell]))
        rows.append(_Row({place[cell]: 1.0, off: 1.0}, programme.target[cell], FAR))
    growth = _Growth(programme, place, len(cells) + len(between))
    if programme.grows:
        rows.extend(growth.rows())
    return rows, between, growth.size


class _Growth:
    """The growth of every figure is the margin of one common table without negative cells: no impossible pattern to unpick.

    The table has a cell for every combination of the one-answer dimensions ("atoms"), and one such layer per answer of a
    several-answers dimension, over the dimensions that it is crossed with.
    """

    def __init__(self, programme: Programme, place: Mapping[Cell, int], first: int) -> None:
        self.programme, self.place, self.size = programme, place, first

    def rows(self) -> Iterator[_Row]:
        """Rows that tie the figures to the common table of each unit."""
        for unit in sorted({spec.unit for spec in self.programme.shape.tables}):
            atoms = self._layer(self._single(unit, frozenset()))
            yield from self._margins(unit, frozenset(), atoms)
            for dimension in self.programme.shape.dimensions:
                if dimension.several:
                    for code in dimension.codes:
                        yield from self._answer(unit, (dimension.name, code), atoms)

    def _answer(self, unit: str, answer: tuple[str, str], atoms: Mapping[Key, int]) -> Iterator[_Row]:
        layer = self._layer(self._single(unit, frozenset([answer[0]])))
        yield from self._margins(unit, frozenset([answer]), layer)
        if self.programme.linked:
            for found, variable in layer.items():
                group = {atom: 1.0 for codes, atom in atoms.items() if found <= codes}
                yield _Row({**group, variable: -1.0}, 0, FAR)

    def _single(self, unit: str, together_with: frozenset[str]) -> list[str]:
        """One-answer dimensions in the unit's tables that have these several-answers dimensions."""
        shape = self.programme.shape
        tables = [spec for spec in shape.tables if spec.unit == unit and together_with <= set(spec.dims)]
        return sorted({name for spec in tables for name in spec.dims if not shape.by_name[name].several})

    def _layer(self, names: list[str]) -> dict[Key, int]:
        axes = [[(name, code) for code in self.programme.shape.by_name[name].codes] for name in names]
        layer = {frozenset(pairs): self.size + number for number, pairs in enumerate(product(*axes))}
        self.size += len(layer)
        return layer

    def _margins(self, unit: str, answer: Key, layer: Mapping[Key, int]) -> Iterator[_Row]:
        """figure - figure before = sum of its atoms, for every figure of the layer that was published before."""
        shape = self.programme.shape
        for spec in shape.tables:
            several = frozenset(shape.several(spec.dims))
            if spec.unit != unit or several != frozenset(name for name, _code in answer):
                continue
            atoms_of = defaultdict(list)
            for codes, variable in layer.items():
                atoms_of[frozenset(pair for pair in codes if pair[0] in spec.dims) | answer].append(variable)
            for found, variables in atoms_of.items():
                before = self.programme.before.get((unit, found))
                if before is not None:
                    yield _Row({**dict.fromkeys(variables, 1.0), self.place[(unit, found)]: -1.0}, -before, -before)
