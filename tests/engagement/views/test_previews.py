"""What is previewed is what the public will read: the same page, word for word, around a record that is not released."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engagement.models import FocusGroup, Project
from phases.domain.publishing import publish_report
from phases.enums import ItemKind, PhaseState
from phases.models import EngagementPlan, Phase, ReleasedItem
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.phases import payload, released_files
from tests.factories.plan import make_finding, make_group_finding, make_project, make_promise, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(cast) -> Client:  # noqa: F811
    client = Client()
    client.force_login(cast.lea)
    return client


def main_of(html: str) -> str:
    """What stands on the page itself; without the banner that says what it is."""
    main = html[html.index("<main") : html.index("</main>")]
    banner = r'<div class="wrap"><div class="banner" role="note"><p>[^<]*</p><p>[^<]*</p></div></div>'
    return re.sub(r"(version|النسخة) \d", r"\1 N", re.sub(banner, "", main, count=1))  # the next one


def preview(client: Client, kind: str, record, language: str = "en") -> str:
    return client.get(reverse("engagement:item-preview", args=[kind, record.pk, language])).content.decode()


@pytest.fixture
def plan(now):
    """A plan of which everything is public: a phase with its report, a group with session and finding, a project with promise."""
    phase = scene.phase(state=PhaseState.CLOSED_REPORT_AVAILABLE, report_due_on=date(2026, 1, 1))
    publish_report(payload=payload(), files=released_files(1), by=None, now=now)
    finding = make_finding("T01")
    session = make_session(held_on=timezone.localdate() + timedelta(days=5))
    project = make_project(finding)
    said = make_group_finding(session.group)
    promise = make_promise("T01", project=project)
    for kind, record in (
        (ItemKind.FINDING, finding), (ItemKind.FOCUS_GROUP, session.group), (ItemKind.SESSION, session),
        (ItemKind.GROUP_FINDING, said), (ItemKind.PROJECT, project), (ItemKind.COMMITMENT, promise),
    ):  # fmt: skip
        release(kind, record)
    return {"phase": phase, "second": session.group.phase, "focus_group": session.group, "project": project}


@time_machine.travel(scene.NOW)
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize(
    ("name", "kind", "where"),
    [
        ("phase", "phase", "phases"),
        ("second", "phase", "phases"),
        ("focus_group", "focus_group", "focus-groups"),
        ("project", "project", "projects"),
    ],
)
@pytest.mark.thorough
def test_a_preview_is_the_public_page(plan, lead, name, kind, where, language):
    record = plan[name]
    public = main_of(Client().get(f"/{language}/{where}/{record.slug}/").content.decode())
    html = preview(lead, kind, record, language)
    assert html.count('class="banner"') >= 1, "it says that it is none"
    assert main_of(html) == public
    assert len(public) > 1300


def test_what_is_typed_is_previewed_and_the_public_page_stays(plan, lead):
    Phase.objects.filter(pk=plan["phase"].pk).update(goal_en="Another goal.")
    FocusGroup.objects.filter(pk=plan["focus_group"].pk).update(purpose_en="Another purpose.")
    Project.objects.filter(pk=plan["project"].pk).update(summary_en="Another summary.")
    for kind, words in (("phase", "Another goal."), ("focus_group", "Another purpose."), ("project", "Another summary.")):
        assert words in preview(lead, kind, plan[kind])
        row = ReleasedItem.objects.of(ItemKind(kind), plan[kind].slug).current().get()
        assert words not in str(row.payload)


def test_the_texts_of_the_plan_are_previewed_by_name(lead):
    scene.phase()
    EngagementPlan.objects.update(land_acknowledgement_en="Treaty 6.", decision_fr="Ce qui est décidé.", title_en="The plan")
    plan = EngagementPlan.objects.get()
    english, french = preview(lead, "plan", plan), preview(lead, "plan", plan, "fr")
    assert "<dt>Land acknowledgement</dt><dd>Treaty 6.</dd>" in english
    assert "land_acknowledgement" not in english
    assert "Ce qui est décidé." in french
