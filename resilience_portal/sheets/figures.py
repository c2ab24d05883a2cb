"""Numbers, lengths of time and times of day as people write them."""

from __future__ import annotations

import re
from datetime import time

from resilience_portal.sheets.issues import Issue, error, info, warning
from resilience_portal.sheets.texts import digits

MINUTES_OF_A_DAY = 1440
_WHOLE = re.compile(r"([-−]?\d{1,6})(?:[.,]0+)?")
_ABOUT = re.compile(
    r"(?:~|≈|±|c\.|ca\.?|about|around|approx\.?|approximately|environ|env\.?|à peu près|حوالي|نحو|تقريبا) ?(\d{1,4})|"
    r"(\d{1,4}) ?\+",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2}) ?[:h.] ?(\d\d)(?: ?:(\d\d))?(?:\.\d+)?")
_HOUR = re.compile(r"(\d{1,2}) ?(?:h|hrs?|hours?|heures?|o'clock|س)?")
_HALF_DAY = re.compile(
    r"(\d{1,2})(?:[:.h](\d\d))?(?::\d\d)? ?([ap])\.? ?m\.?|(\d{1,2})(?:[:.](\d\d))? ?(ص|م|صباحا|مساء)", re.IGNORECASE
)
_HOURS = re.compile(
    r"(\d{1,2})(?:[.,](\d))? ?(?:h|hrs?|hours?|heures?|ساعات|ساعة|ساعه)"
    r"(?: ?(?:and|et|و)? ?(\d{1,2}) ?(?:m|min|mins|minutes|دقيقة|دقيقه)?)?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(\d{1,4}) ?(?:m|min|mins|minutes?|mn|'|دقيقة|دقيقه|دقائق)\.?", re.IGNORECASE)
_FRACTION = re.compile(r"0[.,]\d+")


def read_count(text: str, *, column: str, most: int) -> tuple[int | None, list[Issue]]:
    """A whole number from 1 to `most`; about a dozen is a dozen, and said so."""
    written = digits(text)
    if match := _ABOUT.fullmatch(written):
        number = int(match[1] or match[2])
        return _within(number, column, most, [warning("number.approximate", column, text=text, number=number)])
    match = _WHOLE.fullmatch(written)
    if match is None:
        return None, [error("number.invalid", column, text=text)]
    return _within(int(match[1].replace("−", "-")), column, most, [])


def _within(number: int, column: str, most: int, told: list[Issue]) -> tuple[int | None, list[Issue]]:
    if number < 1:
        return None, [error("number.too_small", column, number=number)]
    if number > most:
        return None, [error("number.too_large", column, number=number, most=most)]
    return number, told


def read_minutes(text: str, *, column: str) -> tuple[int | None, list[Issue]]:
    """A length in minutes: 60, 1h30, 1:30, 90 min, a quarter of a day as Excel keeps it."""
    written = digits(text)
    if _FRACTION.fullmatch(written):
        minutes = round(float(written.replace(",", ".")) * MINUTES_OF_A_DAY)
        return _within(minutes, column, MINUTES_OF_A_DAY, [warning("duration.day_fraction", column, text=text, minutes=minutes)])
    if match := _CLOCK.fullmatch(written):
        minutes = int(match[1]) * 60 + int(match[2])
    elif match := _HOURS.fullmatch(written):
        minutes = int(match[1]) * 60 + int(match[2] or 0) * 6 + int(match[3] or 0)
    elif match := _MINUTES.fullmatch(written):
        minutes = int(match[1])
    else:
        return read_count(text, column=column, most=MINUTES_OF_A_DAY)
    return _within(minutes, column, MINUTES_OF_A_DAY, [info("duration.read", column, text=text, minutes=minutes)])


def read_clock(text: str, *, column: str) -> tuple[time | None, list[Issue]]:
    """A time of day: 14:30, 14h30, 7pm, 2:30 p.m., 0.75 as Excel keeps it."""
    written = digits(text)
    hour = minute = -1
    if match := _HALF_DAY.fullmatch(written):
        hour, minute = _of_half_day(match)
    elif (match := _CLOCK.fullmatch(written)) and int(match[2]) < 60:
        hour, minute = int(match[1]), int(match[2])
    elif _FRACTION.fullmatch(written):
        hour, minute = divmod(round(float(written.replace(",", ".")) * MINUTES_OF_A_DAY), 60)
    elif match := _HOUR.fullmatch(written):
        hour, minute = int(match[1]), 0
    if not (0 <= hour <= 23 and 0 <= minute <= 59):
        return None, [error("time.invalid", column, text=text)]
    found = time(hour, minute)
    is_plain = re.fullmatch(r"\d{1,2}:\d\d(?::00)?", written)
    return found, [] if is_plain else [info("time.read", column, text=text, time=f"{found:%H:%M}")]


def _of_half_day(match: re.Match[str]) -> tuple[int, int]:
    hour, minute = int(match[1] or match[4]), int(match[2] or match[5] or 0)
    half = (match[3] or match[6]).lower()
    if not 1 <= hour <= 12:
        return -1, -1
    return hour % 12 + (12 if half in {"p", "م", "مساء"} else 0), minute
