"""What outsiders can conclude with certainty from every edition published so far. Used when an edition is made and at release.

Reads published figures only: no solver, no secret, no true count, so the web process may run it. It narrows, again and again,
the range in which each true count, each complement and each increment must lie, until nothing moves (bound propagation).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from resilience_portal.disclosure.rules import COVERING
from resilience_portal.disclosure.shape import COUNTED, Cell, Key, key, named
from resilience_portal.disclosure.tables import SafeEdition

FAR = 10**9
EVERYONE: Cell = (COUNTED, frozenset())

AS_MUCH_AS_MAY_BE_KNOWN = (((True, True),), ((True, False), (False, True)), ((False, False),))
"""Pairs of (knows gate, knows once), see `_View`. What the figures contradict is not true, and so not known: less is tried."""


class Kind(StrEnum):
    """What is certain. Source: disclosure.md, section 1."""

    VALUE = "value"  # a count is 1, 2, 3 or 4
    COMPLEMENT = "complement"  # all but 1 to 4 of a group
    INCREMENT = "increment"  # 1 to 4 were added between two editions
    OTHERS = "others"  # 1 to 4 were added to a group and did not say it
    TRACE = "trace"  # everyone who was added to a group said it, and so did the one added last
    GROUP = "group"  # everyone in a group
    CODES = "codes"  # of a dimension in which everyone has a code: all its figures together (no conclusion, but a step to one)
    REPEATED = "repeated"  # by how much they are more than there are organizations (no conclusion, either)
    FELL = "fell"  # a figure fell, and the edition is no correction
    IMPOSSIBLE = "impossible"  # no true counts could have been published like this


@dataclass(frozen=True)
class Leak:
    """A certain conclusion: about which cell of which edition (0 is the oldest), and between which numbers it lies."""

    kind: Kind
    edition: int
    cell: Cell
    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.kind} of {named(self.cell)} in edition {self.edition + 1}: {self.low} to {self.high}"


Name = tuple[Kind, int, Cell]


@dataclass
class _Ranges:
    """Ranges of unknown whole numbers, and the sums they obey (whole, its parts)."""

    low: dict[Name, int] = field(default_factory=dict)
    high: dict[Name, int] = field(default_factory=dict)
    sums: list[tuple[Name, tuple[Name, ...]]] = field(default_factory=list)

    def add(self, name: Name, low: int = 0, high: int = FAR) -> None:
        """A number between low and high."""
        self.low[name], self.high[name] = low, high

    def add_sum(self, whole: Name, *parts: Name) -> None:
        """whole = sum of parts, where all of them are known numbers."""
        if all(name in self.low for name in (whole, *parts)):
            self.sums.append((whole, parts))

    def narrow(self) -> bool:
        """Narrows until nothing moves. False when a range became empty: the figures contradict each other."""
        rows_of = defaultdict(list)
        for row, (whole, parts) in enumerate(self.sums):
            for name in (whole, *parts):
                rows_of[name].append(row)
        waiting = dict.fromkeys(range(len(self.sums)))
        while waiting:
            row = next(iter(waiting))
            del waiting[row]
            for name in self._narrow_row(*self.sums[row]):
                if self.low[name] > self.high[name]:
                    return False
                waiting.update(dict.fromkeys(rows_of[name]))
        return True

    def _narrow_row(self, whole: Name, parts: tuple[Name, ...]) -> list[Name]:
        low, high = sum(self.low[part] for part in parts), sum(self.high[part] for part in parts)
        moved = [whole] if self._between(whole, low, high) else []
        for part in parts:
            others_low, others_high = low - self.low[part], high - self.high[part]
            if self._between(part, self.low[whole] - others_high, self.high[whole] - others_low):
                moved.append(part)
                low, high = others_low + self.low[part], others_high + self.high[part]
        return moved

    def _between(self, name: Name, low: int, high: int) -> bool:
        before = self.low[name], self.high[name]
        self.low[name], self.high[name] = max(low, before[0]), min(high, before[1])
        return before != (self.low[name], self.high[name])


def find_leaks(editions: Sequence[SafeEdition], universe: Mapping[Key, int] | None = None, *, ahead: bool = False) -> list[Leak]:
    """Everything that is certain from these editions of one series, oldest first; empty when they are safe together.

    `universe`: the declared number of organizations by key (`key()` is all of them), which everybody knows.
    `ahead`: also what will be certain as soon as another edition follows: that the last one passed the gate, and closed nothing.
    """
    near = [edition.rules.base - 1 for edition in editions]
    said = [edition.reach for edition in editions]
    found, possible = _fallen(editions), False
    for reach in (near,) if near == said else (near, said):  # figures are nearly always near, and outsiders know it
        for guesses in AS_MUCH_AS_MAY_BE_KNOWN:
            views = [_View(editions, universe or {}, reach, gate=gate, once=once, ahead=ahead) for gate, once in guesses]
            ranges = [known for view in views if (known := view.ranges()).narrow()]
            found += [leak for known in ranges for leak in _certain(known, editions)]
            if ranges and all(guesses[0]):
                return list(dict.fromkeys(found))  # whoever knows less, or believes less, can't be certain of more
            if ranges:
                possible = True
                break
    if not possible:
        found.append(Leak(Kind.IMPOSSIBLE, len(editions) - 1, EVERYONE, 0, 0))
    return list(dict.fromkeys(found))


def _fallen(editions: Sequence[SafeEdition]) -> list[Leak]:
    """Figures that fell although nothing was corrected: a count of organizations only grows."""
    found, last = [], dict[Cell, int]()
    for number, edition in enumerate(editions):
        if not edition.is_correction:
            for cell, value in edition.values.items():
                if value < last.get(cell, 0):
                    found.append(Leak(Kind.FELL, number, cell, value, last[cell]))
        last.update(edition.values)
    return found


@dataclass(frozen=True)
class _View:
    """What an outsider holds and knows before drawing any conclusion.

    `reach`: how far the figures of each edition are from the truth. `gate`: every edition, but for the last, took in as many as
    the gate (`ahead`: the last one too). `once`: no organization that was counted before has added an answer since.
    """

    editions: Sequence[SafeEdition]
    universe: Mapping[Key, int]
    reach: Sequence[int]
    gate: bool
    once: bool
    ahead: bool

    def ranges(self) -> _Ranges:
        """Ranges of every count, complement and increment, not narrowed yet."""
        ranges, seen = _Ranges(), dict[Cell, int]()
        for number, edition in enumerate(self.editions):
            self._add_counts(ranges, number, edition)
            if edition.is_correction:
                seen.clear()  # counts may have fallen: what was published before bounds nothing any more
            self._add_growth(ranges, number, edition, seen)
            grown: Name = (Kind.INCREMENT if number else Kind.VALUE, number, EVERYONE)
            if number in self._gated() and grown in ranges.low:
                ranges.low[grown] = max(ranges.low[grown], edition.rules.gate)
            seen |= dict.fromkeys(edition.values, number)
        return ranges

    def _gated(self) -> list[int]:
        """Editions that are known to have passed the gate; the last one may have closed the phase instead."""
        regular = [number for number, edition in enumerate(self.editions) if not edition.is_correction]
        return [] if not self.gate else regular if self.ahead else regular[:-1]

    def _add_counts(self, ranges: _Ranges, number: int, edition: SafeEdition) -> None:
        """True counts near their figures, what adds up, and what is left of each group."""
        reach = self.reach[number]
        for cell, value in edition.values.items():
            high = value + reach if value else edition.rules.base - 1
            declared = self.universe.get(cell[1], FAR) if cell[0] == COUNTED else FAR
            stays = edition.is_correction or reach >= edition.rules.base  # a figure may stay where its count has gone
            least = 1 if value and not stays else 0
            ranges.add((Kind.VALUE, number, cell), max(value - reach, least), min(high, declared))
        for whole, part in edition.shape.parts:
            ranges.add((Kind.COMPLEMENT, number, part))
            ranges.add_sum((Kind.VALUE, number, whole), (Kind.VALUE, number, part), (Kind.COMPLEMENT, number, part))
        for found, size in self.universe.items():
            cell = (COUNTED, found)
            if cell in edition.values:
                declared_name: Name = (Kind.GROUP, number, cell)
                ranges.add(declared_name, size, size)
                ranges.add((Kind.COMPLEMENT, number, cell))
                ranges.add_sum(declared_name, (Kind.VALUE, number, cell), (Kind.COMPLEMENT, number, cell))
        for parent, children in edition.shape.sums:
            for kind in (Kind.VALUE, Kind.COMPLEMENT):
                ranges.add_sum((kind, number, parent), *((kind, number, child) for child in children))
        self._add_cover(ranges, Kind.VALUE, number, edition)

    def _add_growth(self, ranges: _Ranges, number: int, edition: SafeEdition, seen: Mapping[Cell, int]) -> None:
        """Nothing falls: each count is the count before and what was added; what was added adds up, too.

        `seen`: the last edition that had each cell.
        """
        for cell in edition.values:
            if cell in seen:
                ranges.add((Kind.INCREMENT, number, cell))
                ranges.add_sum((Kind.VALUE, number, cell), (Kind.VALUE, seen[cell], cell), (Kind.INCREMENT, number, cell))
        for whole, part in edition.shape.parts if self.once else ():
            if whole in seen and seen[whole] == seen.get(part):
                others: Name = (Kind.OTHERS, number, part)  # new organizations of the group that did not give the answer
                ranges.add(others)
                ranges.add_sum((Kind.INCREMENT, number, whole), (Kind.INCREMENT, number, part), others)
                ranges.add_sum((Kind.COMPLEMENT, number, part), (Kind.COMPLEMENT, seen[part], part), others)
        for parent, children in edition.shape.sums:
            if len({seen.get(cell) for cell in (parent, *children)}) == 1:
                for kind in (Kind.INCREMENT, Kind.OTHERS):
                    ranges.add_sum((kind, number, parent), *((kind, number, child) for child in children))
        if len(set(seen.values())) == 1:
            self._add_cover(ranges, Kind.INCREMENT, number, edition)

    @staticmethod
    def _add_cover(ranges: _Ranges, kind: Kind, number: int, edition: SafeEdition) -> None:
        """Everyone has at least one code of a covering dimension: its codes together are all of them, and who has several."""
        for dimension in edition.dimensions:
            if dimension.name in COVERING:
                cover: Cell = (kind, key(cover=dimension.name))
                together: Name = (Kind.CODES, number, cover)
                repeated: Name = (Kind.REPEATED, number, cover)
                ranges.add(together)
                ranges.add(repeated)
                ranges.add_sum(together, *((kind, number, (COUNTED, key(**{dimension.name: code}))) for code in dimension.codes))
                ranges.add_sum(together, (kind, number, EVERYONE), repeated)


def _certain(ranges: _Ranges, editions: Sequence[SafeEdition]) -> list[Leak]:
    found = []
    for name, low in ranges.low.items():
        kind, number, cell = name
        high = ranges.high[name]
        if kind in (Kind.GROUP, Kind.CODES, Kind.REPEATED):
            continue
        if 1 <= low <= high < editions[number].rules.base:
            found.append(Leak(kind, number, cell, low, high))
        whole = editions[number].shape.whole(cell)
        if kind == Kind.OTHERS and whole is not None and high == 0 and ranges.low[(Kind.INCREMENT, number, whole)] > 0:
            found.append(Leak(Kind.TRACE, number, cell, low, high))
        if kind == Kind.COMPLEMENT and high == 0 and ranges.low[(Kind.VALUE, number, cell)] > 0:
            found.append(Leak(Kind.GROUP, number, cell, low, high))
    return found
