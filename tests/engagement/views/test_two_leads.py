"""Two leads make the same thing in the same moment: one of them does, the other hears what happened and loses no word."""

from __future__ import annotations

import threading
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.test import Client

from engagement.domain import planning
from engagement.models import FocusGroup
from engagement.views import plan_forms
from phases.models import EngagementPlan, Phase
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, make_cast, make_user
from tests.engagement import scene
from tests.factories.plan import make_group
from tests.pages import opened

pytestmark = pytest.mark.django_db(transaction=True)
NEW_PLAN, NEW_PHASE, NEW_GROUP = (f"/staff/phases/{kind}/new/" for kind in ("plan", "phase", "focus_group"))
WORDS = {"title_en": "Listening", "title_fr": "Écouter"}
A_PHASE = WORDS | {"kind": "inform_consult", "iap2_level": "consult", "edmonton_role": "advise"}


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def leads(transactional_db: None) -> list[Client]:
    cast: Cast = make_cast()
    return [signed_in(cast.lea), signed_in(make_user("second.lead", Role.LEAD, institution=cast.city))]


def at_once(monkeypatch: pytest.MonkeyPatch, *sent: tuple[Client, str, dict[str, Any]]) -> list[Any]:
    """Both send: neither writes before both have been found right. The answers, that of who was refused last."""
    ready, keep, answers = threading.Barrier(len(sent)), planning.keep, []

    def together(**given: Any) -> Any:
        ready.wait(timeout=20)
        return keep(**given)

    def send(client: Client, address: str, fields: Any) -> None:
        try:
            answers.append(client.post(address, fields))
        finally:
            connection.close()

    rows = [(client, address, opened(client, address) | typed) for client, address, typed in sent]
    monkeypatch.setattr(plan_forms.planning, "keep", together)
    threads = [threading.Thread(target=send, args=row) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(answers, key=lambda answer: answer.status_code)


def both(leads: list[Client], address: str, *typed: dict[str, Any]) -> list[tuple[Client, str, dict[str, Any]]]:
    """Each lead sends the form of one address."""
    return [(client, address, words) for client, words in zip(leads, typed, strict=True)]


def page_of(answer: Any) -> Any:
    return lxml.html.fromstring(answer.content.decode())


def test_one_plan_is_begun(leads, monkeypatch):
    made, refused = at_once(monkeypatch, *both(leads, NEW_PLAN, {"title_en": "Ana's"}, {"title_en": "Lea's"}))
    assert (made.status_code, refused.status_code) == (302, 409)
    plan = EngagementPlan.objects.get()
    page = page_of(refused)
    assert "There is a plan already, and one portal runs one plan." in page.text_content()
    [typed] = page.xpath("//input[@name='title_en']/@value")
    assert {typed, plan.title_en} == {"Ana's", "Lea's"}, "nothing typed is lost"
    assert AuditEvent.objects.filter(kind="engagementplan.made").count() == 1


def test_a_number_is_given_once_and_the_second_reads_so_beside_it(leads, monkeypatch):
    begun()
    made, refused = at_once(monkeypatch, *both(leads, NEW_PHASE, A_PHASE, A_PHASE | {"title_en": "Asking"}))
    assert (made.status_code, refused.status_code) == (302, 409)
    [phase] = Phase.objects.all()
    page = page_of(refused)
    [field] = page.xpath("//input[@name='number']")
    assert field.get("aria-invalid") == "true"
    told = " ".join(page.get_element_by_id(key).text_content() for key in field.get("aria-describedby").split())
    assert f"This is the number of “{phase.title}” already." in told
    [typed] = page.xpath("//input[@name='title_en']/@value")
    assert {typed, phase.title_en} == {"Listening", "Asking"}


def test_two_phases_of_one_title_have_two_addresses(leads, monkeypatch):
    begun()
    answers = at_once(monkeypatch, *both(leads, NEW_PHASE, A_PHASE | {"number": "1"}, A_PHASE | {"number": "2"}))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert sorted(Phase.objects.values_list("slug", flat=True)) == ["listening", "listening-2"]


def test_a_reference_is_given_once(leads, monkeypatch):
    phase = scene.phase(number=2, slug="focus-groups", kind="focus_groups", title_en="Focus groups")
    facts = {"phase": str(phase.pk), "state": "recruiting", "language": "en", "list_held_by": "project", "honorarium": "40"}
    group = WORDS | facts | {"purpose_en": "What coaches see.", "reference": "FG-77"}
    made, refused = at_once(monkeypatch, *both(leads, NEW_GROUP, group, group | {"title_en": "Coaches"}))
    assert (made.status_code, refused.status_code) == (302, 409)
    assert FocusGroup.objects.count() == 1
    page = page_of(refused)
    assert "Somebody was faster: “FG-77” is taken." in page.text_content()
    assert "What coaches see." in page.text_content()


def test_a_reference_is_changed_once(leads, monkeypatch):
    """Both rename another group to the same: the second reads so on its form."""
    edits = [f"/staff/phases/focus_group/{make_group().pk}/edit/" for _each in leads]
    typed = {"reference": "FG-9", "purpose_en": "Mine."}
    rows = [(client, address, typed) for client, address in zip(leads, edits, strict=True)]
    made, refused = at_once(monkeypatch, *rows)
    assert (made.status_code, refused.status_code) == (302, 409)
    assert "Mine." in refused.content.decode()
    assert FocusGroup.objects.filter(reference="FG-9").count() == 1


def test_one_lead_who_presses_twice_makes_one(leads, monkeypatch):
    """The same form, sent again before the page moved on."""
    begun()
    twice = A_PHASE | {"number": "1"}
    made, refused = at_once(monkeypatch, *both([leads[0], leads[0]], NEW_PHASE, twice, twice))
    assert (made.status_code, refused.status_code) == (302, 409)
    assert Phase.objects.count() == 1


def begun() -> EngagementPlan:
    """A plan without a phase."""
    return EngagementPlan.objects.create(slug="edmonton", title="Resiliency Project")
