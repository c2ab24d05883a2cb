"""Counts for an edition, of what the database says is distinct: which organization was met how, raised what. No words, no names.

The unit is the organization within a phase, counted once per cell however often it spoke (`docs/disclosure.md`).
Published dimensions: sector, ward (small groups rolled up for good), theme, and, crossed with nothing, how and in which language
people talked. No sector x ward, no month, no stance.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from engagement.enums import Method
from engagement.enums.analysis import CodebookChange
from engagement.models import CodebookVersion, Conversation, Report
from engagement.reporting import earlier
from engagement.reporting.admission import Admission, NothingToPublish, admission
from engagement.reporting.groups import Groups, published_groups
from phases.models import Phase, Theme
from phases.phrases import SPOKEN_LANGUAGES
from resilience_portal.disclosure.protect import Course, protect
from resilience_portal.disclosure.rules import CONVERSATION, ORGANIZATION, Rules
from resilience_portal.disclosure.stored import pack, unpack
from resilience_portal.disclosure.tables import Counts, CountTable, Dimension, Key, SafeEdition, TableSpec, key
from resilience_portal.disclosure.words import Blank
from stakeholders.models import Organization

__all__ = ["Edition", "NothingToPublish", "edition", "protected", "rebuilt", "rules"]

SEVERAL = {"theme": "points__codings__theme__code", "method": "method", "language": "language"}
"""Where the codes stand of which an organization may have several, seen from a conversation."""
Identified = Mapping[uuid.UUID, Sequence[tuple[str, str]]]
"""Organization -> its (dimension, published code) of every published group."""
METHODS = tuple(Method.values)
LANGUAGES = tuple(sorted(code for code, _name in SPOKEN_LANGUAGES))
ANOTHER_LANGUAGE = "und"
"""Declared codes, used or not: a code that appeared with its first organization would tell of it."""
TABLES = (
    TableSpec("organizations", ORGANIZATION),
    TableSpec("organizations_by_sector", ORGANIZATION, ("sector",)),
    TableSpec("organizations_by_ward", ORGANIZATION, ("ward",)),
    TableSpec("organizations_by_theme", ORGANIZATION, ("theme",)),
    TableSpec("organizations_by_sector_and_theme", ORGANIZATION, ("sector", "theme")),
    TableSpec("organizations_by_ward_and_theme", ORGANIZATION, ("ward", "theme")),
    TableSpec("organizations_by_method", ORGANIZATION, ("method",)),
    TableSpec("organizations_by_language", ORGANIZATION, ("language",)),
    TableSpec("conversations", CONVERSATION),
)
"""The tables of a report, as far as their dimensions are published. Crossed ones wait until the phase closes: whoever knows who
came to an edition in the making ("three of that ward") could tell what they said. When, everybody knows; it tells nothing."""


@dataclass(frozen=True)
class Edition:
    """What an edition counts. Confidential: only what `protect` makes of `counts` leaves."""

    phase: Phase
    period_to: date
    admitted: Admission
    groups: Sequence[Groups]
    counts: Counts = field(repr=False)
    rules: Rules
    course: Course
    before: Sequence[Report]

    @property
    def organizations(self) -> frozenset[uuid.UUID]:
        """Who is counted."""
        return self.admitted.organizations

    def codes(self, dimension: str) -> tuple[str, ...]:
        """Published codes of a dimension; none where it was dropped."""
        return {row.name: row.codes for row in self.counts.dimensions}.get(dimension, ())

    def inputs(self) -> dict[str, Any]:
        """All that `rebuilt` needs besides the secret, and whom, and in which groups, the next edition follows. Never leaves."""
        return {
            "organizations": sorted(str(pk) for pk in self.organizations),
            "closing": self.admitted.is_closing,
            "groups": {found.name: found.stored() for found in self.groups},
            "counts": pack(self.counts),
            "rules": asdict(self.rules),
            "course": self.course.value,
            "beside": [str(report.pk) for report in self.before],
        }

    def universe_payload(self) -> dict[str, Any]:
        """The declared universe as it is published: exact, because it was declared before anyone spoke."""
        found: dict[str, Any] = {"organizations": self.counts.universe[key()]}
        for name in ("sector", "ward"):
            rows = [(code, self.counts.universe.get(key(**{name: code}))) for code in self.codes(name)]
            if rows:
                found[f"by_{name}"] = [{"code": code, "organizations": size} for code, size in rows]
        return found


def rules() -> Rules:
    """The portal's rules, as strict as the settings make them. Raises ValueError for weaker ones."""
    return Rules(gate=settings.DISCLOSURE_GATE, core=settings.DISCLOSURE_CORE)


def edition(report: Report, rules_of: Rules | None = None) -> Edition:
    """Counts everything that this report's edition publishes, up to its cut-off. Raises NothingToPublish.

    Four DISTINCTs and one COUNT, whatever the number of conversations and of tables.
    """
    strict = rules_of or rules()
    before = earlier.reports(report)
    kept = earlier.groups(before)
    groups = [published_groups(name, strict, kept.get(name)) for name in ("sector", "ward")]
    found = talks(report.phase, until=report.period_to)
    identified = _identified(found, groups)
    admitted = admission(report, identified, before, strict)
    complete = admitted.is_closing or earlier.has_closed(before)
    counted = {pk: groups_of for pk, groups_of in identified.items() if pk in admitted.organizations}
    counts = _counts(report, found, counted, groups, complete=complete)
    return Edition(report.phase, report.period_to, admitted, groups, counts, strict, _course(report, counts, before), before)


