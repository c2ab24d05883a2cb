"""Finds what could identify somebody in a text: names we know, and what looks like a contact detail, a place or a number.

Pure Python, on this machine only. Finding is a help, not a promise: a person reads every summary before it leaves.
Places are counted in code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from resilience_portal.privacy.patterns import Kind, matches
from resilience_portal.text import searchable, words_at

__all__ = ["Detail", "Kind", "KnownName", "KnownNames", "find", "matches", "named", "replaced"]

LONGEST_TEXT = 200_000
_LONGEST_GAP = 3  # characters between two words of one name: ", " or " & "

# A title before a capital letter names somebody, whether we know them or not.
_TITLES = (
    r"Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Imam|Rabbi|Pastor|Reverend|Rev|Fr|Father|Sheikh|Shaykh|Elder|Constable|Cst|Sgt|Sergeant|"
    r"Detective|Det|Officer|Principal|Coach|M|Mme|Mlle|Monsieur|Madame|Docteur|Père|Pasteur|Abbé|Cheikh"
)
_ARABIC_TITLES = "السيد|السيدة|الشيخ|الإمام|الدكتور|الدكتورة|الأستاذ|الأستاذة|الحاج|الحاجة|الأخ|الأخت"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ](?:[\w'’-]*\w)?"
_TITLED = re.compile(rf"\b(?:{_TITLES})\b\.? (?P<it>{_CAPITAL}(?: {_CAPITAL}){{0,2}})")
_TITLED_ARABIC = re.compile(
    rf"(?:^|(?<=[\s،.؛:(«\"]))[وفبلك]?(?:{_ARABIC_TITLES})\s+"
    r"(?P<it>[\u0621-\u064a]{3,})"
)
# Titles and places that follow a title without naming anyone: "Father's Day" ends at the apostrophe, these do not.
_NO_NAMES = frozenset(
    {"day", "of", "and", "the", "for", "from", "league", "council", "college", "school", "centre", "center", "services", "police"}
    | {"training", "care", "abuse", "investigator"}
)
_NAME_TITLES = frozenset(searchable(title) for title in f"{_TITLES}|{_ARABIC_TITLES}".split("|"))
_ATTACHED = "وفبلك"  # and, so, with, for, as: written together with the word that follows
_IS_ARABIC = re.compile(r"[\u0621-\u064a]")
_ENDS_A_SENTENCE = re.compile(r"(?:^|[.!?…؟\n:•«“\"-])\s*[«“\"'(\[]*$")


@dataclass(frozen=True)
class KnownName:
    """A name from the registry and what it names. `role` is what may stand in its place, for the caller's own use."""

    name: str
    kind: Kind
    role: str = ""


@dataclass(frozen=True)
class Detail:
    """A stretch of the text that could identify somebody. `is_sure`: worth stopping for."""

    start: int
    end: int
    kind: Kind
    text: str
    is_sure: bool
    role: str = ""


@dataclass(frozen=True)
class _Entry:
    words: tuple[str, ...]
    known: KnownName
    is_part: bool  # a surname or first name alone


class KnownNames:
    """Names from the registry, ready to be looked for. Building costs; looking does not: keep one per process."""

    def __init__(self, names: Iterable[KnownName]) -> None:
        self._by_first: dict[str, list[_Entry]] = {}
        for known in names:
            for entry in _entries(known):
                self._by_first.setdefault(entry.words[0], []).append(entry)
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: (-len(entry.words), entry.is_part))

    def starting_with(self, word: str) -> list[_Entry]:
        """Names whose first word this is, the longest first."""
        return self._by_first.get(word, [])


def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word, _start, _end in words_at(name))


def _entries(known: KnownName) -> Iterator[_Entry]:
    """The forms a name is written in: whole, without its title or "the", with an initial, and in parts for a person."""
    words = _words(known.name)
    while len(words) > 1 and (words[0] in _NAME_TITLES or words[0] in {"the", "le", "la", "les"}):
        words = words[1:]
    if not words or not any(len(word) > 1 for word in words):
        return
    yield _Entry(words, known, is_part=False)
    without = tuple(searchable(known.name).split())  # O'Brien as one word, as it is often typed
    if without != words and len(without) > 1:
        yield _Entry(without, known, is_part=False)
    if known.kind == Kind.PERSON and len(words) > 1:
        first, last = words[0], words[-1]
        yield _Entry((first[:1], *words[1:]), known, is_part=False)
        if len(words) > 2:
            yield _Entry((first, last), known, is_part=False)
            yield _Entry((first, words[1]), known, is_part=False)
        parts = {_words(part) for part in known.name.split()} | {(word,) for word in words}
        for part in sorted(part for part in parts if sum(map(len, part)) >= 4 and part[0] not in _NAME_TITLES):
            yield _Entry(part, known, is_part=True)


