"""An outsider who keeps every publication, knows the rules and the declared universe, and has a solver.

Shares no code with the product: it reads the published JSON (`figures` of one version after the other) and nothing else.
Bounds are narrowed row by row until nothing moves. Then pictures of what could be true are drawn: what is 0 in one picture, or 5
in another, can't be certain to be 1 to 4. What no picture clears is bounded exactly, by linear programming and, where whole
numbers may say more, by integer programming.

    python -m tests.disclosure.attacker v1.json v2.json --universe universe.json
"""

from __future__ import annotations

import argparse
import json
import math
import random
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

FEW = range(1, 5)
SEVERAL = {"theme", "method", "language"}
COVERING = {"method", "language"}
NAMED_FROM, MANY = 5, 10**6
"""Dimensions in which an organization may have several codes; those in which each has at least one; and how many stand behind a
name that is listed without a figure, as the portal once did it."""


@dataclass(frozen=True)
class Certain:
    """Something an outsider knows for sure: `what` is value, complement, increment, group, or trace.

    group: all of it said so. trace: all who were added to it said so, and therefore whoever was added last.
    """

    what: str
    edition: int
    unit: str
    key: tuple
    low: int
    high: int

    @property
    def pinned(self) -> bool:
        return self.low == self.high


class Impossible(Exception):
    """No true counts can have been published like this: something that was believed is not so."""


def everything_certain(editions, universe=None, *, spoke_once=True, roster=()):
    """All that is certain, believing as much as the figures allow."""
    for near, gate in ((True, True), (True, False), (False, True), (False, False)):
        try:
            return Attacker(editions, universe, near=near, gate=gate, spoke_once=spoke_once, roster=roster).certain()
        except Impossible:
            continue
    raise Impossible


