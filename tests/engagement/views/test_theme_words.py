"""Words in three languages: side by side, missing, to be checked, checked; a theme as the public will read it."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.domain import codebook, following_up, planning
from engagement.models import FocusGroup
from phases.domain.publishing import publish_report
from phases.models import Theme
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.phases import payload, released_files
from tests.factories.plan import make_finding, make_group, make_project, make_promise
from tests.pages import form_in

pytestmark = pytest.mark.django_db


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def theme(cast, now) -> Theme:  # noqa: F811
    """In the codebook with its first version."""
    made = scene.theme("T01")
    codebook.open_first(by=None, now=now)
    fields = {"name_fr": "Méfiance", "definition_fr": "Ce que T01 veut dire.", "use_when_en": "Said of anybody."}
    codebook.change(theme=made, fields=fields, reason="French.", by=cast.nia, now=now)
    return Theme.objects.get(code="T01")


def page(name: str, *more: str) -> str:
    return reverse(f"engagement:theme-{name}", args=["T01", *more])


def states(html: str) -> list[str]:
    """The state of each language, in the order of the portal."""
    [shown] = re.findall(r'<ul class="parity n">(.*?)</ul>', html, re.DOTALL)
    return re.findall(r'class="tag [a-z]*">([^<]*)<', shown)


def test_a_theme_stands_in_three_languages_and_is_read_by_a_person(theme, cast, now):  # noqa: F811
    client = as_(cast.nia)
    html = client.get(page("detail")).content.decode()
    assert states(html) == ["To be checked", "To be checked", "Missing"]
    assert '<div lang="fr" dir="auto"><p>Méfiance</p></div>' in html
    read = form_in(html, page("check", "fr"))
    assert "check/ar/" not in html, "nobody has read what is missing"
    assert "check/fr/" not in as_(cast.bo).get(page("detail")).content.decode()
    assert as_(cast.bo).post(page("check", "fr"), read).status_code == 409, "the codebook is kept by the analysts"
    assert client.post(page("check", "fr"), read).status_code == 302
    assert states(client.get(page("detail")).content.decode()) == ["To be checked", "Checked", "Missing"]
    codebook.change(theme=theme, fields={"name_en": "Distrust"}, reason="Shorter.", by=cast.nia, now=now)
    assert states(client.get(page("detail")).content.decode())[1] == "To be checked", "the original went on without it"
    late = client.post(page("check", "fr"), read)
    assert late.status_code == 409
    assert "Read them again." in late.content.decode()


def test_a_theme_is_previewed_as_the_next_report_will_say_it(theme, cast, now):  # noqa: F811
    client = as_(cast.nia)
    alone = client.get(page("preview", "fr")).content.decode()
    assert 'lang="fr"' in alone
    assert "Ce que T01 veut dire." in alone
    assert "with the next report" in client.get(page("detail")).content.decode()
    scene.phase()
    publish_report(payload=payload(), files=released_files(1), by=None, now=now)
    shown = client.get(page("preview", "fr")).content.decode()
    assert "<h1>Méfiance</h1>" in shown
    assert '<table class="bars">' in shown, "over the figures that are public"
    assert "Méfiance" not in Client().get("/fr/themes/t01/").content.decode()
    assert "As the public reads it now" in client.get(page("detail")).content.decode()
    row = next(row for row in payload()["themes"] if row["code"] == "T01")
    as_released = {f"{field}_{code}": text for field in ("name", "definition") for code, text in row[field].items()}
    Theme.objects.filter(pk=theme.pk).update(**as_released)
    assert "The public reads exactly this." in client.get(page("detail")).content.decode()
    assert client.get(page("preview", "xx")).status_code == 404


def test_the_last_change_of_a_theme_is_undone_on_its_page(theme, cast):  # noqa: F811
    client = as_(cast.nia)
    undo = reverse("engagement:codebook-undo-last")
    assert undo in client.get(page("detail")).content.decode()
    assert undo not in as_(cast.bo).get(page("detail")).content.decode()
    client.post(undo)
    assert not Theme.objects.get(code="T01").name_fr
    assert undo not in client.get(page("detail")).content.decode()


def test_an_item_is_read_by_whoever_keeps_the_plan_and_in_the_words_that_stand_there(cast):  # noqa: F811
    group = make_group(title_fr="Parents", purpose_fr="Ce que les parents remarquent.")
    group.criteria.update(text_fr="Parent d’un adolescent")
    detail, check = (reverse(f"engagement:item-{name}", args=["focus_group", group.pk, *more]) for name, more in
                     (("detail", []), ("check", ["fr"])))  # fmt: skip
    read = form_in(as_(cast.lea).get(detail).content.decode(), check)
    assert as_(cast.bo).post(check, read).status_code == 409
    FocusGroup.objects.filter(pk=group.pk).update(purpose_fr="Autre chose.")
    late = as_(cast.lea).post(check, read)
    assert late.status_code == 409
    assert "Read them again." in late.content.decode()
    assert as_(cast.lea).post(check, form_in(as_(cast.lea).get(detail).content.decode(), check)).status_code == 302
    assert states(as_(cast.lea).get(detail).content.decode())[1] == "Checked"


def test_every_public_word_stands_side_by_side(cast, now):  # noqa: F811
    """Also why something moved, or does not take place: the public reads it."""
    group = make_group(state_reason_en="The hall is closed.")
    project = make_project(make_finding())
    planning.move_step(step=project.steps.get(), to=now.date(), reason={"en": "Their hall burned."}, by=cast.lea, now=now)
    face = make_promise()
    words = {f"reason_{code}": "We had no snow." for code in ("en", "fr", "ar")}
    following_up.move(item=face.commitment, due_on=now.date(), reasons=words, by=cast.lea, now=now)
    for kind, record, told in (
        ("focus_group", group, "The hall is closed."),
        ("project", project, "Their hall burned."),
        ("commitment", face, "We had no snow."),
    ):
        html = as_(cast.lea).get(reverse("engagement:item-detail", args=[kind, record.pk])).content.decode()
        assert f'<div lang="en" dir="auto"><p>{told}</p></div>' in html, kind
    assert "Missing" in states(html)


def test_an_item_costs_the_same_with_one_step_and_with_thirty(cast, now):  # noqa: F811
    project, client = make_project(make_finding()), as_(cast.lea)
    address = reverse("engagement:item-detail", args=["project", project.pk])

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    planning.move_step(step=project.steps.get(), to=now.date(), reason={"en": "So."}, by=cast.lea, now=now)
    cost()
    few = cost()
    for number in range(30):
        step = project.steps.create(title_en=f"Step {number}", due_on="2026-12-01")
        step.moves.create(from_on="2026-11-01", to_on="2026-12-01", moved_on=now.date(), reason_en="So.")
        objective = project.objectives.create(text_en=f"Objective {number}")
        objective.indicators.create(text_en="Families", target=1)
    assert cost() == few
