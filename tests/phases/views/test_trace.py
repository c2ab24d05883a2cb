"""From what was said to what came of it and back: two clicks at most, released items only."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from phases.enums import ItemKind
from phases.exports import site
from tests.engagement import scene
from tests.factories.items import release, release_payload
from tests.factories.phases import payload, released_files
from tests.factories.plan import make_finding, make_group, make_group_finding, make_project, make_promise, make_session

pytestmark = pytest.mark.django_db
TALLY = re.compile(r'<li><b class="num">(\d+)</b> ([^<]+)</li>')
CONFIDENTIAL = ("Rosalind Hush", "555-0199", "may leave; tell nobody", "Elm Street", "leads.the.talk", "takes.notes")


@pytest.fixture
def report(now):
    """A released report whose themes have pages."""
    from phases.domain.publishing import publish_report

    scene.phase()
    return publish_report(payload=payload(), files=released_files(1), by=None, now=now)


@pytest.fixture
def theme(report):
    """The codebook's theme T01, which the report knows."""
    found = scene.theme("T01")
    return found


def links(client: Client, path: str) -> set[str]:
    return set(re.findall(r'href="(/en/[^"#]*)"', client.get(path).content.decode()))


def everything(theme):
    """One of each kind on one theme: finding, group finding, project, promise, with a session."""
    told, found = make_finding("T01"), make_group_finding(None, "T01")
    session = make_session(found.group)
    project = make_project(told)
    project.informed_by.create(group_finding=found)
    return {
        ItemKind.FOCUS_GROUP: found.group,
        ItemKind.SESSION: session,
        ItemKind.FINDING: told,
        ItemKind.GROUP_FINDING: found,
        ItemKind.PROJECT: project,
        ItemKind.COMMITMENT: make_promise("T01", project=project),
    }


def test_from_a_theme_to_the_outcome_and_back_in_two_clicks(client: Client, theme):
    records = everything(theme)
    for kind, record in records.items():
        release(kind, record)
    start, project = "/en/themes/t01/", f"/en/projects/{records[ItemKind.PROJECT].slug}/"
    html = client.get(start).content.decode()
    for words in ("raised by", "version 1", "Send draft questions", "Most parents met it", "One parent never did"):
        assert words in html, words
    assert project in links(client, start)
    assert start in links(client, project)
    page = client.get(project).content.decode()
    for words in ("A label closes doors", "What came of it", "Families taking part", "27", "40", "Send draft questions"):
        assert words in page, words
    said = client.get("/en/commitments/").content.decode()
    assert "Send draft questions" in said
    assert {start, project} <= links(client, "/en/commitments/")


def test_what_was_not_released_shows_nowhere(client: Client, theme):
    """One hidden item of each kind, planted beside a public one; every public address in every language is read."""
    for kind, record in everything(theme).items():
        release(kind, record)
    hidden = everything(theme)
    marks = []
    for number, (kind, record) in enumerate(hidden.items()):
        mark = f"zq{number}hidden"
        marks.append(mark)
        field = {"finding": "statement", "group_finding": "statement"}.get(kind.value, "title")
        if kind == ItemKind.COMMITMENT:
            record, field = record.commitment, "wording"
        if kind == ItemKind.SESSION:
            field, record.place_is_public, record.place = "access", True, f"{mark} hall"
        for code in ("en", "fr", "ar"):
            setattr(record, f"{field}_{code}", f"{mark} {code}")
        record.save()
    phase = scene.phase(number=4, slug="zq-phase", title_en="zq9hidden")
    from phases.models import ReleasedItem

    ReleasedItem.objects.of(ItemKind.PHASE, phase.slug).delete()
    marks += ["zq9hidden", "zq-phase", *(getattr(record, "slug", "x-none") for record in hidden.values())]
    addresses = [*site.addresses(), "/api/v1/", "/api/v1/phases/", "/api/v1/items/", "/api/v1/reports/", "/api/v1/schema/"]
    assert len([path for path in addresses if path.startswith("/ar/")]) > 30
    for path in addresses:
        if path.endswith(".png"):
            continue  # no words can be read in a picture; whose pictures there are is in its address
        answer = client.get(path)
        assert answer.status_code == 200, path
        text = path + answer.content.decode(errors="ignore")
        assert [mark for mark in (*marks, *CONFIDENTIAL) if mark in text] == [], path
    for record in hidden.values():
        for place in ("projects", "focus-groups", "take-part"):
            assert client.get(f"/en/{place}/{getattr(record, 'slug', 'none')}/").status_code == 404


def test_a_phase_tells_how_far_its_groups_and_projects_are(client: Client, theme):
    from phases.models import Phase

    released = everything(theme)
    phases = {phase.number: f"/en/phases/{phase.slug}/" for phase in Phase.objects.exclude(number=1)}
    for phase in Phase.objects.exclude(number=1):
        release(ItemKind.PHASE, phase)
    assert "Nothing has been released about this phase yet." in client.get(phases[2]).content.decode()
    for kind, record in released.items():
        release(kind, record)
    release(ItemKind.FOCUS_GROUP, make_group(state="completed"))
    release(ItemKind.FOCUS_GROUP, make_group(state="completed"))
    groups, projects = client.get(phases[2]).content.decode(), client.get(phases[3]).content.decode()
    assert [*TALLY.findall(groups)] == [("1", "Looking for people"), ("2", "Completed")]
    assert "29 November 2026" in groups, "the next session"
    assert [*TALLY.findall(projects)] == [("1", "Under way")]
    for page in (groups, projects):
        assert "Nothing has been released about this phase yet." not in page


