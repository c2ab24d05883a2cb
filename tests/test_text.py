"""The one normaliser, and the one guard against formulas."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_portal.text import formula_safe, searchable, tokens, without_formula_guard


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("École Étoile", "ECOLE etoile"),
        ("Ste-Marguerite", "ste marguerite"),
        ("O’Brannigane", "O'Brannigane"),
        ("cœur", "COEUR"),
        ("Straße", "STRASSE"),
        ("بَيْت الجِيران", "بيت الجيران"),
        ("الجيـــران", "الجيران"),
        ("أمل إيمان آمال", "امل ايمان امال"),
        ("مدرسة", "مدرسه"),
        ("مصطفى", "مصطفي"),
        ("٢٠٢٦ ۲۰۲۶", "2026 2026"),
        ("بيت\u200fالجيران", "بيتالجيران"),
        ("ＦＵＬＬ", "full"),
        ("pihêsiwin", "pihesiwin"),
        ("e\u0301", "é"),
    ],
)
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert searchable(one) == searchable(other) != ""


def test_different_words_stay_different() -> None:
    assert searchable("north") != searchable("south")
    assert searchable("tastawiyiniwak ᑕᐢᑕᐃᐧᔨᓂᐊᐧᐠ") != searchable("tastawiyiniwak")
    assert searchable("🌈") == ""


def test_a_question_has_at_most_five_words() -> None:
    assert tokens("one two two three four five six") == ["one", "two", "three", "four", "five"]


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert searchable(searchable(text)) == searchable(text)


@given(st.text())
def test_the_guard_comes_off_again(text: str) -> None:
    assert without_formula_guard(formula_safe(text)) == text or text.startswith("'")
