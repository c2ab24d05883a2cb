"""Planted conclusions are found, safe figures pass, and protection turns the figures that would tell."""

from __future__ import annotations

from typing import Any

import pytest

from resilience_portal.disclosure import protect as protection
from resilience_portal.disclosure.differencing import Kind, find_leaks
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import SafeEdition, key
from tests.disclosure.attacker import everything_certain
from tests.disclosure.towns import demo, town


def published(*notes: dict[str, Any], **sectors: int) -> SafeEdition:
    """An edition of one total and its sectors, as somebody else might have published it."""

    def table(name: str, dims: list[str], cells: list[tuple[dict[str, str], int]]) -> dict[str, Any]:
        rows = [{"key": found, "value": value, "word": "about" if value else "fewer_than"} for found, value in cells]
        return {"name": name, "unit": "organization", "dims": dims, "cells": rows}

    return SafeEdition.from_payload(
        {
            "rules": Rules().to_payload(),
            "dimensions": [{"name": "sector", "codes": list(sectors), "several": False}],
            "tables": [
                table("organizations", [], [({}, sum(sectors.values()))]),
                table("organizations_by_sector", ["sector"], [({"sector": code}, value) for code, value in sectors.items()]),
            ],
            "notes": list(notes),
        }
    )


def sizes(**sectors: int) -> dict[frozenset[tuple[str, str]], int]:
    return {key(sector=code): size for code, size in sectors.items()}


def kinds(*editions: SafeEdition, **universe: int) -> set[tuple[Kind, int, str]]:
    found = find_leaks(editions, sizes(**universe))
    return {(leak.kind, leak.edition, dict(leak.cell[1]).get("sector", "")) for leak in found}


def test_plain_fives_tell_nothing() -> None:
    assert not kinds(published(a=5, b=10, c=0), published(a=10, b=15, c=0), published(a=10, b=20, c=5))


def test_a_small_count_between_two_full_groups_is_found() -> None:
    assert kinds(published(a=0, b=10, c=10), b=6, c=6) >= {(Kind.VALUE, 0, "a")}


def test_a_whole_group_is_found() -> None:
    assert kinds(published(a=15, b=10), a=11) == {(Kind.GROUP, 0, "a")}


def test_an_increment_is_found() -> None:
    """Beside two full groups of six, `a` was nine; it is ten to twelve once a new group is published too."""
    found = kinds(published(a=5, b=10, c=10), published(a=10, b=10, c=10, d=20), a=12, b=6, c=6)
    assert (Kind.INCREMENT, 1, "a") in found


def raised(total: int, theme: int) -> SafeEdition:
    """An edition of one total and the one theme that so many raised."""
    tables = [
        {"name": "organizations", "dims": [], "cells": [{"key": {}, "value": total, "word": "about"}]},
        {"name": "by_theme", "dims": ["theme"], "cells": [{"key": {"theme": "T"}, "value": theme, "word": "nearly_all"}]},
    ]
    return SafeEdition.from_payload(
        {
            "rules": Rules().to_payload(),
            "dimensions": [{"name": "theme", "codes": ["T"], "several": True}],
            "tables": [table | {"unit": "organization"} for table in tables],
            "notes": [],
        }
    )


def test_it_is_found_that_everyone_who_came_said_it() -> None:
    """All eleven of the universe raised it in the end, and at first there were fewer: so did whoever came last."""
    leaks = find_leaks([raised(5, 5), raised(15, 15)], {key(): 11, key(sector="elsewhere"): 6})
    assert (Kind.TRACE, key(theme="T")) in {(leak.kind, leak.cell[1]) for leak in leaks}