def test_the_first_page_names_each_open_phase_and_promises_a_part_only_where_there_is_one(client: Client, theme):
    group = make_group()
    project = make_project(make_finding("T01"))
    for phase in (group.phase, project.phase):
        phase.state = "open"
        phase.save()
        release(ItemKind.PHASE, phase)
    release(ItemKind.FOCUS_GROUP, group)
    where = re.search('<ul class="where n">.*?</ul>', client.get("/en/").content.decode(), re.DOTALL)[0]
    before, first, second = where.split("</li>")[:3]
    assert "Phase 1 of" in before
    assert "Phase 2 of" in first
    assert re.search('href="/en/focus-groups/">.*taking part is possible', first)
    assert "Phase 3 of" in second
    assert "taking part" not in second
    assert ">Open<" in second
    group.takes_interest = False
    release(ItemKind.FOCUS_GROUP, group)
    assert "taking part is possible" not in client.get("/en/").content.decode()


def test_every_page_says_why_it_is_empty(client: Client):
    for path, words in (
        ("/en/focus-groups/", "No session has a date now"),
        ("/en/projects/", "No project has been released yet"),
        ("/en/commitments/", "Nothing has been released yet"),
        ("/fr/commitments/", "encore été publié"),
        ("/en/phases/", "The plan has not been published yet"),
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert words in answer.content.decode(), path


def test_lists_cost_the_same_with_one_and_with_thirty(client: Client, theme, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    released = [(kind, release(kind, record)) for kind, record in everything(theme).items()]
    paths = ["/en/", "/en/themes/t01/", "/en/commitments/", "/en/projects/", "/en/focus-groups/", "/en/phases/"]
    before = [cost(path) for path in paths]
    frozen = ("schema", "kind", "slug", "version", "released_on")
    for number in range(30):
        for kind, item in released:
            body = {key: value for key, value in item.payload.items() if key not in frozen}
            release_payload(kind, f"{item.slug}-{number}", body)
    assert [cost(path) for path in paths] == before
    assert max(before) <= 8


def test_a_project_shows_that_it_failed(client: Client, theme):
    told = make_finding("T01")
    release(ItemKind.FINDING, told)
    project = make_project(told, state="ended_early", outcome_en="Nobody came. Evenings were wrong; we learned to ask first.")
    release(ItemKind.PROJECT, project)
    html = client.get(f"/en/projects/{project.slug}/").content.decode()
    assert "Ended early" in html
    assert "Nobody came." in html
    project.outcome_en = ""
    release(ItemKind.PROJECT, project)
    assert "has not been told yet" in client.get(f"/en/projects/{project.slug}/").content.decode()


def test_a_project_leads_back_to_its_promises_and_to_the_group_that_found_it(client: Client, theme):
    records = everything(theme)
    for kind, record in records.items():
        release(kind, record)
    found = records[ItemKind.GROUP_FINDING]
    project = client.get(f"/en/projects/{records[ItemKind.PROJECT].slug}/").content.decode()
    place = f"/en/focus-groups/{found.group.slug}/#{found.slug}"
    assert f'href="{place}"' in project
    assert "Send draft questions" in project.partition('id="promised"')[2]
    assert f'id="{found.slug}"' in client.get(place).content.decode()


def test_what_stands_in_another_language_says_in_which(client: Client, theme):
    words = {"statement_en": "", "statement_fr": "Le téléphone se tait.", "dissent_en": ""}
    found = make_group_finding(None, "T01", **words)
    project = make_project(found)
    for kind, record in (
        (ItemKind.FOCUS_GROUP, found.group), (ItemKind.GROUP_FINDING, found), (ItemKind.PROJECT, project),
    ):  # fmt: skip
        release(kind, record)
    pages = (f"focus-groups/{found.group.slug}/", "themes/t01/", f"projects/{project.slug}/", "projects/")
    for page in pages:
        assert "Said in French" in client.get(f"/en/{page}").content.decode(), page
        assert "قيل باللغة الفرنسية" in client.get(f"/ar/{page}").content.decode(), page
        assert "Dit en" not in client.get(f"/fr/{page}").content.decode(), page


def test_a_project_that_is_over_has_no_late_steps(client: Client, theme):
    from datetime import date

    told = make_finding("T01")
    release(ItemKind.FINDING, told)
    project = make_project(told)
    project.steps.update(due_on=date(2020, 1, 1))
    release(ItemKind.PROJECT, project)
    assert "overdue" in client.get(f"/en/projects/{project.slug}/").content.decode()
    project.state = "ended_early"
    release(ItemKind.PROJECT, project)
    assert "overdue" not in client.get(f"/en/projects/{project.slug}/").content.decode()


def test_a_promise_that_will_not_be_kept_says_why_and_a_moved_one_keeps_its_date(client: Client, theme, now):
    from datetime import date

    from engagement.models import DateMove

    off = make_promise("T01", state="cancelled", cancel_reason_en="Two partners can't.")
    moved = make_promise("T01")
    by = scene.staff("ana.of.the.plan")
    DateMove.objects.create(
        commitment=moved.commitment, moved_from=date(2026, 10, 1), moved_to=date(2027, 3, 1), reason_en="Snow.", moved_by=by,
        moved_at=now,
    )  # fmt: skip
    for face in (off, moved):
        release(ItemKind.COMMITMENT, face)
    html = client.get("/en/commitments/").content.decode()
    for words in ("We will not do it", "Two partners can&#x27;t.", "Moved from 1 October 2026 to 1 March 2027", "Snow."):
        assert words in html, words
