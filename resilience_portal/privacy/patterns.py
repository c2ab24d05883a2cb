"""What contact details, places and numbers look like in English, French and Arabic text.

Every pattern runs over `plain(text)`, which has one character for each of `text`: digits of any script as 0-9, one kind of
dash, one kind of space. What a pattern is sure of is worth stopping for; the rest is only worth a second look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a detail is."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PHONE = "phone"
    EMAIL = "email"
    HANDLE = "handle"  # an account or an address on the web
    ADDRESS = "address"
    PLATE = "plate"
    IDENTIFIER = "identifier"  # health, social insurance and file numbers
    AGE = "age"
    CASE = "case"  # the age of one person, told of them: a case, not a group


_MOST_KEPT = 20_000  # characters that are looked up once


class _Plain(dict[int, int | str]):
    """One character for one. Each is looked up once."""

    def __missing__(self, point: int) -> int | str:
        if len(self) >= _MOST_KEPT:
            self.clear()
        c = chr(point)
        category, digit = unicodedata.category(c), unicodedata.decimal(c, None)
        is_dash = category == "Pd" or c == "\u2212"
        self[point] = found = str(digit) if digit is not None else "-" if is_dash else " " if category in {"Zs", "Cf"} else point
        return found


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The same text, character for character, with one kind of digit, dash and space. Direction marks become spaces."""
    return text.translate(_PLAIN)


_GAP = r"[ .\-]{0,2}"
_BEFORE, _AFTER = r"(?<![\w#$€£/.,-])", r"(?![\w/-]|[.,]\d)"
_MONEY = re.compile(r"[$€£] ?\Z")
_STREETS = (
    "street|st|avenue|ave|av|road|rd|drive|dr|boulevard|blvd|lane|ln|crescent|cres|way|court|crt|place|pl|trail|tr|close|"
    "terrace|gate|point|square|circle|alley|highway|hwy|rue"
)
_QUARTER = r"(?: ?,? ?(?:nw|ne|sw|se|n\.o\.|s\.o\.)\b)?"
_RUES = "rue|avenue|av\\.?|boulevard|boul\\.?|chemin|ch\\.?|place|allée|route|impasse|montée|rang"
_RUE_NAME = r"(?:(?:de|du|des|la|le|les) |d['’]|l['’]){0,3}(?!(?-i:[NS][EWO])\b)(?-i:[A-ZÀ-Þ])[\w'’-]*"
_NUMBERED = (
    "file", "case", "badge", "passport", "permit", "claim", "health card", "health care", "health", "licence", "license",
    "social insurance", "dossier", "permis de conduire", "permis", "passeport", "carte d'assurance maladie",
    "carte d'assurance-maladie", "carte santé", "assurance sociale",
    "ملف", "قضية", "جواز", "بطاقة", "رخصة", "الضمان", "الصحة", "الهوية", "الجواز", "البطاقة",
)  # fmt: skip
_LETTERS = ("sin", "nas", "phn")  # only as words of their own

Hint = Callable[[str], bool]


def _any_of(*words: str) -> Hint:
    return lambda low: any(word in low for word in words)


def _like(pattern: str) -> Hint:
    compiled = re.compile(pattern)
    return lambda low: compiled.search(low) is not None


# What a text, in small letters, must hold for a pattern to be worth running over it: most texts hold none of these.
_AT = _any_of("@", " at ", "(at)", "[at]", "arobase")
_WEB = _any_of("@", "http", "www.")
_SEVEN = _like(r"(?:\d[^\d\n]{0,3}){7}")  # figures close together
_DIGIT = _like(r"\d")
_YEARS = _any_of("year", " ans", "age", "âgé", "عمر")
_STREET = _any_of("شارع", "طريق", "جادة")
_FIVE, _NUMBERS = _like(r"\d[\d-]{3}"), _any_of(*_NUMBERED, *_LETTERS)


def _five(low: str) -> bool:
    return _FIVE(low) and _NUMBERS(low)


@dataclass(frozen=True)
class Pattern:
    """What one kind of detail looks like. The group "it", where there is one, is what is marked."""

    kind: Kind
    is_sure: bool
    hint: Hint
    looks_like: re.Pattern[str]


