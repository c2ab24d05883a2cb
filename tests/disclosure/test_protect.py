"""What every published figure obeys, whatever the counts."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resilience_portal.disclosure.differencing import find_leaks
from resilience_portal.disclosure.protect import Course, NoSafeRounding, protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import Counts, SafeEdition
from tests.disclosure.attacker import everything_certain
from tests.disclosure.towns import EVERY_SPEC, SPECS, Town, demo, town

RULES = Rules()
SECRET = b"only the portal knows"
MODEST = settings(max_examples=25, deadline=None, derandomize=True)


@st.composite
def towns(draw: st.DrawFn) -> Town:
    sectors = {f"s{number}": size for number, size in enumerate(draw(st.lists(st.integers(5, 25), min_size=2, max_size=5)))}
    everyone = sum(sectors.values())
    split = draw(st.integers(5, everyone - 5))
    chance = draw(st.sampled_from([0.0, 0.05, 0.3, 0.8, 1.0]))
    return town(
        sectors,
        {"north": split, "other": everyone - split},
        draw(st.integers(1, 6)),
        chance=chance,
        seed=draw(st.integers(0, 999)),
    )


def series(place: Town, *steps: int, secret: bytes = SECRET) -> list[SafeEdition]:
    editions: list[SafeEdition] = []
    for heard in steps:
        editions.append(protect(place.counts(heard), editions, RULES, secret))
    return editions


def as_bytes(edition: SafeEdition) -> bytes:
    return json.dumps(edition.to_payload()).encode()


def test_every_table_of_a_report_adds_up_with_all_others() -> None:
    place = replace(demo(4), specs=EVERY_SPEC)
    editions = series(place, 25, 50)
    for edition in editions:
        assert len(edition.tables) == len(EVERY_SPEC) + 1
        for theme in place.themes:
            crossed = [edition.cell("organizations_by_ward_and_theme", ward=code, theme=theme).value for code in place.wards]
            assert sum(crossed) == edition.cell("organizations_by_theme", theme=theme).value


@MODEST
@given(towns(), st.floats(0.3, 1))
def test_one_edition_obeys_every_rule(place: Town, share: float) -> None:
    counts = place.counts(max(10, int(share * len(place.organizations))))
    edition = protect(counts, (), RULES, SECRET)
    assert not edition.notes
    for cell, true in counts.values.items():
        value = edition.values[cell]
        assert value % 5 == 0
        assert abs(value - true) < 5
        assert (true == 0) <= (value == 0)
    value = edition.cell
    total = value("organizations").value
    assert total == sum(value("organizations_by_sector", sector=code).value for code in place.sectors)
    assert total == sum(value("organizations_by_ward", ward=code).value for code in place.wards)
    for theme in place.themes:
        crossed = [value("organizations_by_sector_and_theme", sector=code, theme=theme).value for code in place.sectors]
        assert value("organizations_by_theme", theme=theme).value == sum(crossed) <= total
        for code, part in zip(place.sectors, crossed, strict=True):
            assert part <= value("organizations_by_sector", sector=code).value


@MODEST
@given(towns())
def test_no_figure_falls_between_editions(place: Town) -> None:
    editions = series(place, *range(10, len(place.organizations) + 1, 12))
    for before, after in pairwise(editions):
        assert all(after.values[cell] >= value for cell, value in before.values.items())


@pytest.mark.thorough
def test_same_inputs_and_secret_give_same_bytes_in_another_process_too() -> None:
    program = (
        "from tests.disclosure.test_protect import *; import hashlib;"
        "print(hashlib.sha256(b''.join(map(as_bytes, series(demo(3), 20, 40, 55)))).hexdigest())"
    )
    seen = set()
    for seed in ("1", "2"):  # another order of every set and of every frozenset
        run = subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        )
        seen.add(run.stdout)
    assert len(seen) == 1


def test_the_order_in_which_organizations_were_heard_does_not_matter() -> None:
    place = demo(5)
    other_way = list(place.organizations)
    random.Random(9).shuffle(other_way)
    assert as_bytes(protect(place.counts(55), (), RULES, SECRET)) == as_bytes(protect(place.counts(other_way), (), RULES, SECRET))


def test_figures_stay_put_while_counts_stay_put() -> None:
    first, second, third = series(demo(6), 30, 30, 30)
    assert first.values == second.values == third.values


def test_figures_hang_on_the_secret_and_on_the_series() -> None:
    counts = demo(7).counts(53)
    made = {as_bytes(protect(counts, (), RULES, secret)) for secret in (b"a", b"b", b"c")}
    assert len(made) == 3
    assert as_bytes(protect(replace(counts, series="phase-2"), (), RULES, b"a")) != as_bytes(protect(counts, (), RULES, b"a"))
    with pytest.raises(ValueError, match="secret"):
        protect(counts, (), RULES, b"")


def test_rounding_is_near_the_truth_on_average() -> None:
    place = demo(8)
    counts = place.counts(53)
    made = [protect(counts, (), RULES, f"{number}".encode()) for number in range(20)]
    for table in ("organizations", "organizations_by_sector", "organizations_by_theme"):
        cells = [
            (edition.values[("organization", cell.key)], cell.key) for edition in made for cell in edition.table(table).cells
        ]
        errors = [value - counts.values[("organization", key)] for value, key in cells]
        assert sum(map(abs, errors)) / len(errors) < 3
        assert abs(sum(errors)) / len(errors) < 1.2


def test_whether_figures_are_farther_off_is_said_in_every_later_edition_and_so_tells_nothing() -> None:
    farther = [{"code": "off_by_up_to", "value": 9}]
    assert [edition.to_payload()["notes"] for edition in series(demo(3), 20, 40, 55)] == [[], farther, farther]


def test_a_theme_of_everyone_is_nearly_all_and_a_theme_of_nobody_fewer_than() -> None:
    sure = town({"a": 20, "b": 20}, {"north": 30, "other": 10}, 1, chance=1.0)
    assert protect(sure.counts(40), (), RULES, SECRET).cell("organizations_by_theme", theme="T00").word == "nearly_all"
    silent = town({"a": 20, "b": 20}, {"north": 30, "other": 10}, 1, chance=0.0)
    nobody = protect(silent.counts(40), (), RULES, SECRET).cell("organizations_by_theme", theme="T00")
    assert (nobody.value, nobody.word) == (0, "fewer_than")


def test_a_correction_may_fall_moves_only_what_must_and_says_so() -> None:
    place = demo(9)
    editions = series(place, 25, 55)
    withdrawn = list(place.organizations[:54])
    corrected = protect(place.counts(withdrawn), editions, RULES, SECRET, course=Course.CORRECTION)
    assert corrected.is_correction
    assert {"code": "correction"} in corrected.to_payload()["notes"]
    moved = [cell for cell, value in corrected.values.items() if value != editions[-1].values[cell]]
    assert len(moved) < len(corrected.values) / 10


def test_a_count_that_fell_is_refused_without_a_correction() -> None:
    place = demo(10)
    first = protect(place.counts(55), (), RULES, SECRET)
    with pytest.raises(NoSafeRounding):
        protect(place.counts(20), [first], RULES, SECRET)
    assert protect(place.counts(20), [first], RULES, SECRET, course=Course.CORRECTION).cell("organizations").value == 20


@MODEST
@given(towns(), st.integers(1, 4), st.integers(0, 9))
def test_a_correction_that_takes_out_a_few_moves_next_to_nothing(place: Town, few: int, seed: int) -> None:
    """A figure that moved would tell where the few were. Near figures have room for all of them, so not one moves."""
    before = protect(place.counts(len(place.organizations)), (), RULES, f"{seed}".encode())
    left = random.Random(seed).sample(place.organizations, len(place.organizations) - few)
    after = protect(place.counts(left), [before], RULES, f"{seed}".encode(), course=Course.CORRECTION)
    truth = place.counts(len(place.organizations)).values
    gone = {cell: true - place.counts(left).values[cell] for cell, true in truth.items()}
    if all(abs(value - truth[cell] + gone[cell]) <= 5 for cell, value in before.values.items()):
        assert before.values == after.values
    assert all(abs(value - place.counts(left).values[cell]) <= 9 for cell, value in after.values.items())
    assert {"code": "correction"} in [dict(note) for note in after.notes]


def test_the_last_one_who_raised_a_theme_may_leave_without_a_trace() -> None:
    """Shown as 5 and then as "fewer than 5" when a single organization left, it would be known to have been that one."""
    for number in range(100):
        first = protect(raised_by(dict.fromkeys(SIX, 1)), (), RULES, f"{number}".encode())
        shown = [code for code in SIX if first.cell("organizations_by_sector_and_theme", sector=code, theme="T00").value]
        if shown:
            break
    left = raised_by({code: int(code != shown[0]) for code in SIX})
    mended = protect(left, [first], RULES, f"{number}".encode(), course=Course.CORRECTION)
    assert mended.values == first.values
    later = protect(left, [first, mended], RULES, f"{number}".encode())  # and the next edition need not tell, either
    assert later.values == first.values


def test_who_leaves_while_many_come_may_make_figures_fall_and_the_edition_says_so() -> None:
    place = demo(11)
    first = protect(place.counts(30), (), RULES, SECRET)
    second = protect(place.counts(list(place.organizations[8:50])), [first], RULES, SECRET, course=Course.LEFT)
    assert second.is_correction
    truth = place.counts(list(place.organizations[8:50])).values
    assert all(abs(value - truth[cell]) <= 9 for cell, value in second.values.items())
    assert second.cell("organizations").value in (40, 45)


SIX = {f"s{number}": 10 for number in range(6)}


def raised_by(numbers: dict[str, int]) -> Counts:
    """Ten organizations in each of six sectors; in each, so many raised the one theme."""
    silent = town(SIX, {"north": 30, "other": 30}, 1, chance=0.0)
    heard = []
    for code, number in numbers.items():
        members = [unit for unit in silent.organizations if unit["sector"] == code]
        heard += [{**unit, "theme": ("T00",) if place < number else ()} for place, unit in enumerate(members)]
    return silent.counts(heard)


def test_where_no_near_figures_exist_the_edition_says_how_far_it_may_be_off() -> None:
    """Two ones published as 5 stay at 5, four others are 5 now: 30, and the 22 they are together is at most 25."""
    for number in range(100):
        secret = f"{number}".encode()
        first = protect(raised_by(dict.fromkeys(SIX, 1)), (), RULES, secret)
        shown = {code: first.cell("organizations_by_sector_and_theme", sector=code, theme="T00").value for code in SIX}
        if sum(shown.values()) == 10:
            break
    after = raised_by({code: 1 if value else 5 for code, value in shown.items()})
    second = protect(after, [first], RULES, secret)
    assert second.to_payload()["notes"] == [{"code": "off_by_up_to", "value": 9}]
    assert second.reach == 9
    assert all(second.values[cell] >= value for cell, value in first.values.items())
    assert 5 <= max(abs(second.values[cell] - true) for cell, true in after.values.items()) <= 9
    assert all(second.values[cell] > 0 for cell, true in after.values.items() if true >= 5)


def test_tables_that_cannot_be_made_safe_are_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from resilience_portal.disclosure import protect as module

    solve = module.solve
    monkeypatch.setattr(
        module, "solve", lambda programme, rules: None if len(programme.shape.tables) > 4 else solve(programme, rules)
    )
    edition = protect(demo().counts(53), (), RULES, SECRET)
    assert [dict(note) for note in edition.notes] == [
        {"code": "left_out", "table": "organizations_by_sector_and_theme"},
        {"code": "left_out", "table": "organizations_by_theme"},
    ]
    assert [table.name for table in edition.tables] == [SPECS[0].name, SPECS[1].name, SPECS[2].name, "conversations"]
    assert [row.name for row in edition.dimensions] == ["sector", "ward"]
    SafeEdition.from_payload(edition.to_payload())


def test_tables_that_an_earlier_edition_did_not_have_may_come_with_a_later_one() -> None:
    """How people talked was not published at first: what has no figure before has no growth that could tell."""
    place = demo(4)
    first = protect(place.counts(30), (), RULES, SECRET)
    every = replace(place, specs=EVERY_SPEC)
    second = protect(every.counts(45), [first], RULES, SECRET)
    assert {table.name for table in second.tables} == {spec.name for spec in EVERY_SPEC} | {"conversations"}
    assert all(second.values[cell] >= value for cell, value in first.values.items())
    assert all(abs(second.values[cell] - true) < 5 for cell, true in every.counts(45).values.items())
    assert everything_certain([first.to_payload(), second.to_payload()], place.known) == []


def test_totals_alone_can_be_published() -> None:
    place = replace(demo(3), specs=SPECS[:1])
    for heard in (12, 15, 55):
        edition = protect(place.counts(heard), (), RULES, SECRET)
        assert [table.name for table in edition.tables] == ["organizations", "conversations"]
        assert abs(edition.cell("organizations").value - heard) < 5


def test_a_declared_list_that_shrank_below_what_was_published_stops_the_edition() -> None:
    """No truth fits both, so nothing can be shown to be safe: an error for the person who asked, never a guess."""
    place = demo(3)
    first = protect(place.counts(55), (), RULES, SECRET)
    shrunk = replace(place, sectors={**place.sectors, "community": 5})
    few = [unit for unit in place.organizations if unit["sector"] != "community"]
    with pytest.raises(NoSafeRounding):
        protect(shrunk.counts(few), [first], RULES, SECRET, course=Course.LEFT)


def test_a_correction_after_two_of_the_list_were_found_to_be_one_is_told_as_impossible_or_is_safe() -> None:
    """What the earlier edition told of a group becomes certain with the shorter list, whatever tables this one leaves out."""
    ends = set()
    for seed, group in ((0, "youth"), (9, "youth"), (0, "faith")):
        place = demo(seed)
        first = protect(place.counts(55), (), RULES, SECRET)
        gone = next(number for number, unit in enumerate(place.organizations) if unit["sector"] == group)
        rest = [unit for number, unit in enumerate(place.organizations) if number != gone]
        shorter = replace(place, sectors={**place.sectors, group: place.sectors[group] - 1})
        counts = shorter.counts(rest)
        try:
            second = protect(counts, [first], RULES, SECRET, course=Course.CORRECTION)
        except NoSafeRounding:
            ends.add("told")
        else:
            assert find_leaks([first, second], counts.universe) == []
            ends.add("safe")
    assert ends == {"told", "safe"}


def test_the_web_process_never_loads_the_solver() -> None:
    program = (
        "import sys; from resilience_portal.disclosure import protect, verify, differencing, gate, rollup, tables, words;"
        "sys.exit(any(name in sys.modules for name in ('scipy', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_seconds() -> None:
    """55 organizations in well under two seconds; a place with 5,000 and far more rows, too (seconds are printed with -s)."""
    protect(demo(0).counts(20), (), RULES, SECRET)  # loads the solver
    places = {
        "55 organizations": demo(),
        "5,000 organizations": town({f"s{n}": 500 for n in range(10)}, {f"w{n}": 500 for n in range(10)}, 40),
    }
    for name, place in places.items():
        started = time.perf_counter()
        edition = protect(place.counts(len(place.organizations)), (), RULES, SECRET)
        seconds = time.perf_counter() - started
        print(f"{name}: protected in {seconds:.3f} s ({len(edition.values)} figures)")
        assert seconds < (2 if name.startswith("55") else 10)