def test_all_but_a_few_of_the_universe_is_found() -> None:
    edition = published(faith=10, youth=15, government=10, community=20)
    universe = sizes(faith=9, youth=12, government=9, community=25) | {key(): 55}
    leaks = find_leaks([edition], universe)
    assert (Kind.COMPLEMENT, key()) in {(leak.kind, leak.cell[1]) for leak in leaks}
    assert all(1 <= leak.low <= leak.high <= 4 for leak in leaks if leak.kind == Kind.COMPLEMENT)
    assert "complement of organization" in str(leaks[0])


def test_whoever_was_met_in_no_other_way_was_met_in_this_one() -> None:
    """60 organizations are at least 56, of whom at most 54 were met in person: two to four had a phone call."""

    def table(name: str, dims: list[str], cells: list[tuple[dict[str, str], int]]) -> dict[str, Any]:
        rows = [{"key": found, "value": value, "word": "about" if value else "fewer_than"} for found, value in cells]
        return {"name": name, "unit": "organization", "dims": dims, "cells": rows}

    figures = {
        "rules": Rules().to_payload(),
        "dimensions": [{"name": "method", "codes": ["in_person", "phone"], "several": True}],
        "tables": [
            table("organizations", [], [({}, 60)]),
            table("organizations_by_method", ["method"], [({"method": "in_person"}, 50), ({"method": "phone"}, 0)]),
        ],
        "notes": [],
    }
    phone = key(method="phone")
    assert (Kind.VALUE, phone, 2, 4) in {
        (leak.kind, leak.cell[1], leak.low, leak.high) for leak in find_leaks([SafeEdition.from_payload(figures)])
    }
    assert {(one.what, one.low, one.high) for one in everything_certain([figures]) if one.key == tuple(phone)} >= {
        ("value", 2, 4)
    }


def test_a_fall_is_found_unless_it_is_a_correction() -> None:
    before = published(a=10, b=20)
    assert kinds(before, published(a=5, b=25)) == {(Kind.FELL, 1, "a")}
    assert not kinds(before, published({"code": "correction"}, a=5, b=25))


def test_figures_that_no_truth_can_have_are_found() -> None:
    assert {kind for kind, *_ in kinds(published(a=20, b=10), a=10)} == {Kind.IMPOSSIBLE}


def test_figures_that_may_be_further_off_tell_less() -> None:
    farther = {"code": "off_by_up_to", "value": 9}
    assert not kinds(published(farther, a=20, b=10), a=13)  # a is 11 to 13, and with near figures it could not be at all
    assert kinds(published(farther, a=15, b=10), a=11) == {(Kind.GROUP, 0, "a")}  # near figures are what everybody expects


def test_protection_turns_what_would_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two full groups of six and four others: rounded up, the full ones would give the four away."""
    place = town({"a": 20, "b": 6, "c": 6}, {"north": 16, "other": 16}, 1)
    heard = [unit for unit in place.organizations if unit["sector"] != "a"]
    heard += [unit for unit in place.organizations if unit["sector"] == "a"][:4]
    counts = place.counts(heard)
    naive, tired = [], []
    for number in range(12):
        secret = f"{number}".encode()
        safe = protect(counts, (), Rules(), secret)
        assert not everything_certain([safe.to_payload()], place.known)
        with monkeypatch.context() as patch:
            patch.setattr(protection, "find_leaks", lambda editions, universe, **ahead: [])
            naive += everything_certain([protect(counts, (), Rules(), secret).to_payload()], place.known)
        with monkeypatch.context() as patch:
            patch.setattr(protection, "TURNS", 1)  # no time to turn anything: then tables are left out, and nothing is told
            tired.append(protect(counts, (), Rules(), secret).to_payload())
            assert not everything_certain([tired[-1]], place.known)
    assert naive
    assert any(figures["notes"] for figures in tired)


def test_six_editions_stay_safe_together() -> None:
    place = demo()
    editions: list[SafeEdition] = []
    for heard in (10, 20, 30, 40, 50, 55):
        editions.append(protect(place.counts(heard), editions, Rules(), b"secret"))
    assert len(editions) == 6
    assert not find_leaks(editions, place.universe)
