"""Who enters an edition."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from resilience_portal.disclosure.gate import admit
from resilience_portal.disclosure.rules import Rules

RULES = Rules()


def rows(count: int) -> dict[int, list[str]]:
    return {unit: ["a" if unit % 3 else "b"] for unit in range(count)}


def test_nine_new_organizations_wait_and_ten_enter() -> None:
    assert admit(rows(9), (), RULES) == frozenset()
    assert admit(rows(10), (), RULES) == frozenset(range(10))


def test_those_counted_before_do_not_open_the_gate() -> None:
    assert admit(rows(21), range(12), RULES) == frozenset()
    assert admit(rows(22), range(12), RULES) == frozenset(range(12, 22))


def test_the_last_ones_of_a_closing_phase_enter_however_few() -> None:
    assert admit(rows(13), range(12), RULES, closing=True) == frozenset([12])
    assert admit(rows(12), range(12), RULES, closing=True) == frozenset()


def test_the_stricter_gate_keeps_back_who_would_grow_a_row_by_few() -> None:
    waiting = {**{f"a{n}": ["a"] for n in range(12)}, **{f"b{n}": ["b"] for n in range(4)}}
    assert admit(waiting, (), Rules(core=5)) == frozenset(f"a{n}" for n in range(12))
    assert admit(waiting, (), RULES) == frozenset(waiting)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(0, 60), st.sets(st.sampled_from("abcdef")), max_size=50), st.integers(0, 6))
def test_every_row_of_a_stricter_gate_grows_enough_and_nobody_more_could_enter(waiting: dict[int, set[str]], core: int) -> None:
    entering = admit(waiting, (), Rules(core=core))
    assert not entering or len(entering) >= RULES.gate
    growth = {row: sum(row in waiting[unit] for unit in entering) for unit in entering for row in waiting[unit]}
    assert all(size >= core for size in growth.values())
