"""The first day of a new city: accounts and reference rows are there, no plan, no phase, nothing else."""

from __future__ import annotations

import uuid
from datetime import date

import lxml.html
import pytest
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse
from django.utils.translation import override

from engagement.models import Conversation, ItemRelease
from phases.enums import PhaseState
from phases.models import EngagementPlan, Phase
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from stakeholders.models import Organization
from tests.cast import Cast, cast, make_user  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.plan import make_group
from tests.pages import opened, send

pytestmark = pytest.mark.django_db
PLAN, NEW_PLAN, NEW_PHASE = "/staff/phases/", "/staff/phases/plan/new/", "/staff/phases/phase/new/"
WORDS = {"title_en": "Safer together", "title_fr": "Plus sûrs ensemble", "title_ar": "أكثر أماناً معاً", "summary_en": "We ask."}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def lead(cast: Cast) -> Client:  # noqa: F811
    return signed_in(cast.lea)


def text(answer) -> str:
    return lxml.html.fromstring(answer.content.decode()).text_content()


def begin_plan(lead: Client, **words: str) -> EngagementPlan:
    answer = lead.post(NEW_PLAN, opened(lead, NEW_PLAN) | WORDS | words)
    assert answer.status_code == 302, text(answer)
    return EngagementPlan.objects.get()


def talk_fields() -> dict[str, str]:
    """The five questions of the quick form, with the first organization that an administrator has made."""
    made = Organization.objects.create(name="Cottonwood Hall", reference="S-1", sector=scene.sector())
    answers = {"held_on": "2026-11-20", "method": "phone", "notes": "They see young people pulled in.", "level": "team"}
    return {"organization": str(made.pk), **answers, "action": "submit"}


def phase_fields(lead: Client, **fields: str) -> dict[str, object]:
    chosen = {"kind": "inform_consult", "iap2_level": "consult", "edmonton_role": "advise"}
    words = {"title_en": "Listening", "title_fr": "Écouter", "title_ar": "الاستماع"}
    return opened(lead, NEW_PHASE) | words | chosen | fields


def error_at(answer, name: str) -> str:
    """What stands next to the field, as its field says by itself."""
    assert answer.status_code == 422
    page = lxml.html.fromstring(answer.content.decode())
    [field] = page.xpath(f"//*[@name='{name}']")
    assert field.get("aria-invalid") == "true"
    return " ".join(page.get_element_by_id(key).text_content() for key in field.get("aria-describedby").split())


def test_from_an_empty_database_to_a_public_phase(cast: Cast, lead):  # noqa: F811
    officer, second = signed_in(cast.ana), signed_in(cast.bo)
    start = lead.get(PLAN)
    assert "There is no plan yet" in text(start)
    assert f'href="{NEW_PLAN}"' in start.content.decode()
    plan = begin_plan(lead)
    assert (plan.slug, plan.title_fr) == ("safer-together", "Plus sûrs ensemble")

    assert f'href="{NEW_PHASE}"' in lead.get(PLAN).content.decode()
    given = phase_fields(lead, report_due_on="2027-03-01", promise_en="We tell you how it was used.", universe_count="40")
    assert given["number"] == ["1"]
    lead.post(NEW_PHASE, given)
    phase = Phase.objects.get()
    assert (phase.plan, phase.number, phase.slug, phase.state) == (plan, 1, "listening", PhaseState.PLANNED)
    assert (phase.report_due_on, phase.universe_count) == (date(2027, 3, 1), 40)
    assert Client().get("/en/phases/listening/").status_code == 404
    lead.post(f"/staff/phases/{phase.pk}/move/open/")
    phase.refresh_from_db()
    assert phase.state == PhaseState.OPEN

    log = officer.get("/staff/conversations/new/")["Location"]
    officer.post(log, opened(officer, log) | talk_fields())
    assert Conversation.objects.get().phase == phase

    for item in (f"/staff/phases/plan/{plan.pk}/", f"/staff/phases/phase/{phase.pk}/"):
        answer = send(lead, f"{item}propose/", {})
        assert answer.status_code == 302, text(answer)
        waits = ItemRelease.objects.get(state="proposed")
        second.post(f"/staff/phases/proposals/{waits.pk}/approve/")
    assert "Listening" in text(Client().get("/en/phases/listening/"))
    assert "Écouter" in text(Client().get("/fr/phases/"))
    assert "Safer together" in text(Client().get("/en/"))
    kinds = set(AuditEvent.objects.filter(actor_id=cast.lea.pk).values_list("kind", flat=True))
    assert {"engagementplan.made", "phase.made"} <= kinds


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_public_reads_that_there_is_nothing_yet(language):
    with override(language):
        for name in ("phases:home", "phases:phase-list"):
            answer = Client().get(reverse(name))
            assert answer.status_code == 200
    assert language != "en" or "The plan has not been published yet." in text(answer)


