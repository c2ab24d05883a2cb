"""Notes with their coded passages, as pages draw them."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from engagement import policies
from engagement.models import Conversation, Point, PointTheme
from resilience_portal.accounts.models import User


@dataclass(frozen=True)
class Passage:
    """A point with its themes; `number` is what the painted words and the list share. 0 = the talk as a whole, or words lost."""

    number: int
    point: Point
    codings: list[PointTheme]
    text: str


@dataclass(frozen=True)
class Segment:
    """A run of the notes that lies in the same passages."""

    text: str
    numbers: list[int] = field(default_factory=list)


def passages(conversation: Conversation, user: User) -> list[Passage]:
    """The points that this account may see, in the order of the notes: the whole talk first, then words lost. Four queries.

    A second coder, until the work is handed in, sees none of them.
    """
    if policies.is_blind(conversation, by=user):
        return []
    found = list(conversation.points.prefetch_related("codings__theme__group", "codings__coder"))
    placed = sorted((point for point in found if point.start is not None), key=lambda point: (point.start or 0, point.end or 0))
    rows = [Passage(0, point, list(point.codings.all()), "") for point in found if point.is_whole]
    rows += [Passage(0, point, list(point.codings.all()), point.lost_words) for point in found if point.lost_words]
    rows += [
        Passage(number, point, list(point.codings.all()), conversation.notes[point.start : point.end])
        for number, point in enumerate(placed, start=1)
    ]
    return rows


def segments(notes: str, found: list[Passage]) -> list[Segment]:
    """The notes cut wherever a passage begins or ends; overlapping and nested passages share segments."""
    placed = [(row.number, row.point.start or 0, min(row.point.end or 0, len(notes))) for row in found if row.number]
    cuts = sorted({0, len(notes), *(start for _n, start, _e in placed if start < len(notes)), *(end for _n, _s, end in placed)})
    return [
        Segment(notes[begin:end], [number for number, start, stop in placed if start <= begin and end <= stop])
        for begin, end in pairwise(cuts)
    ]
