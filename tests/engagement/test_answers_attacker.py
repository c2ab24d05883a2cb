"""Voluntary answers against somebody who reads the database: every table as it lies, and a backup from after each person.

What the attacker knows for certain: who came between two backups, and which answers appeared between the same two. Where fewer
than five people share what appeared, answers have been matched.
"""

from __future__ import annotations

import importlib
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.state import ProjectState
from django.test import Client
from django.urls import reverse

from engagement.domain import equality, registering
from engagement.enums.equality import ANSWERS
from engagement.models import EqualityTotal, FocusGroup, Registration, SealedAnswers
from phases.enums import FocusGroupState, RegistrationState
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.factories.plan import make_group, make_registration, make_session

WORDS = {str(value) for choices in ANSWERS.values() for value in choices.values}
PEOPLE = [  # (name, answers), in the order in which they come; the fourth leaves all questions out
    ("Juno", {"age_range": ["16-24"], "gender": ["woman"]}),
    ("Yarrow", {"age_range": ["25-34"], "gender": ["man"], "background": ["newcomer"]}),
    ("Perrin", {"age_range": ["35-44"], "background": ["racialized", "disability"]}),
    ("Sol", {}),
    ("Wren", {"age_range": ["45-54"], "gender": ["another"]}),
    ("Zahra", {"age_range": ["55-64"], "gender": ["woman"], "background": ["indigenous"]}),
    ("Idris", {"age_range": ["65+"], "gender": ["man"]}),
    ("Maren", {"age_range": ["25-34"], "gender": ["woman"]}),
]


@dataclass
class Backup:
    """What lies in the database at one moment: who is registered, and every row with an answer in it, as its table holds it."""

    people: list[str] = field(default_factory=list)
    answers: list[tuple[str, str, frozenset[tuple[str, Any]]]] = field(default_factory=list)  # (table, place and age, the row)


def read_everything() -> Backup:
    """Every table, row by row in the order in which the rows lie, with what the database itself keeps of each."""
    physical = "ctid::text || ' ' || xmin::text" if connection.vendor == "postgresql" else "rowid"
    found = Backup()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT {physical}, * FROM "{table}" ORDER BY 1')
            columns = [each[0] for each in cursor.description]
            for row in cursor.fetchall():
                named = {
                    column: bytes(value) if isinstance(value, memoryview) else value
                    for column, value in zip(columns[1:], row[1:], strict=True)
                }
                if table == Registration._meta.db_table:
                    found.people.append(named["name"])
                if any(str(value) in WORDS for value in named.values()):
                    told = frozenset((column, value) for column, value in named.items() if column not in ("id", "group_id"))
                    found.answers.append((table, str(row[0]), told))
    return found


def matched(backups: list[Backup]) -> list[tuple[set[str], Any]]:
    """Every group of fewer than five people of whom the attacker knows that what appeared is theirs."""
    found, came = [], set(backups[0].people)
    for before, after in pairwise(backups):
        came |= set(after.people) - set(before.people)
        appeared = Counter(told for _table, _place, told in after.answers) - Counter(told for *_where, told in before.answers)
        if appeared:
            if len(came) < 5:
                found.append((came, appeared))
            came = set()
    return found


def come(group: FocusGroup, people: list[tuple[str, dict[str, list[str]]]], now: Any) -> list[Backup]:
    """One after the other, with a backup before, between and after."""
    backups = [read_everything()]
    for name, answers in people:
        fields = {"name": name, "email": f"{name}@example.org", "phone": "", "language": "en", "accommodations": ""}
        registering.express_interest(group=group, fields=fields, answers=answers, now=now)
        backups.append(read_everything())
    return backups


# --- The attacker finds what there is to find ----------------------------------------------------------------------------------
def test_the_attacker_finds_everybody_in_rows_of_answers():
    rows = [("old", str(number), frozenset(answers_of(answers))) for number, (_name, answers) in enumerate(PEOPLE)]
    backups = [
        Backup([name for name, _answers in PEOPLE[:n]], [row for row in rows[:n] if row[2]]) for n in range(len(PEOPLE) + 1)
    ]
    assert len(matched(backups)) == 7, "each of the seven who answered"


