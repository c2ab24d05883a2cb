"""Text cells: figures of any script, formulas that stay text, markup that stays text, words that mean "nothing"."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

from resilience_portal.sheets.issues import Issue, error, info, warning
from resilience_portal.text import searchable, without_formula_guard

LONGEST_FIGURE = 60
NO_RESULT = "\ufdd0"  # stands for a formula whose result was not saved: a letter that no text may hold
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"})
NOTHING = frozenset(
    {"n a", "na", "none", "null", "nil", "tbd", "unknown", "aucun", "aucune", "s o", "inconnu", "لا يوجد", "غير معروف", "لا شيء"}
)
_SCRIPT = re.compile(
    r"<\s*(?:script|iframe|object|embed|svg|img|style|link|meta|form)\b|\bon\w{3,20}\s*=|javascript:", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,10});")


def plain(cell: str) -> str:
    """A cell with one kind of line end, without outer spaces, and without the guard that our own exports put before a formula."""
    text = cell.replace("\r\n", "\n").replace("\r", "\n")
    return without_formula_guard(text.strip(" \n\u00a0\u200e\u200f\ufeff") if not text.startswith("\t") else text.rstrip())


@lru_cache(maxsize=5_000)
def digits(text: str) -> str:
    """`text` with all figures as 0-9, without direction marks and outer spaces. What is too long for a figure stays as it is."""
    if len(text) > LONGEST_FIGURE:
        return text
    seen = (c for c in text if unicodedata.category(c) != "Cf")
    folded = "".join(str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in seen)
    return " ".join(folded.split())


def is_nothing(text: str) -> bool:
    """Words, dashes and dots that people write into a cell that they have nothing for."""
    return bool(text) and (searchable(text) in NOTHING or not searchable(text)) and len(text) < 20 and not _has_symbol(text)


def _has_symbol(text: str) -> bool:
    return any(unicodedata.category(c) in {"So", "Sc", "Sm"} for c in text)


def broken(text: str, column: str) -> Issue | None:
    """Why no cell may hold this text: a formula without its result, a spreadsheet's error, control characters."""
    if text == NO_RESULT:
        return error("xlsx.formula_without_value", column)
    if text.strip() in ERRORS:
        return error("xlsx.error_value", column, text=text.strip())
    if CONTROL.search(text):
        return error("text.control", column)
    return None


def remarks(text: str, column: str) -> list[Issue]:
    """What somebody should know of a text that is kept as it stands."""
    found = []
    if mark := formula_mark(text):
        say = warning if mark == "=" else info
        found.append(say("text.formula_like", column, mark=mark))
    if ("<" in text or "=" in text or ":" in text) and _SCRIPT.search(text):
        found.append(warning("text.markup", column))
    elif "<" in text and _TAG.search(text):
        found.append(info("text.markup", column))
    return found


def formula_mark(text: str) -> str:
    """The sign that makes a spreadsheet take a text for a formula, also behind spaces and in full-width letters; else ""."""
    for c in unicodedata.normalize("NFKC", text[:20]):
        if c in "=+-@|%":
            return c
        if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc", "Mn", "Zs"}:
            return ""
    return ""


def name_of(text: str, column: str) -> tuple[str, list[Issue]]:
    """A name: entities of web pages read, spaces single. Says so where that changed anything."""
    read = html.unescape(text) if _ENTITY.search(text) else text
    name = " ".join(read.split())
    return name, [info("text.entities", column, text=text, name=name)] if name != text and (read != text or "  " in text) else []
