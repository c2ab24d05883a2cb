"""Counts for an edition, made in the database: aggregates only, no words, no names.

The unit is the organization within a phase, counted once per cell however often it spoke (`docs/disclosure.md`).
Published dimensions: top-level sector, ward (small groups rolled up for good), theme. No sector x ward, no month.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, QuerySet

from engagement.models import Conversation, Report
from phases.models import Phase, Theme
from resilience_portal.disclosure.gate import admit
from resilience_portal.disclosure.rollup import OTHER, roll_up
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import Counts, CountTable, Dimension, Key, TableSpec, key
from stakeholders.models import Organization

ORGANIZATION, CONVERSATION = "organization", "conversation"
PATHS = {
    "sector": "organization__sector__parent__code",
    "ward": "organization__ward__code",
    "theme": "points__codings__theme__code",
}


class NothingToPublish(Exception):
    """No edition can be made now. `problem` names why, for the person who asked."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Edition:
    """What an edition counts. Confidential: only what `protect` makes of `counts` leaves."""

    phase: Phase
    period_to: date
    organizations: frozenset[uuid.UUID]
    counts: Counts
    rules: Rules

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Published codes of a dimension; none where it was dropped."""
        return {row.name: row.codes for row in self.counts.dimensions}.get(dimension, ())

    def inputs(self) -> dict[str, Any]:
        """What is kept to build the same edition again, and to know whom the next one has counted already. Never leaves."""
        return {
            "organizations": sorted(str(pk) for pk in self.organizations),
            "counts": [
                {
                    "table": table.spec.name,
                    "cells": sorted([sorted(map(list, cell)), value] for cell, value in table.cells.items()),
                }
                for table in self.counts.tables
            ],
        }

    def universe_payload(self) -> dict[str, Any]:
        """The declared universe as it is published: exact, because it was declared before anyone spoke."""
        found: dict[str, Any] = {"organizations": self.counts.universe[key()]}
        for name in ("sector", "ward"):
            rows = [(code, self.counts.universe.get(key(**{name: code}))) for code in self.codes(name)]
            if rows:
                found[f"by_{name}"] = [{"code": code, "organizations": size} for code, size in rows]
        return found


@dataclass(frozen=True)
class _Groups:
    """How the codes of one dimension are published: each code's published one, and the declared size of each."""

    name: str
    published: Mapping[str, str]
    universe: Mapping[str, int]

    @property
    def dimension(self) -> Dimension | None:
        """None where one group would remain: such a dimension is not published."""
        codes = sorted(set(self.published.values()), key=lambda code: (code == OTHER, code))
        return Dimension(self.name, tuple(codes)) if codes else None


def _groups(name: str, path: str, rules: Rules) -> _Groups:
    """Groups of the declared universe by `path` of the organization; small ones rolled up, those without a code in "other"."""
    declared = Organization.objects.in_universe().order_by().values_list(path).annotate(found=Count("pk"))
    sizes = {code or OTHER: found for code, found in declared}
    published = roll_up(sizes, smallest_group=rules.smallest_group)
    universe: Counter[str] = Counter()
    for code, size in sizes.items():
        if code in published:
            universe[published[code]] += size
    return _Groups(name, published, universe)


def talks(phase: Phase, *, until: date) -> QuerySet[Conversation]:
    """What may be counted: publishable conversations of the phase with organizations of the declared universe."""
    return Conversation.objects.publishable().in_phase(phase).held_until(until).filter(organization__in_universe=True)


def admitted_before(report: Report) -> frozenset[uuid.UUID]:
    """Organizations that an earlier edition of this phase has counted: they stay counted."""
    earlier = Report.objects.published().of_phase(report.phase).exclude(pk=report.pk)
    counted = (pk for inputs in earlier.values_list("inputs", flat=True) if inputs for pk in inputs["organizations"])
    return frozenset(map(uuid.UUID, counted))


def _organizations(report: Report, rules: Rules) -> frozenset[uuid.UUID]:
    """Who is counted: those counted before, and the new ones, of whom there must be enough. Raises NothingToPublish.

    A correction counts whom the version it corrects counted, less those that may no longer be counted, and nobody new.
    """
    heard = talks(report.phase, until=report.period_to).order_by().values_list("organization", flat=True).distinct()
    if report.corrects is not None:
        counted = frozenset(map(uuid.UUID, (report.corrects.inputs or {}).get("organizations", ()))) & frozenset(heard)
        if not counted:
            raise NothingToPublish("too_few")
        return counted
    before = admitted_before(report)
    fresh = admit({pk: () for pk in heard}, before, rules, closing=report.phase.is_closed)
    if not fresh:
        raise NothingToPublish("too_few")
    return before | fresh


def _table(spec: TableSpec, talked: QuerySet[Conversation], groups: Mapping[str, _Groups]) -> CountTable:
    """One table by one GROUP BY: distinct organizations, or conversations, in each cell.

    An organization has one sector and one ward, so rolled-up groups add up without counting anyone twice.
    """
    unit = Count("pk" if spec.unit == CONVERSATION else "organization", distinct=True)
    if not spec.dims:
        return CountTable(spec, {key(): talked.aggregate(found=unit)["found"]})
    columns = {f"by_{name}": F(PATHS[name]) for name in spec.dims}
    rows: Iterable[Mapping[str, Any]] = talked.order_by().values(**columns).annotate(found=unit)
    cells: Counter[Key] = Counter()
    for row in rows:
        codes = {name: row[f"by_{name}"] for name in spec.dims}
        if codes.get("theme", "") is None:
            continue  # a talk without a theme is in no theme's cell
        published = {name: groups[name].published[code or OTHER] if name in groups else code for name, code in codes.items()}
        cells[key(**published)] += row["found"]
    return CountTable(spec, cells)


def edition(report: Report, rules: Rules | None = None) -> Edition:
    """Counts everything that this report's edition publishes, up to its cut-off. Raises NothingToPublish.

    One GROUP BY per table, whatever the number of conversations.
    """
    rules = rules or Rules()
    organizations = _organizations(report, rules)
    groups = {name: _groups(name, PATHS[name].removeprefix("organization__"), rules) for name in ("sector", "ward")}
    themes = Dimension("theme", tuple(Theme.objects.in_use().order_by("code").values_list("code", flat=True)), several=True)
    known = [*(found.dimension for found in groups.values() if found.dimension), themes]
    talked = talks(report.phase, until=report.period_to).filter(organization__in=organizations)
    tables = [_table(spec, talked, groups) for spec in _specs(known)]
    universe = {key(): Organization.objects.in_universe().count()}
    for name, found in groups.items():
        universe |= {key(**{name: code}): size for code, size in found.universe.items()}
    counts = Counts(dimensions=known, tables=tables, universe=universe, series=f"phase-{report.phase.number}")
    return Edition(report.phase, report.period_to, organizations, counts, rules)


def _specs(known: Iterable[Dimension]) -> list[TableSpec]:
    """The tables of a report, as far as their dimensions are published."""
    names = {dimension.name for dimension in known}
    wanted = [
        TableSpec("organizations", ORGANIZATION),
        TableSpec("organizations_by_sector", ORGANIZATION, ("sector",)),
        TableSpec("organizations_by_ward", ORGANIZATION, ("ward",)),
        TableSpec("organizations_by_theme", ORGANIZATION, ("theme",)),
        TableSpec("organizations_by_sector_and_theme", ORGANIZATION, ("sector", "theme")),
        TableSpec("conversations", CONVERSATION),
    ]
    return [spec for spec in wanted if set(spec.dims) <= names]
