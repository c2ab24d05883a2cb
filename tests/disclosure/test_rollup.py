"""Small groups are never shown apart."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resilience_portal.disclosure.rollup import roll_on, roll_up


@pytest.mark.parametrize(
    ("universe", "groups"),
    [
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
        ({"a": 9, "b": 4, "c": 1}, {"a": 9, "other": 5}),
        ({"a": 9, "b": 6, "c": 1}, {"a": 9, "other": 7}),  # other alone would be one: the next smallest joins it
        ({"a": 9, "other": 3, "b": 7}, {"a": 9, "other": 10}),
        ({"a": 9, "other": 6, "b": 7}, {"a": 9, "other": 6, "b": 7}),
        ({"a": 9, "b": 1}, {}),  # one group would remain: the dimension is dropped
        ({"a": 40}, {}),
        ({}, {}),
        ({"a": 9, "b": 5, "empty": 0}, {"a": 9, "b": 5}),
    ],
)
def test_groups(universe: dict[str, int], groups: dict[str, int]) -> None:
    published: dict[str, int] = {}
    for code, group in roll_up(universe, smallest_group=5).items():
        published[group] = published.get(group, 0) + universe[code]
    assert published == groups


def test_a_code_nobody_has_joins_other_where_there_is_one() -> None:
    assert roll_up({"a": 9, "b": 4, "c": 2, "empty": 0}, smallest_group=5)["empty"] == "other"


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from([*"abcdefghij", "other"]), st.integers(0, 30)))
def test_no_published_group_is_small_and_the_order_of_entry_does_not_matter(universe: dict[str, int]) -> None:
    mapping = roll_up(universe, smallest_group=5)
    sizes: dict[str, int] = {}
    for code, group in mapping.items():
        sizes[group] = sizes.get(group, 0) + universe[code]
    assert all(size >= 5 for size in sizes.values())
    assert len(sizes) != 1
    assert not mapping or sum(sizes.values()) == sum(universe.values())
    assert roll_up(dict(reversed(universe.items())), smallest_group=5) == mapping


@pytest.mark.parametrize(
    ("before", "universe", "after"),
    [
        ({"a": "a", "b": "other", "c": "other"}, {"a": 9, "b": 30, "c": 2}, {"a": "a", "b": "other", "c": "other"}),  # for good
        ({"a": "a", "b": "other"}, {"a": 9, "b": 5, "new": 30}, {"a": "a", "b": "other", "new": "other"}),
        ({"a": "a", "b": "b"}, {"a": 9, "b": 5, "new": 5}, {"a": "a", "b": "b", "new": "new"}),
        ({"a": "a", "b": "b"}, {"a": 9, "b": 5, "gone": 0}, {"a": "a", "b": "b"}),
        ({"a": "a", "b": "b"}, {"a": 9, "b": 5, "new": 4}, {}),  # nobody for it to stand with
        ({"a": "a", "b": "b"}, {"a": 9, "b": 4}, {}),  # became too small
        ({"a": "a", "b": "other"}, {"a": 9, "b": 4}, {}),
        ({}, {"a": 9, "b": 5}, {}),  # not published before: not published now
    ],
)
def test_groups_stay_as_they_were_first_published(
    before: dict[str, str], universe: dict[str, int], after: dict[str, str]
) -> None:
    assert roll_on(before, universe, smallest_group=5) == after


CODES = st.dictionaries(st.sampled_from([*"abcdef", "other"]), st.integers(0, 12))


@settings(max_examples=100, deadline=None)
@given(CODES, st.lists(CODES, max_size=5))
def test_no_code_ever_changes_its_group_and_no_group_is_ever_small(first: dict[str, int], later: list[dict[str, int]]) -> None:
    mapping = roll_up(first, smallest_group=5)
    for universe in later:
        after = roll_on(mapping, universe, smallest_group=5)
        assert not after or mapping.items() <= after.items()
        sizes: dict[str, int] = {}
        for code, group in after.items():
            sizes[group] = sizes.get(group, 0) + universe.get(code, 0)
        assert all(size >= 5 for size in sizes.values())
        assert not after or {code for code, size in universe.items() if size} <= set(after)
        mapping = after
