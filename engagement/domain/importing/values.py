"""Numbers, times and days as people write them, in European and Arabic digits. What could be two things is none."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, time
from enum import Enum, auto

_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?")
_LONGEST = 60
_CLOCK = re.compile(r"(\d{1,2}) ?[:h] ?(\d\d)(?::\d\d(?:\.\d+)?)?")


class DayOrder(Enum):
    """How a file writes 18/11/2018: known only from days that can be read in one way."""

    UNKNOWN = auto()
    DAY_FIRST = auto()
    MONTH_FIRST = auto()
    MIXED = auto()


class TwoDays(ValueError):
    """03/04/2019 in a file that does not show which of the two it means."""


def digits(text: str) -> str:
    """`text` with all digits as 0-9, without direction marks and outer spaces. What is too long for a number stays as it is."""
    if len(text) > _LONGEST:
        return text
    plain = (c for c in text if unicodedata.category(c) != "Cf")
    return "".join(str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in plain).strip()


def day_order(texts: Iterable[str]) -> DayOrder:
    """What the days of a file tell about their order."""
    found = [(int(match[1]), int(match[2])) for text in texts if (match := _SLASHED.fullmatch(digits(text)))]
    day_first, month_first = any(one > 12 for one, _two in found), any(two > 12 for _one, two in found)
    if day_first and month_first:
        return DayOrder.MIXED
    return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST if month_first else DayOrder.UNKNOWN


def day(text: str, order: DayOrder) -> date:
    """The day; a time after it is left out. Raises TwoDays, or ValueError for what is no day at all."""
    text = digits(text)
    if match := _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    match = _SLASHED.fullmatch(text)
    if match is None:
        raise ValueError(text)
    one, two, year = int(match[1]), int(match[2]), int(match[3])
    if one > 12 or one == two or (order == DayOrder.DAY_FIRST and two <= 12):
        return date(year, two, one)
    if two > 12 or order == DayOrder.MONTH_FIRST:
        return date(year, one, two)
    raise TwoDays(text)


def whole_number(text: str) -> int | None:
    """A number of at most six digits, or None."""
    text = digits(text)
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None


def clock(text: str) -> time | None:
    """14:30, 14h30, 14:30:00; or None."""
    match = _CLOCK.fullmatch(digits(text))
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        return None
    return time(int(match[1]), int(match[2]))
