"""Days as people type them, in three languages; what can be two days is both."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagement.domain.days import Reading, read

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", "2026-11-25"), ("Aujourd’hui", "2026-11-25"), ("اليوم", "2026-11-25"),
        ("yesterday", "2026-11-24"), ("hier", "2026-11-24"), ("أمس", "2026-11-24"), ("البارحة", "2026-11-24"),
        ("the day before yesterday", "2026-11-23"), ("avant-hier", "2026-11-23"), ("أول أمس", "2026-11-23"),
        ("3 days ago", "2026-11-22"), ("il y a 3 jours", "2026-11-22"), ("il y a trois jours", "2026-11-22"),
        ("قبل ثلاثة أيام", "2026-11-22"), ("منذ ٣ أيام", "2026-11-22"), ("قبل يومين", "2026-11-23"),
        ("a week ago", "2026-11-18"), ("il y a une semaine", "2026-11-18"), ("قبل أسبوعين", "2026-11-11"),
        ("last Tuesday", "2026-11-24"), ("mardi dernier", "2026-11-24"), ("يوم الثلاثاء الماضي", "2026-11-24"),
        ("Wednesday", "2026-11-25"), ("last Wednesday", "2026-11-18"), ("fri", "2026-11-20"), ("الجمعة", "2026-11-20"),
        ("18 Nov", "2026-11-18"), ("Nov 18", "2026-11-18"), ("nov 18th, 2026", "2026-11-18"), ("18nov", "2026-11-18"),
        ("18 novembre", "2026-11-18"), ("le 1er novembre 2026", "2026-11-01"), ("18 Août 2026", "2026-08-18"),
        ("١٨ نوفمبر ٢٠٢٦", "2026-11-18"), ("18 تشرين الثاني", "2026-11-18"), ("٢٠٢٦/١١/١٨", "2026-11-18"),
        ("28 December", "2025-12-28"), ("29 feb", "2024-02-29"), ("Wed 18 Nov", "2026-11-18"), ("18 Nov 26", "2026-11-18"),
        ("2026-11-18", "2026-11-18"), ("2026-11-18 00:00:00", "2026-11-18"), ("18/11/2026", "2026-11-18"),
        ("11/18/2026", "2026-11-18"),
        ("18.11.26", "2026-11-18"), ("20261118", "2026-11-18"), ("4/4/2026", "2026-04-04"), ("03/12/2026", "2026-03-12"),
        ("tomorrow", "2026-11-26"), ("2999-01-01", "2999-01-01"), ("demain", "2026-11-26"),
        ("31/02/2026", None), ("", None), ("soon", None), ("mid March", None), ("1 OR 1=1", None), ("99/99", None),
        ("18 Nov 2026 2027 2028", None), ("٩" * 59, None), ("x" * 100_000, None), ("31/31/2026", None),
    ],
)  # fmt: skip
def test_what_is_meant(text, day):
    assert read(text, today=TODAY) == ([Reading(date.fromisoformat(day))] if day else [])


@pytest.mark.parametrize("text", ["03/04/2026", "3-4-26", "03/04", "٠٣/٠٤/٢٠٢٦"])
def test_two_days_are_both_told(text):
    assert read(text, today=TODAY) == [Reading(date(2026, 3, 4)), Reading(date(2026, 4, 3))]


@pytest.mark.parametrize("text", ["May 2026", "mai 2026", "مايو ٢٠٢٦", "05/2026", "may"])
def test_a_month_alone_is_a_month(text):
    assert read(text, today=TODAY) == [Reading(date(2026, 5, 1), is_month=True)]


@given(st.dates(min_value=date(2000, 1, 1), max_value=TODAY))
def test_iso_days_are_read_as_they_are(day):
    assert read(day.isoformat(), today=TODAY) == [Reading(day)]
    assert Reading(day) in read(f"{day:%d/%m/%Y}", today=TODAY)
    assert read(f"{day:%d %B %Y}", today=TODAY) == [Reading(day)]


@given(st.text(max_size=70), st.dates())
def test_any_text_is_read_without_a_fall(text, today):
    assert len(read(text, today=today)) <= 2
