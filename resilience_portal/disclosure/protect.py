"""Protection: true counts become figures in fives that add up, are near the truth, and tell nothing certain about a few."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from resilience_portal.disclosure import verify
from resilience_portal.disclosure.differencing import Kind, find_leaks
from resilience_portal.disclosure.programme import Programme, solve
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.shape import Cell, Shape, named
from resilience_portal.disclosure.tables import Counts, SafeEdition

TURNS = 12
"""How often a figure that would tell something certain is turned the other way before coarser tables are tried."""


class NoSafeRounding(Exception):
    """Not even the totals can be published without breaking a rule, e.g. because a count fell and this is no correction."""


@dataclass(frozen=True)
class _Attempt:
    """One way to try: `wider` whole bases of extra room, and whether growth is linked to the group's growth."""

    wider: int
    linked: bool


ATTEMPTS = (_Attempt(0, True), _Attempt(0, False), _Attempt(1, False))
"""Nearest first. Near figures always exist unless figures published before stand in the way, because none may fall. That they
do would tell how small those counts are (two ones shown as 5 leave no room), so every edition that follows another says that a
figure may be farther off, whether one is or not."""


class Course(StrEnum):
    """How an edition follows those before it."""

    GROWING = "growing"  # nobody left: no figure falls
    LEFT = "left"  # somebody left, or was coded otherwise, while a gate-sized number came: figures may fall
    CORRECTION = "correction"  # nobody came: figures move only if they must, and may fall


def protect(
    counts: Counts, previous: Sequence[SafeEdition], rules: Rules, secret: bytes, *, course: Course = Course.GROWING
) -> SafeEdition:
    """The figures of an edition: multiples of the base, off by less than it, adding up in all tables, safe beside `previous`.

    `previous`: every edition of the series ever published, oldest first. `secret`: the key that decides, cell by cell, which
    way a figure is rounded; without it nobody can tell. `course`: whether figures may fall.
    Tables that can't be made safe are left out, and named in the edition's notes. Only after an earlier edition, and rarely, a
    figure is off by up to nine, because it may not fall: the notes say so in every such edition.
    Same inputs and secret, same bytes. Raises NoSafeRounding. Source: disclosure.md, section 2.
    """
    if not secret:
        raise ValueError("Protection needs a secret.")
    for shape, left_out in _coarser(counts.shape):
        for attempt in ATTEMPTS if previous and course == Course.GROWING else ATTEMPTS[:1]:
            found = _Edition(counts, shape, previous, rules, secret, course, attempt, left_out).safe()
            if found is not None:
                return found
    raise NoSafeRounding("No safe figures were found, not even for the totals.")


def _coarser(shape: Shape) -> Iterator[tuple[Shape, tuple[str, ...]]]:
    """The edition, then the same with ever fewer tables, the finest left out first, and which are left out."""
    left_out: tuple[str, ...] = ()
    yield shape, left_out
    while len(finest := max(reversed(shape.tables), key=lambda spec: len(spec.dims)).dims):
        left_out += tuple(spec.name for spec in shape.tables if set(finest) <= set(spec.dims))
        shape = shape.without(finest)
        yield shape, left_out


def _uniform(secret: bytes, *parts: str) -> float:
    """A number in [0, 1) that only the holder of the secret can predict, the same every time."""
    digest = hmac.new(secret, "\x1f".join(parts).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:6], "big") / 2**48  # 48 bits are exact in a float


