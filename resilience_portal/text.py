"""Folds text for search: one normaliser for what is stored and what is asked, so that every database gives the same answers."""

from __future__ import annotations

import re
import unicodedata

MOST_TOKENS = 5  # performance.md section 2: beyond five words a query costs more than it finds

_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None, "گ": "ك", "ک": "ك", "ی": "ي"}
)
_DIGITS = {ord(c): str(i) for i, c in enumerate("٠١٢٣٤٥٦٧٨٩")} | {ord(c): str(i) for i, c in enumerate("۰۱۲۳۴۵۶۷۸۹")}


def searchable(text: str) -> str:
    """Lower case, without accents, vowel signs, tatweel and punctuation; Arabic letter forms and digits folded."""
    folded = unicodedata.normalize("NFKC", text).translate(_ARABIC).translate(_DIGITS)
    bare = "".join(c for c in unicodedata.normalize("NFD", folded.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[^\w]+", " ", bare.translate(_ARABIC)).strip()


def tokens(text: str) -> list[str]:
    """The first MOST_TOKENS folded words of a query, without repeats."""
    return list(dict.fromkeys(searchable(text).split()))[:MOST_TOKENS]
