"""What makes logging quick and safe: days as typed, organizations added on the spot, details marked, choices remembered."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.enums import ConversationState as S
from engagement.enums import DatePrecision
from engagement.models import CollectionNotice, Conversation
from resilience_portal.audit.models import AuditEvent
from stakeholders.models import Organization
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation, quick_fields
from tests.factories.stakeholders import make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client, cast: Cast):  # noqa: F811
    client.force_login(cast.ana)
    return cast.ana


def post(client, route, /, **fields):
    return client.post(reverse(f"engagement:{route}"), fields, headers={"Accept": "application/json"})


def logged(client, **more) -> Conversation:
    token = uuid.uuid4()
    answer = client.post(reverse("engagement:conversation-create", args=[token]), quick_fields(action="draft", **more))
    assert answer.status_code == 302, answer.context["form"].errors
    return Conversation.objects.get(pk=token)


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("en", "18 Nov 2025", "Tuesday 18 November 2025"),
        ("fr", "1er novembre 2025", "samedi 1er novembre 2025"),
        ("ar", "١٨ نوفمبر ٢٠٢٥", "الثلاثاء 18 نوفمبر 2025"),
        ("en", "May 2025", "May 2025, the day is not known"),
    ],
)
def test_a_typed_day_is_said_back_in_words(client, ana, language, text, words):
    client.cookies["django_language"] = language
    assert post(client, "day-read", text=text).json()["words"] == words


def test_two_days_are_asked_about_and_what_is_none_is_told(client, ana):
    asked = post(client, "day-read", text="03/04/2025").json()
    assert [choice["value"] for choice in asked["choices"]] == ["2025-03-04", "2025-04-03"]
    assert "future" in post(client, "day-read", text="2999-01-01").json()["problem"]
    assert "as you say it" in post(client, "day-read", text="soon").json()["problem"]
    assert post(client, "day-read", text=" ").json() == {"problem": ""}


def test_a_month_alone_is_kept_as_a_month(client, ana):
    talk = logged(client, held_on="May 2025")
    assert (talk.held_on, talk.date_precision) == (date(2025, 5, 1), DatePrecision.MONTH)


def test_an_organization_is_named_on_the_spot_and_picked(client, ana):
    made = post(client, "organization-propose", name="  Tall   Poplars Hub ", sector=str(scene.sector().pk))
    assert made.status_code == 201
    found = Organization.objects.get(pk=made.json()["value"])
    assert (found.name, found.status, found.in_universe, found.relationship_owner) == ("Tall Poplars Hub", "proposed", False, ana)
    assert AuditEvent.objects.filter(kind="organization.proposed", subject_id=str(found.pk)).exists()
    assert logged(client, organization=str(found.pk)).organization == found


@pytest.mark.parametrize(("fields", "wrong"), [({"name": "🦆"}, "name"), ({"name": ""}, "name"), ({"sector": "x"}, "sector")])
def test_a_new_organization_that_lacks_something_is_told_where(client, ana, fields, wrong):
    answer = post(client, "organization-propose", **({"name": "Hub", "sector": str(scene.sector().pk)} | fields))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [wrong]
    assert not Organization.objects.filter(status="proposed").exists()


def test_likely_duplicates_are_shown_with_the_words_that_say_so(client, ana):
    make_organization("Larkhollow Islamic Association")
    make_organization("Larkhollow Islamic Association", status="merged")
    likely = post(client, "organization-likely", name="Larkhollow Islamc Assoc").json()["likely"]
    assert [one["text"] for one in likely] == ["Larkhollow Islamic Association"]
    assert "islamc ~ islamic" in likely[0]["why"]
    assert post(client, "organization-likely", name="Quite Another Thing").json()["likely"] == []


@pytest.mark.parametrize(
    "typed",
    [
        "larkhollow isl",
        "LIA",
        "Larkholow Islamic",
        "رابطة المنارة",
        "Dalmouni",
        "dálmouni yusuf",
        "Masjid Larkhollow",
        "ORG-777",
        "Larkholow",
        "لاركهولو",
    ],
)
def test_the_picker_finds_by_name_alias_acronym_person_script_and_slip(client, ana, typed):
    found = make_organization("Larkhollow Islamic Association", aliases="رابطة المنارة\nMasjid Larkhollow", reference="ORG-777")
    make_person("Imam Yusuf Dalmouni-Arrash", organization=found)
    make_organization("Northern Loom Youth Hub")
    rows = post(client, "organization-search", q=typed).json()["results"]
    assert [row["text"] for row in rows] == ["Larkhollow Islamic Association"]


def test_details_are_found_with_the_names_we_know_and_roles_in_the_language_of_the_text(client, ana):
    organization = make_organization("Larkhollow Islamic Association", aliases="رابطة المنارة")
    make_person("Samira Dalmouni", organization=organization)
    found = post(client, "details-find", text="Samira Dalmouni of Larkhollow Islamic Association: 780-555-0142").json()["details"]
    assert [one["text"] for one in found] == ["Samira Dalmouni", "Larkhollow Islamic Association", "780-555-0142"]
    assert [one["roles"][0] for one in found] == ["a community member", "a place of worship", "a telephone number"]
    assert all(one["is_sure"] for one in found)
    arabic = post(client, "details-find", text="قالت رابطة المنارة").json()["details"]
    assert [(one["text"], one["roles"][0]) for one in arabic] == [("رابطة المنارة", "دار عبادة")]
    make_person("Niamh Quellwater")
    assert post(client, "details-find", text="Then Niamh Quellwater spoke").json()["details"]  # known as soon as she is added


def test_folds_stay_as_they_were_left_and_only_our_own_names_are_kept(client, ana):
    post(client, "preferences-keep", folds="more-fold <script> made-up consent-fold")
    ana.refresh_from_db()
    assert ana.preferences["log"]["folds"] == ["more-fold", "consent-fold"]
    page = client.get(reverse("engagement:conversation-create", args=[uuid.uuid4()])).content.decode()
    assert '<details class="fold" id="more-fold" open>' in page
    assert '<details class="fold" id="people-fold">' in page


def test_the_next_form_begins_with_the_last_method_and_language(client, ana):
    logged(client, method="video", language="so")
    form = client.get(reverse("engagement:conversation-create", args=[uuid.uuid4()])).context["form"]
    assert (form["method"].value(), form["language"].value()) == ("video", "so")


def test_keep_and_log_another_leads_to_a_fresh_form(client, ana):
    answer = client.post(reverse("engagement:conversation-create", args=[uuid.uuid4()]), quick_fields(action="another"))
    assert answer["Location"] == reverse("engagement:conversation-new")
    assert Conversation.objects.get().state == S.DRAFT


def test_the_guide_is_shown_until_it_was_read_or_something_was_logged(client, ana):
    def shown() -> bool:
        page = client.get(reverse("engagement:conversation-create", args=[uuid.uuid4()]))
        return "guide-title" in page.content.decode()

    assert shown()
    client.post(reverse("engagement:preferences-keep"), {"guide": "read"})
    assert not shown()
    client.post(reverse("engagement:preferences-keep"), {"guide": "again"})
    assert shown()
    make_conversation(ana)
    assert not shown()


def test_who_spoke_is_written_down_in_the_capacity_of_that_day(client, ana):
    samira = make_person("Samira Dalmouni", organization=scene.organization(), role="principal")
    make_person("Somebody Else", organization=make_organization("Another"))
    talk = logged(client, people="samira dalmouni, chair of the meeting\n")
    assert [(row.person, row.capacity) for row in talk.participations.all()] == [(samira, "chair of the meeting")]
    edit = reverse("engagement:conversation-edit", args=[talk.pk])
    assert "Samira Dalmouni, chair of the meeting" in client.get(edit).content.decode()
    wrong = client.post(edit, quick_fields(version="1", people="Somebody Else"))
    assert "Samira Dalmouni" in " ".join(wrong.context["form"].errors["people"])
    client.post(edit, quick_fields(version="1", people=""))
    assert not talk.participations.exists()


def test_the_notice_in_force_on_that_day_is_kept_with_the_record(client, ana):
    for version, day in (("2025-1", date(2025, 1, 1)), ("2026-1", date(2026, 1, 1)), ("2026-2", date(2026, 11, 22))):
        CollectionNotice.objects.create(version=version, text=version, in_force_from=day)
    assert logged(client, notice="spoken").collection_notice.version == "2026-1"
    assert logged(client, notice="not_given").collection_notice is None


@pytest.mark.parametrize(
    ("is_indigenous_led", "chosen", "state"),
    [(True, "", "requested"), (False, "", "not_requested"), (True, "not_requested", "not_requested")],
)
def test_indigenous_led_organizations_check_their_summary_unless_somebody_decides_otherwise(
    client, ana, is_indigenous_led, chosen, state
):
    organization = make_organization("Bison Circle", is_indigenous_led=is_indigenous_led)
    assert logged(client, organization=str(organization.pk), participant_check=chosen).participant_check == state


def test_the_safety_protocol_leaves_a_day_and_nothing_else(client, ana):
    talk = logged(client, safety_protocol_on="2026-11-19", place="Library", retention_class="transitory")
    assert (talk.safety_protocol_on, talk.place, talk.retention_class) == (date(2026, 11, 19), "Library", "transitory")
    page = client.get(reverse("engagement:conversation-detail", args=[talk.pk])).content.decode()
    assert "Library" in page
    assert "19 November 2026" in page


def test_all_who_spoke_are_told_in_the_same_number_of_questions(client, ana):
    talks = []
    for many in (1, 30):
        talk = make_conversation(ana)
        for number in range(many):
            talk.participations.create(
                person=make_person(f"Wren {many} {number}", organization=talk.organization), capacity="chair"
            )
        talks.append(reverse("engagement:conversation-detail", args=[talk.pk]))
    client.get(talks[0])
    counts = []
    for address in talks:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(address).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count("chair") >= 30