@pytest.mark.parametrize("for_real", [True, False])
def test_a_real_city_does_not_call_its_figures_a_demonstration(settings, for_real):
    settings.PRODUCTION = for_real
    assert ("Demonstration figures" in text(Client().get("/en/"))) is not for_real


def test_logging_before_there_is_a_phase_says_what_is_missing_and_who_mends_it(cast: Cast):  # noqa: F811
    officer = signed_in(cast.ana)
    told = text(officer.get("/staff/conversations/new/"))
    assert "there is none yet. An engagement lead makes the first one" in told
    answer = officer.post(reverse("engagement:conversation-create", args=[uuid.uuid4()]), talk_fields())
    assert answer.status_code == 422
    assert "An engagement lead makes the first one" in text(answer)
    assert "They see young people pulled in." in text(answer)


FORMS = {  # the forms that ask for a phase, and what each asks first
    "import-create": ["conversations"], "report-create": [], "outreach-list": [], "agreement-list": [], "finding-create": [],
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_asks_for_a_phase_says_first_what_to_do(name, cast: Cast, lead):  # noqa: F811
    address = reverse(f"engagement:{name}", args=FORMS[name])
    steps = [(NEW_PLAN, "There is no plan yet", "Begin the plan"), (NEW_PHASE, "There is no phase yet", "Make the first phase")]
    for way, missing, label in steps:
        page = lead.get(address)
        assert missing in text(page)
        assert 'name="phase"' not in page.content.decode(), "a choice of nothing"
        [link] = lxml.html.fromstring(page.content.decode()).xpath(f"//main//a[@href='{way}']")
        assert link.text_content() == label
        begin_plan(lead) if way == NEW_PLAN else lead.post(NEW_PHASE, phase_fields(lead))
    page = lead.get(address).content.decode()
    assert 'name="phase"' in page
    assert "There is no phase yet" not in page


@pytest.mark.parametrize("name", ["import-create", "outreach-list"])
def test_who_may_not_make_a_phase_reads_who_does_and_is_sent_nowhere(name, cast: Cast):  # noqa: F811
    page = signed_in(cast.ana).get(reverse(f"engagement:{name}", args=FORMS[name]))
    assert "The plan is kept by an engagement lead." in text(page)
    assert NEW_PLAN not in page.content.decode()


def test_logging_leads_a_lead_to_the_first_phase(lead):
    assert f'href="{NEW_PLAN}"' in lead.get("/staff/conversations/new/").content.decode()
    begin_plan(lead)
    assert f'href="{NEW_PHASE}"' in lead.get("/staff/conversations/new/").content.decode()


def test_names_are_brought_once_there_is_a_group_that_takes_them(cast: Cast, lead):  # noqa: F811
    address = reverse("engagement:import-create", args=["registrations"])
    assert "There is no plan yet" in text(lead.get(address))
    begin_plan(lead)
    lead.post(NEW_PHASE, phase_fields(lead))
    page = lead.get(address)
    assert "There is no focus group yet" in text(page)
    assert 'href="/staff/phases/focus_group/new/"' in page.content.decode()
    group = make_group(list_held_by="host")
    assert "Groups that are over, and those whose list the host holds, take no names." in text(lead.get(address))
    type(group).objects.update(list_held_by="project")
    assert 'name="group"' in lead.get(address).content.decode()


def test_a_plan_whose_phases_were_all_given_up_is_not_reported_on(lead):
    begin_plan(lead)
    lead.post(NEW_PHASE, phase_fields(lead))
    Phase.objects.update(state=PhaseState.NOT_GOING_FORWARD)
    page = lead.get(reverse("engagement:report-create"))
    assert "No phase goes forward" in text(page)
    assert 'name="phase"' not in page.content.decode()


def test_there_is_one_plan_and_a_phase_needs_it(lead):
    assert "There is no plan yet. Begin it first." in text(lead.get(NEW_PHASE))
    assert "There is no phase yet. Make one first." in text(lead.get("/staff/phases/project/new/"))
    begin_plan(lead)
    for answer in (lead.get(NEW_PLAN), lead.post(NEW_PLAN, {"title_en": "Another"})):
        assert answer.status_code == 409
        assert "There is a plan already" in text(answer)
    assert f'href="{NEW_PLAN}"' not in lead.get(PLAN).content.decode()
    assert EngagementPlan.objects.count() == 1


def test_numbers_and_addresses_of_phases_are_their_own(lead):
    begin_plan(lead)
    lead.post(NEW_PHASE, phase_fields(lead))
    assert "the number of “Listening” already" in error_at(lead.post(NEW_PHASE, phase_fields(lead, number="1")), "number")
    assert error_at(lead.post(NEW_PHASE, phase_fields(lead, number="0")), "number")
    lead.post(NEW_PHASE, phase_fields(lead))
    lead.post(NEW_PHASE, phase_fields(lead, title_en="الاستماع"))
    lead.post(NEW_PHASE, phase_fields(lead, title_en="A very long title " * 10))
    slugs = list(Phase.objects.order_by("number").values_list("number", "slug"))
    assert slugs[:3] == [(1, "listening"), (2, "listening-2"), (3, "phase-3")]
    assert slugs[3][1].startswith("a-very-long-title")
    first = Phase.objects.get(number=1)
    edit = f"/staff/phases/phase/{first.pk}/edit/"
    form = opened(lead, edit)
    assert "number" not in form
    lead.post(edit, form | {"title_en": "Hearing", "number": "9", "slug": "hearing"})
    first.refresh_from_db()
    assert (first.title_en, first.number, first.slug) == ("Hearing", 1, "listening")


def test_what_is_missing_or_runs_backwards_is_told_next_to_its_field(lead):
    assert error_at(lead.post(NEW_PLAN, {"title_en": ""}), "title_en")
    begin_plan(lead)
    assert error_at(lead.post(NEW_PHASE, phase_fields(lead, title_en="")), "title_en")
    backwards = phase_fields(lead, starts_on="2026-05-01", ends_on="2026-04-01")
    assert "ends before it begins" in error_at(lead.post(NEW_PHASE, backwards), "ends_on")
    assert not Phase.objects.exists()


def test_only_a_lead_begins_a_plan(cast: Cast):  # noqa: F811
    for user in (cast.ana, cast.nia, cast.bo, cast.cy, cast.ada, cast.abe, cast.noone):
        client = signed_in(user)
        assert client.post(NEW_PLAN, WORDS).status_code in (403, 404)
        assert f'href="{NEW_PLAN}"' not in client.get(PLAN).content.decode()
    assert not EngagementPlan.objects.exists()


def test_no_page_of_the_staff_breaks_on_the_first_day(cast: Cast):  # noqa: F811
    everybody = make_user("all", *Role, institution=cast.city, is_staff=True)
    client = signed_in(everybody)
    found = [name for name in get_resolver("engagement.urls").reverse_dict if isinstance(name, str)]
    walked = 0
    for name in found:
        try:
            address = reverse(f"engagement:{name}")
        except NoReverseMatch:  # it names a record, and there is none
            continue
        walked += 1
        assert client.get(address).status_code < 500, address
    assert walked > 10
