"""A stored payload that was changed by hand, or made by something else, is never shown."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import SafeEdition
from resilience_portal.disclosure.verify import UnsafeEdition, check
from tests.disclosure.towns import demo

Figures = dict[str, Any]
TOWN = demo()
GOOD = protect(TOWN.counts(53), (), Rules(), b"secret").to_payload()
UNIVERSE: dict[str, Any] = {
    "organizations": 55,
    "by_sector": [{"code": code, "organizations": size} for code, size in TOWN.sectors.items()],
    "by_ward": [{"code": code, "organizations": size} for code, size in TOWN.wards.items()],
}


def cells(figures: Figures, table: int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = figures["tables"][table]["cells"]
    return found


def set_value(table: int, value: Any) -> Callable[[Figures], Any]:
    return lambda figures: cells(figures, table)[0].update(value=value)


def move_theme_above_its_group(figures: Figures) -> None:
    cells(figures, 3)[0].update(value=100)
    cells(figures, 4)[0].update(value=100 - sum(cell["value"] for cell in cells(figures, 4)[26::26]))


def count_by(figures: Figures, name: str) -> None:
    figures["dimensions"].append({"name": name, "codes": ["a", "b"], "several": False})
    rows = [{"key": {name: code}, "value": 25, "word": "about"} for code in "ab"]
    figures["tables"].append({"name": f"by_{name}", "unit": "organization", "dims": [name], "cells": rows})


SPOILT: list[tuple[Callable[[Figures], Any], str]] = [
    (set_value(0, 53), "no multiple of 5"),
    (set_value(1, -5), "no multiple of 5"),
    (set_value(1, 45), "do not add up"),
    (set_value(3, 45), "do not add up"),
    (move_theme_above_its_group, "larger than its group"),
    (set_value(0, True), "cannot be read"),
    (set_value(0, 50.0), "cannot be read"),
    (set_value(0, None), "cannot be read"),
    (lambda f: cells(f, 0)[0].update(word="nearly_all"), "wrong word"),
    (lambda f: cells(f, 1)[0].update(word="all"), "wrong word"),
    (lambda f: cells(f, 0)[0].update(true=53), "instead of"),
    (lambda f: f["tables"][1].update(true=[9, 12]), "instead of"),
    (lambda f: f.update(secret="x"), "instead of"),
    (lambda f: f["rules"].update(base=1), "never weaker"),
    (lambda f: f["rules"].pop("method"), "not the rules"),
    (lambda f: cells(f, 1).pop(), "exactly the cells"),
    (lambda f: cells(f, 1).append({"key": {"sector": "new"}, "value": 0, "word": "fewer_than"}), "exactly the cells"),
    (lambda f: cells(f, 1).append(cells(f, 1)[0]), "repeated"),
    (lambda f: f["tables"].pop(1), "without its margins"),
    (lambda f: f["tables"][4].update(dims=["sector", "ward"]), "finer"),
    (lambda f: f["tables"][1].update(dims=["month"]), "unknown"),
    (lambda f: count_by(f, "month"), "never published"),
    (lambda f: count_by(f, "stance"), "never published"),
    (lambda f: f["tables"][5].update(unit="person"), "never published"),
    (lambda f: f["tables"][5].update(dims=["sector"]), "never published"),
    (lambda f: f["dimensions"][0]["codes"].append("faith"), "differ"),
    (lambda f: f["blanks"].append({"dimension": "theme", "code": "T00", "word": "not_asked"}), "and it is not"),
    (lambda f: f["blanks"].append({"dimension": "theme", "code": "NEW", "word": "unknown"}), "and it is not"),
    (lambda f: f["blanks"].append({"dimension": "theme", "code": "NEW"}), "instead of"),
    (lambda f: f.pop("tables"), "cannot be read"),
    (lambda f: f["notes"].append({"code": "off_by_up_to", "value": "9"}), "cannot be read"),
    (lambda f: f["notes"].append("moved"), "cannot be read"),
    (lambda f: f["notes"].append({"code": "moved", "cell": "faith"}), "cannot be read"),
    (lambda f: f["notes"].append({"code": "off_by_up_to", "value": 9, "cell": "faith"}), "cannot be read"),
]


def test_what_protection_made_passes() -> None:
    check(GOOD)
    check(GOOD, UNIVERSE)


@pytest.mark.parametrize(("spoil", "sentence"), SPOILT)
def test_spoilt_figures_are_refused_with_a_sentence(spoil: Callable[[Figures], Any], sentence: str) -> None:
    figures = copy.deepcopy(GOOD)
    spoil(figures)
    with pytest.raises(UnsafeEdition, match=sentence) as caught:
        SafeEdition.from_payload(figures)
    assert caught.value.problems


def test_a_small_declared_group_is_refused() -> None:
    universe = copy.deepcopy(UNIVERSE)
    universe["by_sector"][0]["organizations"] = 4
    with pytest.raises(UnsafeEdition, match="too small"):
        check(GOOD, universe)


def test_a_figure_out_of_its_declared_groups_reach_is_refused() -> None:
    with pytest.raises(UnsafeEdition, match="larger than its declared group"):
        check(GOOD, UNIVERSE | {"organizations": 45})


@pytest.mark.parametrize("junk", [{}, {"tables": 3}, {"rules": None, "dimensions": [], "tables": [], "notes": []}])
def test_junk_is_refused(junk: Figures) -> None:
    with pytest.raises(UnsafeEdition):
        check(junk)
