"""Every spelling of one organization is noticed, two organizations are not taken for one."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from stakeholders.domain import duplicates, merging
from stakeholders.domain.likeness import Register, sound
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.stakeholders import make_organization

DATA = Path(__file__).parent.parent / "data"
DEMO = [
    row["Organization"] for row in csv.DictReader((DATA / "edmonton/import_samples/organizations_en.csv").open(encoding="utf-8"))
]
CALGARY = [row["Organization"] for row in csv.DictReader((DATA / "calgary/organizations.csv").open(encoding="utf-8"))]
ONE_AND_THE_SAME = {  # names that stand twice in the directory, and one pair that a person would look at as well
    "Federation of Calgary Communities", "Grow Calgary", "Keep the Earth Fresh (KTEF) Calgary",
}  # fmt: skip


@pytest.fixture(scope="module")
def demo() -> Register[str]:
    """The 55."""
    return Register((name, [name]) for name in DEMO)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("larkhollow islamic association ", "Larkhollow Islamic Association"),
        ("Larkhollow Islamic Assoc.", "Larkhollow Islamic Association"),
        ("The Larkhollow Islamic Association", "Larkhollow Islamic Association"),
        ("Lark Hollow Islamic Association", "Larkhollow Islamic Association"),
        ("Association islamique de Larkhollow", "Larkhollow Islamic Association"),
        ("جمعية لاركهولو الإسلامية", "Larkhollow Islamic Association"),
        ("St. Brendan’s and St. Ita’s Parish Outreach", "St. Brendan's & St. Ita's Parish Outreach"),
        ("Saint Brendans & Saint Itas Parish Outreach", "St. Brendan's & St. Ita's Parish Outreach"),
        ("Gurdwara Naveen Jyot Saheb", "Gurdwara Naveen Jyot Sahib"),
        ("College du Grand-Detour", "Collège du Grand-Détour"),
        ("Paroisse Ste-Marguerite du Peuplier", "Paroisse Sainte-Marguerite-du-Peuplier"),
        ("Kestrel Basketball and Mentoring League", "Kestrel Basketball & Mentorship League"),
        ("Hub Northern Loom Youth", "Northern Loom Youth Hub"),
        ("نادي الحور للشباب", "Tall Poplars نادي الحور Youth Club"),
        ("Tall Poplars Youth Club", "Tall Poplars نادي الحور Youth Club"),
        ("NRRP", "North River Regional Police – Youth Liaison Unit"),
    ],
)
def test_other_spellings_orders_scripts_and_initials_are_noticed(demo, typed, meant):
    [(best, likeness), *_rest] = demo.like([typed])
    assert best == meant
    assert likeness.words, "the words that agree are named"


@pytest.mark.parametrize(
    "typed", ["Larkhollow Seniors Choir", "Youth Hub", "Islamic Association", "Northern Lights Youth Hub", "Ward 12 Hall", "🙂"]
)
def test_a_shared_word_is_not_enough(demo, typed):
    assert demo.like([typed]) == []


def test_two_locals_of_one_union_are_two():
    union = Register([("12", ["Carpenters Union Local 12"])])
    assert union.like(["Carpenters Union Local 14"]) == []
    assert union.like(["Carpenters' Union, Local 12"]) != []


def test_among_283_real_names_fewer_than_two_in_a_hundred_are_warned_of_wrongly():
    register = Register(enumerate([name] for name in CALGARY))
    wrong = {key for one, other, _likeness in register.pairs() for key in (one, other) if CALGARY[one] not in ONE_AND_THE_SAME}
    assert len(wrong) / len(CALGARY) < 0.02
    known = Register((name, [name]) for name in DEMO)
    assert [name for name in CALGARY if known.like([name])] == []


@pytest.mark.parametrize(("latin", "arabic"), [("rashid", "رشيد"), ("omar", "عمر"), ("mohammed", "محمد"), ("khalid", "خالد")])
def test_one_sound_in_two_scripts(latin, arabic):
    assert sound(latin) == sound(arabic)


@pytest.mark.django_db
def test_pairs_in_store_are_found_until_somebody_tells_them_apart(cast: Cast, now):  # noqa: F811
    one = make_organization("Poplar Branch Libraries")
    other = make_organization("Poplar Branch Library", aliases="PBL")
    make_organization("Kestrel League")
    [pair] = duplicates.pairs(for_user=cast.lea)
    assert (pair.one, pair.other) == (one, other)
    assert [row.organization for row in duplicates.lookalikes(["PBL"], for_user=cast.ana)] == [other]
    merging.tell_apart(one=one, other=other, by=cast.lea, now=now)
    assert duplicates.pairs(for_user=cast.lea) == []
    assert duplicates.lookalikes(["Poplar Branch Library"], for_user=cast.cy) == [], "a liaison learns no name"


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 30])
def test_finding_them_costs_the_same(cast: Cast, django_assert_num_queries, many):  # noqa: F811
    for number in range(many):
        make_organization(f"Alder Spruce {number}")
        make_organization(f"Spruce Alder {number}")
    assert cast.lea.roles  # read beforehand
    with django_assert_num_queries(4):
        assert len(duplicates.pairs(for_user=cast.lea)) == many