def test_the_attacker_finds_everybody_in_totals_that_count_one_by_one():
    backups = [Backup()]
    for n in range(1, len(PEOPLE) + 1):
        totals = Counter(pair for _name, answers in PEOPLE[:n] for pair in answers_of(answers))
        rows = [("totals", "", frozenset({("answer", pair), ("people", people)})) for pair, people in totals.items()]
        backups.append(Backup([name for name, _answers in PEOPLE[:n]], rows))
    assert len(matched(backups)) == 7


def answers_of(answers: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(question, answer) for question, chosen in answers.items() for answer in chosen]


# --- and nothing in ours -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)  # each person in a transaction of their own: its number stands with every row
def test_nobody_is_matched_in_any_table_or_between_any_two_backups(now):
    group = make_group()
    backups = come(group, PEOPLE, now)
    assert backups[-1].people != []
    assert matched(backups) == []
    assert [len(each.answers) > 0 for each in backups] == [False] * 6 + [True] * 3, "nothing in words before five have answered"
    places = {place.split()[-1] for _table, place, _told in backups[-1].answers}
    if connection.vendor == "postgresql":
        assert len(places) == 1, "the totals carry one transaction: none shows whose answer came last"
    assert {row.question for row in EqualityTotal.objects.all()} == {"age_range", "gender", "background"}
    assert SealedAnswers.objects.count() == 2, "the two who came after the five wait for others"


@pytest.mark.django_db
def test_if_others_had_given_these_answers_the_tables_would_read_the_same(now):
    """The twin: whoever of the five gave which answers, what lies there afterwards is the same."""
    given = [answers for _name, answers in PEOPLE[:6]]
    of_others = [*given[4:], given[1], {}, given[2], given[0]]  # each of the five has another one's
    read = []
    for answers in (given, of_others):
        group = make_group(reference=f"FG-{len(read)}", slug=f"fg-{len(read)}")
        come(group, [(PEOPLE[at][0], each) for at, each in enumerate(answers)], now)
        rows = EqualityTotal.objects.filter(group=group)
        read.append([(row.question, row.answer, row.people) for row in rows.order_by("question", "answer")])
        assert not SealedAnswers.objects.filter(group=group).exists()
    assert read[0] == read[1]
    assert sum(people for question, _answer, people in read[0] if question == "age_range") == 6


@pytest.mark.django_db
def test_what_waits_says_nothing_without_the_secret_not_even_that_somebody_answered(now, settings):
    group = make_group()
    come(group, PEOPLE[:4], now)
    sealed = [bytes(row.sealed) for row in SealedAnswers.objects.all()]
    assert (len(sealed), len({len(each) for each in sealed})) == (4, 1), "one row a person, all of one length"
    assert not any(word.encode() in each for word in WORDS for each in sealed)
    columns = {column.name for column in SealedAnswers._meta.concrete_fields}
    assert columns == {"id", "group", "sealed"}
    if connection.vendor == "sqlite":
        whole = connection.connection.serialize()  # the file as it lies, with the pages that were freed
        assert b"Juno" in whole
        assert not any(word.encode() in whole for word in ("newcomer", "racialized", "16-24", "35-44"))
    settings.ADDRESS_SECRET = "another secret altogether, as after a change of it"
    come(group, PEOPLE[4:6], now)
    assert SealedAnswers.objects.count() == 6, "nothing is counted of what can't be read, and nobody is turned away"


@pytest.mark.django_db
def test_answers_of_one_group_do_not_open_those_of_another(now):
    first, second = make_group(), make_group(reference="FG-2", slug="second")
    come(first, PEOPLE[:3], now)
    come(second, PEOPLE[4:7], now)
    assert not EqualityTotal.objects.exists()
    assert SealedAnswers.objects.count() == 6


