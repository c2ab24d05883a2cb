"""Days as people type them in English, French and Arabic: "yesterday", "18 nov", "mardi dernier", "قبل ثلاثة أيام", 03/04.

What can be two days is both: the door asks. A day without a year is the last one that has passed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from resilience_portal.text import searchable

LONGEST = 60
SATURDAY = 5
_YEARS = range(1900, 2200)

_MONTHS = {
    1: "january jan janvier janv يناير كانون_الثاني جانفي",
    2: "february feb fevrier fevr fev فبراير شباط فيفري",
    3: "march mar mars مارس اذار",
    4: "april apr avril avr ابريل نيسان افريل",
    5: "may mai مايو ايار ماي",
    6: "june jun juin يونيو حزيران جوان",
    7: "july jul juillet juil يوليو تموز جويليه",
    8: "august aug aout اغسطس اب اوت",
    9: "september sept sep septembre سبتمبر ايلول",
    10: "october oct octobre اكتوبر تشرين_الاول",
    11: "november nov novembre نوفمبر تشرين_الثاني",
    12: "december dec decembre ديسمبر كانون_الاول",
}
_WEEKDAYS = {
    0: "monday mon lundi lun الاثنين الاتنين",
    1: "tuesday tue tues mardi الثلاثاء",
    2: "wednesday wed mercredi mer الاربعاء",
    3: "thursday thu thur thurs jeudi jeu الخميس",
    4: "friday fri vendredi ven الجمعه",
    5: "saturday sat samedi sam السبت",
    6: "sunday sun dimanche dim الاحد",
}
_DAYS_AWAY = {
    0: "today tod aujourdhui auj اليوم",
    -1: "yesterday yest hier امس البارحه",
    -2: "ereyesterday avant_hier اول_امس قبل_امس",
    1: "tomorrow demain غدا",
}
_NUMBERS = {
    1: "one a an un une واحد يوم اسبوع",
    2: "two deux اثنين يومين اسبوعين",
    3: "three trois ثلاثه ثلاث",
    4: "four quatre اربعه اربع",
    5: "five cinq خمسه خمس",
    6: "six سته ست",
    7: "seven sept_jours سبعه سبع",
    10: "ten dix عشره عشر",
}
_DAY_WORDS = frozenset("day days jour jours يوم يومين ايام يوما".split())  # noqa: SIM905 - lists of words are read as words
_WEEK_WORDS = frozenset("week weeks semaine semaines اسبوع اسبوعين اسابيع".split())  # noqa: SIM905
_LAST = frozenset("last past this dernier derniere passe الماضي الماضيه الفايت".split())  # noqa: SIM905
_AGO = frozenset("ago il y منذ قبل".split())  # noqa: SIM905
_FILLERS = frozenset("the of on le la du de at a يوم في من شهر بتاريخ".split())  # noqa: SIM905
_JOINED = (
    ("day before yesterday", "ereyesterday"),
    ("avant hier", "avant_hier"),
    ("اول امس", "اول_امس"),
    ("قبل امس", "قبل_امس"),
    ("كانون الثاني", "كانون_الثاني"),
    ("كانون الاول", "كانون_الاول"),
    ("تشرين الاول", "تشرين_الاول"),
    ("تشرين الثاني", "تشرين_الثاني"),
)


def _by_word(table: dict[int, str]) -> dict[str, int]:
    return {word: number for number, words in table.items() for word in words.split()}


_MONTH_OF, _WEEKDAY_OF = _by_word(_MONTHS), _by_word(_WEEKDAYS)
_AWAY, _NUMBER_OF = _by_word(_DAYS_AWAY), _by_word(_NUMBERS)


@dataclass(frozen=True, order=True)
class Reading:
    """A day that was meant; `is_month` when only the month was said (the day is then its first)."""

    day: date
    is_month: bool = False


def read(text: str, *, today: date) -> list[Reading]:
    """The days that `text` may mean, in order: none when it is no day, several when it has to be asked.

    A future day is given only where no other reading is left, so that the door can say so.
    """
    if len(text) > LONGEST:
        return []
    words = _words(text)
    found = _away(words, today) or _weekday(words, today) or _named(words, today) or _numbers(words, today)
    past = [one for one in found if one.day <= today]
    return sorted(set(past or found))


def _words(text: str) -> list[str]:
    folded = searchable(text)
    for apart, together in _JOINED:
        folded = re.sub(rf"(?:^| ){apart}(?= |$)", f" {together}", folded)
    folded = re.sub(r"\b(\d{1,2})(?:st|nd|rd|th|er|re|e)\b", r"\1", folded)
    folded = re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", folded)  # 18nov
    return folded.split()[:8]


def _away(words: list[str], today: date) -> list[Reading]:
    """Today, yesterday, so many days or weeks ago."""
    bare = [word for word in words if word not in _FILLERS]
    if len(bare) == 1 and bare[0] in _AWAY:
        return [Reading(today + timedelta(days=_AWAY[bare[0]]))]
    if not _AGO & set(words):
        return []
    units = [7 if word in _WEEK_WORDS else 1 for word in words if word in _WEEK_WORDS | _DAY_WORDS]
    counts = [int(word) if word.isdigit() else _NUMBER_OF[word] for word in words if word.isdigit() or word in _NUMBER_OF]
    if not units or not counts or max(counts) > 5000:
        return []
    number = next((count for count in counts if count > 1), counts[0])
    return [Reading(today - timedelta(days=number * units[-1]))]


def _weekday(words: list[str], today: date) -> list[Reading]:
    """The last Tuesday; on a Tuesday, "Tuesday" is today and "last Tuesday" a week ago."""
    bare = [word for word in words if word not in _FILLERS]
    names = [word for word in bare if word in _WEEKDAY_OF or f"ال{word}" in _WEEKDAY_OF]
    if len(names) != 1 or not all(word in names or word in _LAST for word in bare):
        return []
    wanted = _WEEKDAY_OF.get(names[0], _WEEKDAY_OF.get(f"ال{names[0]}", 0))
    back = (today.weekday() - wanted) % 7
    return [Reading(today - timedelta(days=back or (7 if len(bare) > 1 else 0)))]


def _named(words: list[str], today: date) -> list[Reading]:
    """18 November 2026, Nov 18, novembre 2026; the name of the weekday may stand beside."""
    months = [_MONTH_OF[word] for word in words if word in _MONTH_OF]
    numbers = [int(word) for word in words if word.isdigit()]
    rest = [word for word in words if not word.isdigit() and word not in _MONTH_OF and word not in _FILLERS]
    if len(months) != 1 or len(numbers) > 2 or any(word not in _WEEKDAY_OF and word not in _LAST for word in rest):
        return []
    years = [number for number in numbers if number in _YEARS]
    days = [number for number in numbers if number not in _YEARS]
    if len(days) == 2:  # 18 Nov 26
        days, years = days[:1], [2000 + days[1]]
    if not days:
        return [Reading(one, is_month=True) for one in _dated(years, months[0], 1, today)]
    return [Reading(one) for one in _dated(years, months[0], days[0], today)]


def _numbers(words: list[str], today: date) -> list[Reading]:
    """2026-11-18, 18/11/2026, 18/11, 20261118; 03/04 is two days."""
    if not words or not all(word.isdigit() and len(word) <= 8 for word in words):
        return []
    if len(words) == 1 and len(words[0]) == 8:
        words = [words[0][:4], words[0][4:6], words[0][6:]]
    if len(words) in (3, 6) and len(words[0]) == 4:
        return [Reading(one) for one in _dated([int(words[0])], int(words[1]), int(words[2]), today)]
    numbers = [int(word) for word in words]
    if len(numbers) == 2 and numbers[1] in _YEARS:
        return [Reading(one, is_month=True) for one in _dated([numbers[1]], numbers[0], 1, today)]
    if len(numbers) not in (2, 3) or max(numbers[:2]) > 31:
        return []
    years = [number if number > 99 else 2000 + number for number in numbers[2:]]
    one, two = numbers[:2]
    return [Reading(day) for day in (*_dated(years, two, one, today), *_dated(years, one, two, today))]


def _dated(years: Iterable[int], month: int, day: int, today: date) -> list[date]:
    """The day in that year; without a year the last one that has passed. Empty when there is no such day."""
    for year in [*years] or [today.year, today.year - 1, today.year - 2, today.year - 3, today.year - 4]:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if years or found <= today:
            return [found]
    return []


def working_days_after(day: date, count: int) -> date:
    """The day that is so many working days (Monday to Friday) later."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