def _begun(word: str, start: int) -> Iterator[tuple[str, int]]:
    """A word as it stands, and without what Arabic writes in one with it."""
    yield word, start
    if _IS_ARABIC.match(word) and len(word) > 3 and word[0] in _ATTACHED:
        yield word[1:], start + 1
        if word.startswith("لل"):
            yield f"ا{word[1:]}", start + 1  # for the …: the article loses its first letter
        elif len(word) > 4 and word[1] in _ATTACHED:
            yield word[2:], start + 2


def _matched(text: str, words: Sequence[tuple[str, int, int]], at: int, names: KnownNames) -> Detail | None:
    for word, start in _begun(words[at][0], words[at][1]):
        for entry in names.starting_with(word):
            reach = words[at : at + len(entry.words)]
            if tuple(one[0] for one in reach[1:]) != entry.words[1:]:
                continue
            if any(
                after[1] - before[2] > _LONGEST_GAP or "\n" in text[before[2] : after[1]] for before, after in pairwise(reach)
            ):
                continue
            if (is_sure := _is_meant(text, entry, start, reach[-1][2])) is not None:
                return Detail(start, reach[-1][2], entry.known.kind, text[start : reach[-1][2]], is_sure, entry.known.role)
    return None


def _is_meant(text: str, entry: _Entry, start: int, end: int) -> bool | None:
    """Whether these letters surely are the name; None when they are just a word of the language."""
    if len(entry.words) > 1:
        return True
    written = text[start:end]
    is_cased = written.upper() != written.lower()
    if not is_cased:  # Arabic has no capitals: one word alone may be any word
        return None if len(entry.words[0]) < 4 else not entry.is_part and len(entry.words[0]) > 5
    if len(written) <= 5 and entry.known.name.isupper():
        return True if written.isupper() else None  # an acronym is written as one
    if not written[:1].isupper():
        return None
    if _ENDS_A_SENTENCE.search(text[max(0, start - 6) : start]):
        return False  # any word has a capital here
    return not entry.is_part or entry.words[0] == _words(entry.known.name)[-1]


def _titled(text: str) -> Iterator[Detail]:
    for pattern in (_TITLED, _TITLED_ARABIC):
        for match in pattern.finditer(text):
            start, end = match.span("it")
            if searchable(match["it"]).split()[:1] and searchable(match["it"]).split()[0] not in _NO_NAMES:
                yield Detail(start, end, Kind.PERSON, text[start:end], is_sure=True)


def named(text: str, names: KnownNames) -> Iterator[Detail]:
    """The names that we know, wherever they stand; names within names too."""
    words = words_at(text)
    return (detail for at in range(len(words)) if (detail := _matched(text, words, at, names)))


def find(text: str, names: KnownNames) -> list[Detail]:
    """What could identify somebody, in the order of the text; where two overlap, the longer one, then the surer."""
    if len(text) > LONGEST_TEXT:
        raise ValueError("text is too long to be looked through")
    found = [Detail(start, end, kind, text[start:end], is_sure) for kind, is_sure, start, end in matches(text)]
    found += _titled(text)
    found += named(text, names)
    kept: list[Detail] = []
    taken = bytearray(len(text))
    for detail in sorted(found, key=lambda one: (one.start - one.end, not one.is_sure, not one.role, one.start)):
        if not any(taken[detail.start : detail.end]):
            kept.append(detail)
            taken[detail.start : detail.end] = b"\x01" * (detail.end - detail.start)
    return sorted(kept, key=lambda one: one.start)


def replaced(text: str, details: Iterable[Detail], words: Mapping[Kind, str]) -> str:
    """`text` with each detail replaced: by its own role where it has one, else by the words for its kind."""
    for detail in sorted(details, key=lambda one: one.start, reverse=True):
        text = text[: detail.start] + (detail.role or words[detail.kind]) + text[detail.end :]
    return text
