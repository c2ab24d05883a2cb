"""Sentences about how many, held against the released figures: wording leaks, and exaggerates, as figures do.

    may = allowed(edition, theme="LANG")
    for finding in check("Most organizations asked for interpreters.", language="en", allowed=may):
        finding.problem, finding.words, finding.says, may.strongest  # stronger, "Most organizations", most, some

It reads phrases, not meaning: a finding asks somebody to look, and silence proves nothing. Source: features.md, C7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from resilience_portal.disclosure.shape import COUNTED, Key, key
from resilience_portal.disclosure.tables import SafeCell, SafeEdition
from resilience_portal.disclosure.vocabulary import Level
from resilience_portal.disclosure.wording import Claim, claims_in
from resilience_portal.disclosure.words import Word, strength

ORDER = tuple(Level)


class Problem(StrEnum):
    """Why a wording can't stand beside the figures."""

    ALL = "all"  # "all organizations", "nobody said": no figure says that
    STRONGER = "stronger"  # "most", where the figures say "some"
    NUMBER = "number"  # a number that is none of the published figures
    SMALL = "small"  # "one organization", "three groups": speaks of a few
    BOUND = "bound"  # "more than 20", "exactly 20": every figure is "about" so many
    SHARE = "share"  # a percentage: whoever was heard is no sample
    UNIT = "unit"  # counts people, or conversations by what was said: only organizations are counted


@dataclass(frozen=True)
class Allowed:
    """What a text may say: how strongly at most, and which numbers as part ("about 15"), as whole ("of 50"), of conversations.

    `base`: "fewer than" it may be said, and no number below it.
    """

    strongest: Level
    parts: frozenset[int]
    wholes: frozenset[int]
    conversations: frozenset[int]
    base: int


@dataclass(frozen=True)
class Finding:
    """Words of the text (`text[start:end]`) that say more than the figures. `says`: the level, or the number, that they claim."""

    problem: Problem
    words: str
    start: int
    end: int
    says: Level | int


def allowed(edition: SafeEdition, *, theme: str | None = None, universe: Mapping[Key, int] | None = None) -> Allowed:
    """What a text beside these figures may say: about one theme, or (without one) about the report as a whole.

    `universe`: the declared numbers (`tables.declared`), which may be named as the whole.
    """
    counted = [cell for table in edition.tables if table.spec.unit == COUNTED for cell in table.cells]
    others = [cell for table in edition.tables if table.spec.unit != COUNTED for cell in table.cells]
    spoken_of = [cell for cell in counted if theme is None or ("theme", theme) in cell.key]
    levels = [_level(cell, edition) for cell in spoken_of if [name for name, _code in cell.key] == ["theme"]]
    return Allowed(
        strongest=max(levels, key=ORDER.index, default=Level.FEW),
        parts=frozenset(cell.value for cell in spoken_of),
        wholes=frozenset([*(cell.value for cell in counted), *(universe or {}).values()]),
        conversations=frozenset(cell.value for cell in others),
        base=edition.rules.base,
    )


@dataclass(frozen=True)
class Support:
    """Who stands behind a theme, by published figures: about how many organizations, of how many sectors, and which dominates."""

    organizations: int
    sectors: int
    dominant: str | None


def support(edition: SafeEdition, theme: str, *, by: str = "sector") -> Support:
    """How broad a theme is. `dominant`: the group that makes three quarters of it or more, so that "many" would mislead."""
    organizations = edition.values.get((COUNTED, key(theme=theme)), 0)  # none where the theme has a word instead
    parts = {code: edition.values.get((COUNTED, key(**{by: code, "theme": theme})), 0) for code in _codes(edition, by)}
    largest = max(parts, key=lambda code: (parts[code], code), default=None)
    dominates = largest is not None and organizations > 0 and 4 * parts[largest] >= 3 * organizations
    return Support(organizations, sum(value > 0 for value in parts.values()), largest if dominates else None)


def _codes(edition: SafeEdition, dimension: str) -> tuple[str, ...]:
    found = edition.shape.by_name.get(dimension)
    return found.codes if found else ()


def check(text: str, *, language: str, allowed: Allowed) -> list[Finding]:
    """Every wording that says more than is allowed, in the order of the text; empty when the text may stand.

    `language`: "en", "fr" or "ar". Raises KeyError for any other: a text that nobody checked must not look checked.
    """
    found = []
    for claim in claims_in(text, language):
        problem = _problem_of_number(claim, allowed) if claim.level is None else _problem_of_level(claim, claim.level, allowed)
        if problem is not None:
            says = claim.number if claim.level is None else claim.level
            found.append(Finding(problem, text[claim.start : claim.end], claim.start, claim.end, says))
    return found


def _level(cell: SafeCell, edition: SafeEdition) -> Level:
    if cell.word == Word.NEARLY_ALL:
        return Level.NEARLY_ALL
    return Level(strength(cell.value, of=edition.values[(COUNTED, key())]).value)


def _problem_of_level(claim: Claim, level: Level, allowed: Allowed) -> Problem | None:
    if claim.is_negated:
        return None
    if level == Level.ALL:
        return Problem.ALL
    if claim.noun == "conversations":
        return Problem.UNIT
    return Problem.STRONGER if ORDER.index(level) > ORDER.index(allowed.strongest) else None


def _problem_of_number(claim: Claim, allowed: Allowed) -> Problem | None:
    if claim.is_share:
        return Problem.SHARE
    if claim.noun == "people":
        return Problem.UNIT
    if claim.bound == "below" and claim.number == allowed.base:
        return None  # our own "fewer than 5"
    if claim.number < allowed.base:
        return Problem.SMALL
    if claim.bound:
        return Problem.BOUND
    published = allowed.wholes if claim.is_whole else allowed.parts
    return None if claim.number in (allowed.conversations if claim.noun == "conversations" else published) else Problem.NUMBER
