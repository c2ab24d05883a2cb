"""The registry in the admin: who gets in, what each door shows, what is written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from resilience_portal.audit.models import AuditEvent
from stakeholders.domain import directory
from stakeholders.models import Affiliation, Consent, Organization, Person
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.stakeholders import make_organization, make_person, make_sector

LIST = "/admin/stakeholders/organization/"
NOBODY = "0b0c5b0c-0000-4000-8000-000000000000"  # the id of no record


@pytest.fixture
def ada(client: Client, cast: Cast) -> Client:  # noqa: F811
    client.force_login(cast.ada)
    return client


def kinds() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("kind", flat=True))


def form_of(page) -> dict[str, str]:
    """What a browser would send back from an admin form."""
    form, sent = page.context["adminform"].form, {}
    for bound in form:
        value = bound.value()
        if value is True:
            sent[bound.html_name] = "on"
        elif value not in (None, False, []):
            sent[bound.html_name] = str(getattr(value, "pk", value))
    for formset in page.context["inline_admin_formsets"]:
        for bound in formset.formset.management_form:
            sent[bound.html_name] = str(bound.value() or 0)
        for row in formset.formset.initial_forms:
            for bound in row:
                if bound.value() not in (None, False):
                    sent[bound.html_name] = "on" if bound.value() is True else str(bound.value())
    return sent


def doors(organization: Organization) -> list[str]:
    """Every address at which the admin could show an organization."""
    return [
        "/admin/",
        LIST,
        f"{LIST}?q=poplar",
        f"{LIST}add/",
        f"{LIST}{organization.pk}/change/",
        f"{LIST}{organization.pk}/history/",
        f"{LIST}{organization.pk}/history/{organization.history.first().pk}/",
        f"{LIST}export/",
        "/admin/autocomplete/?app_label=stakeholders&model_name=affiliation&field_name=organization&term=poplar",
        "/admin/stakeholders/person/",
        "/admin/accounts/user/",
        "/admin/audit/auditevent/",
        "/admin/stakeholders/sector/",
    ]


@pytest.mark.django_db
def test_anonymous_is_sent_to_the_portals_own_sign_in(client: Client) -> None:
    organization = make_organization("Poplar Table")
    for address in [*doors(organization), "/admin/login/"]:
        answer = client.get(address)
        assert answer.status_code == 302, address
        final = client.get(address, follow=True)
        assert final.redirect_chain[-1][0].startswith(reverse("account_login")), address
        assert b"Poplar Table" not in final.content


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["officer", "analyst", "reviewer", "lead", "liaison", "auditor", "none"])
def test_to_other_roles_no_admin_page_exists(role: str, client: Client, cast: Cast) -> None:  # noqa: F811
    organization = make_organization("Poplar Table")
    client.force_login(cast.by_role[role])
    for address in [*doors(organization), "/admin/login/", "/admin/jsi18n/"]:
        assert client.get(address).status_code == 404, address
    for address in (f"{LIST}export/", f"{LIST}{organization.pk}/change/"):
        assert client.post(address, {"format": "0", "name": "Taken over"}).status_code == 404, address
    organization.refresh_from_db()
    assert organization.name == "Poplar Table"


def test_administrator_opens_every_page_without_inline_code(ada: Client) -> None:
    organization = make_organization("Poplar Table")
    make_person("Wren", organization=organization)
    for address in doors(organization):
        answer = ada.get(address)
        assert answer.status_code == 200, address
        if answer["Content-Type"].startswith("text/html"):
            text = answer.content.decode()
            for inline in (" onclick=", " onchange=", " style=", "<style"):
                assert inline not in text, (address, inline)
            assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_role_that_is_taken_ends_access_with_the_next_click(ada: Client, cast: Cast) -> None:  # noqa: F811
    assert ada.get(LIST).status_code == 200
    cast.ada.groups.clear()
    assert ada.get(LIST).status_code == 404


@pytest.mark.parametrize("address", ["nothing/change/", "nothing/history/", f"{NOBODY}/history/", f"nothing/history/{NOBODY}/"])
def test_an_unknown_record_is_never_an_error(ada: Client, address: str) -> None:
    assert ada.get(f"{LIST}{address}").status_code in (302, 404)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("nadi alhur", False),
        ("نادي", True),
        ("نَـادي الحُور", True),
        ("POPLARS club", True),
        ("étienne", True),
        ("Etienne d'Arcy", True),
        ("org-٧٧٧", True),
        ("hub of the south", True),
        ("🌈", False),
        ("club unrelated", False),
    ],
)
def test_search_over_names_aliases_references_and_people(ada: Client, asked: str, found: bool) -> None:
    club = make_organization("Tall Poplars نادي الحور Youth Club", aliases="Hub of the South\nTPYC", reference="ORG-777")
    make_person("Étienne d’Arcy", organization=club)
    make_organization("Another Circle")
    names = [each.name for each in ada.get(LIST, {"q": asked}).context["cl"].result_list]
    assert names == ([club.name] if found else [])


def test_list_asks_as_many_questions_for_thirty_rows_as_for_one(ada: Client, django_assert_max_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    make_organization()
    ada.get(LIST)
    with CaptureQueriesContext(connection) as one:
        ada.get(LIST)
    for _number in range(29):
        make_organization()
    with CaptureQueriesContext(connection) as thirty:
        assert len(ada.get(LIST).context["cl"].result_list) == 30
    assert len(thirty) == len(one)
    assert len(one) <= 14


def test_filters_answer_in_words(ada: Client) -> None:
    heard = make_organization("Heard", last_contact_on=timezone.localdate())
    make_organization("Not heard")
    put_away = make_organization("Put away", archived_at=timezone.now())

    def listed(**query: str) -> list[str]:
        return [each.name for each in ada.get(LIST, query).context["cl"].result_list]

    assert listed() == ["Heard", "Not heard"]
    assert listed(contact="never") == ["Not heard"]
    assert listed(contact="recent") == [heard.name]
    assert listed(contact="quiet") == []
    assert listed(archived="yes") == [put_away.name]
    assert len(listed(archived="all")) == 3
    assert "Never contacted" in ada.get(LIST).content.decode()


def test_add_gives_a_reference_and_writes_history_and_audit(ada: Client) -> None:
    data = form_of(ada.get(f"{LIST}add/")) | {"name": "Spruce Table", "sector": str(make_sector().pk), "status": "active"}
    answer = ada.post(f"{LIST}add/", data)
    assert answer.status_code == 302, answer.context["errors"]
    made = Organization.objects.get(name="Spruce Table")
    assert made.reference == "ORG-001"
    assert made.history.count() == 1
    assert made.history.get().history_user.username == "ada"
    assert kinds() == ["organization.added"]
    assert Organization.objects.matching("spruce").get() == made


def test_fields_that_the_form_does_not_show_cannot_be_sent(ada: Client) -> None:
    organization = make_organization("Spruce Table", reference="ORG-007")
    page = f"{LIST}{organization.pk}/change/"
    smuggled = {"reference": "ORG-999", "search_text": "x", "last_contact_on": "2001-01-01", "archived_at": "2001-01-01 10:00"}
    assert ada.post(page, form_of(ada.get(page)) | smuggled | {"note": "New note"}).status_code == 302
    organization.refresh_from_db()
    assert (organization.note, organization.reference) == ("New note", "ORG-007")
    assert (organization.last_contact_on, organization.archived_at) == (None, None)
    assert "spruce" in organization.search_text


def test_second_of_two_writers_is_told_and_keeps_the_text(ada: Client, cast: Cast, now) -> None:  # noqa: F811
    organization = make_organization("Spruce Table")
    page = f"{LIST}{organization.pk}/change/"
    mine = form_of(ada.get(page)) | {"note": "What I typed"}
    organization.note = "What they typed"
    directory.update_organization(organization=organization, changed=["note"], version=1, by=cast.ada, now=now)
    answer = ada.post(page, mine)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Somebody else changed this record" in text
    assert "What I typed" in text
    assert "What they typed" in text
    organization.refresh_from_db()
    assert organization.note == "What they typed"
    assert ada.post(page, form_of(answer)).status_code == 302
    organization.refresh_from_db()
    assert organization.note == "What I typed"
    assert organization.version == 3


def test_people_are_entered_on_the_organizations_page(ada: Client) -> None:
    organization, person = make_organization("Spruce Table"), make_person("Zahra Quill")
    page = f"{LIST}{organization.pk}/change/"
    data = form_of(ada.get(page)) | {
        "affiliations-TOTAL_FORMS": "1",
        "affiliations-0-person": str(person.pk),
        "affiliations-0-role": "Coordinator",
        "affiliations-0-organization": str(organization.pk),
    }
    answer = ada.post(page, data)
    assert answer.status_code == 302, answer.context["errors"]
    assert Affiliation.objects.get().organization == organization
    assert Organization.objects.matching("quill").get() == organization
    assert kinds() == ["organization.people_changed"]


def test_what_the_people_agreed_to_stands_beside_them(ada: Client, now) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    organization = make_organization("Spruce Table")
    page, counts = f"{LIST}{organization.pk}/change/", []
    for _person in range(2):
        person = make_person(organization=organization)
        for hours, state in ((1, "given_written"), (0, "asked"), (2, "withdrawn")):
            at = now + timedelta(hours=hours)
            Consent.objects.create(person=person, purpose="contact", state=state, recorded_at=at)
        ada.get(page)
        with CaptureQueriesContext(connection) as queries:
            text = ada.get(page).content.decode()
        counts.append(len(queries))
    assert text.count("To be contacted again: Withdrawn") == 2
    assert f"/admin/stakeholders/person/{person.pk}/change/#consents-group" in text
    assert counts[1] - counts[0] <= 1, "Django asks once for the name that a row has chosen, and nothing more is asked"


def test_a_renamed_person_is_found_by_the_new_name(ada: Client) -> None:
    organization = make_organization("Spruce Table")
    person = make_person("Zahra Quill", organization=organization)
    page = f"/admin/stakeholders/person/{person.pk}/change/"
    answer = ada.post(page, form_of(ada.get(page)) | {"name": "Zahra Nettle"})
    assert answer.status_code == 302, answer.context["errors"]
    assert Organization.objects.matching("nettle").get() == organization
    assert not Organization.objects.matching("quill").exists()


def test_consent_is_a_trail_to_which_rows_are_added(ada: Client) -> None:
    person = make_person("Zahra Quill")
    page = f"/admin/stakeholders/person/{person.pk}/change/"

    def answer(state: str) -> None:
        row = Consent.objects.count()
        data = form_of(ada.get(page)) | {
            "consents-TOTAL_FORMS": str(row + 1),
            f"consents-{row}-purpose": "contact",
            f"consents-{row}-state": state,
            f"consents-{row}-how": "by telephone",
        }
        sent = ada.post(page, data)
        assert sent.status_code == 302, sent.context["errors"]

    answer("given_verbal")
    answer("withdrawn")
    overwritten = form_of(ada.get(page)) | {"consents-0-state": "given_written", "consents-0-DELETE": "on"}
    ada.post(page, overwritten)
    assert Consent.objects.count() == 2
    assert Consent.objects.of(person, "contact").first().state == "withdrawn"
    assert Consent.objects.first().recorded_by.username == "ada"
    person.refresh_from_db()
    assert person.may_contact is False
    assert kinds() == ["consent.recorded", "consent.recorded"]


def test_archiving_asks_first_hides_from_pickers_and_can_be_undone(ada: Client) -> None:
    organization, other = make_organization("Spruce Table"), make_organization("Stays")
    chosen = {"_selected_action": [str(organization.pk)], "action": "archive_selected"}
    asked = ada.post(LIST, chosen)
    assert "Spruce Table" in asked.content.decode()
    assert organization in Organization.objects.pickable()
    assert ada.post(LIST, chosen | {"confirmed": "Archive"}, follow=True).status_code == 200
    assert list(Organization.objects.pickable()) == [other]
    assert organization.history.count() == 2
    ada.post(f"{LIST}?archived=yes", {"_selected_action": [str(organization.pk)], "action": "restore_selected"})
    assert organization in Organization.objects.pickable()
    assert kinds() == ["organization.archived", "organization.restored"]


def test_nothing_is_deleted_here(ada: Client) -> None:
    organization, person = make_organization(), make_person()
    for address in (f"{LIST}{organization.pk}/delete/", f"/admin/stakeholders/person/{person.pk}/delete/"):
        assert ada.post(address, {"post": "yes"}).status_code in (403, 404)
    ada.post(LIST, {"_selected_action": [str(organization.pk)], "action": "delete_selected", "post": "yes"})
    assert Organization.objects.count() == 1
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    ("language", "direction", "word"),
    [("ar", 'dir="rtl"', None), ("fr", 'lang="fr"', None), ("en", 'lang="en"', "Organizations")],
)
def test_pages_follow_the_readers_language(ada: Client, language: str, direction: str, word: str | None) -> None:
    ada.cookies["django_language"] = language
    text = ada.get(LIST).content.decode()
    assert direction in text
    assert not word or word in text
