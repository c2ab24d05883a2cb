"""A page of conversations, as quick among a million as among fifty. See `benchmarks/lists.py` for figures.

A list ordered by day has two ways to go. Where little is found, all of it is fetched and sorted. Where much is found, the index
by day is walked until the page is full. Which one is right is not guessed: the first PROBED finds are asked for, in whatever
order they come, and that also tells how many there are. No page numbers: they would count what nobody reads.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from engagement.models import Conversation
from engagement.models.conversation_questions import ConversationQuerySet

COUNTED = 1_000  # "1,000+": the exact number helps nobody beyond, and costs a scan
PROBED = 2_000

Place = tuple[date, uuid.UUID]


@dataclass(frozen=True)
class Page:
    """Rows of one page, how many were found in all (at most COUNTED + 1), and where the next page begins."""

    rows: list[Conversation]
    total: int
    more: Conversation | None

    @property
    def is_many(self) -> bool:
        """More than are counted."""
        return self.total > COUNTED


def page(found: ConversationQuerySet, *, after: Place | None, size: int) -> Page:
    """The page behind `after`, newest first, ids breaking ties. Three queries and those of the rows."""
    probe: list[Place] = list(found.order_by().values_list("held_on", "pk")[: PROBED + 1])
    if len(probe) <= PROBED:
        places = sorted((place for place in probe if after is None or place < after), reverse=True)[: size + 1]
        rows = list(Conversation.objects.filter(pk__in=[pk for _day, pk in places]).for_list())
    else:
        rows = list(_behind(found, after).for_list()[: size + 1])
    return Page(rows[:size], min(len(probe), COUNTED + 1), rows[size - 1] if len(rows) > size else None)


def _behind(found: ConversationQuerySet, after: Place | None) -> ConversationQuerySet:
    if after is None:
        return found
    day, pk = after
    return found.filter(Q(held_on__lt=day) | Q(held_on=day, pk__lt=pk), held_on__lte=day)
