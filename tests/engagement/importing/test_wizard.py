"""The wizard by its addresses: what a person sees and what is in the portal afterwards."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from engagement.domain.importing import receiving, undoing, writing
from engagement.enums.importing import ImportState
from engagement.models import Conversation, ImportBatch, ImportRow
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.outbox.models import OutboxJob
from stakeholders.models import CustomField, Organization, Person

pytestmark = pytest.mark.django_db
HEAD = "Organization,Date,How,Notes,Consent\r\n"
GOOD = (
    'Aspenmere Collegiate,2019-01-02,Phone,First,"Yes, verbal"\r\n'
    'Common Table Food Co-operative,2019-01-03,Phone,Second,"Yes, verbal"\r\n'
)
HALF = (
    GOOD
    + 'Northern Loom Youth Hub,2019-01-04,Phone,Third,"Yes, verbal"\r\n'
    + 'Aspenmere Collegiate,31/02/2019,Phone,=1+1,"Yes, verbal"\r\n'
)


@pytest.fixture
def officer(registry: None, client: Client) -> Client:
    client.force_login(User.objects.get(username="officer"))
    return client


def bring(client: Client, body: str | bytes, kind: str = "conversations", name: str = "talks.csv"):
    data = body.encode() if isinstance(body, str) else body
    form = {"file": SimpleUploadedFile(name, data), "sheet": ""}
    if kind == "conversations":
        form["phase"] = str(Phase.objects.get(number=1).pk)
    return client.post(reverse("engagement:import-create", args=[kind]), form)


def match(client: Client, page, **more: str):
    """Posts the matching page as it was proposed."""
    address = page.headers["Location"]
    form = client.get(address).context["form"]
    data = {name: form[name].initial or "" for name in form.fields}
    return client.post(address, data | more)


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def carry_out(batch: ImportBatch, now) -> None:
    """What the worker does after the button."""
    writing.run(batch_id=batch.pk, now=now)


def test_a_good_sheet_from_file_to_portal_and_back(officer: Client, now) -> None:
    page = bring(officer, HEAD + GOOD)
    assert not Conversation.objects.exists()
    detail = match(officer, page).headers["Location"]
    assert "Import 2 rows" in words(officer.get(detail))
    officer.post(f"{detail}start/")
    batch = ImportBatch.objects.get()
    assert (batch.state, OutboxJob.objects.open().count()) == (ImportState.RUNNING, 1)
    assert officer.get(f"{detail}progress/").headers.get("HX-Refresh") is None
    carry_out(batch, now)
    assert officer.get(f"{detail}progress/").headers["HX-Refresh"] == "true"
    assert "2 records are in the portal" in words(officer.get(detail))
    assert "Take it back" in words(officer.get(f"{detail}undo/"))
    officer.post(f"{detail}undo/")
    undoing.undo(batch_id=batch.pk, now=now)
    assert not Conversation.objects.exists()
    assert not Organization.objects.exclude(last_contact_on=None).exists()
    kinds = list(AuditEvent.objects.filter(kind__startswith="import.").order_by("number").values_list("kind", flat=True))
    assert kinds == [f"import.{verb}" for verb in ("received", "started", "completed", "undo_started", "undone")]


def test_a_half_good_sheet_says_what_is_wrong_and_asks_what_only_a_person_knows(officer: Client, now) -> None:
    detail = match(officer, bring(officer, HEAD + HALF)).headers["Location"]
    page = officer.get(detail)
    assert "is not a day of the calendar" in words(page)
    assert "2 organizations are called “Northern Loom Youth Hub”" in words(page)
    assert "Import 2 rows" in words(page)
    [question] = page.context["answers"].questions()
    chosen = question["answer"].field.choices[1]
    assert "ORG-013" in chosen[1]
    again = officer.post(f"{detail}answers/", {"answer_0": chosen[0], "reference_0": ""}, follow=True)
    assert "Import 3 rows" in words(again)
    wrong = officer.post(f"{detail}answers/", {"answer_0": "", "reference_0": "ORG-999"})
    assert (wrong.status_code, "Nothing has the reference ORG-999" in words(wrong)) == (422, True)
    officer.post(f"{detail}answers/", {"answer_0": "", "reference_0": "org-014"})
    officer.post(f"{detail}start/")
    carry_out(ImportBatch.objects.get(), now)
    assert Conversation.objects.get(notes="Third").organization.reference == "ORG-014"
    assert Conversation.objects.count() == 3


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_sheet_goes_out_with_its_reasons_and_nothing_in_it_runs(officer: Client, ending: str) -> None:
    detail = match(officer, bring(officer, HEAD + HALF)).headers["Location"]
    answer = officer.get(f"{detail}sheet.{ending}")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Organization", "Date", "How", "Notes", "Consent", "Row", "Verdict", "What to know"]
    assert (rows[4][3], rows[4][5], rows[4][6]) == ("'=1+1", "5", "Have a problem")
    assert rows[4][7].startswith("Date: “31/02/2019” is not a day")
    assert AuditEvent.objects.filter(kind="import.exported").count() == 1
    again = match(officer, bring(officer, body, name=f"mended.{ending}")).headers["Location"]
    assert "Import 2 rows" in words(officer.get(again))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "Choose a file"),
        (b"PK\x03\x04broken", "The workbook is damaged"),
        (b"<html><table></table></html>", "This is a web page"),
        (b"\x89PNG\r\n", "picture"),
        (HEAD, "column names but no rows"),
    ],
)
def test_a_hopeless_file_is_refused_beside_the_field_and_nothing_stays(officer: Client, body, said: str) -> None:
    page = bring(officer, body)
    assert page.status_code == 422
    assert said in words(page)
    assert not ImportBatch.objects.exists()


def test_cells_can_be_pasted(officer: Client) -> None:
    phase = str(Phase.objects.get(number=1).pk)
    form = {
        "pasted": HEAD.replace(",", "\t") + "Aspenmere Collegiate\t2019-01-02\tPhone\tSaid\tNo\r\n",
        "phase": phase,
        "sheet": "",
    }
    detail = match(officer, officer.post(reverse("engagement:import-create", args=["conversations"]), form)).headers["Location"]
    assert "Import 1 row" in words(officer.get(detail))
    broken = officer.post(reverse("engagement:import-create", args=["conversations"]), form | {"pasted": 'a\t"b'})
    assert 'a\t"b' in broken.context["form"]["pasted"].value()  # nothing typed is lost


def test_columns_of_any_name_are_matched_once_and_remembered(officer: Client) -> None:
    body = "Whom,On,By,Said\r\nAspenmere Collegiate,2019-01-02,Phone,First\r\n"
    page = bring(officer, body)
    address = page.headers["Location"]
    refused = match(officer, page)
    assert (refused.status_code, "No column was found for Organization" in words(refused)) == (422, True)
    wanted = {f"column_{at}": name for at, name in enumerate(("organization", "held_on", "method", "notes"))}
    twice = officer.post(address, wanted | {"column_3": "method"})
    assert "Several columns mean the same" in words(twice)
    assert officer.post(address, wanted).status_code == 302
    again = officer.get(bring(officer, body.replace("First", "Other")).headers["Location"])
    assert [again.context["form"][f"column_{at}"].initial for at in range(4)] == list(wanted.values())
    assert "matched as last time" in words(again)


def test_another_person_never_sees_the_sheet(officer: Client, registry: None) -> None:
    detail = match(officer, bring(officer, HEAD + GOOD)).headers["Location"]
    for username in ("officer2", "lead", "administrator", "reviewer"):
        other = Client()
        other.force_login(User.objects.get(username=username))
        assert other.get(detail).status_code == other.get(f"{detail}sheet.csv").status_code == 404
    officer_account = User.objects.get(username="officer")
    officer_account.groups.clear()
    assert officer.get(detail).status_code == 404


def test_what_was_worked_on_since_stands_against_taking_back(officer: Client, now) -> None:
    detail = match(officer, bring(officer, HEAD + GOOD)).headers["Location"]
    officer.post(f"{detail}start/")
    carry_out(ImportBatch.objects.get(), now)
    Conversation.objects.filter(notes="Second").update(version=2)
    page = officer.get(f"{detail}undo/")
    assert ("P1-0002" in words(page), "P1-0001" in words(page)) == (True, False)
    assert officer.post(f"{detail}undo/").status_code == 409
    assert Conversation.objects.count() == 2


def test_a_cancelled_import_leaves_nothing_and_can_be_brought_again(officer: Client, now) -> None:
    detail = match(officer, bring(officer, HEAD + GOOD)).headers["Location"]
    officer.post(f"{detail}start/")
    officer.post(f"{detail}cancel/")
    carry_out(ImportBatch.objects.get(), now)
    assert (ImportBatch.objects.get().state, Conversation.objects.count()) == (ImportState.CANCELLED, 0)
    again = officer.post(f"{detail}check/", follow=True)
    assert "Import 2 rows" in words(again)


def test_the_same_queries_for_one_row_and_for_many(officer: Client, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for rows in (1, 40):
        body = HEAD + "".join(f"Nobody {n},2019-01-02,Phone,Said {n},No\r\n" for n in range(rows))
        detail = match(officer, bring(officer, body)).headers["Location"]
        for address in (detail, reverse("engagement:import-list")):
            officer.get(address)
            with CaptureQueriesContext(connection) as queries:
                officer.get(address)
            counts.append(len(queries))
    assert counts[:2] == counts[2:]


def test_old_sheets_are_forgotten(officer: Client, now) -> None:
    match(officer, bring(officer, HEAD + GOOD))
    detail = match(officer, bring(officer, HEAD + GOOD)).headers["Location"]
    officer.post(f"{detail}start/")
    batch = ImportBatch.objects.get(state=ImportState.RUNNING)
    carry_out(batch, now)
    receiving.forget(now=now + timedelta(days=33))
    assert not ImportBatch.objects.exclude(pk=batch.pk).exists()
    assert not ImportRow.objects.exclude(cells=[]).exists()
    assert Conversation.objects.filter(import_batch=batch).count() == 2


def test_organizations_are_added_updated_and_taken_back_to_the_letter(registry: None, client: Client, now) -> None:
    client.force_login(User.objects.get(username="administrator"))
    before = list(Organization.objects.order_by("pk").values()), list(Person.objects.order_by("pk").values())
    body = (
        "Reference,Organization,Sector,Telephone,Contact person\r\n"
        "ORG-001,Larkhollow Islamic Association,,780-555-9999,\r\n"
        ",Brand New Society,Non-profit,780-555-0000,Wren Alder\r\n"
    )
    detail = match(client, bring(client, body, "organizations"), known="update").headers["Location"]
    assert [tile["label"] for tile in client.get(detail).context["tiles"]] == ["Ready", "Will change what is there"]
    assert "Import 2 rows" in words(client.get(detail))
    client.post(f"{detail}start/")
    batch = ImportBatch.objects.get()
    carry_out(batch, now)
    done = client.get(f"{detail}?show=all")
    assert [tile["label"] for tile in done.context["tiles"]] == ["Imported", "Changed"], "it is done: nothing is ready any more"
    assert {row["verdict"] for row in done.context["rows"]} == {"Imported", "Changed"}
    sheet = b"".join(client.get(f"{detail}sheet.csv").streaming_content).decode("utf-8-sig")
    assert [row[6] for row in csv.reader(sheet.splitlines())][1:] == ["Changed", "Imported"]
    changed = Organization.objects.get(reference="ORG-001")
    writer = changed.history.get(history_type="~").history_user
    assert (changed.phone, changed.version, writer.username) == ("780-555-9999", 2, "administrator")
    made = Organization.objects.get(name="Brand New Society")
    assert (made.reference, made.affiliations.get().person.name) == ("ORG-056", "Wren Alder")
    assert Organization.objects.matching("wren").get() == made
    client.post(f"{detail}undo/")
    undoing.undo(batch_id=batch.pk, now=now)
    after = list(Organization.objects.order_by("pk").values()), list(Person.objects.order_by("pk").values())
    assert after == before


def test_people_are_added_asked_about_and_taken_back(registry: None, client: Client, now) -> None:
    client.force_login(User.objects.get(username="lead"))
    known = Person.objects.order_by("reference").first()
    body = (
        "Name,Organization,Role,E-mail,Preferred language\r\n"
        "Wren Alder,Aspenmere Collegiate,Principal,wren@alder.example,French\r\n"
        f"{known.name},Aspenmere Collegiate,,,\r\n"
        f"{known.name},,,{known.email},\r\n"
        "Ash Birch,Nobody Has Heard Of,,,\r\n"
    )
    detail = match(client, bring(client, body, "people")).headers["Location"]
    page = words(client.get(detail))
    assert "Import 1 row" in page
    assert f"Somebody called {known.name} is in the portal" in page
    assert "is not an organization of the portal" in page
    client.post(f"{detail}start/")
    batch = ImportBatch.objects.get()
    carry_out(batch, now)
    wren = Person.objects.get(name="Wren Alder")
    assert (wren.preferred_language, wren.affiliations.get().role) == ("fr", "Principal")
    client.post(f"{detail}undo/")
    undoing.undo(batch_id=batch.pk, now=now)
    assert not Person.objects.filter(name="Wren Alder").exists()


def test_a_field_of_our_own_is_read_by_its_name_and_kept(registry: None, client: Client, now) -> None:
    CustomField.objects.create(code="parking", label="Parking", kind="choice", options="Street\nLot")
    client.force_login(User.objects.get(username="administrator"))
    body = "Organization,Sector,Parking\r\nBrand New Society,Non-profit,lot\r\nBrand Other Society,Non-profit,roof\r\n"
    detail = match(client, bring(client, body, "organizations")).headers["Location"]
    assert "“roof” is not in the list; left empty" in words(client.get(detail))
    client.post(f"{detail}start/")
    carry_out(ImportBatch.objects.get(), now)
    assert Organization.objects.get(name="Brand New Society").custom == {"parking": "Lot"}


def test_who_asks_for_silence_is_silent_from_the_first_day(registry: None, client: Client, now) -> None:
    client.force_login(User.objects.get(username="lead"))
    known = Person.objects.exclude(email="").order_by("reference").first()
    body = (
        "Name,E-mail,Do not contact,Safety of contact,Wants to be reached\r\n"
        "Wren Alder,wren@alder.example,yes,,\r\nAsh Birch,ash@birch.example,,whatever,By phone\r\n"
        f"{known.name},{known.email},yes,,\r\n"
    )
    detail = match(client, bring(client, body, "people")).headers["Location"]
    assert "asks not to be contacted. Nothing was changed" in words(client.get(detail))
    client.post(f"{detail}start/")
    carry_out(ImportBatch.objects.get(), now)
    made = Person.objects.filter(name__in=["Wren Alder", "Ash Birch"]).order_by("-name")
    assert list(made.values_list("do_not_contact", "safety", "channel")) == [
        (True, "no_concern", "any"), (False, "never_write", "phone"),
    ]  # fmt: skip
    assert not made.may_be_written_to().exists()
    client.force_login(User.objects.get(username="administrator"))
    body = "Reference,Organization,Do not contact\r\nORG-001,Larkhollow Islamic Association,{}\r\n"
    for answer in ("yes", "no"):
        detail = match(client, bring(client, body.format(answer), "organizations"), known="update").headers["Location"]
        client.post(f"{detail}start/")
        carry_out(ImportBatch.objects.latest("created_at"), now)
        assert Organization.objects.get(reference="ORG-001").do_not_contact, "a sheet may not take it back"
