"""The registry's staff pages, as those who keep it and those who only read it see them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from engagement.models import Commitment, Conversation, FollowUp, OutreachAttempt
from resilience_portal.audit.models import AuditEvent
from stakeholders.models import CustomField, Merge, NotTheSame, Organization, Person
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.factories.stakeholders import make_organization, make_person, make_sector

pytestmark = pytest.mark.django_db
LIST, NEW = "/staff/organizations/", "/staff/organizations/new/"


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at(name: str, *args) -> str:
    return reverse(f"stakeholders:{name}", args=args)


def profile(organization) -> str:
    return reverse("engagement:organization-detail", args=[organization.pk])


def sent(**fields) -> dict[str, str]:
    """A form as the page sends it."""
    return {
        "name": "Spruce Table", "aliases": "", "sector": str(make_sector().pk), "main_language": "en", "status": "active",
        "in_universe": "on", "tag_names": "", **fields,
    }  # fmt: skip


@pytest.fixture
def lead(cast: Cast) -> Client:  # noqa: F811
    return signed_in(cast.lea)


# --- The list ------------------------------------------------------------------------------------------------------------------
def test_it_finds_by_name_in_any_script_and_the_words_stand_in_no_address(lead):
    make_organization("مسجد الرحمة", aliases="Masjid Rahma")
    make_organization("Kestrel League")
    page = lead.post(LIST, {"q": "masjid"})
    assert "مسجد الرحمة" in page.content.decode()
    assert "Kestrel" not in page.content.decode()
    assert "masjid" not in page.request["PATH_INFO"] + page.request.get("QUERY_STRING", "")


def test_facets_narrow_and_nonsense_is_left_out(lead):
    CustomField.objects.create(code="hall", label_en="Has a hall", kind="yes_no")
    make_organization("With Hall", custom={"hall": "yes"})
    make_organization("Without Hall", custom={"hall": "no"})
    make_organization("Silent House", do_not_contact=True)
    for query, seen in (("custom-hall=yes", "With Hall"), ("contact=silent", "Silent House"), ("sector=nonsense", "With Hall")):
        assert seen in lead.get(f"{LIST}?{query}").content.decode()
    assert "Without Hall" not in lead.get(f"{LIST}?custom-hall=yes").content.decode()


def test_pages_follow_each_other_without_gap_or_repeat(lead, monkeypatch):
    monkeypatch.setattr("stakeholders.views.organizations.PAGE", 2)
    for name in "ABCDE":
        make_organization(f"{name} House")
    seen, more = [], {}
    for _page in range(3):
        page = lead.post(LIST, more)
        seen += [row.name for row in page.context["rows"]]
        if last := page.context["more"]:
            more = {"after_name": last.name, "after_reference": last.reference}
    assert seen == [f"{name} House" for name in "ABCDE"]


@pytest.mark.parametrize("path", [LIST, "/staff/organizations/map/", "/staff/organizations/duplicates/"])
def test_pages_cost_the_same_with_one_and_with_thirty(lead, path, django_assert_max_num_queries):
    def questions() -> int:
        with django_assert_max_num_queries(25) as asked:
            lead.get(path)
        return len(asked)

    make_organization("Alder Spruce 0")
    make_organization("Spruce Alder 0")
    before = questions()
    for number in range(1, 30):
        make_organization(f"Alder Spruce {number}", influence=1 + number % 5, interest=2)
        make_organization(f"Spruce Alder {number}")
    assert questions() <= before


def test_the_export_holds_the_rows_of_the_list_and_no_formula(lead):
    CustomField.objects.create(code="hall", label_en="Has a hall", kind="text")
    make_organization("=HYPERLINK(1)", custom={"hall": "@x"})
    make_organization("Kestrel League")
    file = lead.post(at("organization-export"), {"q": "hyperlink", "kind": "csv"}).content.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in file
    assert "'@x" in file
    assert "Kestrel" not in file
    assert AuditEvent.objects.get(kind="organization.exported").details == {"rows": 1, "format": "csv"}


# --- Adding and changing -------------------------------------------------------------------------------------------------------
def test_a_new_one_with_a_name_like_another_is_asked_about_once(lead):
    make_organization("Larkhollow Islamic Association")
    page = lead.post(NEW, sent(name="Larkhollow Islamic Assoc."))
    assert "Is it one of these?" in page.content.decode()
    assert Organization.objects.count() == 1
    made = lead.post(NEW, sent(name="Larkhollow Islamic Assoc.", is_new="1"))
    assert made.status_code == 302
    assert Organization.objects.count() == 2


def test_while_typing_look_alikes_are_named_with_the_words_that_agree(cast: Cast):  # noqa: F811
    make_organization("Larkhollow Islamic Association")
    found = signed_in(cast.ana).post(at("organization-alike"), {"name": "The Larkhollow Islamic Assoc"}).content.decode()
    assert "Larkhollow Islamic Association" in found


def test_our_own_fields_are_asked_for_kept_and_shown_and_a_retired_one_keeps_its_value(lead):
    field = CustomField.objects.create(code="hall", label_en="Has a hall", kind="yes_no")
    CustomField.objects.create(code="seats", label_en="Seats", kind="number")
    assert "Has a hall" in lead.get(NEW).content.decode()
    bad = lead.post(NEW, sent(**{"custom-seats": "many"}))
    assert bad.status_code == 422
    assert 'value="many"' in bad.content.decode(), "what was typed is still there"
    lead.post(NEW, sent(**{"custom-hall": "yes", "custom-seats": "80"}))
    made = Organization.objects.get()
    assert made.custom == {"hall": "yes", "seats": "80"}
    field.is_active = False
    field.save()
    lead.post(at("organization-edit", made.pk), sent(version_read=made.version, **{"custom-seats": "90"}))
    made.refresh_from_db()
    assert made.custom == {"hall": "yes", "seats": "90"}
    assert "Has a hall" in lead.get(profile(made)).content.decode()


def test_the_second_of_two_writers_sees_both_and_loses_nothing(lead):
    organization = make_organization("Spruce Table")
    read = organization.version
    lead.post(at("organization-edit", organization.pk), sent(name="Spruce House", version_read=read))
    page = lead.post(at("organization-edit", organization.pk), sent(name="Spruce Hall", version_read=read))
    text = page.content.decode()
    assert page.status_code == 422
    assert "Spruce House" in text
    assert 'value="Spruce Hall"' in text
    assert Organization.objects.get().name == "Spruce House"


def test_the_owner_of_a_relationship_who_left_stays_until_somebody_chooses(lead, cast):  # noqa: F811
    organization = make_organization("Spruce Table", relationship_owner=cast.ben)
    cast.ben.is_active = False
    cast.ben.save()
    form = lead.get(at("organization-edit", organization.pk)).context["form"]
    assert str(cast.ben.pk) in {str(key) for key, _name in form.fields["relationship_owner"].choices}
    read = organization.version
    lead.post(
        at("organization-edit", organization.pk), sent(relationship_owner=cast.ben.pk, phone="780 555 0100", version_read=read)
    )
    organization.refresh_from_db()
    assert (organization.relationship_owner, organization.phone) == (cast.ben, "780 555 0100")


def test_tags_are_words_with_a_comma_between_and_no_tag_twice(lead):
    organization = make_organization("Spruce Table")
    for words in ("Food bank, hall", "food BANK، new"):
        organization.refresh_from_db()
        lead.post(at("organization-edit", organization.pk), sent(tag_names=words, version_read=organization.version))
    assert sorted(organization.tags.values_list("name", flat=True)) == ["Food bank", "new"]


def test_archived_it_leaves_the_list_and_comes_back(lead):
    organization = make_organization("Spruce Table")
    assert lead.get(at("organization-archive", organization.pk)).status_code == 200
    lead.post(at("organization-archive", organization.pk))
    assert "Spruce Table" not in [row.name for row in lead.get(LIST).context["rows"]]
    assert "Spruce Table" in [row.name for row in lead.get(f"{LIST}?show=archived").context["rows"]]
    lead.post(at("organization-restore", organization.pk))
    assert "Spruce Table" in [row.name for row in lead.get(LIST).context["rows"]]


def apart(name: str) -> str:
    """A name as it stands in a sentence that runs the other way."""
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"


def told(answer) -> list[str]:
    """The messages of a page."""
    return [str(message) for message in answer.context["messages"]]


def test_a_latin_name_behind_an_arabic_verb_keeps_its_full_stop_and_its_digits_in_place(lead):
    """Without it "أُرشف Spruce Table 2." shows the 2 and the stop on the other side of the name."""
    lead.cookies["django_language"] = "ar"
    one, other, third = (make_organization(name) for name in ("Spruce Table 2", "Spruce Table (2)", "Poplar – 780"))
    for address, name in (
        (at("organization-archive", third.pk), third.name),
        (at("organization-restore", third.pk), third.name),
        (at("organization-apart", third.pk, other.pk), other.name),
    ):
        [message] = told(lead.post(address, follow=True))
        assert apart(name) in message, address
    [message] = told(lead.post(at("organization-merge", one.pk, other.pk), {"name": "kept"}, follow=True))
    assert apart(one.name) in message
    assert apart(other.name) in message
    page = lead.get(at("merge-undo", Merge.objects.get().pk)).content.decode()
    assert page.count(apart(one.name)) == 2
    assert apart(other.name) in page


def test_an_arabic_name_in_an_english_sentence_is_kept_apart_and_a_latin_one_is_as_it_was(lead):
    latin, arabic = make_organization("Spruce Table"), make_organization("بيت الجيران 2")
    assert told(lead.post(at("organization-archive", latin.pk), follow=True)) == ["Spruce Table is archived."]
    assert told(lead.post(at("organization-archive", arabic.pk), follow=True)) == [f"{apart(arabic.name)} is archived."]


# --- Duplicates ----------------------------------------------------------------------------------------------------------------
def test_from_the_list_of_pairs_to_one_record_and_back_to_two(lead):
    kept = make_organization("Poplar Branch Libraries", phone="780-555-0101")
    gone = make_organization("Poplar Branch Library", phone="780-555-0102")
    assert "Poplar Branch Library" in lead.get(at("duplicate-list")).content.decode()
    page = lead.get(at("organization-merge", kept.pk, gone.pk)).content.decode()
    assert "780-555-0101" in page
    assert "780-555-0102" in page
    lead.post(at("organization-merge", kept.pk, gone.pk), {"name": "kept", "phone": "gone"})
    kept.refresh_from_db()
    assert kept.phone == "780-555-0102"
    merge = Merge.objects.get()
    assert at("merge-undo", merge.pk) in lead.get(profile(kept)).content.decode()
    assert lead.get(at("merge-undo", merge.pk)).status_code == 200
    lead.post(at("merge-undo", merge.pk))
    kept.refresh_from_db()
    assert kept.phone == "780-555-0101"
    lead.post(at("organization-apart", kept.pk, gone.pk))
    assert NotTheSame.objects.count() == 1
    assert "No look-alikes" in lead.get(at("duplicate-list")).content.decode()


# --- People --------------------------------------------------------------------------------------------------------------------
def test_somebody_new_speaks_for_it_and_is_found_by_their_name(lead):
    organization = make_organization("Spruce Table")
    lead.post(
        at("person-create", organization.pk),
        {
            "name": "Wren Alder",
            "channel": "phone",
            "safety": "discreet",
            "role-role": "Director",
            "role-started_on": "2026-01-01",
        },
    )
    person = Person.objects.get()
    assert (person.channel, person.affiliations.get().role) == ("phone", "Director")
    assert "Spruce Table" in lead.post(LIST, {"q": "wren"}).content.decode()
    assert "writes nothing to this person" in lead.get(at("person-edit", person.pk)).content.decode()


def test_the_team_reads_and_adds_answers_but_changes_nothing(cast: Cast):  # noqa: F811
    person = make_person("Wren Alder", organization=make_organization(), email="wren@spruce.example")
    ana = signed_in(cast.ana)
    assert "wren@spruce.example" in ana.get(at("person-edit", person.pk)).content.decode()
    assert ana.post(at("person-edit", person.pk), {"name": "Other"}).status_code == 409
    ana.post(at("consent-record", person.pk), {"purpose": "contact", "state": "withdrawn", "how": "on the phone"})
    person.refresh_from_db()
    assert (person.name, person.may_contact) == ("Wren Alder", False)
    assert "on the phone" in ana.get(at("person-edit", person.pk)).content.decode()


def test_an_end_before_its_beginning_is_told_next_to_the_field(lead):
    person = make_person("Wren Alder", organization=make_organization())
    page = lead.post(at("affiliation-edit", person.affiliations.get().pk), {"started_on": "2026-05-01", "ended_on": "2026-01-01"})
    assert page.status_code == 422
    assert "The end lies before the beginning." in page.content.decode()


# --- The map -------------------------------------------------------------------------------------------------------------------
def test_placed_and_taken_off_again(cast: Cast):  # noqa: F811
    organization, ana = make_organization("Spruce Table"), signed_in(cast.ana)
    place = at("organization-place", organization.pk)
    answer = ana.post(place, {"influence": "4", "interest": "2"}, headers={"accept": "application/json"})
    assert answer.json() == {"influence": 4, "interest": 2}
    assert list(ana.get(at("influence-map")).context["unplaced"]) == []
    ana.post(place, {"influence": "9", "interest": "2"})
    organization.refresh_from_db()
    assert (organization.influence, organization.interest) == (None, None)


# --- The profile ---------------------------------------------------------------------------------------------------------------
def test_a_profile_holds_what_this_account_may_know_and_no_more(cast: Cast):  # noqa: F811
    organization = scene.organization()
    scene.coded(scene.conversation(cast.ana, scene.ConversationState.SUBMITTED, organization=organization), "TRU-STIG")
    hidden = scene.conversation(cast.ana, scene.ConversationState.SUBMITTED, organization=organization, level="restricted")
    Commitment.objects.create(conversation=hidden, text="Call the quiet one", owner=cast.ana, created_by=cast.ana)
    for user, sees in ((cast.lea, True), (cast.ben, False)):
        text = signed_in(user).get(profile(organization)).content.decode()
        assert "TRU-STIG" in text
        assert (hidden.reference in text) == sees
        assert ("Call the quiet one" in text) == sees
    assert signed_in(cast.ada).get(profile(organization)).context["talks"] == [], "an administrator reads no talk"
    assert signed_in(cast.cy).get(profile(organization)).status_code == 404


def test_every_contact_in_the_order_of_time_and_what_is_due_first(cast: Cast):  # noqa: F811
    organization, days = scene.organization(), [date(2026, 11, day) for day in (1, 2, 3)]
    talk = scene.conversation(cast.ana, scene.ConversationState.SUBMITTED, organization=organization, held_on=days[1])
    for day in (days[0], days[2]):
        OutreachAttempt.objects.create(
            organization=organization,
            phase=scene.phase(),
            made_on=day,
            outcome="no_reply",
            made_by=cast.ana,
            created_at=scene.NOW,
        )
    Commitment.objects.create(conversation=talk, text="Promised later", due_on=days[2], owner=cast.ana, created_by=cast.ana)
    FollowUp.objects.create(conversation=talk, text="Call back first", due_on=days[1], owner=cast.ana, created_by=cast.ana)
    page = signed_in(cast.lea).get(profile(organization))
    assert [(kind, day) for kind, day, _row in page.context["contacts"]] == [
        ("attempt", days[2]), ("talk", days[1]), ("attempt", days[0]),
    ]  # fmt: skip
    assert page.context["next_step"].text == "Call back first"
    assert signed_in(cast.ada).get(profile(organization)).context["contacts"] == [], "an administrator reads no talk"


@pytest.mark.parametrize("many", [1, 30])
def test_a_profile_costs_the_same(cast: Cast, many, django_assert_num_queries):  # noqa: F811
    organization = scene.organization()
    for number in range(many):
        talk = scene.coded(scene.conversation(cast.ana, scene.ConversationState.SUBMITTED, organization=organization), "TRU-STIG")
        Commitment.objects.create(conversation=talk, text=f"Promise {number}", owner=cast.ana, created_by=cast.ana)
        make_person(f"Wren {number}", organization=organization)
    assert Conversation.objects.count() == many
    lea = signed_in(cast.lea)
    lea.get(profile(organization))
    with django_assert_num_queries(17):
        lea.get(profile(organization))
