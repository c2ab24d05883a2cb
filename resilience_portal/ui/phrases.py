"""Words for protected figures, days and counts: the same on pages, in files and in the PDF."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import get_language, get_language_bidi, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _

from resilience_portal.text import isolated

BASE = 5
# Four ways of not showing a number, and each has its own words.
BLANKS = {
    "zero": gettext_lazy("none"),
    "withheld": gettext_lazy("withheld"),
    "not_asked": gettext_lazy("not asked"),
    "not_yet_coded": gettext_lazy("not yet coded"),
}
# One number for each plural form that a language can have; catalogues choose the form, the page puts the number in.
PLURAL_SAMPLES = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}


def figure_words(cell: Mapping[str, Any]) -> str:
    """A published cell (`value`, `word`) in words of the active language: never a bare 0, never "all".

    Raises ValueError for a word that disclosure control does not know.
    """
    value, word = cell["value"], cell["word"]
    if word in BLANKS:
        return str(BLANKS[word])
    if word == "fewer_than" or (word in {"about", "nearly_all"} and not value):
        return _("fewer than %(base)s") % {"base": BASE}
    if word == "nearly_all":
        return _("nearly all (about %(value)s)") % {"value": formats.number_format(value)}
    if word == "about":
        return _("about %(value)s") % {"value": formats.number_format(value)}
    raise ValueError(f"{word!r} is no word for a figure")


def short_figure_words(cell: Mapping[str, Any]) -> str:
    """The same figure where there is little room, beside a key that says that figures are in steps of five: "10", "under 5"."""
    if cell["word"] in BLANKS or cell["value"]:
        return str(BLANKS.get(cell["word"], formats.number_format(cell["value"] or 0)))
    return _("under %(base)s") % {"base": BASE}


def as_day(value: date | datetime | str | None) -> date | None:
    """A day from a date, a moment (in the portal's time zone), or ISO text as payloads hold it. None for what is none."""
    if isinstance(value, str):
        moment = parse_datetime(value) if "T" in value else None
        value = moment or parse_date(value[:10])
    if isinstance(value, datetime):
        return (timezone.localtime(value) if timezone.is_aware(value) else value).date()
    return value


def day_words(value: date | datetime | str | None, precision: str = "day") -> str:
    """A day as the reader's language writes it: "24 November 2026", "1er novembre 2026". `precision`: day, month or year."""
    found = as_day(value)
    if found is None:
        return ""
    if precision == "year":
        return str(found.year)
    words = formats.date_format(found, "F Y" if precision == "month" else "j F Y")
    is_french_first = get_language() == "fr" and found.day == 1 and precision == "day"
    return words.replace("1 ", "1er ", 1) if is_french_first else words


def period_words(start: date | str | None, end: date | str | None) -> str:
    """From a month to a month: "September 2018 to June 2019"; with one end only, "from ..." or "until ..."."""
    begun, ended = day_words(start, "month"), day_words(end, "month")
    if begun and ended and begun != ended:
        return _elided(_("%(start)s to %(end)s") % {"start": begun, "end": ended})
    if begun and not ended:
        return _elided(_("from %(start)s") % {"start": begun})
    if ended and not begun:
        return _("until %(end)s") % {"end": ended}
    return begun


def _elided(words: str) -> str:
    """French says "d’avril" where it says "de mai"."""
    return re.sub(r"\bde (?=[ao])", "d’", words) if get_language() == "fr" else words


def named(name: object) -> str:
    """A name that somebody wrote, in a sentence or a message: it keeps its own direction, whatever stands around it."""
    return isolated(str(name), in_rtl=get_language_bidi()) if name else ""


def colon() -> str:
    """What stands between a label and its words: French sets a space before it."""
    return pgettext("between a label and its words", ": ")


def match_words() -> dict[str, str]:
    """How many answers a search has, for every plural form of the active language; `%s` stands for the number."""
    return {
        form: ngettext("%(count)s match", "%(count)s matches", number) % {"count": "%s"}
        for form, number in PLURAL_SAMPLES.items()
    }
