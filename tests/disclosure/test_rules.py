"""The printed parameters."""

from __future__ import annotations

from typing import Any

import pytest

from resilience_portal.disclosure.rules import Rules

PRINTED = {"base": 5, "gate": 10, "smallest_group": 5, "method": "controlled rounding", "version": "1"}


def test_rules_are_printed_and_read_again() -> None:
    assert Rules().to_payload() == PRINTED
    assert Rules.from_payload(PRINTED) == Rules()
    stricter = Rules(core=5, gate=20)
    assert Rules.from_payload(stricter.to_payload()) == stricter


@pytest.mark.parametrize(
    "change",
    [
        {"base": 2},
        {"gate": 1},
        {"smallest_group": 2},
        {"method": "threshold"},
        {"base": "5"},
        {"base": 5.0},
        {"secret": "x"},
        {"version": 1},
    ],
)
def test_weaker_or_strange_rules_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any sentence will do
        Rules.from_payload(PRINTED | change)


def test_rules_with_a_part_missing_are_refused() -> None:
    with pytest.raises(ValueError, match="not the rules"):
        Rules.from_payload({"base": 5})
