"""How alike two names are, and why: to warn that an organization may be in the registry already. It never decides.

A name is its words, folded. Rare words weigh more than "association" or "centre"; words match when they are the same, one
shortens the other, they differ by a slip, or they sound the same in Latin and Arabic letters. An acronym matches its words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from math import log
from typing import Generic, TypeVar

from resilience_portal.text import searchable

Key = TypeVar("Key", bound=Hashable)

LIKELY = 0.78  # above: worth asking "do you mean this one?"
MOST_WORDS = 24
COMMON, COMMON_SOUND = 60, 12  # names that share a trait (a sound of two letters), beyond which it is no hint any more
_SLIP = 0.82  # two words this alike differ by a slip of the finger
_JOINED = 0.92  # two names this alike, written without spaces

# Words that say what an organization is, not which one; with the few that join others.
_SMALL = frozenset({
    "al", "el", "the", "of", "for", "and", "in", "at", "to", "a", "an", "on", "de", "du", "des", "la", "le", "les", "l",
    "d", "et", "en", "un", "une", "pour", "au", "aux", "و", "في", "من", "على", "ال",
})  # fmt: skip
_GENERIC = frozenset({
    "association", "assoc", "society", "foundation", "community", "communities", "centre", "center", "club", "group",
    "network", "council", "league", "institute", "church", "mosque", "temple", "school", "college", "university",
    "department", "services", "service", "project", "program", "programme", "canada", "canadian", "alberta", "edmonton",
    "calgary", "city", "national", "international", "societe", "fondation", "communaute", "communautaire", "groupe",
    "reseau", "conseil", "ligue", "institut", "eglise", "mosquee", "ecole", "ville", "جمعيه", "مركز", "مسجد", "رابطه",
    "مجلس", "نادي", "مدرسه", "مؤسسه", "موسسه", "معهد", "شبكه", "مجتمع",
})  # fmt: skip
# Short forms, and what kind of body it is, in one word for all three languages.
_SAME = {
    "st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "assn": "association", "soc": "society", "center": "centre",
    "masjid": "mosque", "mosquee": "mosque", "مسجد": "mosque", "جامع": "mosque", "societe": "society", "جمعيه": "association",
    "مركز": "centre", "ligue": "league", "رابطه": "league", "ecole": "school", "مدرسه": "school", "club": "club", "نادي": "club",
    "conseil": "council", "مجلس": "council", "fondation": "foundation", "مؤسسه": "foundation", "institut": "institute",
    "معهد": "institute", "reseau": "network", "شبكه": "network", "groupe": "group", "eglise": "church", "كنيسه": "church",
    "communaute": "community", "مجتمع": "community", "communautaire": "community", "اسلاميه": "islamic", "islamique": "islamic",
    "شباب": "youth", "jeunesse": "youth", "jeunes": "youth", "نساء": "women", "femmes": "women", "paroisse": "parish",
    "رعيه": "parish",
}  # fmt: skip

# Arabic consonants as they are written in Latin letters, and what falls together when a name is written by ear.
_LATIN = {
    "ا": "", "ب": "b", "ت": "t", "ث": "s", "ج": "j", "ح": "", "خ": "k", "د": "d", "ذ": "s", "ر": "r", "ز": "s", "س": "s",
    "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "s", "ع": "", "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ل": "l", "م": "m",
    "ن": "n", "ه": "", "و": "", "ي": "", "ء": "",
}  # fmt: skip
_BY_EAR = (
    ("kh", "k"), ("gh", "g"), ("sh", "s"), ("ch", "s"), ("th", "s"), ("dh", "s"), ("ph", "f"), ("q", "k"), ("c", "k"),
    ("z", "s"), ("v", "f"), ("p", "b"),
)  # fmt: skip
_SILENT = frozenset("aeiouwyh")  # an h is heard in one spelling and not in the next: Larkhollow, لاركهولو
_IS_ARABIC = frozenset(_LATIN)
_ARABIC_WORDS = re.compile(r"\S*[\u0600-\u06ff]\S*")
_AFTER_A_DASH = re.compile(r"\s[–—-]\s.*")


def _bare(word: str) -> str:
    """An Arabic word without its article: الشباب and للشباب are شباب."""
    return word[2:] if word.startswith(("ال", "لل")) and len(word) > 4 else word


@lru_cache(maxsize=20_000)
def skeleton(word: str) -> str:
    """The consonants of a folded word as heard: مسجد and masjid are both "msjd"; الرحمة and Rahma are both "rm"."""
    is_arabic = any(c in _IS_ARABIC for c in word)
    if is_arabic:
        word = "".join(_LATIN.get(c, c) for c in _bare(word))
    else:
        for heard, written in _BY_EAR:
            word = word.replace(heard, written)
    bare = "".join(c for c in word if c not in _SILENT)
    return "".join(c for at, c in enumerate(bare) if at == 0 or bare[at - 1] != c)


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name that count, folded; the small ones too where there are no others."""
    every = searchable(name.replace("&", " and ")).split()[:MOST_WORDS]
    all_words = [_SAME.get(_bare(word), word) for word in every]
    return tuple(dict.fromkeys(word for word in all_words if word not in _SMALL)) or tuple(dict.fromkeys(all_words))


