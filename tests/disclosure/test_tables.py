"""True counts must be true; safe editions come out of protection only."""

from __future__ import annotations

import copy
import dataclasses
import json
from dataclasses import replace

import pytest

from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.shape import Shape, declared
from resilience_portal.disclosure.stored import pack, unpack
from resilience_portal.disclosure.tables import Counts, CountTable, Dimension, SafeEdition, TableSpec, count, key
from resilience_portal.disclosure.words import Blank
from tests.disclosure.towns import BY_METHOD, CONVERSATIONS, SPECS, demo

TOTAL = TableSpec("organizations", "organization")
BY_SECTOR = TableSpec("organizations_by_sector", "organization", ("sector",))
BY_THEME = TableSpec("organizations_by_theme", "organization", ("theme",))
SECTOR = Dimension("sector", ("faith", "youth"))
THEME = Dimension("theme", ("A", "B"), several=True)


@pytest.fixture(scope="module")
def edition() -> SafeEdition:
    return protect(demo().counts(53, conversations=132), (), Rules(), b"secret")


def counts(total: int, faith: int, youth: int, **more: int) -> Counts:
    cells = {key(sector="faith"): faith, key(sector="youth"): youth}
    themes = CountTable(BY_THEME, {key(theme=code): value for code, value in more.items()})
    return Counts(
        [SECTOR, THEME], [CountTable(TOTAL, {key(): total}), CountTable(BY_SECTOR, cells), themes], {key(sector="faith"): 9}
    )


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ((12, 6, 5), "do not add up"),
        ((5, 6, -1), "negative"),
        ((20, 10, 10), "more than the declared universe"),
    ],
)
def test_counts_that_cannot_be_true_are_refused(numbers: tuple[int, int, int], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        counts(*numbers)


def test_an_answer_of_more_organizations_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="larger than its group"):
        counts(11, 6, 5, A=12)


def test_an_organization_that_was_met_in_no_way_is_refused() -> None:
    with pytest.raises(ValueError, match="some organization has no method"):
        Counts(
            [Dimension("method", ("phone", "letter"), several=True)],
            [CountTable(TOTAL, {key(): 12}), CountTable(BY_METHOD, {key(method="phone"): 6, key(method="letter"): 5})],
        )


def test_a_code_that_is_not_published_is_refused() -> None:
    with pytest.raises(ValueError, match="none of its cells"):
        counts(11, 6, 5, C=1)


def test_several_answers_do_not_add_up_and_need_not() -> None:
    assert counts(11, 6, 5, A=11, B=11).values[("organization", key(theme="A"))] == 11


def test_an_organization_counts_once_per_cell() -> None:
    table = count(BY_THEME, [{"theme": ["A", "A", "B"]}, {"theme": ["A"]}, {}])
    assert table.cells == {key(theme="A"): 2, key(theme="B"): 1}


@pytest.mark.parametrize(
    ("tables", "sentence"),
    [
        ((TOTAL, TableSpec("x", "organization", ("sector", "ward"))), "finer"),
        ((TOTAL, TableSpec("x", "organization", ("sector", "theme"))), "without its margins"),
        ((TOTAL, TableSpec("x", "organization", ("month",))), "unknown"),
        ((TOTAL, TableSpec("x", "organization")), "same rows"),
        ((TOTAL, TOTAL), "one name"),
    ],
)
def test_tables_finer_than_the_rules_or_without_margins_are_refused(tables: tuple[TableSpec, ...], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Shape((SECTOR, THEME, Dimension("ward", ("dene",))), tables)


def test_true_counts_stay_out_of_logs() -> None:
    assert "6" not in repr(counts(11, 6, 5).tables)


def test_a_safe_edition_is_not_made_of_loose_figures(edition: SafeEdition) -> None:
    with pytest.raises(TypeError):
        SafeEdition(edition.rules, edition.dimensions, edition.tables, (), {}, None)
    with pytest.raises((TypeError, ValueError)):
        dataclasses.replace(edition, tables=())
    with pytest.raises(dataclasses.FrozenInstanceError):
        edition.tables = ()  # type: ignore[misc]


def test_payload_has_the_shape_of_the_contract_and_is_read_again(edition: SafeEdition) -> None:
    payload = edition.to_payload()
    assert list(payload) == ["rules", "dimensions", "tables", "notes", "blanks"]
    assert [table["name"] for table in payload["tables"]] == [spec.name for spec in (*SPECS, CONVERSATIONS)]
    total = payload["tables"][0]
    assert (total["unit"], total["dims"], total["cells"][0]["key"]) == ("organization", [], {})
    crossed = payload["tables"][4]["cells"][0]
    assert list(crossed["key"]) == ["sector", "theme"]
    assert set(crossed) == {"key", "value", "word"}
    again = SafeEdition.from_payload(json.loads(json.dumps(payload)))
    assert again == edition
    assert json.dumps(again.to_payload()) == json.dumps(payload)


def test_cells_are_looked_up_by_name(edition: SafeEdition) -> None:
    assert edition.cell("organizations").value in (50, 55)
    assert edition.cell("organizations_by_sector", sector="faith").value in (5, 10)
    assert edition.cell("conversations").value in (130, 135)
    with pytest.raises(KeyError):
        edition.cell("organizations_by_sector", sector="nobody")
    with pytest.raises(KeyError):
        edition.table("organizations_by_month")


def test_a_payload_is_not_shared_with_its_edition(edition: SafeEdition) -> None:
    payload = edition.to_payload()
    kept = copy.deepcopy(payload)
    payload["tables"][0]["cells"][0]["value"] = 3
    assert edition.to_payload() == kept


def test_declared_universe_is_read_from_a_report() -> None:
    universe = {"organizations": 14, "by_sector": [{"code": "faith", "organizations": 9}, {"code": "youth", "organizations": 5}]}
    assert declared(universe) == {key(): 14, key(sector="faith"): 9, key(sector="youth"): 5}


def test_stored_counts_are_the_same_counts_again_and_the_same_bytes() -> None:
    place = demo(2)
    counts = replace(place.counts(53), blanks={("theme", "NEW"): Blank.NOT_ASKED})
    stored = json.dumps(pack(counts))
    again = unpack(json.loads(stored))
    assert (again.values, again.universe, again.series, again.blanks) == (
        counts.values,
        counts.universe,
        counts.series,
        counts.blanks,
    )
    assert json.dumps(pack(again)) == stored
    assert protect(again, (), Rules(), b"secret").to_payload() == protect(counts, (), Rules(), b"secret").to_payload()


def test_what_has_no_figure_has_a_word_and_zero_is_a_figure() -> None:
    blanks = {("theme", "NEW"): Blank.NOT_YET_CODED, ("theme", "OLD"): Blank.NOT_ASKED}
    edition = protect(replace(demo().counts(53), blanks=blanks), (), Rules(), b"secret")
    again = SafeEdition.from_payload(json.loads(json.dumps(edition.to_payload())))
    assert again.blanks == blanks
    assert again.blank("organizations_by_theme", theme="T00") is None
    assert again.blank("organizations_by_theme", theme="NEW") == "not_yet_coded"
    assert again.blank("organizations_by_sector_and_theme", sector="faith", theme="OLD") == "not_asked"
    assert again.blank("organizations_by_ward_and_theme", ward="dene", theme="T00") == "withheld"
    old = {name: value for name, value in edition.to_payload().items() if name != "blanks"}
    assert SafeEdition.from_payload(old).blanks == {}
