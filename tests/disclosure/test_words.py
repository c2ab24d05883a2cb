"""How figures are said."""

from __future__ import annotations

import pytest

from resilience_portal.disclosure.words import strength, word


@pytest.mark.parametrize(
    ("value", "whole", "said"),
    [
        (0, None, "fewer_than"),
        (0, 0, "fewer_than"),
        (10, None, "about"),
        (10, 15, "about"),
        (15, 15, "nearly_all"),
        (15, 12, "nearly_all"),
    ],
)
def test_word(value: int, whole: int | None, said: str) -> None:
    assert word(value, whole=whole) == said


@pytest.mark.parametrize(
    ("value", "of", "said"),
    [
        (0, 50, "few"),
        (5, 5, "few"),
        (10, 50, "some"),
        (20, 50, "some"),
        (25, 50, "many"),
        (35, 50, "many"),
        (40, 50, "most"),
        (50, 50, "most"),
        (0, 0, "few"),
    ],
)
def test_strength(value: int, of: int, said: str) -> None:
    assert strength(value, of=of) == said
