"""Days as people write them, in European and Arabic digits and in three languages. What could be two days is none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from resilience_portal.sheets.issues import Issue, error, info, warning
from resilience_portal.sheets.texts import digits
from resilience_portal.text import searchable

EARLIEST = date(2000, 1, 1)  # as on the form: a slip of the finger in the year
_SLASHED = re.compile(r"(\d{1,2}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{4}|\d{2})(?:,? (\d{1,2}:\d\d.*))?")
_YEAR_FIRST = re.compile(r"(\d{4}) ?[/.\-] ?(\d{1,2}) ?[/.\-] ?(\d{1,2})(?:[ T](\d{1,2}:\d\d.*))?")
_MONTH_ONLY = re.compile(r"(\d{4})[/.\-](\d{1,2})|(\d{1,2})[/.\-](\d{4})")
_COMPACT = re.compile(r"(20\d\d)(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th|er)? ?(?:of |de )?([^\W\d_]+(?: ال\w+)?) ?(\d{4}|\d{2})?")
_MONTH_DAY = re.compile(r"([^\W\d_]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4}|\d{2})")
_MONTH_YEAR = re.compile(r"([^\W\d_]+) (\d{4})")
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun|lun|mardi|mer|jeu|ven|sam|dim)[a-z]*\.?,? (?=\d|[a-z]{3,9}\.? \d)|"
    r"^(?:ال)?(?:سبت|احد|اثنين|ثلاثاء|اربعاء|خميس|جمعة|جمعه)،? ",
    re.IGNORECASE,
)
_EXCEL_BEGINS = date(1899, 12, 30)
_SERIALS = range(36526, 73051)  # the years 2000 to 2100
_MONTHS = {
    searchable(word): number
    for number, words in enumerate(
        (
            "january jan janvier janv يناير كانون_الثاني جانفي",
            "february feb février févr fév فبراير شباط فيفري",
            "march mar mars مارس آذار",
            "april apr avril avr أبريل إبريل نيسان أفريل",
            "may mai مايو أيار ماي",
            "june jun juin يونيو حزيران جوان",
            "july jul juillet juil يوليو تموز جويلية",
            "august aug août أغسطس آب أوت",
            "september sep sept septembre سبتمبر أيلول",
            "october oct octobre أكتوبر تشرين_الأول",
            "november nov novembre نوفمبر تشرين_الثاني",
            "december dec décembre déc ديسمبر كانون_الأول",
        ),
        start=1,
    )
    for words in words.split()
    for word in [words.replace("_", " ")]
}


class DayOrder(StrEnum):
    """How a file writes 18/11/2018: known from days that can be read in one way only, or chosen by the person."""

    UNKNOWN = ""
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"
    MIXED = "mixed"


@dataclass(frozen=True)
class Day:
    """What a cell came to. No `value` and no issue of severity ERROR: the cell is empty."""

    value: date | None = None
    issues: tuple[Issue, ...] = ()
    is_month: bool = False


def order_of(texts: Iterable[str]) -> DayOrder:
    """What the days of a column tell about their order."""
    day_first = month_first = False
    for text in texts:
        if (match := _SLASHED.fullmatch(digits(text))) and (int(match[1]) <= 31 and int(match[2]) <= 31):
            day_first, month_first = (
                day_first or int(match[1]) > 12 >= int(match[2]),
                month_first or int(match[2]) > 12 >= int(match[1]),
            )
    if day_first and month_first:
        return DayOrder.MIXED
    return DayOrder.DAY_FIRST if day_first else DayOrder.MONTH_FIRST if month_first else DayOrder.UNKNOWN


def read_day(text: str, *, column: str, order: DayOrder, today: date, future: bool = False, months: bool = False) -> Day:
    """The day of a cell. `future` lets days to come pass; `months` takes "April 2019" for its first day."""
    plain = digits(text)
    if not plain:
        return Day()
    found = _read(plain, text, column, order, today, months=months)
    if found.value is None:
        return found
    issues = list(found.issues)
    if plain != text.strip() and any(c.isdigit() and not c.isascii() for c in text):
        issues.append(info("date.arabic_digits", column, text=text, day=found.value.isoformat()))
    if found.value < EARLIEST:
        issues = [error("date.too_old", column, text=text)]
    elif found.value > today and not future:
        issues = [error("date.future", column, day=found.value.isoformat())]
    return Day(found.value, tuple(issues), found.is_month)


def _read(plain: str, text: str, column: str, order: DayOrder, today: date, *, months: bool) -> Day:
    if match := _YEAR_FIRST.fullmatch(plain):
        if 1300 <= int(match[1]) <= 1500:
            return Day(issues=(error("date.hijri", column, text=text),))
        return _made(int(match[1]), int(match[2]), int(match[3]), text, column, clock=match[4])
    if match := _SLASHED.fullmatch(plain):
        return _slashed(match, text, column, order, today)
    if (match := _SERIAL.fullmatch(plain)) and int(match[1]) in _SERIALS:
        day = _EXCEL_BEGINS + timedelta(days=int(match[1]))
        return Day(day, (warning("date.excel_serial", column, text=text, day=day.isoformat()),))
    if match := _COMPACT.fullmatch(plain):
        return _made(int(match[1]), int(match[2]), int(match[3]), text, column)
    return _in_words(plain, text, column, today, months=months)


def _made(
    year: int, month: int, day: int, text: str, column: str, *, clock: str | None = None, told: tuple[Issue, ...] = ()
) -> Day:
    try:
        value = date(year, month, day)
    except ValueError:
        return Day(issues=(error("date.invalid", column, text=text),))
    if clock and not re.fullmatch(r"0?0:00(?::00(?:\.0+)?)?(?: ?AM)?", clock.strip()):
        told = (*told, info("date.with_time", column))
    return Day(value, told)


def _slashed(match: re.Match[str], text: str, column: str, order: DayOrder, today: date) -> Day:
    one, two = int(match[1]), int(match[2])
    year, told = _year(match[3], text, column, today)
    if one > 12 and two > 12:
        return Day(issues=(error("date.invalid", column, text=text),))
    if one <= 12 and two <= 12 and one != two and order not in (DayOrder.DAY_FIRST, DayOrder.MONTH_FIRST):
        readings = {"first": date(year, two, one).isoformat(), "second": date(year, one, two).isoformat()}
        return Day(issues=(error("date.ambiguous", column, text=text, **readings),))
    is_day_first = one > 12 or (two <= 12 and order != DayOrder.MONTH_FIRST)
    day, month = (one, two) if is_day_first else (two, one)
    found = _made(year, month, day, text, column, clock=match[4], told=told)
    if found.value and order == DayOrder.MIXED and one != two:
        said = info("date.dmy" if is_day_first else "date.mdy", column, text=text, day=found.value.isoformat())
        return Day(found.value, (*found.issues, said))
    return found


def _year(text: str, whole: str, column: str, today: date) -> tuple[int, tuple[Issue, ...]]:
    """Four figures as they are; two are of this century, up to next year."""
    if len(text) == 4:
        return int(text), ()
    year = int(text) + (2000 if int(text) <= today.year % 100 + 1 else 1900)
    return year, (info("date.two_digit_year", column, text=whole, year=year),)


def _in_words(plain: str, text: str, column: str, today: date, *, months: bool) -> Day:
    bare = " ".join(re.sub(r"[.,،\-/]+", " ", _WEEKDAY.sub("", plain)).split())
    if match := _DAY_MONTH.fullmatch(bare):
        month = _MONTHS.get(searchable(match[2]))
        if month and match[3]:
            return _worded(int(match[1]), month, match[3], text, column, today)
    if (match := _MONTH_DAY.fullmatch(bare)) and (month := _MONTHS.get(searchable(match[1]))):
        return _worded(int(match[2]), month, match[3], text, column, today)
    number = year = 0
    if (match := _MONTH_YEAR.fullmatch(bare)) and (month := _MONTHS.get(searchable(match[1]))):
        number, year = month, int(match[2])
    elif match := _MONTH_ONLY.fullmatch(plain):
        number, year = int(match[2] or match[3]), int(match[1] or match[4])
    if 1 <= number <= 12:
        if months:
            return Day(date(year, number, 1), (info("date.month_taken", column, text=text),), is_month=True)
        return Day(issues=(error("date.month_only", column, text=text),))
    return Day(issues=(error("date.not_a_date", column, text=text),))


def _worded(day: int, month: int, year: str, text: str, column: str, today: date) -> Day:
    whole, told = _year(year, text, column, today)
    found = _made(whole, month, day, text, column, told=told)
    if found.value is None:
        return found
    return Day(found.value, (*found.issues, info("date.text_month", column, text=text, day=found.value.isoformat())))
