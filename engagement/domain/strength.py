"""How strongly a theme is carried: organizations, conversations and sectors behind it, and whether one outweighs all others.

True counts, for those who may open the records; what becomes public comes from protected figures only.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from engagement.models import Conversation, Point, PointTheme
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User

DOMINANT = 0.5  # of the conversations or of the points; above it one organization speaks for the theme


@dataclass(frozen=True)
class Strength:
    """What stands behind one theme. `dominant` is the organization that gives more than half, if one does."""

    organizations: int = 0
    conversations: int = 0
    points: int = 0
    sectors: int = 0
    dominant: uuid.UUID | None = None
    share: int = 0  # of the dominant organization, in percent, of what it dominates most


@dataclass(frozen=True)
class _Part:
    organization: uuid.UUID
    sector: uuid.UUID
    conversations: int
    points: int


def _weigh(parts: Iterable[_Part]) -> Strength:
    rows = list(parts)
    conversations, points = sum(row.conversations for row in rows), sum(row.points for row in rows)
    heaviest = max(rows, key=lambda row: max(row.conversations / conversations, row.points / points))
    share = max(heaviest.conversations / conversations, heaviest.points / points)
    return Strength(
        organizations=len(rows),
        conversations=conversations,
        points=points,
        sectors=len({row.sector for row in rows}),
        dominant=heaviest.organization if share > DOMINANT else None,
        share=round(100 * share),
    )


def of_conversations(talks: QuerySet[Conversation]) -> Strength | None:
    """What stands behind a finding: its conversations, each one point. None when there is none."""
    counted = talks.order_by().values_list("organization", "organization__sector").annotate(found=Count("pk", distinct=True))
    parts = [_Part(organization, sector, found, found) for organization, sector, found in counted]
    return _weigh(parts) if parts else None


def by_theme(user: User, phase: Phase | None = None) -> Mapping[uuid.UUID, Strength]:
    """Theme id -> what stands behind it among the records that this account may open. One query."""
    points = Point.objects.visible_to(user)
    if phase is not None:
        points = points.filter(conversation__phase=phase)
    counted = (
        PointTheme.objects.filter(point__in=points)
        .order_by()
        .values_list("theme", "point__conversation__organization", "point__conversation__organization__sector")
        .annotate(conversations=Count("point__conversation", distinct=True), points=Count("point", distinct=True))
    )
    parts: dict[uuid.UUID, list[_Part]] = defaultdict(list)
    for theme, organization, sector, conversations, found in counted:
        parts[theme].append(_Part(organization, sector, conversations, found))
    return {theme: _weigh(rows) for theme, rows in parts.items()}


def outweighed(user: User, phase: Phase) -> list[tuple[Theme, Strength]]:
    """Themes of a phase of which one organization gives more than half: no report may say "many" of them."""
    found = {pk: row for pk, row in by_theme(user, phase).items() if row.dominant}
    return [(theme, found[theme.pk]) for theme in Theme.objects.in_use().filter(pk__in=found)]
