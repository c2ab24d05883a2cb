"""The parameters of protection: one frozen object, printed in every report, so that anyone can check the figures by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

METHOD = "controlled rounding"
ORGANIZATION, CONVERSATION = "organization", "conversation"
ROWS = {
    ORGANIZATION: frozenset(
        map(
            frozenset,
            (
                (),
                ("sector",),
                ("ward",),
                ("theme",),
                ("phase",),
                ("method",),
                ("language",),
                ("sector", "theme"),
                ("ward", "theme"),
                ("phase", "theme"),
                ("sector", "phase"),
                ("ward", "phase"),
            ),
        )
    ),
    CONVERSATION: frozenset([frozenset[str]()]),
}
"""What may be counted, and by what; every other table is refused. Sector and ward both say who somebody is, so they are never
crossed; how and in which language people talked is crossed with nothing. Never a month, a stance, a person. Conversations have a
total only. Source: disclosure.md, section 2."""

COVERING = frozenset({"method", "language"})
"""Dimensions in which every organization that was heard has a code, or several: their figures together reach the total."""

WEAKEST = {"base": 5, "gate": 10, "smallest_group": 5}
"""So that no stored report, changed by hand, passes by rules of its own."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What a published figure obeys. The defaults are the portal's; a city may be stricter, never weaker.

    `base`: every figure is a multiple of it, and off by less than it (units: organizations, conversations).
    `gate`: new organizations that an edition takes in at the least.
    `smallest_group`: organizations of the declared universe below which a group is rolled up.
    `core`: stricter gate, off at 0: every group that grows, grows by at least so many organizations.
    `nodes`, `time_limit_s`: how long the solver may look for the nearest figures; neither is published, neither changes safety.
    """

    base: int = 5
    gate: int = 10
    smallest_group: int = 5
    core: int = 0
    nodes: int = 2_000
    time_limit_s: float = 60.0
    version: str = "1"

    def __post_init__(self) -> None:
        weaker = self.base < WEAKEST["base"] or self.gate < WEAKEST["gate"] or self.smallest_group < WEAKEST["smallest_group"]
        if weaker or self.core < 0:
            raise ValueError("Rules may be stricter than the portal's, never weaker.")

    def to_payload(self) -> dict[str, Any]:
        """The published part, in the order of the report's schema. `core` is named only where it is switched on."""
        found = asdict(self)
        names = ("base", "gate", "smallest_group", *(("core",) if self.core else ()))
        return {name: found[name] for name in names} | {"method": METHOD, "version": self.version}

    @classmethod
    def from_payload(cls, payload: Mapping[str, Any]) -> Self:
        """Rules as printed in a report. Raises ValueError when something is missing, unknown or of another method."""
        required = {"base", "gate", "smallest_group", "method", "version"}
        if not required <= set(payload) <= required | {"core"} or payload["method"] != METHOD:
            raise ValueError("these are not the rules of controlled rounding")
        numbers = {name: payload[name] for name in ("base", "gate", "smallest_group", "core") if name in payload}
        if any(type(number) is not int for number in numbers.values()) or not isinstance(payload["version"], str):
            raise ValueError("base, gate, smallest_group and core are whole numbers, version is a text")
        return cls(**numbers, version=payload["version"])
