"""Forms of the plan in the reader's words: what is chosen from, what a row is called, what it costs."""

from __future__ import annotations

import re

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.forms.pickers import MOST_OPTIONS
from engagement.forms.plan_items import MODELS, item_form
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


@pytest.fixture
def many(cast) -> list[Organization]:  # noqa: F811
    """More than a select shows: the last of them come after its end."""
    sector = scene.sector()
    names = [f"Hall {number:03}" for number in range(MOST_OPTIONS + 5)]
    rows = [Organization(name=name, reference=f"S-{name[5:]}", sector=sector, search_text=name.lower()) for name in names]
    return Organization.objects.bulk_create(rows)


def host(form) -> tuple[list[str], str]:
    """The names that the select offers, and the one that is chosen."""
    return form.xpath("//select[@name='host']/option/text()"), form.xpath("string(//select[@name='host']/option[@selected])")


def test_a_host_is_found_among_thousands_and_stays_chosen(lead, many):
    group = make_group()
    form, address = page(lead, group, "edit/"), f"/staff/phases/focus_group/{group.pk}/edit/"
    names, now = host(form)
    assert len(names) == MOST_OPTIONS + 1, "the first names, for who has no script"
    assert now in ("", "Choose…")
    [picker] = form.xpath("//stakeholder-picker[.//select[@name='host']]")
    found = lead.post(picker.get("data-search-url"), {"q": many[-1].name}).json()["results"]
    assert [row["text"] for row in found] == [many[-1].name]
    typed = opened(lead, address) | {"host": found[0]["value"]}
    wrong = lead.post(address, typed | {"title_en": ""})
    assert wrong.status_code == 422
    assert host(lxml.html.fromstring(wrong.content.decode()))[1] == many[-1].name, "nothing typed is lost"
    assert lead.post(address, typed).status_code == 302
    assert host(page(lead, group, "edit/"))[1] == many[-1].name
    assert host(page(lead, group, "edit/", "ar"))[0][0] != "---------"


def test_partners_are_found_among_thousands_row_by_row(lead, many):
    project = make_project(make_finding())
    address = f"/staff/phases/project/{project.pk}/parts/partners/"
    for number, partner in enumerate((many[-1], many[-2], many[0])):
        form = page(lead, project, "parts/partners/")
        assert len(form.xpath("//stakeholder-picker")) == number + 1
        typed = opened(lead, address) | {f"partners-{number}-organization": str(partner.pk)}
        assert lead.post(address, typed).status_code == 302
    form = page(lead, project, "parts/partners/")
    chosen = form.xpath("//stakeholder-picker//option[@selected and @value!='']/text()")
    assert sorted(chosen) == sorted(one.name for one in (many[-1], many[-2], many[0]))
    legends = [each.text_content().strip() for each in form.xpath("//fieldset/legend")]
    assert any(many[-1].name in legend for legend in legends)


def test_who_was_put_away_stays_where_it_was_chosen_and_is_chosen_nowhere_else(lead, many):
    group, other = make_group(host=many[3]), make_group()
    Organization.objects.filter(pk=many[3].pk).update(archived_at=scene.NOW)
    address = f"/staff/phases/focus_group/{group.pk}/edit/"
    assert host(page(lead, group, "edit/"))[1] == many[3].name
    assert lead.post(address, opened(lead, address)).status_code == 302
    assert many[3].name not in host(page(lead, other, "edit/"))[0]
    address = f"/staff/phases/focus_group/{other.pk}/edit/"
    for nobody in (str(many[3].pk), "nonsense"):
        wrong = lead.post(address, opened(lead, address) | {"host": nobody})
        assert wrong.status_code == 422
        assert "Choose an organization from the list." in wrong.content.decode()


def test_two_hosts_of_two_people_are_told_by_name(lead, many):
    group = make_group()
    address = f"/staff/phases/focus_group/{group.pk}/edit/"
    form = opened(lead, address)
    lead.post(address, form | {"host": str(many[-1].pk)})
    told = lead.post(address, form | {"host": str(many[-2].pk)})
    assert told.status_code == 409
    for one in many[-2:]:
        assert one.name in told.content.decode()


def test_nobody_is_offered_an_organization_that_they_may_not_know_of(cast, many):  # noqa: F811
    for user, is_shown in ((cast.cy, False), (cast.abe, False), (cast.lea, True)):
        form = item_form(ItemKind.FOCUS_GROUP, by=user)({"host": str(many[0].pk)}, instance=make_group())
        assert (many[0].name in str(form["host"])) is is_shown
        assert ("host" not in form.errors) is is_shown


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


def test_a_text_that_may_be_a_sentence_is_a_box_and_stays_on_one_line(lead):
    project = make_project()
    box = page(lead, project, "parts/objectives/").xpath("//textarea[@name='objectives-0-text_en']")
    assert len(box) == 1
    assert page(lead, project, "parts/steps/").xpath("//input[@name='steps-0-title_en']"), "a name is a line"
    address = f"/staff/phases/project/{project.pk}/parts/objectives/"
    answer = lead.post(address, opened(lead, address) | {"objectives-0-text_en": "Stay a year.\r\nAt least."})
    assert answer.status_code == 302
    assert project.objectives.get().text_en == "Stay a year. At least."


def test_an_empty_choice_is_called_in_words(lead):
    session = make_session(make_group())
    for language, words in (("en", "Nothing chosen"), ("fr", "Rien de choisi"), ("ar", "لم يُختر شيء")):
        form = page(lead, session, "edit/", language)
        assert form.xpath("string(//select[@name='note_taker']/option[@value=''])") == words


def test_a_card_says_the_whole_finding(lead):
    said = "A label closes doors, and whoever stands before a closed door stops asking what is behind it. " * 3
    make_finding(statement_en=said.strip())
    assert said.strip() in page(lead, make_group(), "edit/").text_content()
