"""What people write into cells: days, numbers, times, lengths, in three languages. What could be two things is none."""

from __future__ import annotations

from datetime import date, time

import pytest

from resilience_portal.sheets.days import DayOrder, order_of, read_day
from resilience_portal.sheets.figures import read_clock, read_count, read_minutes
from resilience_portal.sheets.issues import Severity
from resilience_portal.sheets.languages import read_language
from resilience_portal.sheets.texts import is_nothing, name_of, remarks
from stakeholders.domain.importing.choices import read_yes_no

TODAY = date(2026, 11, 24)


def day(text: str, order: DayOrder = DayOrder.UNKNOWN, **more: bool):
    found = read_day(text, column="held_on", order=order, today=TODAY, **more)
    return found.value, {issue.code for issue in found.issues}


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-04", "2019/3/4", "2019.03.04", "20190304",
        "4 March 2019", "4-Mar-19", "March 4, 2019", "Mar 4 2019", "4th of March 2019",
        "Monday, 4 March 2019", "4 mars 2019", "lundi 4 mars 2019",
        "٢٠١٩-٠٣-٠٤", "٤ مارس ٢٠١٩", "٤ آذار ٢٠١٩", "2019-03-04 00:00:00",
        "2019-03-04T19:00", "43528", "43528.5", "\u200e2019-03-04\u200e", " 2019-03-04 ", "۲۰۱۹/۰۳/۰۴",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(text: str) -> None:
    assert day(text)[0] == date(2019, 3, 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03/04/2019", "date.ambiguous"), ("3.4.19", "date.ambiguous"),
        ("31/02/2019", "date.invalid"), ("2019-02-30", "date.invalid"),
        ("13/13/2019", "date.invalid"), ("mid March", "date.not_a_date"),
        ("soon", "date.not_a_date"), ("April 2019", "date.month_only"),
        ("2019-04", "date.month_only"), ("avril 2019", "date.month_only"),
        ("2091-01-01", "date.future"), ("1019-01-01", "date.too_old"),
        ("1440/06/23", "date.hijri"), ("9" * 5000, "date.not_a_date"),
        ("1 2 3", "date.not_a_date"), ("31 juin 2019", "date.invalid"),
    ],
)  # fmt: skip
def test_no_day_is_guessed(text: str, code: str) -> None:
    value, codes = day(text)
    assert code in codes
    assert value is None or code in {"date.future", "date.too_old"}


def test_the_order_is_known_only_from_days_that_can_be_read_one_way() -> None:
    assert order_of(["28/02/2019", "03/04/2019"]) == DayOrder.DAY_FIRST
    assert order_of(["02/28/2019", "03/04/2019"]) == DayOrder.MONTH_FIRST
    assert order_of(["03/04/2019", "2019-01-01", "x"]) == DayOrder.UNKNOWN
    assert order_of(["28/02/2019", "02/28/2019"]) == DayOrder.MIXED
    assert day("03/04/2019", DayOrder.DAY_FIRST)[0] == date(2019, 4, 3)
    assert day("03/04/2019", DayOrder.MONTH_FIRST)[0] == date(2019, 3, 4)
    assert day("April 2019", months=True)[0] == date(2019, 4, 1)
    assert day("2091-01-01", future=True)[0] == date(2091, 1, 1)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("60", 60), ("1h30", 90), ("1:30", 90), ("90 min", 90),
        ("1 h", 60), ("1.5 h", 90), ("45m", 45), ("٦٠", 60), ("2 heures", 120),
        ("1 h 15 min", 75), ("0.0417", 60), ("0,5", 720), ("ساعة", None),
        ("long", None), ("0", None), ("-30", None), ("1441", None),
    ],
)  # fmt: skip
def test_lengths(text: str, minutes: int | None) -> None:
    found, told = read_minutes(text, column="duration_minutes")
    assert found == minutes
    assert (minutes is None) == any(issue.severity == Severity.ERROR for issue in told)


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("19:00", time(19)), ("19h", time(19)), ("19 h 30", time(19, 30)),
        ("7pm", time(19)), ("7:30 p.m.", time(19, 30)), ("12am", time(0)),
        ("12 pm", time(12)), ("0.75", time(18)), ("١٤:٣٠", time(14, 30)),
        ("7 م", time(19)), ("19:00:00", time(19)), ("25:10", None),
        ("13pm", None), ("noonish", None), ("7:75", None),
    ],
)  # fmt: skip
def test_times(text: str, clock: time | None) -> None:
    assert read_clock(text, column="start_time")[0] == clock


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("3", 3), ("3.0", 3), ("~12", 12), ("about 12", 12), ("environ 12", 12), ("12+", 12), ("١٢", 12)],
        *[("a dozen", None), ("²", None), ("0", None)],
    ],
)
def test_counts(text: str, number: int | None) -> None:
    assert read_count(text, column="people_count", most=500)[0] == number


@pytest.mark.parametrize(
    ("text", "answer"), [("Oui", True), ("نعم", True), ("✓", True), ("X", True), ("لا", False), ("no", False), ("perhaps", None)]
)
def test_yes_and_no(text: str, answer: bool | None) -> None:
    assert read_yes_no(text) is answer


@pytest.mark.parametrize(
    ("text", "code"),
    [("Somali", "so"), ("arabe", "ar"), ("الفرنسية", "fr"), ("EN", "en"), ("Farsi", "fa"), ("the northern tongue", None)],
)
def test_languages(text: str, code: str | None) -> None:
    assert read_language(text, "language")[0] == code


def test_words_for_nothing_names_and_what_looks_like_a_formula() -> None:
    assert [is_nothing(text) for text in ("N/A", "-", "—", "...", "none", "s/o", "لا يوجد", "🙂", "Nana", "")] == [True] * 7 + [
        False
    ] * 3
    assert name_of("Kestrel  Basketball &amp; Mentorship", "name")[0] == "Kestrel Basketball & Mentorship"
    marks = {
        text: [issue.code for issue in remarks(text, "notes")]
        for text in ("=1", "\u200f=1", "\u00a0=1", "＝1", " @a", "plain", "a=b")
    }
    assert [bool(codes) for codes in marks.values()] == [True] * 5 + [False] * 2