@pytest.mark.django_db
def test_what_waits_in_a_group_that_is_over_goes_unread(now):
    over, going_on = make_group(), make_group(reference="FG-2", slug="second")
    come(over, PEOPLE[:2], now)
    come(going_on, PEOPLE[:2], now)
    FocusGroup.objects.filter(pk=over.pk).update(state=FocusGroupState.COMPLETED)
    assert equality.forget_leftovers() == 2
    assert equality.forget_leftovers() == 0
    assert {row.group_id for row in SealedAnswers.objects.all()} == {going_on.pk}


# --- What staff read -----------------------------------------------------------------------------------------------------------
def panel(client: Client, group: FocusGroup) -> str:
    page = client.get(reverse("engagement:group-people", args=[group.pk]))
    assert page.status_code == 200
    return " ".join(page.content.decode().split("Voluntary answers")[-1].split("</aside>")[0].split())


@pytest.mark.django_db
def test_staff_read_steps_of_five_and_the_same_words_for_none_and_a_few(cast: Cast, now):  # noqa: F811
    group, client = make_group(), Client()
    client.force_login(cast.ana)
    assert "Fewer than five people have answered" in panel(client, group)
    come(group, PEOPLE[:4], now)
    assert "Fewer than five people have answered" in panel(client, group)
    equality.add_up(group=group, people=[{"age_range": ["25-34"]}] * 8 + [{"age_range": ["65+"]}] * 4)
    text = panel(client, group)
    assert text.count("about 5") == 1
    assert text.count("about 10") == 2, "twelve gave no answer to each of the two other questions"
    assert text.count("fewer than 5") == 3, "once a question, for all other answers together"
    assert ">8<" not in text
    assert "25–34" in text
    for answer in ("65+", "35–44"):  # four people, and nobody
        assert answer not in text


@pytest.mark.django_db
def test_whoever_withdraws_takes_name_and_address_and_no_total_moves(cast: Cast, now):  # noqa: F811
    person = make_registration(make_session(), name="Juno")
    equality.add_up(group=person.group, people=[{"gender": ["woman"]}] * 5)
    registering.leave(registration=person, to=RegistrationState.WITHDRAWN, by=cast.ana, now=now)
    assert Registration.objects.get().name == ""
    assert EqualityTotal.objects.get(answer="woman").people == 5


# --- What was there before -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_rows_from_before_are_added_up_or_sealed():
    former = importlib.import_module("engagement.migrations.0061_focus_groups").Migration.operations
    state = ProjectState.from_apps(apps)  # the models of that moment: those of now, and the one that goes
    next(each for each in former if getattr(each, "name", "") == "EqualityAnswers").state_forwards("engagement", state)
    old = state.apps.get_model("engagement", "EqualityAnswers")
    editor = connection.schema_editor(collect_sql=True)
    editor.deferred_sql = []
    with connection.cursor() as cursor:
        cursor.execute(*editor.table_sql(old))
    many, few = make_group(), make_group(reference="FG-2", slug="second")
    for group, count in ((many, 6), (few, 2)):
        for number in range(count):
            old.objects.create(group_id=group.pk, age_range="25-34" if number else "", background="newcomer,disability")
    importlib.import_module("engagement.migrations.0100_answers_added_up").add_up(state.apps, editor)
    totals = {(row.question, row.answer): row.people for row in EqualityTotal.objects.filter(group=many)}
    assert totals == {
        ("age_range", "25-34"): 5, ("age_range", ""): 1, ("gender", ""): 6, ("background", "newcomer"): 6,
        ("background", "disability"): 6,
    }  # fmt: skip
    assert not EqualityTotal.objects.filter(group=few).exists()
    waiting = [equality._unseal(row.sealed) for row in SealedAnswers.objects.filter(group=few)]
    assert sorted(waiting, key=len) == [
        {"background": ["newcomer", "disability"]},
        {"age_range": ["25-34"], "background": ["newcomer", "disability"]},
    ]