def acronyms(name: str) -> tuple[str, ...]:
    """The initials of a name of several words, with and without the small ones, and of what stands before a dash: "lia"."""
    found = []
    for part in (name, _AFTER_A_DASH.sub("", name)):
        every = [word for word in searchable(part).split()[:MOST_WORDS] if word[0].isalnum()]
        found += ["".join(w[0] for w in every if w not in _SMALL), "".join(w[0] for w in every)]
    return tuple(dict.fromkeys(word for word in found if 2 <= len(word) <= 10))


def in_each_script(name: str) -> tuple[str, ...]:
    """The name and, where it is written in two scripts, each of them: "Poplars Club نادي الحور" is known by either."""
    arabic, latin = " ".join(_ARABIC_WORDS.findall(name)), _ARABIC_WORDS.sub(" ", name)
    return (name, arabic, latin) if arabic and searchable(latin) else (name,)


@lru_cache(maxsize=50_000)
def _alike(one: str, other: str) -> float:
    """How alike two words are: 1 the same, 0 nothing to do with each other."""
    if one == other:
        return 1.0
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short) and (long in _GENERIC or len(long) - len(short) <= 2):
        return 0.9  # "assoc.", or a plural
    crosses = (short[0] in _IS_ARABIC) != (long[0] in _IS_ARABIC)
    heard, written = skeleton(short), skeleton(long)
    if crosses:
        return 0.9 if heard == written and len(heard) >= 2 else 0.0
    if len(short) < 4 or short.isdigit() or long.isdigit():
        return 0.0
    ratio = SequenceMatcher(None, short, long, autojunk=False).ratio()
    if heard == written and len(heard) >= 4 and ratio >= 0.6:
        return 0.9
    if ratio >= _SLIP:
        return ratio
    return 0.85 if _is_one_stem(short, long) else 0.0


