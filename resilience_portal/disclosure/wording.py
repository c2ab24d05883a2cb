"""Finds what a sentence says about how many: "most organizations", "a few said", "about 15 of 50 groups". Reads, does not judge.

A claim is a quantity or a number with, within a few words, a noun of what is counted or (for quantities) a verb of saying.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from resilience_portal.disclosure.vocabulary import VOCABULARIES, Level, Vocabulary

STOPS = r".!?;:,\n؟؛،"  # a claim does not reach beyond one of these
GAP = rf"[^\w{STOPS}]+"
WITHIN = rf"(?:{GAP}\w+){{0,3}}?{GAP}"
DIGITS = r"\d{1,3}(?:[ ,٬]\d{3})+(?!\d)|\d+"
YEARS = range(1900, 2100)
ARABIC_PARTICLES = "(?:[وف]?(?:لل|[بلك]?(?:ال)?))"
LOOK_BACK = 40  # characters: enough for "out of the roughly "


@dataclass(frozen=True)
class Claim:
    """`text[start:end]` claims a level or a number.

    `noun`: organizations, conversations, people, or "" where a verb says who is meant. `is_negated`: "not all".
    `is_whole`: the number after "of". `is_share`: a percentage. `bound`: "above" ("more than"), "below" ("fewer than") or "".
    """

    start: int
    end: int
    level: Level | None = None
    number: int = 0
    noun: str = ""
    is_negated: bool = False
    is_whole: bool = False
    is_share: bool = False
    bound: str = ""


def claims_in(text: str, language: str) -> list[Claim]:
    """What the text claims about how many, in its order. Raises KeyError for a language without a vocabulary."""
    reader = _reader(language)
    folded, places = fold(text)
    found = sorted([*reader.levels(folded), *reader.numbers(folded)], key=lambda claim: (claim.start, -claim.end))
    kept: list[Claim] = []
    for claim in found:
        inside = kept and claim.end <= kept[-1].end and claim.level is None and kept[-1].level == Level.ALL
        if not inside:  # "not a single organization" says nobody, not one
            kept.append(claim)
    return [_moved(claim, places) for claim in kept]


def fold(text: str) -> tuple[str, list[int]]:
    """The text without what makes no difference (case, accents, vowel signs), and where in the text each letter stood."""
    letters, places = [], []
    for place, written in enumerate(text):
        for letter in unicodedata.normalize("NFKD", written.casefold()):
            if not unicodedata.combining(letter) and letter != "ـ":
                letters.append({"ى": "ي", "ة": "ه"}.get(letter, letter))
                places.append(place)
    return "".join(letters), places


def _moved(claim: Claim, places: list[int]) -> Claim:
    return Claim(**{**vars(claim), "start": places[claim.start], "end": places[claim.end - 1] + 1})


class _Reader:
    """The patterns of one language, for folded texts."""

    def __init__(self, words: Vocabulary, particles: str) -> None:
        self.particles = particles
        nouns = {"organizations": words.organizations, "conversations": words.conversations, "people": words.people}
        noun = "|".join(f"(?P<{name}>{self._any(phrases)})" for name, phrases in nouns.items())
        saying = self._any(words.saying)
        self.level_of = {level: re.compile(self._any(phrases)) for level, phrases in _both(words).items()}
        quantity = self._any(*words.quantities.values())
        followed = rf"(?:{quantity})(?={WITHIN}(?P<target>{noun}|{saying}))"
        alone = self._any(*words.alone.values())
        preceded = rf"{saying}{GAP}(?P<subject>{quantity})" if words.verb_first else r"(?!)(?P<subject>)"
        self.level = re.compile(rf"(?P<alone>{alone})|(?P<followed>{followed})|(?P<preceded>{preceded})")
        self.value_of: dict[str, int] = {}
        for value, phrases in [*words.numbers.items(), *words.numbers_alone.items()]:
            self.value_of |= dict.fromkeys(map(self._folded, phrases.split(", ")), value)
        number = rf"(?<![\w.,])(?:{DIGITS})(?![\d]|[.,]\d)|{self._any(*words.numbers.values())}"
        bound = rf"(?:(?:(?P<above>{self._any(words.bounds)})|(?P<below>{self._any(words.below)})){GAP})?"
        share = rf"(?:(?:{GAP})?(?P<share>{self._any(words.share)}))?"
        lone = self._any(*words.numbers_alone.values()) if words.numbers_alone else "(?!)"
        self.number = re.compile(rf"{bound}(?:(?P<lone>{lone})|(?P<number>{number})(?={share}{WITHIN}(?P<target>{noun})))")
        self.negated = re.compile(rf"(?:{self._any(words.negations, words.below)}){GAP}$")
        self.nearly = re.compile(rf"{GAP}{self._any(words.nearly)}" if words.nearly else "(?!)")
        self.of = re.compile(rf"(?:{self._any(words.of)})(?:{GAP}\w+){{0,2}}{GAP}$")

    def levels(self, folded: str) -> Iterator[Claim]:
        """Claims in words."""
        for found in self.level.finditer(folded):
            words = found["alone"] or found["subject"] or found["followed"]
            level = next(level for level, pattern in reversed(self.level_of.items()) if pattern.match(words))
            end = found.end("target") if found["followed"] else found.end()
            if level == Level.ALL and self.nearly.match(folded, end):
                level = Level.NEARLY_ALL
            negated = bool(self.negated.search(folded[max(0, found.start() - LOOK_BACK) : found.start()]))
            yield Claim(found.start(), end, level=level, noun=_noun(found), is_negated=negated)

    def numbers(self, folded: str) -> Iterator[Claim]:
        """Claims in numbers."""
        for found in self.number.finditer(folded):
            written = found["lone"] or found["number"]
            value = self._value(written)
            if found["lone"] is None and value in YEARS and written.isdigit():
                continue
            yield Claim(
                found.start(),
                found.end() if found["lone"] else found.end("target"),
                number=value,
                noun="organizations" if found["lone"] else _noun(found),
                is_whole=bool(self.of.search(folded[max(0, found.start() - LOOK_BACK) : found.start()])),
                is_share=found["share"] is not None,
                bound="above" if found["above"] else "below" if found["below"] else "",
            )

    def _value(self, written: str) -> int:
        digits = re.sub(r"\D", "", written)
        if digits:
            return int(digits)
        plain = " ".join(re.split(GAP, written))
        bare = re.sub(rf"^{self.particles}", "", plain) if self.particles else plain
        return self.value_of[plain] if plain in self.value_of else self.value_of[bare]

    def _any(self, *phrases: str) -> str:
        """One pattern for all phrases of comma-separated lists, the longest first."""
        separate = {self._folded(phrase) for listed in phrases for phrase in listed.split(", ")}
        return "(?:" + "|".join(map(self._phrase, sorted(separate, key=lambda phrase: (-len(phrase), phrase)))) + ")"

    def _phrase(self, phrase: str) -> str:
        words = GAP.join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
        opening = rf"(?<!\w){self.particles}" if phrase[0].isalnum() else ""
        return f"{opening}{words}" + (r"(?!\w)" if phrase[-1].isalnum() or phrase[-1] == "*" else "")

    @staticmethod
    def _folded(phrase: str) -> str:
        return " ".join(re.split(r"[ '’-]+", fold(phrase)[0])).strip()


def _both(words: Vocabulary) -> Mapping[Level, str]:
    """All phrases of each level."""
    return {level: ", ".join(filter(None, (words.quantities.get(level), words.alone.get(level)))) for level in Level}


def _noun(found: re.Match[str]) -> str:
    return next((name for name in ("organizations", "conversations", "people") if found[name]), "")


@cache
def _reader(language: str) -> _Reader:
    return _Reader(VOCABULARIES[language], ARABIC_PARTICLES if language == "ar" else "")
