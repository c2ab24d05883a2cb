"""Likely duplicates are found as offices write them; 283 real organizations of one city raise no false alarm."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stakeholders.domain.likeness import KnownNames, acronyms, likeness, skeleton

DATA = Path(__file__).parents[2] / "data"
REGISTRY = [
    "Larkhollow Islamic Association",
    "St. Brendan's & St. Ita's Parish Outreach",
    "Gurdwara Naveen Jyot Sahib",
    "Collège du Grand-Détour",
    "Larkhollow Community League",
    "Northern Loom Youth Hub",
    "مسجد الرحمة",
    "Tall Poplars نادي الحور Youth Club",
    "North River Regional Police – Youth Liaison Unit",
    "Kestrel Basketball & Mentorship League",
]


def calgary() -> list[str]:
    with (DATA / "calgary" / "organizations.csv").open(encoding="utf-8") as file:
        return [row["Organization"] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("written", "known"),
    [
        ("larkhollow islamic association ", "Larkhollow Islamic Association"),
        ("Larkhollow Islamic Assoc.", "Larkhollow Islamic Association"),
        ("The Larkhollow Islamic Association", "Larkhollow Islamic Association"),
        ("Lark Hollow Islamic Association", "Larkhollow Islamic Association"),
        ("Larkholow Islamc Association", "Larkhollow Islamic Association"),
        ("LIA", "Larkhollow Islamic Association"),
        ("St Brendans & St Itas Parish Outreach", "St. Brendan's & St. Ita's Parish Outreach"),
        ("Saint Brendan’s and St. Ita’s Parish Outreach", "St. Brendan's & St. Ita's Parish Outreach"),
        ("Gurdwara Naveen Jyot Saheb", "Gurdwara Naveen Jyot Sahib"),
        ("College du Grand-Detour", "Collège du Grand-Détour"),
        ("Grand-Détour College", "Collège du Grand-Détour"),
        ("Masjid Al Rahma", "مسجد الرحمة"),
        ("Al-Rahmah Mosque", "مسجد الرحمة"),
        ("جمعية لاركهولو الإسلامية", "Larkhollow Islamic Association"),
        ("Association islamique de Larkhollow", "Larkhollow Islamic Association"),
        ("نادي الحور", "Tall Poplars نادي الحور Youth Club"),
        ("Tall Poplars Youth Club", "Tall Poplars نادي الحور Youth Club"),
        ("NRRP", "North River Regional Police – Youth Liaison Unit"),
        ("Kestrel Basketball and Mentoring League", "Kestrel Basketball & Mentorship League"),
    ],
)
def test_the_ways_offices_write_one_name(written, known):
    found = KnownNames(enumerate([*REGISTRY, *calgary()])).like(written)
    assert [match.name for match in found] == [known]
    assert found[0].likeness.shared


def test_real_names_of_one_city_raise_no_false_alarm():
    names = calgary()
    assert len(names) == 283
    known = KnownNames(enumerate(names))
    warned = {(known_name.name, name) for at, name in enumerate(names) for known_name in known.like(name) if known_name.key > at}
    twice = {"Federation of Calgary Communities", "Grow Calgary", "Keep the Earth Fresh (KTEF) Calgary"}  # they stand there twice
    assert warned == {(name, name) for name in twice}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Boys Club", "Girls Club"),
        ("Ward 4 Youth", "Ward 5 Youth"),
        ("Somali Youth Society", "Somali Women Society"),
        ("Northern Loom Youth Hub", "Southern Loom Seniors Hub"),
        ("Community Association", "Community League"),
        ("رابطة الجيران", "مدرسة الجيران"),
    ],
)
def test_different_bodies_are_not_taken_for_one(one, other):
    assert not likeness(one, other).is_likely


def test_the_words_that_matched_are_told():
    assert likeness("Noor Youth Centre", "Nour Youth Center").shared
    assert dict(likeness("Boys Club", "Girls Club").shared) == {"club": "club"}


def test_sound_and_initials():
    assert skeleton("mohammed") == skeleton("muhammad") == skeleton("محمد")
    assert skeleton("rahmah") == skeleton("الرحمه")
    assert acronyms("Federation of Calgary Communities") == ("fcc", "focc")


WORDS = ["larkhollow", "League", "العربية", "St.", "&", "4", "", "Somali", "assoc."]
NAMES = st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=6).map(" ".join)


@given(NAMES, NAMES)
@example("A A", "")
def test_likeness_is_a_measure(one, other):
    here, there = likeness(one, other), likeness(other, one)
    assert here.score == pytest.approx(there.score)
    assert 0 <= here.score <= 1.0001
    if likeness(one, one).score:
        assert likeness(one, one).score == pytest.approx(1)
