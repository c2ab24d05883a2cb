"""Forms of the plan in the reader's words: what is chosen from, what a row is called, what it costs."""

from __future__ import annotations

import re

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.forms.plan_items import MODELS
from engagement.models import Project
from phases.enums import ItemKind
from phases.models import Phase
from resilience_portal.accounts.models import User
from stakeholders.models import Organization
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.factories.plan import (
    make_finding,
    make_group,
    make_group_finding,
    make_project,
    make_promise,
    make_session,
)
from tests.pages import opened

pytestmark = pytest.mark.django_db
COGNATES = ("Phase", "Date", "Minutes", "Places", "Question", "Contact")  # French as they are English


@pytest.fixture
def lead(cast) -> Client:  # noqa: F811
    client = Client()
    client.force_login(cast.lea)
    return client


def page(client: Client, record, tail: str, language: str = "en"):
    kind = next(kind for kind, model in MODELS.items() if isinstance(record, model))
    client.cookies["django_language"] = language
    answer = client.get(f"/staff/phases/{kind}/{record.pk}/{tail}")
    assert answer.status_code == 200
    return lxml.html.fromstring(answer.content.decode())


def test_people_findings_themes_and_languages_are_chosen_in_words(lead):
    finding = make_finding(statement_en="A label closes doors.")
    group = make_group(language="so")
    session = make_session(group)
    User.objects.filter(pk=session.facilitator_id).update(first_name="Mika", last_name="Arless")
    said = make_group_finding(group)
    form = page(lead, group, "edit/")
    told = {label.text_content() for label in form.xpath("//label[.//input[@name='tests']]")}
    assert told == {f"{finding.reference} · A label closes doors."}
    assert form.xpath("string(//select[@id='id_language']/option[@selected])") == "Somali"
    names = page(lead, session, "edit/").xpath("//select[@name='facilitator']/option/text()")
    assert "Mika Arless" in names
    assert "leads.the.talk" not in names
    themes = page(lead, said, "edit/").xpath("//label[.//input[@name='themes' and @type='checkbox']]")
    assert themes
    assert not page(lead, said, "edit/").xpath("//select[@multiple]")


def test_a_title_that_is_needed_is_not_called_optional(lead):
    project = make_project()
    labels = {label.get("for"): label.text_content().strip() for label in page(lead, project, "edit/").xpath("//label[@for]")}
    assert labels["id_title_en"] == "Title (English)"
    assert labels["id_title_fr"] == "Title (français) (optional)"
    address = f"/staff/phases/project/{project.pk}/edit/"
    assert lead.post(address, opened(lead, address) | {"title_en": ""}).status_code == 422


def test_rows_are_called_by_what_they_name(lead):
    finding = make_finding(statement_en="A label closes doors.")
    project = make_project(finding)
    project.partners.create(
        organization=Organization.objects.create(name="Cottonwood Hall", reference="S-901", sector=scene.sector())
    )
    legend = page(lead, project, "parts/partners/").xpath("//fieldset/legend")
    assert [each.text_content().strip() for each in legend] == ["1. Cottonwood Hall", "One more"]
    legend = page(lead, project, "parts/answers/").xpath("//fieldset/legend")
    assert legend[0].text_content() == f"1. {finding.reference} · A label closes doors."


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_label_is_in_the_language_of_the_page(lead, language):
    """The name of a column, put into the page by Django, is English in every language."""
    records = {
        ItemKind.PHASE: scene.phase(),
        ItemKind.FOCUS_GROUP: make_group(),
        ItemKind.SESSION: make_session(),
        ItemKind.GROUP_FINDING: make_group_finding(),
        ItemKind.PROJECT: make_project(),
        ItemKind.COMMITMENT: make_promise(),
        ItemKind.PLAN: Phase.objects.first().plan,
    }
    english = {kind: _labels(page(lead, record, "edit/")) for kind, record in records.items()}
    for kind, record in records.items():
        for name, label in _labels(page(lead, record, "edit/", language)).items():
            if language == "ar" or label not in COGNATES:
                assert label != english[kind][name], f"{kind}.{name}"


def _labels(form) -> dict[str, str]:
    marked = {label.get("for"): label.text_content() for label in form.xpath("//label[@for and not(.//input)]")}
    return {name: re.sub(r"\(.*", "", text).strip() for name, text in marked.items() if name.startswith("id_")}


def test_a_page_of_parts_costs_the_same_with_one_row_and_with_thirty(lead):
    project: Project = make_project(make_finding())

    def add(number: int) -> None:
        organization = Organization.objects.create(name=f"Hall {number}", reference=f"S-9{number:02}", sector=scene.sector())
        project.partners.create(organization=organization)
        project.informed_by.create(finding=make_finding())

    def cost(part: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            page(lead, project, f"parts/{part}/")
        return len(caught)

    add(0)
    before = {part: cost(part) for part in ("partners", "answers", "steps")}
    for number in range(1, 31):
        add(number)
        project.steps.create(title_en=f"Step {number}", due_on="2027-01-01")
    assert {part: cost(part) for part in before} == before
