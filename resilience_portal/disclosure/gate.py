"""The gate: new organizations wait until enough of them can be published together. How many wait is never published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping
from typing import TypeVar

from resilience_portal.disclosure.rules import Rules

Unit = TypeVar("Unit", bound=Hashable)
Row = TypeVar("Row", bound=Hashable)


def admit(
    rows_of_unit: Mapping[Unit, Collection[Row]],
    admitted: Collection[Unit],
    rules: Rules,
    closing: bool = False,
) -> frozenset[Unit]:
    """Organizations that enter this edition **newly**; the edition counts them and `admitted`.

    `rows_of_unit`: every organization that may be published now, with its identifying rows, e.g. `("sector", "faith")`.
    `admitted`: those that earlier editions of the phase took in. `closing`: the phase takes in nobody after this edition, so
    the last ones may be fewer than the gate. Source: disclosure.md, section 2, Gate.
    """
    waiting = frozenset(rows_of_unit).difference(admitted)
    if closing:
        return waiting
    entering = _core(rows_of_unit, waiting, rules.core) if rules.core else waiting
    return entering if len(entering) >= rules.gate else frozenset()


def _core(rows_of_unit: Mapping[Unit, Collection[Row]], waiting: frozenset[Unit], core: int) -> frozenset[Unit]:
    """Largest part of `waiting` in which every row that grows, grows by at least `core` (a k-core of units and rows)."""
    while True:
        growth = Counter(row for unit in waiting for row in rows_of_unit[unit])
        staying = frozenset(unit for unit in waiting if all(growth[row] >= core for row in rows_of_unit[unit]))
        if staying == waiting:
            return staying
        waiting = staying
