"""Publishes towns month by month and lets the attacker loose on everything that was ever published.

    python -m benchmarks.attack              every scenario (some minutes)
    python -m benchmarks.attack demo one     those whose name begins so

Columns: editions; figures and increments pinned to one number (how many); everything certain (how many); percentage of small facts
(1 to 4) that are certain, by kind; groups of whom all said it; sums that add; mean error; share
of small counts that averaging all versions hits (chance alone: a quarter); tables (fewest, most); most that waited; seconds to protect one edition, and to attack all.
"""

from __future__ import annotations

import csv
import random
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from resilience_portal.disclosure.rollup import roll_up
from resilience_portal.disclosure.rules import Rules
from tests.disclosure.attacker import Impossible, everything_certain
from tests.disclosure.series import Series, monthly, ours, plain
from tests.disclosure.towns import EVERY_SPEC, Town, demo, town

DEMO = Path(__file__).resolve().parent.parent / "engagement/management/edmonton_data"
METHODS = {
    "exact": (plain(blank=()), None),
    "threshold": (plain(), None),
    "ours": (ours(), Rules()),
    "crossed": (ours(), Rules()),
    "core": (ours(), Rules(core=5)),
}
"""How figures are made, and the rules of the gate. `ours`: as the portal publishes, crossed tables from the close of the phase on.
`crossed`: with crossed tables in every edition. `core`: the same with the stricter gate, DISCLOSURE_CORE=5."""


@dataclass
class Scenario:
    """A town, and how many were heard by each month. It publishes every table that a report has."""

    name: str
    place: Town
    heard: list[int]
    knows_roster: bool = False
    leave: dict[int, list[int]] = field(default_factory=dict)
    corrections: tuple[int, ...] = ()
    closes: int | None = None


def edmonton() -> tuple[Town, list[int]]:
    """The demo case, in the order in which its organizations were first heard, and how many by each month."""
    rows = {row["ref"]: row for row in read("organizations")}
    themes, first = defaultdict[str, set[str]](set), dict[str, str]()
    met = {name: defaultdict[str, set[str]](set) for name in ("method", "language")}
    spoken = {row["ref"]: row for row in read("conversations") if row["phase"] == "1"}
    for row in sorted(spoken.values(), key=lambda row: row["date"]):
        first.setdefault(row["organization_ref"], row["date"][:7])
        for name, codes in met.items():
            codes[row["organization_ref"]].add(row[name])
    for row in read("conversation_themes"):
        if row["conversation_ref"] in spoken:
            themes[spoken[row["conversation_ref"]]["organization_ref"]].add(row["theme_code"])
    groups = {}
    for name in ("sector", "ward"):
        sizes: dict[str, int] = defaultdict(int)
        for row in rows.values():
            sizes[row[name] or "other"] += 1
        groups[name] = roll_up(sizes, smallest_group=5)
    sizes_of = {name: defaultdict[str, int](int) for name in groups}
    units = {}
    for ref, row in rows.items():
        codes = {name: groups[name][row[name] or "other"] for name in groups}
        for name, code in codes.items():
            sizes_of[name][code] += 1
        units[ref] = {**codes, "theme": tuple(sorted(themes[ref])), **{name: tuple(found[ref]) for name, found in met.items()}}
    every = tuple(sorted({code for found in themes.values() for code in found}))
    place = Town(dict(sizes_of["sector"]), dict(sizes_of["ward"]), every, tuple(units[ref] for ref in first))
    months = sorted(set(first.values()))
    return place, [sum(month <= last for month in first.values()) for last in months]


