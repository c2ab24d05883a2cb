"""How far two coders agree beyond chance. Pure figures: no records, no database.

Cohen, "A coefficient of agreement for nominal scales" (1960); Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

Difference = Callable[[float, float], float]


def cohen_kappa(pairs: Iterable[tuple[Hashable, Hashable]]) -> float | None:
    """Kappa of two coders over the same units. None when chance alone would always agree, or there is nothing to compare."""
    found = list(pairs)
    if not found:
        return None
    observed = sum(one == other for one, other in found) / len(found)
    first, second = Counter(one for one, _other in found), Counter(other for _one, other in found)
    expected = sum(first[value] * second[value] for value in first) / len(found) ** 2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def nominal(one: float, other: float) -> float:
    """Values that only are, or are not, the same."""
    return float(one != other)


def interval(one: float, other: float) -> float:
    """Values whose distance counts."""
    return (one - other) ** 2


def krippendorff_alpha(units: Iterable[Sequence[float | None]], difference: Difference = nominal) -> float | None:
    """Alpha over units, each a row of what the coders gave it; None = not coded by that one.

    A unit that fewer than two coders valued tells nothing. None when all values are the same, or there is nothing to compare.
    """
    coincidences: dict[tuple[float, float], float] = {}
    for unit in units:
        values = [value for value in unit if value is not None]
        for first, second in permutations(range(len(values)), 2):
            pair = (values[first], values[second])
            coincidences[pair] = coincidences.get(pair, 0) + 1 / (len(values) - 1)
    totals: dict[float, float] = defaultdict(float)
    for (one, _other), share in coincidences.items():
        totals[one] += share
    n = sum(totals.values())
    expected = sum(totals[one] * totals[other] * difference(one, other) for one in totals for other in totals)
    if not expected:
        return None
    observed = sum(share * difference(one, other) for (one, other), share in coincidences.items())
    return 1 - (n - 1) * observed / expected


@dataclass(frozen=True)
class Coded:
    """One unit: the themes that each coder gave it, and the codebook that both had."""

    first: frozenset[str]
    second: frozenset[str]
    codebook: frozenset[str]


@dataclass(frozen=True)
class ThemeAgreement:
    """How two coders used one theme over all units."""

    code: str
    both: int
    only_first: int
    only_second: int
    neither: int
    kappa: float | None
    alpha: float | None


@dataclass(frozen=True)
class Agreement:
    """Over all units and themes: each theme on each unit is one decision, given or not."""

    units: int
    themes: tuple[ThemeAgreement, ...]
    kappa: float | None
    alpha: float | None


def _decisions(units: Iterable[Coded]) -> Mapping[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for unit in units:
        for code in unit.codebook | unit.first | unit.second:
            found.setdefault(code, []).append((int(code in unit.first), int(code in unit.second)))
    return found


def measure(units: Sequence[Coded]) -> Agreement:
    """Agreement on each theme and on all of them together."""
    decisions = _decisions(units)
    rows = []
    for code in sorted(decisions):
        counted = Counter(decisions[code])
        pairs = decisions[code]
        rows.append(
            ThemeAgreement(
                code=code,
                both=counted[1, 1],
                only_first=counted[1, 0],
                only_second=counted[0, 1],
                neither=counted[0, 0],
                kappa=cohen_kappa(pairs),
                alpha=krippendorff_alpha(pairs),
            )
        )
    everything = [pair for pairs in decisions.values() for pair in pairs]
    return Agreement(len(units), tuple(rows), cohen_kappa(everything), krippendorff_alpha(everything))
