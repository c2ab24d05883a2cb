"""Organizations that may be one: warned of while a name is typed, and found in store."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Case, Count, Max, Q, Sum, Value, When

from resilience_portal.accounts.models import User
from stakeholders.domain.directory import HEARD
from stakeholders.domain.likeness import KnownNames, Likeness, skeleton, words_of
from stakeholders.domain.likeness import likeness as compare
from stakeholders.enums import OrganizationStatus
from stakeholders.models import NotTheSame, Organization, OrganizationQuerySet

MOST_CANDIDATES = 120


@dataclass(frozen=True)
class Lookalike:
    """An organization whose name is like the one asked for, and why."""

    organization: Organization
    likeness: Likeness


@dataclass(frozen=True)
class Pair:
    """Two organizations in store that may be one, the older record first."""

    one: Organization
    other: Organization
    likeness: Likeness


def _compared(user: User) -> OrganizationQuerySet:
    """Records that this account may see and that stand for themselves; archived ones too, so that they are brought back."""
    return Organization.objects.visible_to(user).exclude(status=OrganizationStatus.MERGED)


def _known() -> KnownNames[uuid.UUID]:
    """All names. Kept in the process until a record is added or changed; what is shown is narrowed to what may be seen."""
    measures = {"found": Count("pk"), "newest": Max("updated_at"), "last": Max("reference"), "versions": Sum("version")}
    stamp = Organization.objects.order_by().aggregate(**measures)
    return _built(tuple(stamp.values()))


@lru_cache(maxsize=1)
def _built(_stamp: tuple[object, ...]) -> KnownNames[uuid.UUID]:
    rows = Organization.objects.exclude(status=OrganizationStatus.MERGED).order_by("pk").values_list("pk", "name", "aliases")
    return KnownNames(
        (pk, each) for pk, name, aliases in rows.iterator() for each in (name, *filter(str.strip, aliases.splitlines()))
    )


@lru_cache(maxsize=1)
def _pairs(known: KnownNames[uuid.UUID]) -> list[tuple[uuid.UUID, uuid.UUID, Likeness]]:
    """Seconds of work at 5,000 names, done once until a record changes."""
    return known.pairs()


def lookalikes(names: Sequence[str], *, for_user: User, without: uuid.UUID | None = None, most: int = 5) -> list[Lookalike]:
    """Organizations that this account may see with a name like one of these, best first. A fixed number of queries."""
    found: dict[uuid.UUID, Likeness] = {}
    for name in names:
        for match in _known().like(name, most=most + 1):
            if match.key != without and (match.key not in found or found[match.key].score < match.likeness.score):
                found[match.key] = match.likeness
    records = _compared(for_user).select_related("sector", "ward").in_bulk(list(found))
    best = sorted((Lookalike(records[pk], likeness) for pk, likeness in found.items() if pk in records), key=_best_first)
    return best[:most]


def misspelt(typed: str, *, for_user: User, most: int = 5) -> list[Organization]:
    """Organizations that may have been meant, where the words as typed find none: a slip of the finger, or another script.

    Beginnings and sounds of the words lead to candidates, in one query; only those are compared.
    """
    meant = [Q(search_text__contains=f" {word[:3]}") | Q(search_text__contains=_sound(word)) for word in words_of(typed)]
    shared = sum((Case(When(each, then=1), default=0) for each in meant), Value(0))
    near = _compared(for_user).annotate(shared=shared).filter(shared__gt=0)
    candidates = near.select_related("sector", "ward").order_by("-shared", "pk")[:MOST_CANDIDATES]
    scored = [(max((compare(typed, each) for each in found.all_names), key=_score), found) for found in candidates]
    # While somebody types, words are still missing: enough when each that is there has a partner.
    likely = [row for row in scored if row[0].is_likely or len(row[0].shared) == len(meant)]
    return [found for _likeness, found in sorted(likely, key=lambda row: (-row[0].score, row[1].reference))[:most]]


def _score(found: Likeness) -> float:
    return found.score


def _sound(word: str) -> str:
    return f"{HEARD}{skeleton(word)} "


def _best_first(found: Lookalike) -> tuple[float, str]:
    return -found.likeness.score, found.organization.reference


def pairs(*, for_user: User) -> list[Pair]:
    """All look-alikes in store that nobody has told apart yet, best first. A fixed number of queries."""
    apart = {frozenset(pair) for pair in NotTheSame.objects.values_list("one", "other")}
    found = [row for row in _pairs(_known()) if frozenset(row[:2]) not in apart]
    shown = _compared(for_user).select_related("sector", "ward")
    records = shown.in_bulk([pk for one, other, _likeness in found for pk in (one, other)])
    made = []
    for first, second, likeness in found:
        if first in records and second in records:
            one, other = sorted((records[first], records[second]), key=lambda each: (each.created_at, each.reference))
            made.append(Pair(one, other, likeness))
    return made