def _is_one_stem(short: str, long: str) -> bool:
    """Whether two words differ in their endings only: library, libraries; mentoring, mentorship."""
    shared = next((at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    return shared >= 5 and shared >= 0.6 * len(long)


@dataclass(frozen=True)
class Likeness:
    """How alike two names are (0 to 1), and the words that make them so, as (here, there)."""

    score: float
    shared: tuple[tuple[str, str], ...] = ()

    @property
    def is_likely(self) -> bool:
        """Whether it is worth asking."""
        return self.score >= LIKELY


def _weight(word: str, commonness: Mapping[str, float]) -> float:
    return commonness.get(word, 1.0) * (0.35 if word in _GENERIC else 1.0)


def _pairs(here: tuple[str, ...], there: tuple[str, ...]) -> list[tuple[str, str, float]]:
    """Each word with its best partner, the surest pairs first; no word twice."""
    alike = ((_alike(one, other), one, other) for one in here for other in there)
    best = sorted((pair for pair in alike if pair[0]), key=lambda pair: -pair[0])
    found, used_here, used_there = [], set(), set()
    for likeness, one, other in best:
        if one not in used_here and other not in used_there:
            used_here.add(one)
            used_there.add(other)
            found.append((one, other, likeness))
    return found


def likeness(one: str, other: str, *, commonness: Mapping[str, float] | None = None) -> Likeness:
    """How alike two names are. `commonness` gives a word's weight: near 0 for one that stands in many names."""
    here, there, weights = words_of(one), words_of(other), commonness or {}
    if not here or not there or (_numbers(here) != _numbers(there) and _numbers(here) and _numbers(there)):
        return Likeness(0.0)  # Local 12 is not Local 14
    for letters, name, words in ((here, other, there), (there, one, here)):
        if len(letters) == 1 and len(words) > 1 and len(letters[0]) >= 3 and letters[0] in acronyms(name):
            return Likeness(0.85, ((letters[0], " ".join(words)),))
    joined = "".join(here), "".join(there)
    if min(map(len, joined)) >= 6:
        matcher = SequenceMatcher(None, *joined, autojunk=False)
        if matcher.quick_ratio() >= _JOINED and _digits(joined[0]) == _digits(joined[1]) and matcher.ratio() >= _JOINED:
            return Likeness(matcher.ratio(), ((" ".join(here), " ".join(there)),))
    pairs = _pairs(here, there)
    total = sum(_weight(word, weights) for word in (*here, *there))
    shared = sum(alike * (_weight(a, weights) + _weight(b, weights)) for a, b, alike in pairs)
    return Likeness(shared / total if total else 0.0, tuple((a, b) for a, b, _alike in pairs))


def _numbers(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if word.isdigit())


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


@dataclass(frozen=True)
class Match(Generic[Key]):
    """A known name that is like the one asked for."""

    key: Key
    name: str
    likeness: Likeness


class KnownNames(Generic[Key]):
    """Names to compare with: (key, name) each; one key may have several. Only names that share something are looked at."""

    def __init__(self, names: Iterable[tuple[Key, str]]) -> None:
        self._names = [(key, name, each) for key, name in names for each in in_each_script(name) if words_of(each)]
        self._by_trait: dict[str, list[int]] = defaultdict(list)
        held = Counter[str]()
        for place, (_key, _whole, name) in enumerate(self._names):
            held.update(set(words_of(name)))
            for trait in _traits(name):
                self._by_trait[trait].append(place)
        most = log(len(self._names) + 1) or 1.0
        self.commonness = {word: max(0.15, 1 - log(count) / most) for word, count in held.items()}

    def like(self, name: str, *, most: int = 5) -> list[Match[Key]]:
        """The likeliest of the known names, best first; of one key only the best name."""
        best: dict[Key, Match[Key]] = {}
        for asked in in_each_script(name):
            for place in {place for trait in _traits(asked) for place in self._by_trait.get(trait, ())}:
                key, whole, known = self._names[place]
                found = likeness(asked, known, commonness=self.commonness)
                if found.is_likely and (key not in best or best[key].likeness.score < found.score):
                    best[key] = Match(key, whole, found)
        return sorted(best.values(), key=lambda match: (-match.likeness.score, match.name))[:most]

    def pairs(self) -> list[tuple[Key, Key, Likeness]]:
        """All keys whose names are alike, each pair once, the likeliest first.

        A trait that very many names have tells nothing: what two of them have in common besides stands in another trait.
        """
        found: dict[frozenset[Key], tuple[Key, Key, Likeness]] = {}
        for trait, places in self._by_trait.items():
            most = COMMON_SOUND if trait.startswith("~") and len(trait) < 4 else COMMON
            for one, other in combinations(places, 2) if len(places) <= most else ():
                self._compare(self._names[one], self._names[other], found)
        return sorted(found.values(), key=lambda row: (-row[2].score, str(row[0])))

    def _compare(
        self,
        one: tuple[Key, str, str],
        other: tuple[Key, str, str],
        found: dict[frozenset[Key], tuple[Key, Key, Likeness]],
    ) -> None:
        pair = frozenset((one[0], other[0]))
        if len(pair) < 2 or pair in found:
            return
        alike = likeness(one[2], other[2], commonness=self.commonness)
        if alike.is_likely:
            found[pair] = (one[0], other[0], alike)


def _traits(name: str) -> set[str]:
    """What two names have in common when they may be one: a telling word's start or sound, initials, first and last letters."""
    words = words_of(name)
    telling = [word for word in words if word not in _GENERIC] or list(words)
    found = {word[:4] for word in telling} | {f"~{heard}" for word in telling if len(heard := skeleton(word)) >= 2}
    found |= {f"={letters}" for letters in (*acronyms(name), *(words if len(words) == 1 else ()))}
    return found | {f"<{''.join(words)[:6]}", f">{''.join(words)[-8:]}"}