def read(name: str) -> list[dict[str, str]]:
    with (DEMO / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def arriving(total: int, months: int, seed: int) -> list[int]:
    """Random arrivals: how many have been heard by each month."""
    luck = random.Random(seed)
    days = sorted(luck.randrange(months) for _ in range(total))
    return [sum(day <= month for day in days) for month in range(months)]


def scenarios() -> list[Scenario]:
    small = demo(1)
    large = town({f"s{n}": 50 for n in range(8)}, {f"w{n}": 40 for n in range(10)}, 12, seed=2)
    one = town({f"s{n}": 20 for n in range(6)}, {f"w{n}": 20 for n in range(6)}, 8, seed=3)
    place, months = edmonton()
    luck = random.Random(4)
    leaving = {month: luck.sample(range(30), 2) for month in range(8, 20, 3)}
    return [
        Scenario("demo case by month", place, months),
        Scenario("demo case, roster known", place, months, knows_roster=True),
        Scenario("55 over 24 months", small, arriving(55, 24, 1)),
        Scenario("55 over 24, roster known", small, arriving(55, 24, 1), knows_roster=True),
        Scenario("400 over 24 months", large, arriving(400, 24, 2)),
        Scenario("400 over 24, roster known", large, arriving(400, 24, 2), knows_roster=True),
        Scenario("one organization a month", one, list(range(1, 121))),
        Scenario("one a month, roster known", one, list(range(1, 121)), knows_roster=True),
        Scenario("late ones, roster known", small, arriving(55, 24, 6), knows_roster=True, closes=14),
        Scenario("late ones after the close", small, arriving(55, 24, 6), closes=14),
        Scenario("corrections and withdrawals", small, arriving(55, 24, 5), leave=leaving, corrections=(9, 12, 18)),
    ]


def attack(scenario: Scenario, method: str) -> str:
    publish, rules = METHODS[method]
    gate = rules is not None
    heard = scenario.heard if gate or len(scenario.heard) < 30 else scenario.heard[::5]  # what others publish, in fewer steps
    leave, corrections = (scenario.leave, scenario.corrections) if gate else ({}, ())
    made = monthly(
        replace(scenario.place, specs=EVERY_SPEC),
        heard,
        publish=publish,
        rules=rules,
        leave=leave,
        corrections=corrections,
        closes=scenario.closes,
        waits=method == "ours",
    )
    started = time.perf_counter()
    roster = made.rosters if scenario.knows_roster else ()
    try:
        found = everything_certain(made.figures, scenario.place.known, roster=roster)
    except Impossible:
        return f"{scenario.name:28} {method:10} what outsiders believe contradicts the figures"
    seconds = time.perf_counter() - started
    shares = made.shares(found, knows_roster=scenario.knows_roster)
    pinned = Counter(one.what for one in found if one.pinned)
    groups = sum(one.what == "group" for one in found)
    errors = error_of(made)
    return (
        f"{scenario.name:28} {method:10} {len(made.figures):3} {pinned['value']:5} {pinned['increment']:5} {len(found):6} "
        f"{shares['value']:6.1f} {shares['complement']:6.1f} "
        f"{shares['increment']:6.1f} {shares['trace']:6.1f} {groups:6} {adding(made):5.0f} {errors:5.2f} {averaging(made):6.1f} "
        f"{min(len(figures['tables']) for figures in made.figures):2}-{max(len(figures['tables']) for figures in made.figures):1} "
        f"{max(made.waiting):4} {max(made.seconds):7.2f} {seconds:7.1f}"
    )


def error_of(made: Series) -> float:
    """Mean distance of a published figure from the truth; a blank is taken for 2.5."""
    off = [
        abs(shown - true)
        for figures, truth in zip(made.figures, made.truths, strict=True)
        for shown, true in pairs(figures, truth)
    ]
    return sum(off) / len(off)


def pairs(figures: dict[str, Any], truth: Any) -> list[tuple[float, int]]:
    found = []
    for table in figures["tables"]:
        for cell in table["cells"]:
            shown = 2.5 if cell["value"] is None else cell["value"]
            found.append((shown, truth[table["unit"], frozenset(cell["key"].items())]))
    return found


def adding(made: Series) -> float:
    """Percentage of sums that a reader can check, and that are right."""
    right = []
    for figures in made.figures:
        values = {
            (table["unit"], frozenset(cell["key"].items())): cell["value"]
            for table in figures["tables"]
            for cell in table["cells"]
        }
        for dimension in figures["dimensions"]:
            if dimension["several"]:
                continue
            for unit, codes in values:
                if dimension["name"] in dict(codes):
                    continue
                parts = [values.get((unit, codes | {(dimension["name"], code)}), "absent") for code in dimension["codes"]]
                whole = values[unit, codes]
                if "absent" not in parts and None not in (*parts, whole):
                    right.append(sum(parts) == whole)
    return 100 * sum(right) / len(right) if right else 0.0


def averaging(made: Series) -> float:
    """Percentage of the last edition's counts of 1 to 4 that the mean of all versions (while the count was the same) hits."""
    hits = []
    for cell, true in made.truths[-1].items():
        if 1 <= true <= 4:
            seen = []
            for figures, truth in zip(made.figures, made.truths, strict=True):
                if truth.get(cell) == true:
                    shown = [
                        c["value"]
                        for t in figures["tables"]
                        if t["unit"] == cell[0]
                        for c in t["cells"]
                        if frozenset(c["key"].items()) == cell[1]
                    ]
                    seen += [2.5 if value is None else value for value in shown]
            hits.append(min(4, max(1, round(sum(seen) / len(seen)))) == true)
    return 100 * sum(hits) / len(hits) if hits else 0.0


def main() -> None:
    wanted = sys.argv[1:]
    print(
        f"{'scenario':28} {'method':10} {'ed.':>3} {'pin.f':>5} {'pin.i':>5} {'all':>6} {'value':>6} {'compl.':>6} {'incr.':>6} {'trace':>6} {'groups':>6} {'sums':>5} "
        f"{'error':>5} {'aver.':>6} {'tabl':>4} {'wait':>4} {'protect':>7} {'attack':>7}"
    )
    methods = [name for name in METHODS if name in wanted] or list(METHODS)
    wanted = [name for name in wanted if name not in METHODS]
    for scenario in scenarios():
        if not wanted or any(scenario.name.startswith(name) for name in wanted):
            for method in methods:
                print(attack(scenario, method), flush=True)


if __name__ == "__main__":
    main()
