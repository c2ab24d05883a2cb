"""What contact details, places and numbers look like in English, French and Arabic text.

Every pattern runs over `plain(text)`, which has one character for each of `text`: digits of any script as 0-9, one kind of
dash, one kind of space. What a pattern is sure of is worth stopping for; the rest is only worth a second look.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
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


def _plain(c: str) -> str:
    if (digit := unicodedata.decimal(c, None)) is not None:
        return str(digit)
    category = unicodedata.category(c)
    return "-" if category == "Pd" or c == "\u2212" else " " if category == "Zs" else c


def plain(text: str) -> str:
    """The same text, character for character, with one kind of digit, dash and space. Direction marks become spaces."""
    return "".join(" " if unicodedata.category(c) == "Cf" else _plain(c) for c in text)


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
    r"(?:file|case|badge|passport|permit|claim|health card|licence|license|dossier|permis|passeport|carte d'assurance[- ]maladie|"
    r"ملف|قضية|جواز|بطاقة|رخصة)"
)

# kind, whether it is sure, pattern. The group "it", where there is one, is what is marked.
PATTERNS: tuple[tuple[Kind, bool, re.Pattern[str]], ...] = tuple(
    (kind, is_sure, re.compile(pattern, re.IGNORECASE))
    for kind, is_sure, pattern in (
        (Kind.EMAIL, True, r"(?<![\w.%+'-])[\w.%+'-]{1,64} ?(?:@|\[at\]|\(at\)|\[arobase\]|\(arobase\)) ?[\w-]+(?:\.[\w-]+)+"),
        (
            Kind.EMAIL,
            True,
            r"(?<![\w.%+-])[\w.%+-]{1,64} (?:at|arobase) [\w-]+ (?:dot|point) (?:[\w-]+ (?:dot|point) )?[a-z]{2,4}\b",
        ),
        (Kind.HANDLE, True, r"\b(?:https?://|www\.)[^\s<>\"“”«»،؛]+[^\s<>\"“”«»،؛.,;:!?)]"),
        (Kind.HANDLE, True, r"(?<![\w.@])@[\w.]{2,30}\w"),
        # +1 (780) 555-0177, 780.555.0177, 7805550177
        (Kind.PHONE, True, rf"{_BEFORE}(?:\+?1{_GAP})?\(?[2-9]\d\d\)?{_GAP}[2-9]\d\d{_GAP}\d{{4}}{_AFTER}"),
        (Kind.PHONE, True, rf"{_BEFORE}\+ ?\d(?:[ .\-()]{{0,2}}\d){{7,14}}{_AFTER}"),
        (Kind.PHONE, True, rf"{_BEFORE}0\d(?:[ .]\d\d){{4}}{_AFTER}"),
        (Kind.PHONE, True, rf"{_BEFORE}(?!(?:19|20)\d\b)[2-9]\d\d[-. ]\d{{4}}{_AFTER}"),
        # health number 12345-6789; social insurance number 000 000 000
        (Kind.IDENTIFIER, True, rf"{_BEFORE}\d{{5}}[- ]\d{{4}}{_AFTER}"),
        (Kind.IDENTIFIER, True, rf"{_BEFORE}\d{{3}}[- ]\d{{3}}[- ]\d{{3}}{_AFTER}"),
        (Kind.IDENTIFIER, False, rf"{_BEFORE}\d{{8,9}}{_AFTER}"),
        (
            Kind.IDENTIFIER,
            True,
            rf"{_NUMBERED}\s?(?:number|no\.?|nº|n°|numéro|num\.?|#|رقم)?\s?(?:is|was|:|est)?\s?"
            r"(?P<it>[a-z]{0,3} ?-?\d[\d-]{3,14}\d)",
        ),
        (
            Kind.PLATE,
            True,
            r"(?:plates?|plaques?|immatricul\w*|لوحة)\b[^\n.]{0,25}?(?P<it>\b(?=[\w -]*\d)[A-Z]{1,4}[- ]?\d{2,5}\b)",
        ),
        (Kind.PLATE, False, rf"{_BEFORE}(?-i:[A-Z]{{3}})-?(?!(?:19|20)\d\d)\d{{3,4}}{_AFTER}"),
        # T5J 2R7
        (Kind.ADDRESS, True, r"\b[abceghj-nprstvxy]\d[abceghj-nprstv-z] ?-?\d[abceghj-nprstv-z]\d\b"),
        (Kind.ADDRESS, True, rf"\b\d{{1,6}}[a-z]?,? (?:\d{{1,3}}(?:st|nd|rd|th)?[a-z]? )(?:{_STREETS})\b\.?{_QUARTER}"),
        (Kind.ADDRESS, True, rf"\b\d{{1,6}}[a-z]?,? (?:(?-i:[A-ZÀ-Þ])[\w.'’-]* ){{1,3}}(?:{_STREETS})\b\.?{_QUARTER}"),
        (Kind.ADDRESS, True, rf"\b\d{{1,6}}[a-z]?(?: ?bis)?,? (?:{_RUES}) {_RUE_NAME}{_QUARTER}"),
        (
            Kind.ADDRESS,
            False,
            rf"\b\d{{1,3}}(?:st|nd|rd|th|e|er|re)?[a-z]? (?:street|avenue|st|ave|rue)\b(?!\.? (?-i:[A-Z][a-z])){_QUARTER}",
        ),
        (Kind.ADDRESS, True, r"\d{1,6}[ ,،]*(?:شارع|طريق|جادة)\s+[\w-]+(?:\s+[\w-]+)?"),
        (Kind.ADDRESS, True, r"(?:شارع|طريق|جادة)\s+[\w-]+(?:\s+[\w-]+)?[ ,،]*(?:رقم\s*)?\d{1,6}"),
        (Kind.ADDRESS, False, r"(?:في|ب)?(?P<it>(?:شارع|جادة)\s+[\w-]+)"),
        (Kind.AGE, False, r"\b\d{1,2}[- ]years?[- ]olds?\b|\baged? \d{1,2}\b|\bâgée?s? de \d{1,2}( ans)?\b|\b\d{1,2} ans\b"),
        (Kind.AGE, False, r"(?:عمره|عمرها|يبلغ من العمر|تبلغ من العمر)\s*\d{1,2}(?:\s*(?:عاما|عامًا|سنة))?"),
    )
)


def matches(text: str) -> Iterator[tuple[Kind, bool, int, int]]:
    """What the patterns find: kind, whether sure, from, to. Places in `text`."""
    flat = plain(text)
    for kind, is_sure, pattern in PATTERNS:
        for match in pattern.finditer(flat):
            start, end = match.span("it") if "it" in pattern.groupindex else match.span()
            end -= len(flat[start:end]) - len(flat[start:end].rstrip())
            if end > start and not _MONEY.search(flat[max(0, start - 2) : start]):
                yield kind, is_sure, start, end
