"""Made-up towns: who is there, in which sector and ward, and what each organization raised."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from resilience_portal.disclosure.tables import Counts, CountTable, Dimension, TableSpec, count, key

ORGANIZATION = "organization"
SPECS = (
    TableSpec("organizations", ORGANIZATION),
    TableSpec("organizations_by_sector", ORGANIZATION, ("sector",)),
    TableSpec("organizations_by_ward", ORGANIZATION, ("ward",)),
    TableSpec("organizations_by_theme", ORGANIZATION, ("theme",)),
    TableSpec("organizations_by_sector_and_theme", ORGANIZATION, ("sector", "theme")),
)
BY_METHOD = TableSpec("organizations_by_method", ORGANIZATION, ("method",))
EVERY_SPEC = (
    *SPECS,
    TableSpec("organizations_by_ward_and_theme", ORGANIZATION, ("ward", "theme")),
    BY_METHOD,
    TableSpec("organizations_by_language", ORGANIZATION, ("language",)),
)
METHODS = ("in_person", "phone", "video", "email", "site_visit", "event", "letter", "online", "other")
LANGUAGES = ("am", "ar", "cr", "en", "es", "fa", "fr", "pa", "so", "ti", "tl", "uk", "und", "ur", "yue")
CONVERSATIONS = TableSpec("conversations", "conversation")
Organization = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True)
class Town:
    """Sizes of its sectors and wards, its themes, and its organizations in the order in which they were heard."""

    sectors: Mapping[str, int]
    wards: Mapping[str, int]
    themes: tuple[str, ...]
    organizations: tuple[Organization, ...] = field(repr=False)
    specs: tuple[TableSpec, ...] = SPECS

    @property
    def universe(self) -> dict[frozenset[tuple[str, str]], int]:
        """Declared sizes by key."""
        sizes = {key(): sum(self.sectors.values())}
        sizes |= {key(sector=code): size for code, size in self.sectors.items()}
        return sizes | {key(ward=code): size for code, size in self.wards.items()}

    @property
    def known(self) -> dict[tuple[tuple[str, str], ...], int]:
        """The same for the attacker."""
        return {tuple(sorted(found)): size for found, size in self.universe.items()}

    @property
    def dimensions(self) -> tuple[Dimension, ...]:
        """What figures are published by."""
        known = (
            Dimension("sector", tuple(self.sectors)),
            Dimension("theme", self.themes, several=True),
            Dimension("ward", tuple(self.wards)),
            Dimension("method", METHODS, several=True),
            Dimension("language", LANGUAGES, several=True),
        )
        published = {name for spec in self.specs for name in spec.dims}
        return tuple(dimension for dimension in known if dimension.name in published)

    def rows(self, number: int) -> list[tuple[str, str]]:
        """The groups that an organization is in."""
        unit = self.organizations[number]
        return [(name, str(unit[name])) for name in ("sector", "ward")]

    def counts(self, heard: int | Sequence[Organization], *, conversations: int | None = None) -> Counts:
        """True counts when the first so many organizations (or just these) have been heard."""
        units = self.organizations[:heard] if isinstance(heard, int) else heard
        talks = CountTable(CONVERSATIONS, {key(): 2 * len(units) if conversations is None else conversations})
        return Counts(self.dimensions, [*(count(spec, units) for spec in self.specs), talks], self.universe, series="phase-1")


def town(sectors: Mapping[str, int], wards: Mapping[str, int], themes: int, *, chance: float = 0.22, seed: int = 0) -> Town:
    """A town whose organizations each raise a theme with that chance."""
    luck = random.Random(seed)
    codes = tuple(f"T{number:02}" for number in range(themes))
    in_sector = [code for code, size in sectors.items() for _ in range(size)]
    in_ward = [code for code, size in wards.items() for _ in range(size)]
    luck.shuffle(in_ward)
    organizations = [
        {"sector": sector, "ward": ward, "theme": tuple(code for code in codes if luck.random() < chance)}
        for sector, ward in zip(in_sector, in_ward, strict=True)
    ]
    luck.shuffle(organizations)
    return Town(sectors, wards, codes, tuple({**unit, **_met(seed, number)} for number, unit in enumerate(organizations)))


def _met(seed: int, number: int) -> dict[str, tuple[str, ...]]:
    """How, and in which languages, an organization was met: mostly one way, and every organization in some way."""
    luck = random.Random(f"{seed} {number}")
    usual = {"method": (METHODS, "in_person"), "language": (LANGUAGES, "en")}
    return {
        name: tuple(code for code in codes if luck.random() < (0.85 if code == most else 0.05)) or (most,)
        for name, (codes, most) in usual.items()
    }


def demo(seed: int = 0) -> Town:
    """The shape of the demo case: 55 organizations in 4 sectors, 26 themes, 8 wards."""
    wards = {"dene": 12, "metis": 7, "ipi": 6, "papa": 6, "karh": 5, "oday": 5, "sspo": 5, "other": 9}
    return town({"faith": 9, "youth": 12, "government": 9, "community": 25}, wards, 26, seed=seed)
