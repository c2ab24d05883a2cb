"""The groups by which figures are published: sectors and wards of the declared universe, small ones rolled up for good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count

from resilience_portal.disclosure.rollup import OTHER, roll_on, roll_up
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import Dimension
from stakeholders.models import Organization

UPPER, LOWER = "upper", "lower"
PATHS = {("sector", UPPER): "sector__parent__code", ("sector", LOWER): "sector__code", ("ward", UPPER): "ward__code"}
"""Where an organization's code stands, by dimension and level."""


@dataclass(frozen=True)
class Groups:
    """How the codes of one dimension are published: each code's published one, and the declared size of each."""

    name: str
    level: str
    published: Mapping[str, str]
    universe: Mapping[str, int]

    @property
    def path(self) -> str:
        """Where the code stands, seen from a conversation."""
        return f"organization__{PATHS[self.name, self.level]}"

    @property
    def dimension(self) -> Dimension | None:
        """None where such a dimension can't be published, e.g. because one group would remain."""
        codes = sorted(set(self.published.values()), key=lambda code: (code == OTHER, code))
        return Dimension(self.name, tuple(codes)) if codes else None

    def of(self, code: str | None) -> str:
        """The published code; organizations without one are among the others."""
        return self.published[code or OTHER]

    def stored(self) -> dict[str, Any]:
        """What the next edition needs to publish the same groups."""
        return {"level": self.level, "codes": dict(self.published)}


def published_groups(name: str, rules: Rules, before: Mapping[str, Any] | None) -> Groups:
    """Groups of the declared universe. `before`: as stored by the edition before, which they follow; None for the first."""
    chosen = settings.DISCLOSURE_SECTOR_LEVEL if name == "sector" else UPPER
    level = chosen if before is None else before["level"]
    declared = Organization.objects.in_universe().order_by().values_list(PATHS[name, level]).annotate(found=Count("pk"))
    sizes = Counter[str]()
    for code, found in declared:
        sizes[code or OTHER] += found
    if before is None:
        published = roll_up(sizes, smallest_group=rules.smallest_group)
    else:
        published = roll_on(before["codes"], sizes, smallest_group=rules.smallest_group)
    universe = Counter[str]()
    for code, group in published.items():
        universe[group] += sizes[code]
    return Groups(name, level, published, universe)
