"""Small groups never stand alone: they are rolled into "other" for good, from the declared universe, before anyone is counted."""

from __future__ import annotations

from collections.abc import Mapping

OTHER = "other"


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
