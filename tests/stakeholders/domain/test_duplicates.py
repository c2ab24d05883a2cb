"""Look-alikes in store: found, told apart, shown to those who may know them."""

from __future__ import annotations

import pytest

from stakeholders.domain import duplicates, merging
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.stakeholders import make_organization

pytestmark = pytest.mark.django_db


def test_pairs_are_found_until_somebody_tells_them_apart(cast: Cast, now):  # noqa: F811
    one = make_organization("Poplar Branch Libraries")
    other = make_organization("Poplar Branch Library", aliases="Quill & Shelf")
    make_organization("Kestrel League")
    [pair] = duplicates.pairs(for_user=cast.lea)
    assert (pair.one, pair.other) == (one, other)
    assert [row.organization for row in duplicates.lookalikes(["Quill and Shelf"], for_user=cast.ana)] == [other]
    assert duplicates.lookalikes(["Poplar Branch Library"], for_user=cast.cy) == [], "a liaison learns no name"
    merging.tell_apart(one=one, other=other, by=cast.lea, now=now)
    assert duplicates.pairs(for_user=cast.lea) == []


def test_a_merged_one_is_no_longer_alike_and_neither_is_a_record_to_itself(cast: Cast, now):  # noqa: F811
    kept, gone = make_organization("Poplar Branch Libraries"), make_organization("Poplar Branch Library")
    found = duplicates.lookalikes([kept.name], for_user=cast.lea, without=kept.pk)
    assert [row.organization for row in found] == [gone]
    merging.merge(kept=kept, gone=gone, chosen={}, by=cast.lea, now=now)
    assert duplicates.pairs(for_user=cast.lea) == []
    assert [row.organization for row in duplicates.lookalikes(["Poplar Branch Library"], for_user=cast.lea)] == [kept]


@pytest.mark.parametrize("many", [1, 30])
def test_finding_them_costs_the_same(cast: Cast, django_assert_num_queries, many):  # noqa: F811
    for number in range(many):
        make_organization(f"Alder Spruce {number}")
        make_organization(f"Spruce Alder {number}")
    assert cast.lea.roles  # read beforehand
    with django_assert_num_queries(4):
        assert len(duplicates.pairs(for_user=cast.lea)) == many
