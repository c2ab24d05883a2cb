"""Who should be heard, who was, and who was not: the declared universe of a phase, for staff, by name.

Every organization of the universe stands in exactly one place, so the board adds up. What the public sees of it are the protected
figures of the newest released report; nothing here leaves.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from engagement.enums import ConversationState, OutreachOutcome
from engagement.models import Conversation, OutreachAttempt
from engagement.phrases import spoken_language
from phases.models import Phase
from resilience_portal.accounts.models import User
from stakeholders.models import Organization, OrganizationQuerySet

SAID_NOTHING = (ConversationState.DRAFT, ConversationState.WITHDRAWN, ConversationState.DISPOSED)
MOST_GAPS = 12


class Standing(TextChoices):
    """Where an organization stands in a phase. The order is that of the board."""

    HEARD = "heard", _("Heard")
    PLANNED = "planned", _("A conversation is planned")
    TRIED = "tried", _("Tried, no reply")
    DECLINED = "declined", _("Declined")
    NOT_REACHED = "not_reached", _("Not reached yet")


class Grouping(TextChoices):
    """What the lines of the board are."""

    SECTOR = "sector", _("Sector")
    LANGUAGE = "language", _("Main language")
    WARD = "ward", _("Ward")


Group = tuple[str, tuple[int, str]]  # code, then what it is sorted by: order and name
_OF_OUTCOME = {
    OutreachOutcome.SCHEDULED: Standing.PLANNED,
    OutreachOutcome.NO_REPLY: Standing.TRIED,
    OutreachOutcome.DECLINED: Standing.DECLINED,
}
OPEN = (Standing.PLANNED, Standing.TRIED, Standing.NOT_REACHED)  # somebody has still to do something


@dataclass(frozen=True)
class Place:
    """One organization on the board."""

    organization: Organization
    standing: Standing


@dataclass(frozen=True)
class Line:
    """One group of the universe: its name and how many stand where. `total` is their sum, by construction."""

    code: str
    label: str
    counts: Mapping[str, int]

    @property
    def total(self) -> int:
        """All of the group."""
        return sum(self.counts.values())

    @property
    def cells(self) -> list[int]:
        """In the order of the board."""
        return [self.counts.get(standing, 0) for standing in Standing]


@dataclass(frozen=True)
class Gap:
    """A group of which nobody was heard: a sector in a ward, or a language."""

    sector: str
    ward: str
    language: str  # its code
    declared: int

    @property
    def language_name(self) -> str:
        """In the reader's language."""
        return spoken_language(self.language)


@dataclass(frozen=True)
class Board:
    """The whole of it."""

    places: Sequence[Place]
    lines: Sequence[Line] = field(default_factory=list)
    gaps: Sequence[Gap] = field(default_factory=list)

    @property
    def total(self) -> Line:
        """The sum of all lines."""
        return Line("", "", Counter(place.standing for place in self.places))

    def open_places(self) -> list[Place]:
        """Who is still to be heard: those nobody tried first, then those without a reply, then what is planned."""
        rank = {Standing.NOT_REACHED: 0, Standing.TRIED: 1, Standing.PLANNED: 2}
        waiting = [place for place in self.places if place.standing in OPEN]
        return sorted(waiting, key=lambda place: (rank[place.standing], place.organization.name, place.organization.reference))


def standings(phase: Phase, *, seen_by: User) -> dict[uuid.UUID, Standing]:
    """Organization -> where it stands, for those of whom this account may know something. Two queries.

    A conversation that this account may not open is not counted for it: its level binds this board as it binds every list.
    """
    talks = Conversation.objects.visible_to(seen_by).in_phase(phase).exclude(state__in=SAID_NOTHING)
    attempts = OutreachAttempt.objects.visible_to(seen_by).in_phase(phase).order_by("made_on", "created_at", "id")
    found = {pk: _OF_OUTCOME[OutreachOutcome(outcome)] for pk, outcome in attempts.values_list("organization", "outcome")}
    found |= dict.fromkeys(talks.order_by().values_list("organization", flat=True).distinct(), Standing.HEARD)
    return found


def board(phase: Phase, *, among: OrganizationQuerySet, seen_by: User, by: str = "sector") -> Board:
    """The declared universe of a phase, narrowed to `among`. A fixed number of queries."""
    known = standings(phase, seen_by=seen_by)
    universe = among.in_universe().filter(merged_into=None).select_related("sector__parent", "ward", "relationship_owner")
    places = [Place(row, known.get(row.pk, Standing.NOT_REACHED)) for row in universe.order_by("name", "reference")]
    return Board(places, _lines(places, GROUPS[Grouping(by)]), _gaps(places))


def _sector(one: Organization) -> Group:
    sector = one.sector.parent or one.sector
    return sector.code, (sector.order, sector.name)


def _language(one: Organization) -> Group:
    return one.main_language, (0, spoken_language(one.main_language))


def _ward(one: Organization) -> Group:
    return (one.ward.code, (one.ward.order, one.ward.name)) if one.ward else ("", (1_000, gettext("No ward")))


GROUPS: dict[Grouping, Callable[[Organization], Group]] = {
    Grouping.SECTOR: _sector,
    Grouping.LANGUAGE: _language,
    Grouping.WARD: _ward,
}


def _lines(places: Iterable[Place], group: Callable[[Organization], Group]) -> list[Line]:
    """Everybody in exactly one of them. Public figures are counted by sector of the upper level."""
    counts: dict[str, Counter[str]] = {}
    labels: dict[str, tuple[int, str]] = {}
    for place in places:
        code, labels_of = group(place.organization)
        counts.setdefault(code, Counter())[place.standing] += 1
        labels[code] = labels_of
    return [Line(code, labels[code][1], counts[code]) for code in sorted(counts, key=lambda code: (labels[code], code))]


def _gaps(places: Iterable[Place]) -> list[Gap]:
    """Sectors in wards, and languages, of which nobody was heard; the largest group first."""
    declared: Counter[tuple[str, str, str]] = Counter()
    heard: Counter[tuple[str, str, str]] = Counter()
    for place in places:
        one = place.organization
        sector = one.sector.parent or one.sector
        groups = [(sector.name, one.ward.name, "")] if one.ward else []
        groups.append(("", "", one.main_language))
        declared.update(groups)
        if place.standing == Standing.HEARD:
            heard.update(groups)
    missing = [Gap(*group, declared=size) for group, size in declared.items() if not heard[group]]
    return sorted(missing, key=lambda gap: (-gap.declared, gap.sector, gap.ward, gap.language))[:MOST_GAPS]