PATTERNS: tuple[Pattern, ...] = tuple(
    Pattern(kind, is_sure, hint, re.compile(pattern, re.IGNORECASE))
    for kind, is_sure, hint, pattern in (
        (
            Kind.EMAIL,
            True,
            _AT,
            r"(?<![\w.%+'-])[\w.%+'-]{1,64} ?(?:@|\[at\]|\(at\)|\[arobase\]|\(arobase\)) ?[\w-]+(?:\.[\w-]+)+",
        ),
        (
            Kind.EMAIL,
            True,
            _AT,
            r"(?<![\w.%+-])[\w.%+-]{1,64} (?:at|arobase) [\w-]+ (?:dot|point) (?:[\w-]+ (?:dot|point) )?[a-z]{2,4}\b",
        ),
        (Kind.HANDLE, True, _WEB, r"\b(?:https?://|www\.)[^\s<>\"“”«»،؛]+[^\s<>\"“”«»،؛.,;:!?)]"),
        (Kind.HANDLE, True, _WEB, r"(?<![\w.@])@[\w.]{2,30}\w"),
        # +1 (780) 555-0177, 780.555.0177, 7805550177
        (Kind.PHONE, True, _SEVEN, rf"{_BEFORE}(?:\+?1{_GAP})?\(?[2-9]\d\d\)?{_GAP}[2-9]\d\d{_GAP}\d{{4}}{_AFTER}"),
        (Kind.PHONE, True, _SEVEN, rf"{_BEFORE}\+ ?\d(?:[ .\-()]{{0,2}}\d){{7,14}}{_AFTER}"),
        (Kind.PHONE, True, _SEVEN, rf"{_BEFORE}0\d(?:[ .]\d\d){{4}}{_AFTER}"),
        (Kind.PHONE, True, _SEVEN, rf"{_BEFORE}(?!(?:19|20)\d\b)[2-9]\d\d[-. ]\d{{4}}{_AFTER}"),
        # health number 12345-6789; social insurance number 000 000 000
        (Kind.IDENTIFIER, True, _SEVEN, rf"{_BEFORE}\d{{5}}[- ]\d{{4}}{_AFTER}"),
        (Kind.IDENTIFIER, True, _SEVEN, rf"{_BEFORE}\d{{3}}[- ]\d{{3}}[- ]\d{{3}}{_AFTER}"),
        (Kind.IDENTIFIER, False, _SEVEN, rf"{_BEFORE}\d{{8,9}}{_AFTER}"),
        (
            Kind.IDENTIFIER,
            True,
            _five,
            rf"(?:{'|'.join(_NUMBERED)}|\b(?:{'|'.join(_LETTERS)}))\s?(?:number|no\.?|nº|n°|numéro|num\.?|#|رقم)?\s?(?:is|was|:|est)?\s?"
            r"(?P<it>[a-z]{0,3} ?-?\d[\d-]{3,14}\d)",
        ),
        (
            Kind.PLATE,
            True,
            _DIGIT,
            r"(?:plates?|plaques?|immatricul\w*|لوحة)\b[^\n.]{0,25}?(?P<it>\b(?=[\w -]*\d)[A-Z]{1,4}[- ]?\d{2,5}\b)",
        ),
        (Kind.PLATE, False, _DIGIT, rf"{_BEFORE}(?-i:[A-Z]{{3}})-?(?!(?:19|20)\d\d)\d{{3,4}}{_AFTER}"),
        # T5J 2R7
        (Kind.ADDRESS, True, _DIGIT, r"\b[abceghj-nprstvxy]\d[abceghj-nprstv-z] ?-?\d[abceghj-nprstv-z]\d\b"),
        (Kind.ADDRESS, True, _DIGIT, rf"\b\d{{1,6}}[a-z]?,? (?:\d{{1,3}}(?:st|nd|rd|th)?[a-z]? )(?:{_STREETS})\b\.?{_QUARTER}"),
        (Kind.ADDRESS, True, _DIGIT, rf"\b\d{{1,6}}[a-z]?,? (?:(?-i:[A-ZÀ-Þ])[\w.'’-]* ){{1,3}}(?:{_STREETS})\b\.?{_QUARTER}"),
        (Kind.ADDRESS, True, _DIGIT, rf"\b\d{{1,6}}[a-z]?(?: ?bis)?,? (?:{_RUES}) {_RUE_NAME}{_QUARTER}"),
        (
            Kind.ADDRESS,
            False,
            _DIGIT,
            rf"\b\d{{1,3}}(?:st|nd|rd|th|e|er|re)?[a-z]? (?:street|avenue|st|ave|rue)\b(?!\.? (?-i:[A-Z][a-z])){_QUARTER}",
        ),
        (Kind.ADDRESS, True, _STREET, r"\d{1,6}[ ,،]*(?:شارع|طريق|جادة)\s+[\w-]+(?:\s+[\w-]+)?"),
        (Kind.ADDRESS, True, _STREET, r"(?:شارع|طريق|جادة)\s+[\w-]+(?:\s+[\w-]+)?[ ,،]*(?:رقم\s*)?\d{1,6}"),
        (Kind.ADDRESS, False, _STREET, r"(?:في|ب)?(?P<it>(?:شارع|جادة)\s+[\w-]+)"),
        (
            Kind.CASE,
            False,
            _YEARS,
            r"\b(?:a|an|the|one|his|her|their) (?P<it>\d{1,2}[- ]year[- ]old)\b",
        ),
        (Kind.CASE, False, _YEARS, r"\b(?P<it>\d{1,2}[- ]year[- ]old) (?:boy|girl|man|woman|student|child)\b"),
        (
            Kind.CASE,
            False,
            _YEARS,
            r"\b(?:un|une|le|la|son|sa) (?:garçon|fille|élève|jeune|adolescente?|homme|femme|fils) (?P<it>de \d{1,2} ans)\b",
        ),
        (
            Kind.CASE,
            False,
            _YEARS,
            r"(?:عمره|عمرها|يبلغ من العمر|تبلغ من العمر)\s*\d{1,2}(?:\s*(?:عاما|عامًا|سنة))?",
        ),
        (
            Kind.AGE,
            False,
            _YEARS,
            r"\b\d{1,2}[- ]years?[- ]olds?\b|\baged? \d{1,2}\b|\bâgée?s? de \d{1,2}( ans)?\b|\b\d{1,2} ans\b",
        ),
    )
)


def matches(text: str, kinds: Collection[Kind] = frozenset(Kind)) -> Iterator[tuple[Kind, bool, int, int]]:
    """What the patterns of these kinds find: kind, whether sure, from, to. Places in `text`."""
    flat = plain(text)
    low = flat.lower()
    hinted = {hint: hint(low) for hint in {each.hint for each in PATTERNS if each.kind in kinds}}
    for pattern in PATTERNS:
        if pattern.kind not in kinds or not hinted[pattern.hint]:
            continue
        for match in pattern.looks_like.finditer(flat):
            start, end = match.span("it") if "it" in pattern.looks_like.groupindex else match.span()
            end -= len(flat[start:end]) - len(flat[start:end].rstrip())
            if end > start and not _MONEY.search(flat[max(0, start - 2) : start]):
                yield pattern.kind, pattern.is_sure, start, end