def protected(found: Edition, secret: bytes) -> SafeEdition:
    """The figures of an edition, safe beside everything that outsiders hold. Raises `protect.NoSafeRounding`."""
    return protect(found.counts, earlier.editions(found.before), found.rules, secret, course=found.course)


def rebuilt(report: Report, secret: bytes) -> SafeEdition:
    """The same figures again, from what was stored when the report was built: no conversation is read.

    Raises KeyError for a report from before all of it was stored.
    """
    stored = report.inputs or {}
    beside = {str(found.pk): found for found in Report.objects.filter(pk__in=stored["beside"])}
    previous = earlier.editions(beside[pk] for pk in stored["beside"])
    return protect(unpack(stored["counts"]), previous, Rules(**stored["rules"]), secret, course=Course(stored["course"]))


def talks(phase: Phase, *, until: date) -> QuerySet[Conversation]:
    """What may be counted: publishable conversations of the phase with organizations of the declared universe."""
    return Conversation.objects.publishable().in_phase(phase).held_until(until).filter(organization__in_universe=True)


def _identified(found: QuerySet[Conversation], groups: Sequence[Groups]) -> Identified:
    """Every organization that was heard, with the published groups that it is in."""
    shown = [group for group in groups if group.published]
    rows = found.order_by().values_list("organization", *(group.path for group in shown)).distinct()
    return {pk: [(group.name, group.of(code)) for group, code in zip(shown, codes, strict=True)] for pk, *codes in rows}


def _counts(
    report: Report, found: QuerySet[Conversation], identified: Identified, groups: Sequence[Groups], *, complete: bool
) -> Counts:
    """`identified`: the organizations that are counted. `complete`: with the tables that wait for the close of the phase."""
    blanks = {("theme", code): why for code, why in _themes_without_figures(report)}
    codes = Theme.objects.in_use().order_by("code").values_list("code", flat=True)
    themes = tuple(code for code in codes if ("theme", code) not in blanks)
    known = [found.dimension for found in groups if found.dimension]
    if themes:
        known.append(Dimension("theme", themes, several=True))
    known += [Dimension("method", METHODS, several=True), Dimension("language", LANGUAGES, several=True)]
    names = {dimension.name for dimension in known}
    possible = [spec for spec in TABLES if set(spec.dims) <= names]
    specs = [spec for spec in possible if complete or len(spec.dims) < 2]
    universe = {key(): Organization.objects.in_universe().count()}
    for group in groups:
        universe |= {key(**{group.name: code}): size for code, size in group.universe.items()}
    tables = list(_tables(specs, found, identified, frozenset(themes)))
    later = [spec.name for spec in possible if spec not in specs]
    return Counts(known, tables, universe, series=f"phase-{report.phase.number}", blanks=blanks, later=later)


def _tables(
    specs: Iterable[TableSpec], found: QuerySet[Conversation], identified: Identified, themes: frozenset[str]
) -> Iterator[CountTable]:
    """Every table from the margins of finest ones. Those have each organization once: it has one sector and one ward."""
    finest: dict[str | None, Counter[Key]] = {None: Counter(key(**dict(groups)) for groups in identified.values())}
    for name, among in (("theme", themes), ("method", METHODS), ("language", LANGUAGES)):
        finest[name] = _finest(found, identified, name, among)
    for spec in specs:
        if spec.unit == CONVERSATION:
            yield CountTable(spec, {key(): found.filter(organization__in=identified).count()})
            continue
        cells: Counter[Key] = Counter()
        for codes, size in finest[next((name for name in spec.dims if name in SEVERAL), None)].items():
            cells[frozenset(pair for pair in codes if pair[0] in spec.dims)] += size
        yield CountTable(spec, cells)


def _finest(found: QuerySet[Conversation], identified: Identified, several: str, among: Collection[str]) -> Counter[Key]:
    """Organizations by their groups and one of `several`. Small cells: they stay in this process.

    The database says each organization once per code. Counted there, it would sort all conversations for every table.
    A code that is not `among` those that have figures is in no cell; a language is "another language".
    """
    pairs = found.order_by().annotate(code=_shown(several, among)).values_list("organization", "code").distinct()
    return Counter(
        key(**dict(identified[pk]), **{several: code})
        for pk, code in pairs.iterator(chunk_size=10_000)
        if pk in identified and code in among  # a talk without a theme is in no theme's cell
    )


def _shown(several: str, among: Collection[str]) -> Combinable:
    """The column of a code. Rare languages are one code before organizations are counted: who speaks two of them counts once."""
    path = SEVERAL[several]
    return (
        Case(When(**{f"{path}__in": among}, then=F(path)), default=Value(ANOTHER_LANGUAGE)) if several == "language" else F(path)
    )


def _course(report: Report, counts: Counts, before: Sequence[Report]) -> Course:
    """Whether somebody left, or was coded otherwise, since the edition before: then figures may fall."""
    if report.is_correction:
        return Course.CORRECTION
    last = earlier.counts(before[-1]) if before else None
    fell = last is not None and any(counts.values.get(cell, size) < size for cell, size in last.values.items())
    return Course.LEFT if fell else Course.GROWING


def _themes_without_figures(report: Report) -> Iterator[tuple[str, Blank]]:
    """Themes that came into the codebook after the cut-off: nobody looked for them in what is counted here."""
    why = Blank.NOT_ASKED if report.phase.is_closed else Blank.NOT_YET_CODED
    in_use = set(Theme.objects.in_use().values_list("code", flat=True))
    for change in CodebookVersion.objects.filter(change=CodebookChange.ADDED):
        if timezone.localdate(change.made_at) > report.period_to:
            yield from ((code, why) for code in change.subjects if code in in_use)
