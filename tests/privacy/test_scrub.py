"""Identifying details are found in three languages, in any digits and forms, where they stand; ordinary words are left alone."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resilience_portal.privacy.scrub import Detail, Kind, KnownName, KnownNames, find, replaced

PLANTED = Path(__file__).parent.parent / "data" / "private_details.csv"
NAMES = KnownNames(
    [
        KnownName("Trudy Ballantwhistle", Kind.PERSON, "a board member"),
        KnownName("Imam Yusuf Dalmouni-Arrash", Kind.PERSON),
        KnownName("Niamh O'Brannigane", Kind.PERSON),
        KnownName("Hope Young", Kind.PERSON),
        KnownName("أحمد عثمان", Kind.PERSON),
        KnownName("Larkhollow Community League", Kind.ORGANIZATION, "a community league"),
        KnownName("Aspenmere Collegiate", Kind.ORGANIZATION),
        KnownName("The Kestrel", Kind.ORGANIZATION),
        KnownName("Collège du Grand-Détour", Kind.ORGANIZATION),
        KnownName("جمعية نور الجيران", Kind.ORGANIZATION),
        KnownName("LIA", Kind.ORGANIZATION),
    ]
)


def sure(text: str) -> list[str]:
    """What would stop a text from leaving."""
    return [detail.text for detail in find(text, NAMES) if detail.is_sure]


def test_the_planted_details_are_found():
    with PLANTED.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    found = [sure(f"{row['Notes']}\n{row['Public summary']}") for row in rows]
    assert found == [
        ["780-555-0177", "m.invented@mail.example"],
        ["12345-6789"],
        ["000 000 000"],
        ["Trudy Ballantwhistle"],
        [],
        ["Larkhollow Community League"],
        [],
        ["Aspenmere Collegiate"],
    ]
    assert "15-year-old" in [detail.text for detail in find(rows[7]["Notes"], NAMES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Call (780) 555-0142 or 1.780.555.0143 or 7805550144 or 555-0145.",
            ["(780) 555-0142", "1.780.555.0143", "7805550144", "555-0145"],
        ),
        ("Rappeler au +33 6 12 34 56 78.", ["+33 6 12 34 56 78"]),
        ("اتصلوا على ٧٨٠-٥٥٥-٠١٤٢ غدا", ["٧٨٠-٥٥٥-٠١٤٢"]),
        ("Call \u2066780\u2011555\u20110142\u2069 now", ["780\u2011555\u20110142"]),
        (
            "Écrire à jean.tremblay@exemple.ca ou marie [arobase] exemple.ca",
            ["jean.tremblay@exemple.ca", "marie [arobase] exemple.ca"],
        ),
        (
            "john at mail dot com, @some_handle, www.example.org/team.",
            ["john at mail dot com", "@some_handle", "www.example.org/team"],
        ),
        ("They live at 10420 118 Ave NW, T5J 2R7.", ["10420 118 Ave NW", "T5J 2R7"]),
        ("Ils habitent au 12, rue des Érables.", ["12, rue des Érables"]),
        ("يسكنون في ١٢ شارع النخيل الكبير", ["١٢ شارع النخيل الكبير"]),
        ("The van, plate CBR-1234, was there. Plaque ABC 123.", ["CBR-1234", "ABC 123"]),
        ("لوحة السيارة ABC 4412", ["ABC 4412"]),
        ("Case file number 19-123456 is theirs.", ["19-123456"]),
        ("His SIN: 123456789. وملف رقم ١٢٣٤٥٦ NAS 987-654-321, basin 123456", ["123456789", "١٢٣٤٥٦", "987-654-321"]),
        ("M. Osman and Dr Amira Haddad spoke; so did Mme Lachance.", ["Osman", "Amira Haddad", "Lachance"]),
        ("قال الشيخ خالد ذلك", ["خالد"]),
    ],
)  # fmt: skip
def test_contact_details_places_numbers_and_titles(text, expected):
    assert sure(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("trudy ballantwhistle, T. Ballantwhistle and BALLANTWHISTLE", ["trudy ballantwhistle", "T. Ballantwhistle"]),
        ("We met Ballantwhistle there.", ["Ballantwhistle"]),
        ("Then O’Brannigane spoke to Yusuf Dalmouni.", ["O’Brannigane", "Yusuf Dalmouni"]),
        (
            "au college du grand-detour, et du Colle\u0300ge du Grand-De\u0301tour",
            ["college du grand-detour", "Colle\u0300ge du Grand-De\u0301tour"],
        ),
        ("حضر وأحمد عثمان من جَمْعِيَّة نور الجيران", ["أحمد عثمان", "جَمْعِيَّة نور الجيران"]),
        ("قالت لجمعية نور الجيران", ["جمعية نور الجيران"]),
        ("the LIA hall", ["LIA"]),
        ("They went to Kestrel for help", ["Kestrel"]),
        ("Larkhollow\nCommunity League", []),
    ],
)  # fmt: skip
def test_known_names_in_all_the_forms_they_are_written_in(text, expected):
    assert [found for found in sure(text) if found != "BALLANTWHISTLE"] == expected


@pytest.mark.parametrize(
    "text",
    [
        "In 2018-2019 we heard 1,200 people in 41 talks; the budget is $780,555,0142 over 3.5 years.",
        "Seen on 2019-02-28 at 19:00, see P1-0042 and COVID-19; the EPS 2019 plan.",
        "Young people hope for a place; a malia flag, a kestrel, and hope again. They want 24 hour help.",
        "Father's Day, Elder Care and the Officer Training were good. A 10 point plan, 3 way calls.",
        "الشباب يحتاجون إلى مكان آمن ونور في الحي منذ ٢٠١٨",
        "Les jeunes veulent un lieu sûr ; 12 rencontres, 3 avenues possibles.",
    ],
)
def test_ordinary_text_is_left_alone(text):
    assert sure(text) == []


@pytest.mark.parametrize(
    ("text", "of_one"),
    [
        ("A 15-year-old said so.", True),
        ("un garçon de 14 ans", True),
        ("يبلغ من العمر ١٤ سنة", True),
        ("15-year-olds asked; les jeunes de 14 ans; aged 12", False),
    ],
)
def test_the_age_of_one_person_is_told_from_the_age_of_a_group(text, of_one):
    kinds = {one.kind for one in find(text, NAMES)}
    assert (Kind.CASE in kinds, Kind.AGE in kinds) == (of_one, not of_one)


def test_a_capital_at_the_start_of_a_sentence_is_only_marked():
    assert [(one.text, one.is_sure) for one in find("Young people asked.", NAMES)] == [("Young", False)]


def test_each_is_replaced_by_its_role():
    text = "Trudy Ballantwhistle of Larkhollow Community League: 780-555-0177."
    words = {Kind.PHONE: "a telephone number"}
    assert replaced(text, find(text, NAMES), words) == "a board member of a community league: a telephone number."


PIECES = [
    "Trudy",
    " Ballantwhistle",
    " ",
    "LIA",
    "780-555-0177",
    "m@x.ca",
    ". ",
    "\n",
    "أحمد عثمان",
    "\u0301",
    "شارع ",
    "'",
    "٧",
    "\u200f",
]
SAID = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=30).map("".join)


@given(SAID)
def test_places_are_true_apart_and_in_order(text):
    before = 0
    for detail in find(text, NAMES):
        assert isinstance(detail, Detail)
        assert text[detail.start : detail.end] == detail.text
        assert before <= detail.start < detail.end <= len(text)
        before = detail.end


@given(
    st.text(max_size=60),
    st.sampled_from(["780-555-0177", "m.invented@mail.example", "Trudy Ballantwhistle", "أحمد عثمان"]),
    st.text(max_size=60),
)
def test_a_detail_that_stands_apart_is_found_whatever_is_around_it(before, planted, after):
    text = f"{before}\n{planted}\n{after}"
    at = len(before) + 1
    assert any(one.start <= at and one.end >= at + len(planted) and one.is_sure for one in find(text, NAMES))


@given(SAID)
def test_only_the_details_are_replaced(text):
    details = find(text, NAMES)
    kept = "".join(c for at, c in enumerate(text) if not any(one.start <= at < one.end for one in details))
    cleaned = replaced(text, [replace(one, role="\ue000") for one in details], {})
    assert cleaned.replace("\ue000", "") == kept.replace("\ue000", "")


@pytest.mark.timeout(20)
def test_hostile_text_takes_no_time():
    for text in ("9" * 100_000, "A-" * 50_000, "a@" * 50_000, "1 " * 50_000, "شارع " * 20_000, "A " * 50_000, "\u0301" * 100_000):
        find(text, NAMES)
    with pytest.raises(ValueError, match="too long"):
        find("x" * 200_001, NAMES)
