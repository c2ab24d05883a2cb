"""What becomes of coded passages when the notes are edited: moved with their words, or put before a coder again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

from engagement.models import CodingStep, Conversation, Point, SecondCode, SecondCodingStep

Span = tuple[int, int]
TOKEN = re.compile(r"\w+\W*|\W+")
SHORTEST_FOUND_AGAIN = 8  # a passage of fewer characters may be found anywhere by chance
KEPT_SHARE = 0.5  # of a passage that lost an end: below this it is another passage


@dataclass(frozen=True)
class Place:
    """Where a passage stands now, in code points; `is_same` = its words did not change."""

    start: int
    end: int
    is_same: bool


@dataclass(frozen=True)
class _Block:
    """A run of characters that stands in both texts."""

    old: int
    new: int
    size: int


def _common(before: str, after: str) -> int:
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))


def _tokens(text: str) -> tuple[list[str], list[int]]:
    """Words with what follows them, and the position of each (one more for the end)."""
    words = TOKEN.findall(text)
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    return words, places


def _blocks(before: str, after: str) -> list[_Block]:
    """Runs that stayed: the common beginning, runs of whole words in between, the common end."""
    head = _common(before, after)
    tail = min(_common(before[::-1], after[::-1]), len(before) - head, len(after) - head)
    old_words, old_at = _tokens(before[head : len(before) - tail])
    new_words, new_at = _tokens(after[head : len(after) - tail])
    found = [_Block(0, 0, head)]
    for old, new, size in SequenceMatcher(None, old_words, new_words, autojunk=False).get_matching_blocks():
        found.append(_Block(head + old_at[old], head + new_at[new], old_at[old + size] - old_at[old]))
    found.append(_Block(len(before) - tail, len(after) - tail, tail))
    return [block for block in found if block.size]


def _at(blocks: Sequence[_Block], position: int) -> int | None:
    """Where this character stands now; None when it is gone."""
    for block in blocks:
        if block.old <= position < block.old + block.size:
            return block.new + position - block.old
    return None


def _kept(blocks: Sequence[_Block], span: Span) -> tuple[int, list[int]]:
    """How many characters of the span stayed, and where the kept runs begin and end now."""
    kept, edges = 0, []
    for block in blocks:
        begin, stop = max(span[0], block.old), min(span[1], block.old + block.size)
        if begin < stop:
            kept += stop - begin
            edges += [block.new + begin - block.old, block.new + stop - block.old]
    return kept, edges


def _place(span: Span, before: str, after: str, blocks: Sequence[_Block]) -> Place | None:
    start, end = span
    words = before[start:end]
    first, last = _at(blocks, start), _at(blocks, end - 1)
    if first is not None and last is not None and first <= last:
        return Place(first, last + 1, is_same=after[first : last + 1] == words)
    if found := find_again(words, after):
        return found
    kept, edges = _kept(blocks, span)
    if kept >= KEPT_SHARE * (end - start) and min(edges) < max(edges):
        return _trimmed(after, min(edges), max(edges))
    return None


def _trimmed(text: str, start: int, end: int) -> Place | None:
    """Without the spaces at its ends; None when nothing else remains."""
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return Place(start, end, is_same=False) if start < end else None


def find_again(words: str, text: str) -> Place | None:
    """The one place where these very words stand; None when there is none or more than one."""
    if len(words) < SHORTEST_FOUND_AGAIN or text.count(words) != 1:
        return None
    start = text.index(words)
    return Place(start, start + len(words), is_same=True)


def follow(before: str, after: str, spans: Iterable[Span]) -> dict[Span, Place | None]:
    """Where each span of `before` stands in `after`; None where its words are gone."""
    blocks = _blocks(before, after)
    return {span: _place(span, before, after, blocks) for span in set(spans)}


def follow_edit(conversation: Conversation, *, before: str, after: str) -> int:
    """Moves every coded passage with its words. Returns how many need another look. Call inside the edit's transaction.

    The trails of undo end here: their places belonged to a text that is gone.
    """
    if before == after:
        return 0
    points = list(Point.objects.select_for_update().filter(conversation=conversation))
    codes = list(SecondCode.objects.filter(second_coding__conversation=conversation).exclude(start=None))
    placed = [(point.start, point.end) for point in points] + [(code.start, code.end) for code in codes]
    spans = [(start, end) for start, end in placed if start is not None and end is not None]
    places = follow(before, after, spans)
    for point in points:
        _move(point, places, before, after)
    Point.objects.bulk_update(points, ["start", "end", "lost_words", "needs_look"])
    for code in codes:  # agreement is measured on the talk: a second code whose words are gone stays on the talk
        place = places[code.start, code.end]  # type: ignore[index]  # rows without a place were left out above
        code.start, code.end = (place.start, place.end) if place else (None, None)
    SecondCode.objects.bulk_update(codes, ["start", "end"])
    CodingStep.objects.filter(conversation=conversation).delete()
    SecondCodingStep.objects.filter(second_coding__conversation=conversation).delete()
    return sum(point.needs_look for point in points)


def _move(point: Point, places: dict[Span, Place | None], before: str, after: str) -> None:
    if point.lost_words:
        if found := find_again(point.lost_words, after):
            point.start, point.end, point.lost_words = found.start, found.end, ""
        return
    if point.start is None or point.end is None:
        return
    place = places[point.start, point.end]
    if place is None:
        point.lost_words = before[point.start : point.end]
        point.start = point.end = None
    else:
        point.start, point.end = place.start, place.end
    point.needs_look = point.needs_look or place is None or not place.is_same
