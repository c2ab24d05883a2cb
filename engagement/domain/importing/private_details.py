"""Details in a note that would identify somebody. Hints for a person to look at: they warn, they never refuse, nothing leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from resilience_portal.sheets.issues import Issue, warning
from resilience_portal.text import searchable

_FIGURE = r"[\d٠-٩]"
_PHONE = re.compile(
    rf"(?<![\w])(?:\+?1[ .-]?)?\(?{_FIGURE}{{3}}\)?[ .-]?{_FIGURE}{{3}}[ .-]{_FIGURE}{{4}}(?![\w])"
    rf"|(?<!\d)\d{{10}}(?!\d)|\+{_FIGURE}{{1,3}}(?:[ .-]?{_FIGURE}{{2,4}}){{2,4}}(?![\w])"
)
_NUMBER = re.compile(rf"(?:{_FIGURE}[ ().-]{{0,2}}){{7}}")  # most texts have no such run of figures: quick
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,20})+")
_SOCIAL = re.compile(r"(?<![\d-])\d{3}[ -]\d{3}[ -]\d{3}(?![\d-])")
_HEALTH = re.compile(r"(?<![\d-])\d{5}[ -]\d{4}(?![\d-])")
_NUMBER_OF = re.compile(
    r"\b(?:SIN|NAS|PHN|social insurance|health (?:care )?(?:number|card)|assurance sociale|carte santé|passport|passeport|"
    r"driver'?s licen[cs]e|permis de conduire|file number|case number)\b[^.\n]{0,30}?\d[\d -]{5,}|"
    r"(?:رقم (?:الضمان|الصحة|البطاقة|الجواز|الهوية))[^.\n]{0,20}?[\d٠-٩]{6,}",
    re.IGNORECASE,
)
_AGE_OF_ONE = re.compile(
    r"\b(?:a|an|the|one|his|her|their)\s+\d{1,2}[- ]year[- ]old\b|\b\d{1,2}[- ]year[- ]old (?:boy|girl|man|woman|student)\b|"
    r"\b(?:un|une|le|la|son|sa) (?:garçon|fille|élève|jeune|adolescente?|homme|femme|fils) de \d{1,2} ans\b|"
    r"(?:عمره|عمرها|يبلغ من العمر|تبلغ من العمر)\s+[\d٠-٩]{1,2}",
    re.IGNORECASE,
)

_AGES = ("year", "YEAR", "Year", " ans", "عمر")


def private_details(text: str, column: str) -> list[Issue]:
    """What in this text somebody should look at."""
    found = []
    has_number = bool(_NUMBER.search(text))
    if ("@" in text and _EMAIL.search(text)) or (has_number and _PHONE.search(text)):
        found.append(warning("privacy.contact_details", column))
    if has_number and (_SOCIAL.search(text) or _HEALTH.search(text) or _NUMBER_OF.search(text)):
        found.append(warning("privacy.identifier", column))
    if any(word in text for word in _AGES) and _AGE_OF_ONE.search(text):
        found.append(warning("privacy.case_detail", column))
    return found


class Contacts:
    """Names of people in the registry, to be found in texts that leave: by any two words of a name that stand together."""

    def __init__(self, names: Iterable[str]) -> None:
        self._pairs: dict[tuple[str, str], str] = {}
        for name in names:
            words = [word for word in searchable(name).split() if len(word) > 1]
            for pair in pairwise(words):
                self._pairs.setdefault(pair, name)

    def named_in(self, text: str) -> str:
        """The first contact whose name stands in the text; "" for none."""
        words = searchable(text).split()
        return next((self._pairs[pair] for pair in pairwise(words) if pair in self._pairs), "")
