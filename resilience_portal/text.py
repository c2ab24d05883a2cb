"""Folds text for search: one normaliser for what is stored and what is asked, so that every database gives the same answers.

Also the one answer to spreadsheet formulas. Pure Python: every floor may use it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MOST_TOKENS = 5  # beyond five words a query costs more than it finds

# Letters that keyboards and spellings mix up, and letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىئی", "ي"),
        **dict.fromkeys("ةہھ", "ه"),
        **dict.fromkeys("کگ", "ك"),
        "ؤ": "و",
        "ـ": None,  # tatweel only stretches a word
        **dict.fromkeys("'’‘ʼʹ`´", None),
        **{"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"},
    }
)
_FOLDED = {**_LETTERS, **{zero + value: str(value) for zero in (0x0660, 0x06F0) for value in range(10)}}
_MOST_KEPT = 20_000  # characters that are looked up once


class _Bare(dict[int, int | str | None]):
    """What is left of a character: nothing of one that only marks a letter or a direction. Each is looked up once."""

    def __missing__(self, point: int) -> int | str | None:
        if len(self) >= _MOST_KEPT:
            self.clear()
        kept = None if unicodedata.category(chr(point)) in {"Mn", "Me", "Cf"} else _LETTERS.get(point, point)
        self[point] = kept
        return kept


_BARE = _Bare()
_NOT_A_WORD = re.compile(r"[^\w]+")
_STARTS_A_FORMULA = frozenset("=+-@|%\t\r\n")


def searchable(text: str) -> str:
    """Lower case, without accents, vowel signs, tatweel, direction marks and punctuation; Arabic forms and digits folded."""
    folded = unicodedata.normalize("NFKC", text.translate(_LETTERS)).casefold().translate(_FOLDED)
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFD", folded).translate(_BARE)).strip()


@lru_cache(maxsize=4096)
def _letters(c: str) -> str:
    """One character folded as `searchable` folds it; what belongs to no word is a space, an apostrophe too."""
    return searchable(c).replace(" ", "") if c.isalnum() else "" if unicodedata.category(c) in {"Mn", "Me", "Cf", "Lm"} else " "


def words_at(text: str) -> list[tuple[str, int, int]]:
    """The folded words of `text`, each with where it begins and ends in `text` itself (code points)."""
    found: list[tuple[str, int, int]] = []
    word, begun, end = "", 0, 0
    for place, c in enumerate(text):
        letters = _letters(c)
        if letters == " ":
            if word:
                found.append((word, begun, end))
            word = ""
            continue
        if letters and not word:
            begun = place
        word += letters
        end = place + 1 if word else end
    return [*found, (word, begun, end)] if word else found


def tokens(text: str) -> list[str]:
    """The first MOST_TOKENS folded words of a query, without repeats. Empty when nothing in it can be searched for."""
    return list(dict.fromkeys(searchable(text).split()))[:MOST_TOKENS]


def _is_formula(text: str) -> bool:
    """Whether a spreadsheet might run `text`, also behind spaces, invisible marks and in full-width letters."""
    if text[:1] in _STARTS_A_FORMULA:
        return True
    for c in unicodedata.normalize("NFKC", text):
        if c in _STARTS_A_FORMULA:
            return True
        if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc", "Mn", "Zs"}:
            return False
    return False


def formula_safe(text: str) -> str:
    """`text` as a spreadsheet cell that is never run: an apostrophe goes before what looks like a formula."""
    return f"'{text}" if _is_formula(text) else text


def without_formula_guard(text: str) -> str:
    """The reverse of `formula_safe`, for files that come back."""
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def isolated(text: str, *, in_rtl: bool) -> str:
    """A name within a sentence, in a direction of its own: neither turns the other round, nor what stands beside it.

    `in_rtl`: the sentence runs from right to left. In one from left to right only a name that runs the other way needs it.
    """
    if in_rtl or any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"
    return text
