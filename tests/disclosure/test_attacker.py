"""The independent attacker: finds what other methods leak (or it would prove nothing), and nothing in ours."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from resilience_portal.disclosure.protect import Course, protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import Counts, SafeEdition
from tests.disclosure.attacker import everything_certain
from tests.disclosure.towns import BY_METHOD, SPECS, Town, demo, town

Payload = dict[str, Any]


def released(place: Town, *steps: int, secret: bytes = b"secret") -> list[Payload]:
    """What anybody can download after these editions."""
    editions: list[SafeEdition] = []
    for heard in steps:
        editions.append(protect(place.counts(heard), editions, Rules(), secret))
    return [json.loads(json.dumps(edition.to_payload())) for edition in editions]


def plain_threshold(counts: Counts) -> Payload:
    """The usual rule: exact counts, and a blank for 1 to 4."""
    tables = []
    for table in counts.tables:
        keys = counts.shape.keys(table.spec)
        values = [counts.values[(table.spec.unit, found)] for found in keys]
        cells = [
            {"key": dict(found), "value": None if 1 <= value <= 4 else value} for found, value in zip(keys, values, strict=True)
        ]
        tables.append({"name": table.spec.name, "unit": table.spec.unit, "dims": list(table.spec.dims), "cells": cells})
    dimensions = [{"name": row.name, "codes": list(row.codes), "several": row.several} for row in counts.dimensions]
    return {"rules": {"method": "threshold", "base": 5, "gate": 10}, "dimensions": dimensions, "tables": tables, "notes": []}


def test_a_plain_threshold_leaks_values_complements_increments_and_groups() -> None:
    place = town({"a": 9, "b": 12, "c": 9}, {"north": 12, "other": 18}, 6, chance=0.7, seed=2)
    editions = [plain_threshold(place.counts(heard)) for heard in (11, 22, 30)]
    found = everything_certain(editions, place.known)
    pinned = {one.what for one in found if one.pinned}
    assert pinned >= {"value", "complement", "increment"}
    truth = [place.counts(heard).values for heard in (11, 22, 30)]
    values = [one for one in found if one.what == "value" and one.pinned]
    assert values
    for one in values:  # what it says is true
        assert truth[one.edition][(one.unit, frozenset(one.key))] == one.low


def test_everyone_in_a_group_is_found_in_exact_figures() -> None:
    place = town({"a": 10, "b": 20}, {"north": 12, "other": 18}, 1, chance=1.0)
    found = everything_certain([plain_threshold(place.counts(30))], place.known)
    assert {(one.what, one.key) for one in found} >= {("group", (("sector", "a"), ("theme", "T00")))}


def test_fives_that_do_not_look_at_the_universe_leak_all_but_a_few() -> None:
    """Planted: sectors of 9, 12, 9 and 25 at 10, 15, 10 and 20 can't be all 55, and are at least 51."""
    place = demo()
    figures = released(place, 55)[0]
    figures["tables"] = figures["tables"][:2]
    figures["tables"][0]["cells"][0]["value"] = 55
    for cell, value in zip(figures["tables"][1]["cells"], (10, 15, 10, 20), strict=True):
        cell["value"] = value
    assert ("complement", ()) in {(one.what, one.key) for one in everything_certain([figures], place.known)}


def test_a_name_that_appears_from_five_on_tells_what_the_last_two_said_and_a_figure_does_not() -> None:
    """Planted: a way of talking is listed as soon as five met it. Two came to the last edition, and the word appeared."""
    phoned = {1, 5, 9, 13, 21}
    units = tuple({**unit, "method": ("phone" if n in phoned else "letter",)} for n, unit in enumerate(demo(4).organizations))
    place = replace(demo(4), specs=(SPECS[0], BY_METHOD), organizations=units)
    roster = [{(): 20}, {(): 22}]
    ours = released(place, 20, 22)
    names = [{"method": (["phone"] if heard == 22 else [], ["phone"])} for heard in (20, 22)]
    listed = [
        figures | {"tables": figures["tables"][:1], "dimensions": [], "named": one}
        for figures, one in zip(ours, names, strict=True)
    ]
    phone = (("method", "phone"),)
    assert {one.what for one in everything_certain(listed, place.known, roster=roster) if one.key == phone} == {
        "value",
        "increment",
    }
    assert [one for one in everything_certain(ours, place.known, roster=roster) if one.key == phone] == []


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_certain_from_one_edition(seed: int) -> None:
    place = demo(seed)
    assert everything_certain(released(place, 53, secret=b"%d" % seed), place.known) == []


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.thorough) for seed in (1, 2))])
def test_nothing_is_certain_from_a_growing_series(seed: int) -> None:
    place = demo(seed)
    assert everything_certain(released(place, 11, 22, 33, 44, 55, secret=b"%d" % seed), place.known) == []


def test_nothing_is_certain_from_a_last_edition_of_two() -> None:
    place = demo(4)
    assert everything_certain(released(place, 20, 40, 53, 55), place.known) == []


def test_nothing_is_certain_when_known_organizations_say_something_new() -> None:
    place = demo(5)
    quiet = [{**unit, "theme": unit["theme"][:2]} for unit in place.organizations[:30]]
    first = protect(place.counts(quiet), (), Rules(), b"secret")
    second = protect(place.counts(45), [first], Rules(), b"secret")
    assert everything_certain([first.to_payload(), second.to_payload()], place.known, spoke_once=False) == []


def test_nothing_is_certain_from_a_correction() -> None:
    place = demo(6)
    first = protect(place.counts(30), (), Rules(), b"secret")
    left = [unit for number, unit in enumerate(place.organizations[:30]) if number != 7]
    mended = protect(place.counts(left), [first], Rules(), b"secret", course=Course.CORRECTION)
    later = protect(place.counts([*left, *place.organizations[30:45]]), [first, mended], Rules(), b"secret")
    assert everything_certain([found.to_payload() for found in (first, mended, later)], place.known) == []


def test_anyone_may_run_it_on_downloaded_reports(tmp_path: Path) -> None:
    place = demo(7)
    paths = []
    for number, figures in enumerate(released(place, 25, 50)):
        universe = {"organizations": 55, "by_sector": [{"code": code, "organizations": n} for code, n in place.sectors.items()]}
        paths.append(tmp_path / f"v{number}.json")
        paths[-1].write_text(json.dumps({"figures": figures, "universe": universe}))
    run = subprocess.run(
        [sys.executable, "-m", "tests.disclosure.attacker", *map(str, paths)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout.strip()) == (0, "0 certain findings in 2 editions")
