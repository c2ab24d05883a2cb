"""The strongest proof: histories that never happened, forged from the published figures alone, are published as the same bytes.

What differs between two such twins can't be certain to anyone who does not hold the secret, however clever.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from resilience_portal.disclosure import protect as protection
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.shape import Cell, named
from resilience_portal.disclosure.tables import Counts, CountTable, SafeEdition, key
from tests.disclosure.towns import Town, demo

RULES = Rules()
History = list[dict[Cell, int]]


class Forger:
    """Every history of true counts that could stand behind these published editions."""

    def __init__(self, editions: Sequence[SafeEdition], place: Town) -> None:
        self.editions, self.place = editions, place
        self.names = [(number, cell) for number, edition in enumerate(editions) for cell in edition.values]
        self.at = {name: column for column, name in enumerate(self.names)}
        self.rows: list[tuple[dict[int, int], float, float]] = []
        for number, edition in enumerate(editions):
            for parent, children in edition.shape.sums:
                self._row({(number, parent): -1, **{(number, child): 1 for child in children}}, 0, 0)
            for whole, part in edition.shape.parts:
                self._row({(number, whole): 1, (number, part): -1}, 0, np.inf)
                if number:  # new organizations only: an answer grows by no more than its group
                    growth = {(number, whole): 1, (number - 1, whole): -1, (number, part): -1, (number - 1, part): 1}
                    self._row(growth, 0, np.inf)
            if number:
                for cell, value in edition.values.items():  # a figure moves only with its count
                    grown = 0 if value == editions[number - 1].values[cell] else 1
                    grown = max(grown, RULES.gate) if cell == ("organization", key()) else grown
                    self._row({(number, cell): 1, (number - 1, cell): -1}, grown, np.inf)

    def _row(self, factors: Mapping[tuple[int, Cell], int], low: float, high: float) -> None:
        self.rows.append(({self.at[name]: factor for name, factor in factors.items()}, low, high))

    def _range(self, number: int, cell: Cell) -> tuple[int, int]:
        value = self.editions[number].values[cell]
        high = self.place.universe.get(cell[1], 10**6) if cell[0] == "organization" else 10**6
        return max(value - 4, 1 if value else 0), min(value + 4, high)

    def forge(self, wanted: Mapping[tuple[int, Cell], float]) -> History:
        """The history in which the wanted sum is as large as it can be."""
        matrix = np.zeros((len(self.rows), len(self.names)))
        for line, (factors, _low, _high) in enumerate(self.rows):
            matrix[line, list(factors)] = list(factors.values())
        cost = np.zeros(len(self.names))
        for name, weight in wanted.items():
            cost[self.at[name]] = -weight
        ranges = np.array([self._range(*name) for name in self.names])
        found = milp(
            cost,
            constraints=LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows]),
            bounds=Bounds(ranges[:, 0], ranges[:, 1]),
            integrality=np.ones(len(self.names), dtype=int),
        )
        history: History = [{} for _edition in self.editions]
        for (number, cell), true in zip(self.names, found.x, strict=True):
            history[number][cell] = round(true)
        return history


def forged_secret(editions: Sequence[SafeEdition], history: History) -> dict[tuple[str, str], float]:
    """Thresholds under which every forged count is rounded to the published figure."""
    down: dict[tuple[str, str], float] = defaultdict(float)
    for edition, truth in zip(editions, history, strict=True):
        for cell, true in truth.items():
            steps, rest = divmod(true, RULES.base)
            if rest and edition.values[cell] == steps * RULES.base:
                down[(named(cell), str(steps))] = max(down[(named(cell), str(steps))], rest / RULES.base)
    return down


def republish(editions: Sequence[SafeEdition], history: History, place: Town, patch: pytest.MonkeyPatch) -> list[SafeEdition]:
    """Publishes the forged history, edition by edition, with the forged secret."""
    thresholds = forged_secret(editions, history)
    patch.setattr(protection, "_uniform", lambda _secret, _series, cell, steps: thresholds.get((cell, steps), 0.0))
    made: list[SafeEdition] = []
    for edition, truth in zip(editions, history, strict=True):
        tables = []
        for table in edition.tables:
            cells = {cell.key: truth[(table.spec.unit, cell.key)] for cell in table.cells}
            tables.append(CountTable(table.spec, cells))
        made.append(protect(Counts(edition.dimensions, tables, place.universe), made, RULES, b"forged"))
    return made


def same(made: Sequence[SafeEdition], editions: Sequence[SafeEdition]) -> bool:
    return [json.dumps(edition.to_payload()) for edition in made] == [json.dumps(edition.to_payload()) for edition in editions]


def publish(place: Town, *steps: int) -> list[SafeEdition]:
    editions: list[SafeEdition] = []
    for heard in steps:
        editions.append(protect(place.counts(heard), editions, RULES, b"secret"))
    return editions


def cells_to_ask(place: Town) -> list[Cell]:
    keys = [key(), key(sector="faith"), key(ward="oday"), key(theme=place.themes[0])]
    keys += [key(sector=sector, theme=theme) for sector in ("faith", "community") for theme in place.themes[1:3]]
    return [("organization", found) for found in keys]


@pytest.mark.parametrize("steps", [(53,), (20, 40)])
@pytest.mark.thorough
def test_no_count_complement_or_increment_is_the_same_in_all_twins(
    steps: tuple[int, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    place = demo(1)
    editions = publish(place, *steps)
    forger, last = Forger(editions, place), len(steps) - 1
    for cell in cells_to_ask(place):
        questions: list[dict[tuple[int, Cell], float]] = [{(last, cell): 1}]
        whole = editions[-1].shape.whole(cell)
        if whole:
            questions.append({(last, whole): 1, (last, cell): -1})
        if last:
            questions.append({(last, cell): 1, (last - 1, cell): -1})
        for question in questions:
            answers = []
            for sign in (1, -1):
                history = forger.forge({name: sign * weight for name, weight in question.items()})
                with monkeypatch.context() as patch:
                    assert same(republish(editions, history, place, patch), editions)
                answers.append(sum(weight * history[number][asked] for (number, asked), weight in question.items()))
            most, least = answers
            assert least < 1 or most > 4, f"{named(cell)} is certain to be {least} to {most}"


@pytest.mark.parametrize("more", [1, 2])
def test_one_or_two_organizations_more_or_less_are_published_the_same(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever stays silent, or speaks, can deny it: some history without them looks the same."""
    place = demo(2)
    editions = publish(place, 30)
    truth = place.counts(30).values
    forger = Forger(editions, place)
    for cell in cells_to_ask(place):
        twins = [forger.forge({(0, cell): sign})[0] for sign in (1, -1)]
        assert any(abs(twin[cell] - truth[cell]) >= more for twin in twins)
        for twin in twins:
            with monkeypatch.context() as patch:
                assert same(republish(editions, [twin], place, patch), editions)
