"""Small groups never stand alone: they are rolled into "other" for good, from the declared universe, before anyone is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

OTHER = "other"


def roll_on(before: Mapping[str, str], universe: Mapping[str, int], *, smallest_group: int) -> dict[str, str]:
    """Published code of every code in an edition after one that published `before`, whatever the universe is now.

    What was rolled up stays rolled up, however it grew; what is new stands alone only where it is large enough. An **empty**
    answer means that the dimension can't be published any more: one of its groups has become too small, or a small new one has
    no "other" to join. Publish none of its tables from then on; never move a group, for the move itself would tell its size.
    """
    published = dict(before)
    for code in sorted(code for code, size in universe.items() if size > 0 and code not in before):
        large = universe[code] >= smallest_group and code != OTHER
        published[code] = code if large and OTHER not in before.values() else OTHER
    sizes: Counter[str] = Counter()
    for code, group in published.items():
        sizes[group] += universe.get(code, 0)
    is_safe = bool(before) and all(size >= smallest_group for size in sizes.values())
    return dict(sorted(published.items())) if is_safe else {}


def roll_up(universe: Mapping[str, int], *, smallest_group: int, other: str = OTHER) -> dict[str, str]:
    """Published code of every code, from the number of organizations that the declared universe has in each.

    Codes with fewer than `smallest_group` become `other`; where `other` is itself too small, the next smallest code joins it
    (ties by code, so the same universe gives the same groups). Codes that nobody has join `other` if there is one, else
    they are left out. An **empty** answer means that one group would remain: publish no such dimension, and say so.
    """
    declared = {code: size for code, size in universe.items() if size > 0}
    by_size = sorted(declared, key=lambda code: (code != other, declared[code], code))
    rolled: list[str] = []
    for code in by_size:
        together = sum(declared[one] for one in rolled)
        if declared[code] >= smallest_group and (not rolled or together >= smallest_group) and code != other:
            break
        rolled.append(code)
    mapping = {code: other if code in rolled else code for code in declared}
    if len(set(mapping.values())) < 2:
        return {}
    nobody = {code: other for code in universe if code not in declared} if rolled else {}
    return dict(sorted((mapping | nobody).items()))
