"""A page of conversations, as quick among a million as among fifty. Figures and why so: docs/adr/0040-the-desk-at-a-million.md.

A page is asked for in two steps: which rows (their days and keys alone), then the rows. On PostgreSQL the first step reads
numbers of facets from one index, in the order of days, and never touches a record that it does not show. No page numbers, and
no count beside the rows: they would count what nobody reads. The number is asked for by itself, and is capped.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from engagement.models import Conversation
from engagement.models.conversation_questions import ConversationQuerySet

COUNTED = 1_000  # "more than 1,000": the exact number helps nobody beyond, and costs a scan


class Place(NamedTuple):
    """Where a record stands in the list."""

    held_on: date
    pk: uuid.UUID


@dataclass(frozen=True)
class Page:
    """Rows of one page, where the next page begins, and how many were found in all, where the page itself tells."""

    rows: list[Conversation]
    total: int | None
    more: Place | None


def is_quick() -> bool:
    """Whether this database keeps the numbers of facets."""
    return connection.vendor == "postgresql"


def page(found: ConversationQuerySet, *, quick: ConversationQuerySet | None, after: Place | None, size: int) -> Page:
    """The page behind `after`, newest first, ids breaking ties.

    `quick` finds what `found` does, and perhaps more: what it finds is asked again.
    """
    asked = _behind(found if quick is None else quick, after).order_by("-held_on", "-pk")
    places = [Place(*row) for row in asked.values_list("held_on", "pk")[: size + 1]]
    rows = list(found.filter(pk__in=[place.pk for place in places[:size]]).for_list()) if places else []
    more = places[size - 1] if len(places) > size else None
    return Page(rows, len(rows) if more is None and after is None else None, more)


def count(found: ConversationQuerySet) -> int:
    """How many there are, at most COUNTED + 1."""
    return len(found.order_by().values_list("pk")[: COUNTED + 1])


def _behind(found: ConversationQuerySet, after: Place | None) -> ConversationQuerySet:
    if after is None:
        return found
    day, pk = after
    return found.filter(Q(held_on__lt=day) | Q(held_on=day, pk__lt=pk), held_on__lte=day)
