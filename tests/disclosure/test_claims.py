"""Words that outrun the figures are found in three languages; words that may stand are left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resilience_portal.disclosure.claims import ORDER, Allowed, Problem, allowed, check, support
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.vocabulary import VOCABULARIES, Level
from resilience_portal.disclosure.wording import claims_in
from resilience_portal.disclosure.words import Strength
from tests.disclosure.towns import demo, town

SOME = Allowed(Level.SOME, frozenset({0, 10, 15}), frozenset({15, 50, 55}), frozenset({90}), base=5)

TOO_MUCH = [
    ("en", "In spring, most organizations asked for interpreters.", Problem.STRONGER, "most organizations"),
    ("en", "Nearly all faith groups said so.", Problem.STRONGER, "Nearly all faith groups"),
    ("en", "The majority felt unsafe.", Problem.STRONGER, "majority"),
    ("en", "More than half of the organizations", Problem.STRONGER, "More than half of the organizations"),
    ("en", "Everyone told us that.", Problem.ALL, "Everyone told"),
    ("en", "Not a single organization agreed.", Problem.ALL, "Not a single organization"),
    ("en", "We heard 53 organizations.", Problem.NUMBER, "53 organizations"),
    ("en", "1,200 organizations", Problem.NUMBER, "1,200 organizations"),
    ("en", "15 of about 40 organizations", Problem.NUMBER, "40 organizations"),
    ("en", "One organization said no.", Problem.SMALL, "One organization"),
    ("en", "More than 15 organizations did.", Problem.BOUND, "More than 15 organizations"),
    ("en", "Fewer than 10 organizations did.", Problem.BOUND, "Fewer than 10 organizations"),
    ("en", "25% of organizations", Problem.SHARE, "25% of organizations"),
    ("en", "60 people came.", Problem.UNIT, "60 people"),
    ("en", "Many conversations touched on it.", Problem.UNIT, "Many conversations"),
    ("fr", "La plupart des organismes l’ont demandé.", Problem.STRONGER, "La plupart des organismes"),
    ("fr", "Plus d’une dizaine d’organismes", Problem.BOUND, "Plus d’une dizaine d’organismes"),
    ("fr", "Une seule organisation a refusé.", Problem.SMALL, "Une seule organisation"),
    ("fr", "Tout le monde a dit oui.", Problem.ALL, "Tout le monde a dit"),
    ("fr", "Décision prise à l’unanimité.", Problem.ALL, "à l’unanimité"),
    ("ar", "طلبت معظم المنظمات مترجمين", Problem.STRONGER, "طلبت معظم"),
    ("ar", "وقال الجميع ذلك", Problem.ALL, "وقال الجميع"),
    ("ar", "ذكرته منظمتان", Problem.SMALL, "منظمتان"),
    ("ar", "ثلاث منظمات", Problem.SMALL, "ثلاث منظمات"),
    ("ar", "٥٣ منظمة", Problem.NUMBER, "٥٣ منظمة"),
    ("ar", "جميع المنظمات تقريبا", Problem.STRONGER, "جميع المنظمات"),
    ("ar", "٢٥٪ من المنظمات", Problem.SHARE, "٢٥٪ من المنظمات"),
]

MAY_STAND = [
    ("en", "Some organizations asked for interpreters; a few groups did not."),
    ("en", "About 15 of about 50 organizations raised it, in about 90 conversations."),
    ("en", "Fewer than 5 organizations said so, and not all groups agree."),
    ("en", "A city for everyone, in all languages, since 2019: organizations are welcome."),
    ("en", "Since 2019 organizations are welcome."),
    ("fr", "Certains organismes, une quinzaine d’organismes, moins de 5 organismes; pas tous les organismes."),
    ("ar", "بعض الجهات، ونحو ١٥ منظمة من أصل ٥٠ منظمة، أقل من 5 منظمات، ليست كل المنظمات. مدينة للجميع"),
]


@pytest.mark.parametrize(("language", "text", "problem", "words"), TOO_MUCH)
def test_what_outruns_the_figures_is_found_and_its_words_are_named(language, text, problem, words) -> None:
    (found,) = check(text, language=language, allowed=SOME)
    assert (found.problem, found.words, text[found.start : found.end]) == (problem, words, words)


@pytest.mark.parametrize(("language", "text"), MAY_STAND)
def test_what_the_figures_say_may_stand(language, text) -> None:
    assert check(text, language=language, allowed=SOME) == []


@pytest.mark.parametrize("language", VOCABULARIES)
def test_every_phrase_of_every_level_is_heard_as_that_level(language) -> None:
    """Longer phrases win: "nearly all" is not "all", "more than half" is not "half"."""
    words = VOCABULARIES[language]
    noun = {"en": "organizations", "fr": "organismes", "ar": "منظمات"}[language]
    for levels, after in ((words.quantities, f" {noun}"), (words.alone, "")):
        for level, phrases in levels.items():
            for phrase in phrases.replace("*", "").split(", "):
                heard = [claim.level for claim in claims_in(phrase + after, language)]
                assert level in heard, phrase


def test_a_language_that_nobody_can_check_is_an_error() -> None:
    with pytest.raises(KeyError):
        check("Die meisten Organisationen", language="de", allowed=SOME)


@settings(max_examples=50, deadline=None)
@given(st.text(), st.sampled_from(sorted(VOCABULARIES)))
def test_any_text_can_be_read(text: str, language: str) -> None:
    for found in check(text + " all organizations كل منظمات tous les organismes", language=language, allowed=SOME):
        assert found.words


def test_what_may_be_said_follows_the_published_figures() -> None:
    place = town({"a": 20, "b": 20}, {"north": 30, "other": 10}, 2, chance=0.3, seed=3)
    edition = protect(place.counts(40), (), Rules(), b"secret")
    cell = edition.cell("organizations_by_theme", theme="T00")
    may = allowed(edition, theme="T00", universe=place.universe)
    assert {cell.value} <= may.parts <= {edition.values[cell] for cell in edition.values if ("theme", "T00") in cell[1]}
    assert {40, 20, 30} <= may.wholes
    assert may.conversations == {80}
    assert check("Most organizations", language="en", allowed=may)
    whole = allowed(edition)
    assert ORDER.index(whole.strongest) >= ORDER.index(may.strongest)
    assert cell.value in whole.parts


def test_nearly_all_may_be_said_where_the_figure_is_as_large_as_its_whole() -> None:
    sure = town({"a": 20, "b": 20}, {"north": 30, "other": 10}, 1, chance=1.0)
    may = allowed(protect(sure.counts(40), (), Rules(), b"secret"), theme="T00")
    assert not check("Nearly all organizations", language="en", allowed=may)
    assert check("All organizations", language="en", allowed=may)


def test_a_theme_of_one_sector_is_said_to_be() -> None:
    place = town({"a": 20, "b": 20}, {"north": 30, "other": 10}, 1, chance=0.0)
    heard = [{**unit, "theme": ("T00",) if unit["sector"] == "a" else ()} for unit in place.organizations]
    edition = protect(place.counts(heard), (), Rules(), b"secret")
    found = support(edition, "T00")
    assert (found.organizations, found.sectors, found.dominant) == (20, 1, "a")
    assert support(edition, "T00", by="phase").dominant is None
    assert support(edition, "a theme without a figure").organizations == 0
    broad = support(protect(demo().counts(53), (), Rules(), b"secret"), "T00")
    assert broad.sectors > 1


def test_levels_begin_with_the_strengths() -> None:
    assert [level.value for level in ORDER[:4]] == [strength.value for strength in Strength]
