"""A town publishes month by month, by our method or by another one: what outsiders then hold, and what was true."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from resilience_portal.disclosure.gate import admit
from resilience_portal.disclosure.protect import Course, protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.shape import Cell
from resilience_portal.disclosure.tables import Counts, SafeEdition
from tests.disclosure.attacker import SEVERAL, Certain
from tests.disclosure.towns import Town

Payload = dict[str, Any]
Fact = tuple[str, int, str, tuple[tuple[str, str], ...]]


@dataclass
class Series:
    """Published `figures`, oldest first, and the true counts behind each. `waiting`: how many the gate held back, by month."""

    figures: list[Payload] = field(default_factory=list)
    truths: list[Mapping[Cell, int]] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    @property
    def rosters(self) -> list[dict[tuple[tuple[str, str], ...], int]]:
        """True counts of everything without a theme: what somebody knows who saw who came."""
        return [
            {tuple(sorted(found)): size for (unit, found), size in truth.items() if unit == "organization" and _silent(found)}
            for truth in self.truths
        ]

    def facts(self) -> dict[Fact, int]:
        """Everything that must not be learnt, with the truth."""
        found: dict[Fact, int] = {}
        for number, truth in enumerate(self.truths):
            before = self.truths[number - 1] if number else {}
            for (unit, codes), size in truth.items():
                name = (number, unit, tuple(sorted(codes)))
                group = (unit, frozenset(pair for pair in codes if pair[0] not in SEVERAL))
                themed = group[1] != codes
                found["value", *name] = size
                if themed:
                    found["complement", *name] = truth[group] - size
                if (unit, codes) not in before:
                    continue
                found["increment", *name] = size - before[unit, codes]
                if themed and truth[group] - before[group] == size - before[unit, codes] > 0:
                    found["trace", *name] = 1
        return {fact: size for fact, size in found.items() if 1 <= size <= 4}

    def shares(self, certain: Iterable[Certain], *, knows_roster: bool = False) -> dict[str, float]:
        """Percentage of what must not be learnt that is certain, by kind; what somebody knows beforehand is left out."""
        facts = [
            fact for fact in self.facts() if not (knows_roster and fact[2] == "organization" and _silent(frozenset(fact[3])))
        ]
        known = {(one.what, one.edition, one.unit, one.key) for one in certain}
        kinds = ("value", "complement", "increment", "trace")
        by_kind = {kind: [fact in known for fact in facts if fact[0] == kind] for kind in kinds}
        return {kind: 100 * sum(found) / len(found) if found else 0.0 for kind, found in by_kind.items()}


def _silent(codes: frozenset[tuple[str, str]]) -> bool:
    return all(name not in SEVERAL for name, _code in codes)


def ours(secret: bytes = b"secret") -> Callable[[Counts, list[Any], Course], tuple[Any, Payload]]:
    """Our method."""

    def publish(counts: Counts, before: list[SafeEdition], course: Course) -> tuple[SafeEdition, Payload]:
        edition = protect(counts, before, Rules(), secret, course=course if before else Course.GROWING)
        return edition, json.loads(json.dumps(edition.to_payload()))

    return publish


def plain(*, blank: Collection[int] = range(1, 5)) -> Callable[[Counts, list[Any], Course], tuple[Any, Payload]]:
    """Exact counts; those in `blank` are left blank. With an empty `blank`: everything is told."""

    def publish(counts: Counts, _before: list[Any], _course: Course) -> tuple[None, Payload]:
        tables = []
        for table in counts.tables:
            keys = counts.shape.keys(table.spec)
            values = [counts.values[(table.spec.unit, found)] for found in keys]
            shown = [None if value in blank else value for value in values]
            cells = [{"key": dict(found), "value": value} for found, value in zip(keys, shown, strict=True)]
            tables.append({"name": table.spec.name, "unit": table.spec.unit, "dims": list(table.spec.dims), "cells": cells})
        dimensions = [{"name": row.name, "codes": list(row.codes), "several": row.several} for row in counts.dimensions]
        rules = {"method": "threshold", "base": 5, "gate": 1}
        return None, {"rules": rules, "dimensions": dimensions, "tables": tables, "notes": []}

    return publish


def monthly(
    place: Town,
    heard: Sequence[int],
    *,
    publish: Callable[[Counts, list[Any], Course], tuple[Any, Payload]],
    rules: Rules | None = None,
    leave: Mapping[int, Collection[int]] | None = None,
    corrections: Collection[int] = (),
    closes: int | None = None,
    waits: bool = False,
) -> Series:
    """`rules`: those of the gate; None lets everybody in at once.

    `heard[m]`: how many of the town's organizations have been heard by month m; the phase `closes` in that month, or the last.
    `waits`: crossed tables are published from then on, as the portal does it; else always.
    `leave`: who (by number) withdraws in which month. `corrections`: months whose edition is corrected at once.
    """
    made, before = Series(), list[Any]()
    counted, gone = frozenset[int](), set[int]()
    last = len(heard) - 1 if closes is None else closes
    without = replace(place, specs=tuple(spec for spec in place.specs if len(spec.dims) < 2)) if waits else place
    for month, so_far in enumerate(heard):
        shown = place if month >= last else without
        gone |= set((leave or {}).get(month, ()))
        here = {number: place.rows(number) for number in range(so_far) if number not in gone}
        if month in corrections and before:
            counted = counted & here.keys()
            _add(made, before, shown, counted, publish, Course.CORRECTION)
        staying = counted & here.keys()
        fresh = admit(here, staying, rules, closing=month == last) if rules else frozenset(here) - staying
        made.waiting.append(len(here) - len(staying | fresh))
        if fresh:
            counted = staying | fresh
            _add(made, before, shown, counted, publish, Course.GROWING)
    return made


def _add(
    made: Series,
    before: list[Any],
    place: Town,
    counted: frozenset[int],
    publish: Callable[[Counts, list[Any], Course], tuple[Any, Payload]],
    course: Course,
) -> None:
    counts = place.counts([place.organizations[number] for number in sorted(counted)])
    if course == Course.GROWING and made.truths:
        fell = any(counts.values.get(cell, size) < size for cell, size in made.truths[-1].items())
        course = Course.LEFT if fell else course
    started = time.perf_counter()
    edition, figures = publish(counts, before, course)
    made.seconds.append(time.perf_counter() - started)
    before.append(edition)
    made.figures.append(figures)
    made.truths.append(counts.values)
