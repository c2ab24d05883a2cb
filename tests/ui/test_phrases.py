"""Words of figures and days, in the reader's language."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import formats, translation

from resilience_portal.ui.phrases import colon, day_words, figure_words, match_words, period_words


@pytest.mark.parametrize(
    ("value", "word", "words"),
    [
        (0, "fewer_than", "fewer than 5"),
        (10, "about", "about 10"),
        (40, "nearly_all", "nearly all (about 40)"),
        (0, "about", "fewer than 5"),
        (0, "nearly_all", "fewer than 5"),
    ],
)
def test_a_figure_is_never_a_bare_number(value, word, words):
    with translation.override("en"):
        assert figure_words({"value": value, "word": word}) == words


def test_a_word_that_nobody_knows_is_not_published():
    with pytest.raises(ValueError, match="all"):
        figure_words({"value": 40, "word": "all"})


def test_days_are_written_as_the_language_writes_them():
    with translation.override("en"):
        assert day_words("2026-11-24") == "24 November 2026"
        assert day_words("2026-11-24", "month") == "November 2026"
        assert day_words(None) == ""
    with translation.override("fr"):
        assert day_words(date(2026, 11, 1)) == "1er novembre 2026"
        assert day_words(date(2026, 11, 21)) == "21 novembre 2026"
    with translation.override("ar"):
        assert day_words(date(2026, 11, 24)) == "24 نوفمبر 2026"


def test_django_writes_days_in_the_same_manner():
    day, moment = date(2026, 11, 24), datetime(2026, 11, 25, 3, 5)
    for language, comma in (("en", ","), ("fr", ","), ("ar", "،")):
        with translation.override(language):
            assert formats.date_format(day, "DATE_FORMAT") == day_words(day)
            assert formats.date_format(moment, "DATETIME_FORMAT") == f"{day_words(moment)}{comma} 03:05"


def test_a_moment_belongs_to_the_day_in_edmonton():
    with translation.override("en"):
        assert day_words(datetime(2026, 11, 25, 3, 0, tzinfo=UTC)) == "24 November 2026"


def test_periods():
    with translation.override("en"):
        assert period_words("2018-09-01", "2019-06-30") == "September 2018 to June 2019"
        assert period_words("2018-09-01", "2018-09-30") == "September 2018"
        assert period_words("2018-09-01", None) == "from September 2018"
        assert period_words(None, "2019-06-30") == "until June 2019"
    with translation.override("fr"):
        assert period_words("2018-09-01", "2019-06-30") == "de septembre 2018 à juin 2019"
        assert period_words("2018-04-01", "2018-08-01") == "d’avril 2018 à août 2018"
        assert period_words("2018-10-01", None) == "à partir d’octobre 2018"
        assert period_words(None, "2019-06-30") == "jusqu’en juin 2019"
        assert colon() == "\u00a0: "


def test_every_plural_form_has_a_place_for_the_number_or_says_it_in_a_word():
    in_a_word = {"ar": {"zero", "one", "two"}}
    for language in ("en", "fr", "ar"):
        with translation.override(language):
            words = match_words()
            assert {form for form in words if "%s" not in words[form]} <= in_a_word.get(language, set())


def drawn(source: str, **context: object) -> str:
    with translation.override("en"):
        return Template("{% load ui %}" + source).render(Context(context))


def test_a_figure_keeps_its_direction():
    assert drawn("{% figure cell %}", cell={"value": 10, "word": "about"}) == '<bdi class="num">about 10</bdi>'


def test_tiles_never_show_all():
    """A group of 9 with a published 10 is drawn with its last tile half: "all" is never said."""
    group = {"code": "faith", "label": "Faith", "organizations": 9, "cell": {"value": 10, "word": "nearly_all"}}
    html = drawn("{% tiles groups %}", groups=[group])
    assert html.count('<li class="f"></li>') == 8
    assert html.count('<li class="f part"></li>') == 1
    assert "Still to come" not in html


def test_tiles_of_a_small_figure_are_empty():
    group = {"code": "youth", "label": "Youth", "organizations": 6, "cell": {"value": 0, "word": "fewer_than"}}
    html = drawn("{% tiles groups %}", groups=[group])
    assert html.count('<li class="todo"></li>') == 6
    assert "fewer than 5" in html


def test_text_in_components_is_text():
    for source in (
        "{% fact words words %}", "{% crumb words words %}", "{% state 'open' words %}", "{% quote words 'en' words %}",
        "{% callout 'warn' words %}{{ words }}{% endcallout %}", "{% nothing words %}{{ words }}{% endnothing %}",
        "{% difference words 'b' 'c' 'd' %}", "{% download '#' words 'CSV' 1 %}",
    ):  # fmt: skip
        html = drawn(source, words="<img src=x onerror=y>")
        assert "<img" not in html, source
        assert "&lt;img" in html, source


def test_steps_say_where_the_job_is():
    job = [("counting", "Counting"), ("writing", "Writing"), ("done", "Done")]
    html = drawn("{% steps job 'writing' %}", job=job)
    assert html.count('aria-current="step"') == 1
    assert 'class="done"' in html
    assert drawn("{% steps job 'done' %}", job=job).count('class="done"') == 3
    assert "stopped here" in drawn("{% steps job 'writing' failed=True %}", job=job)