@dataclass(frozen=True)
class _Edition:
    """One attempt at one edition."""

    counts: Counts
    shape: Shape
    previous: Sequence[SafeEdition]
    rules: Rules
    secret: bytes = field(repr=False)
    course: Course
    attempt: _Attempt
    left_out: tuple[str, ...]

    def safe(self) -> SafeEdition | None:
        """Solves, asks what an outsider could conclude, turns that figure the other way, and solves again.

        Best is an edition that will still tell nothing when the next one shows that this one passed the gate.
        """
        programme, good = self._programme(), None
        for _turn in range(TURNS):
            steps = solve(programme, self.rules)
            if steps is None:
                return good
            edition = SafeEdition.from_payload(self._payload(steps))
            leaks = find_leaks([*self.previous, edition], self.counts.universe, ahead=True)
            if not leaks:
                return edition
            if good is None and not find_leaks([*self.previous, edition], self.counts.universe):
                good = edition
            ours = [leak.cell for leak in leaks if leak.cell in steps]  # of tables left out only earlier editions tell
            if leaks[0].kind in (Kind.FELL, Kind.IMPOSSIBLE) or not ours:
                return good
            turned = self._turned(programme, steps, ours[0])
            if turned is None:
                return good
            programme = turned
        return good

    def _programme(self) -> Programme:
        low, high, target = {}, {}, {}
        last = self._last()
        for cell in self.shape.cells:
            low[cell], high[cell] = self._room(self.counts.values[cell])
            target[cell] = self._target(cell)
            if cell in last:
                low[cell], high[cell], target[cell] = self._beside(cell, last[cell], low[cell], high[cell], target[cell])
        latest = {cell: value // self.rules.base for cell, value in self.previous[-1].values.items()} if self.previous else None
        if latest is None or self.course != Course.GROWING:
            latest = dict.fromkeys(self.shape.cells, 0)
        return Programme(self.shape, low, high, target, latest, self.attempt.linked)

    def _room(self, true: int) -> tuple[int, int]:
        """Lowest and highest allowed steps: a true zero is zero, and zero is said of fewer than one base only."""
        base = self.rules.base
        reach = base * (1 + self.attempt.wider) - 1
        if true == 0:
            return 0, 0
        return max(-((reach - true) // base), 1 if true >= base else 0), (true + reach) // base

    def _beside(self, cell: Cell, last: int, low: int, high: int, target: int) -> tuple[int, int, int]:
        """Room and target of a figure that was published before.

        It never falls while nobody leaves. Where somebody may have left, it stays as long as it is not too far off: a figure
        that fell with one organization would say how many were left. How far is too far, only the secret knows.
        """
        off = abs(last * self.rules.base - self.counts.values[cell])
        if self.course == Course.GROWING:
            return max(low, last), max(high, last) if off <= self._farthest() else high, max(target, last)
        if off <= self._patience(cell) and (self.course == Course.CORRECTION or target < last):
            return min(low, last), max(high, last), last
        return low, high, target

    def _patience(self, cell: Cell) -> int:
        """How many organizations a figure may be off before it falls: from one base to the farthest that the notes admit."""
        return self.rules.base + int(self.rules.base * _uniform(self.secret, self.counts.series, named(cell), "patience"))

    def _farthest(self) -> int:
        """How far off the notes say that a figure may be."""
        return self.rules.base * (1 + max(attempt.wider for attempt in ATTEMPTS)) - 1

    def _last(self) -> Mapping[Cell, int]:
        """Steps of the last figure published for each cell, in whichever edition had it."""
        return {cell: value // self.rules.base for edition in self.previous for cell, value in edition.values.items()}

    def _target(self, cell: Cell) -> int:
        """Where the secret wants the figure: up with the chance of its remainder, by one threshold per cell and interval."""
        steps, rest = divmod(self.counts.values[cell], self.rules.base)
        threshold = _uniform(self.secret, self.counts.series, named(cell), str(steps))
        return steps + (1 if rest / self.rules.base > threshold else 0)

    def _payload(self, steps: Mapping[Cell, int]) -> dict[str, Any]:
        values = {cell: step * self.rules.base for cell, step in steps.items()}
        dimensions = [{"name": row.name, "codes": list(row.codes), "several": row.several} for row in self.shape.dimensions]
        tables = []
        for spec in self.shape.tables:
            cells = []
            for key in self.shape.keys(spec):
                cell = (spec.unit, key)
                cells.append({"key": dict(key), "value": values[cell], "word": verify.word_of(cell, values, self.shape)})
            tables.append({"name": spec.name, "unit": spec.unit, "dims": list(spec.dims), "cells": cells})
        blanks = [
            {"dimension": name, "code": code, "word": why.value} for (name, code), why in sorted(self.counts.blanks.items())
        ]
        rules, notes = self.rules.to_payload(), self._notes()
        return {"rules": rules, "dimensions": dimensions, "tables": tables, "notes": notes, "blanks": blanks}

    def _notes(self) -> list[dict[str, Any]]:
        notes: list[dict[str, Any]] = [{"code": "left_out", "table": name} for name in self.left_out]
        notes += [{"code": "later", "table": name} for name in self.counts.later]
        if self.course != Course.GROWING:
            notes.append({"code": "correction"})
        if self.previous:
            notes.append({"code": "off_by_up_to", "value": self._farthest()})
        return notes

    def _turned(self, programme: Programme, steps: Mapping[Cell, int], cell: Cell) -> Programme | None:
        """The same programme without this figure for this cell; None when the truth leaves it no other."""
        low, high, step = programme.low[cell], programme.high[cell], steps[cell]
        if low == high:
            return None
        if step > low:
            return replace(programme, high={**programme.high, cell: step - 1})
        return replace(programme, low={**programme.low, cell: step + 1})