class Attacker:
    """Knows `editions` (published `figures`), `universe` ({(): 55, (("sector", "faith"),): 9}), the gate, and who speaks when.

    `near`: believes that every figure is off by less than the base, although an edition says that it may be farther. It nearly
    always is so; what holds in all pictures holds in these, and so nothing certain is overlooked.
    `spoke_once`: also knows that nobody who was counted before has added a theme since.
    `roster`: also knows who was heard until when: per edition, the true count of each key without a theme.
    """

    def __init__(self, editions, universe=None, *, gate=True, spoke_once=True, near=False, roster=()):
        self.near, self.roster, self.known = near, roster, set()
        self.low, self.high, self.rows, self.place = [], [], [], {}
        self.targets = []
        for number, figures in enumerate(editions):
            self._read(number, figures, universe or {})
        for number in range(1, len(editions)):
            if not any(note["code"] == "correction" for note in editions[number]["notes"]):
                self._compare(number, spoke_once)
                for row in editions[number]["dimensions"]:
                    if row["name"] in COVERING:
                        self._cover(row["name"], row["codes"], number, since=number - 1)
        if gate:
            self._use_gate(editions)

    # What is published --------------------------------------------------------------------------------------------------

    def _variable(self, name, low=0, high=np.inf):
        self.place[name] = len(self.low)
        self.low.append(low)
        self.high.append(high)
        return self.place[name]

    def _row(self, factors, low=0, high=0):
        self.rows.append((factors, low, high))

    def _read(self, number, figures, universe):
        codes = {row["name"]: row["codes"] for row in figures["dimensions"]}
        several = {row["name"] for row in figures["dimensions"] if row["several"]}
        for table in figures["tables"]:
            declared = universe if table["unit"] == "organization" else {}
            for cell in table["cells"]:
                self._count(number, table["unit"], cell, figures, declared)
        self._names(number, figures)
        for name in sorted(COVERING & several):
            self._cover(name, codes[name], number)
        for table in figures["tables"]:
            single = [name for name in table["dims"] if name not in several]
            for leave in single:
                self._sums(number, table, leave, codes)
            if len(single) < len(table["dims"]):
                for cell in table["cells"]:
                    self._part(number, table["unit"], cell["key"], several)

    def _count(self, number, unit, cell, figures, declared):
        key = tuple(sorted(cell["key"].items()))
        low, high = self._meaning(cell, figures)
        seen = self.roster[number].get(key) if self.roster and unit == "organization" else None
        if seen is not None:
            self.known.add(self._variable(("value", number, unit, key), seen, seen))
            return  # known anyway: no finding
        column = self._variable(("value", number, unit, key), low, min(high, declared.get(key, np.inf)))
        self.targets.append((("value", number, unit, key), {column: 1}, 0))
        if key in declared:
            self.targets.append((("complement", number, unit, key), {column: -1}, declared[key]))

    def _names(self, number, figures):
        """Codes that are listed or not, where no figure says more: listed from a number of organizations on."""
        for dimension, (listed, codes) in figures.get("named", {}).items():
            for code in codes:
                name = ("value", number, "organization", ((dimension, code),))
                if name not in self.place:
                    column = self._variable(name, *((NAMED_FROM, MANY) if code in listed else (0, NAMED_FROM - 1)))
                    self.targets.append((name, {column: 1}, 0))

    def _cover(self, dimension, codes, number, since=None):
        """Everybody who was heard, or came `since`, was met in some way, and in some language."""
        row = {}
        for edition, sign in ((number, 1),) if since is None else ((number, 1), (since, -1)):
            names = [("value", edition, "organization", key) for key in ((), *(((dimension, code),) for code in codes))]
            if not all(name in self.place for name in names):
                return
            row |= dict(zip((self.place[name] for name in names), (-sign, *[sign] * len(codes)), strict=True))
        self._row(row, 0, np.inf)

    def _sums(self, number, table, leave, codes):
        others = [name for name in table["dims"] if name != leave]
        for chosen in product(*(codes[name] for name in others)):
            rest = dict(zip(others, chosen, strict=True))
            parent = self.place.get(("value", number, table["unit"], tuple(sorted(rest.items()))))
            if parent is not None:
                parts = [tuple(sorted((rest | {leave: code}).items())) for code in codes[leave]]
                self._row({parent: -1, **{self.place[("value", number, table["unit"], part)]: 1 for part in parts}})

    def _part(self, number, unit, key, several):
        whole = tuple(sorted((name, code) for name, code in key.items() if name not in several))
        part = self.place[("value", number, unit, tuple(sorted(key.items())))]
        group = self.place.get(("value", number, unit, whole))
        if group is not None:
            self._row({group: 1, part: -1}, 0, np.inf)
            self.targets.append((("complement", number, unit, tuple(sorted(key.items()))), {group: 1, part: -1}, 0))

    def _meaning(self, cell, figures):
        """Between which numbers the true count lies."""
        value, rules = cell["value"], figures["rules"]
        if rules["method"] == "threshold":  # the plain rule: exact, but small counts are blank
            return (1, rules["base"] - 1) if value is None else (value, value)
        farther = [note["value"] for note in figures["notes"] if note["code"] == "off_by_up_to" and not self.near]
        reach = max([rules["base"] - 1, *farther])
        stays = bool(farther) or any(note["code"] == "correction" for note in figures["notes"])  # also where its count has gone
        return (0, rules["base"] - 1) if value == 0 else (max(0 if stays else 1, value - reach), value + reach)

    def _compare(self, number, spoke_once):
        """Counts only grow; what an answer grows by is a part of what its group grows by."""
        for name, now in list(self.place.items()):
            before = self.place.get(("value", number - 1, *name[2:]))
            if name[:2] == ("value", number) and before is not None:
                self._row({now: 1, before: -1}, 0, np.inf)
                if now not in self.known:
                    self.targets.append((("increment", *name[1:]), {now: 1, before: -1}, 0))
        if spoke_once:
            for what, edition, unit, key in [target[0] for target in self.targets]:
                group = _group(key)
                names = [("value", n, unit, k) for k in (group, key) for n in (number, number - 1)]
                if (what, edition) == ("increment", number) and group != key and all(name in self.place for name in names):
                    silent = dict(zip((self.place[name] for name in names), (1, -1, -1, 1), strict=True))
                    self._row(silent, 0, np.inf)
                    self.targets.append((("trace", edition, unit, key), silent, 0))

    def _use_gate(self, editions):
        """Every edition but the last, which may have closed the phase, took in as many as the gate."""
        regular = [n for n, figures in enumerate(editions) if not any(note["code"] == "correction" for note in figures["notes"])]
        for number in regular[:-1]:
            now = self.place.get(("value", number, "organization", ()))
            before = self.place.get(("value", number - 1, "organization", ()))
            if now is not None:
                self._row({now: 1} if before is None else {now: 1, before: -1}, editions[number]["rules"]["gate"], np.inf)

    # What follows -------------------------------------------------------------------------------------------------------

    def _narrow(self):
        """Narrows the range of every unknown, row by row, until nothing moves."""
        rows_of = {}
        for at, (factors, _low, _high) in enumerate(self.rows):
            for column in factors:
                rows_of.setdefault(column, []).append(at)
        waiting = set(range(len(self.rows)))
        while waiting:
            factors, low, high = self.rows[waiting.pop()]
            least = {c: min(f * self.low[c], f * self.high[c]) for c, f in factors.items()}
            most = {c: max(f * self.low[c], f * self.high[c]) for c, f in factors.items()}
            for column, factor in factors.items():
                ends = (
                    (low - sum(most.values()) + most[column]) / factor,
                    (high - sum(least.values()) + least[column]) / factor,
                )
                if self._between(column, min(ends), max(ends)):
                    waiting.update(rows_of[column])

    def _between(self, column, low, high):
        before = self.low[column], self.high[column]
        self.low[column], self.high[column] = max(before[0], low), min(before[1], high)
        if self.low[column] > self.high[column]:
            raise Impossible
        return before != (self.low[column], self.high[column])

    @cached_property
    def _constraints(self):
        entries = [(at, column, factor) for at, row in enumerate(self.rows) for column, factor in row[0].items()]
        if not entries:
            return []
        at, columns, factors = zip(*entries, strict=True)
        matrix = csr_array((factors, (at, columns)), shape=(len(self.rows), len(self.low)))
        return [LinearConstraint(matrix, [row[1] for row in self.rows], [row[2] for row in self.rows])]

    def _best(self, cost, *, whole, gap=0.0):
        found = milp(
            cost,
            constraints=self._constraints,
            bounds=Bounds(self.low, self.high),
            integrality=np.full(len(self.low), int(whole)),
            options={"mip_rel_gap": gap},
        )
        if found.x is None:
            raise Impossible
        return found

    def _bound(self, factors, *, whole):
        cost = np.zeros(len(self.low))
        cost[list(factors)] = list(factors.values())
        return self._best(cost, whole=whole).fun, -self._best(-cost, whole=whole).fun

    def certain(self):
        """Everything that holds in every picture of the truth."""
        self._narrow()
        chance = random.Random(1)
        groups = [
            (("group", *name[1:]), factors, constant) for name, factors, constant in self.targets if name[0] == "complement"
        ]
        sure = {target[0]: self._by_ranges(target) for target in [*self.targets, *groups]}
        suspects = [target for target in [*self.targets, *groups] if not sure[target[0]]]
        found = list(sure.values())
        while suspects:
            before = len(suspects)
            for sign in (1, -1):  # all of them as large, and as small, as they can be together
                cost = np.zeros(len(self.low))
                for _name, factors, _constant in suspects:
                    weight = chance.uniform(0.5, 1.5)
                    for column, factor in factors.items():
                        cost[column] += sign * weight * factor
                picture = self._best(cost, whole=True, gap=0.05).x
                suspects = [target for target in suspects if not self._cleared(target, picture)]
            if len(suspects) == before:
                found += [self._exactly(suspects.pop()) for _ in range(min(before, 10))]
        return sorted((one for one in found if one), key=str)

    def _by_ranges(self, target):
        """What the narrowed ranges alone make certain."""
        name, factors, constant = target
        low, high = self._range(factors)
        low, high = math.ceil(low + constant - 1e-6), math.floor(high + constant + 1e-6)
        least = {
            "group": lambda: self._range({self.place[("value", *name[1:])]: 1})[0],
            "trace": lambda: self._range(self._added(*name[1:]))[0],
        }
        sure = high == 0 and least[name[0]]() >= 1 if name[0] in least else low in FEW and high in FEW
        return Certain(*name, low, high) if sure else None

    def _range(self, factors):
        ends = [(factor * self.low[column], factor * self.high[column]) for column, factor in factors.items()]
        return sum(map(min, ends)), sum(map(max, ends))

    def _cleared(self, target, picture):
        """A picture with 0 or with 5 and more clears a small count; one in which somebody is left over clears a whole group."""
        (what, *rest), factors, constant = target
        amount = constant + sum(factor * picture[column] for column, factor in factors.items())
        if what == "group":
            return amount > 0.99 or picture[self.place[("value", *rest)]] < 0.01
        if what == "trace":
            added = sum(factor * picture[column] for column, factor in self._added(*rest).items())
            return amount > 0.99 or added < 0.01
        return amount < 0.01 or amount > FEW.stop - 0.01

    def _added(self, edition, unit, key):
        """How many came to the group of an answer."""
        group = _group(key)
        return {self.place[("value", edition, unit, group)]: 1, self.place[("value", edition - 1, unit, group)]: -1}

    def _exactly(self, target):
        (what, edition, unit, key), factors, constant = target
        low, high = (round(number + constant, 6) for number in self._bound(factors, whole=False))
        if math.ceil(low) != math.floor(high):  # whole numbers may say more
            low, high = (round(number + constant, 6) for number in self._bound(factors, whole=True))
        low, high = math.ceil(low), math.floor(high)
        if what == "group":
            sure = high == 0 and self._bound({self.place[("value", edition, unit, key)]: 1}, whole=True)[0] >= 1
        elif what == "trace":
            sure = high == 0 and self._bound(self._added(edition, unit, key), whole=True)[0] >= 1
        else:
            sure = low in FEW and high in FEW
        return Certain(what, edition, unit, key, low, high) if sure else None


def _group(key):
    """Of whom an answer is a part."""
    return tuple(pair for pair in key if pair[0] not in SEVERAL)


def main():
    """Prints what is certain; the exit code is 1 when there is anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("figures", nargs="+", type=Path, help="published reports as JSON, oldest version first")
    parser.add_argument("--universe", type=Path, help="the declared universe, as in a report")
    given = parser.parse_args()
    read = [json.loads(path.read_text()) for path in given.figures]
    universe = json.loads(given.universe.read_text()) if given.universe else read[-1].get("universe", {"organizations": None})
    known = {(): universe["organizations"]} if universe["organizations"] else {}
    for name, rows in universe.items():
        if name.startswith("by_"):
            known |= {((name[3:], row["code"]),): row["organizations"] for row in rows}
    found = everything_certain([report.get("figures", report) for report in read], known)
    for one in found:
        print(one)
    print(f"{len(found)} certain findings in {len(read)} editions")
    raise SystemExit(bool(found))


if __name__ == "__main__":
    main()
