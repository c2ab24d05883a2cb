"""Sheets of registrations: never more places than there are, in order; who must not be written to; taken back whole."""

from __future__ import annotations

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from engagement.domain import registering
from engagement.domain.importing import undoing, writing
from engagement.enums.importing import ImportState
from engagement.models import CollectionNotice, FocusGroup, FocusGroupSession, ImportBatch, Registration
from engagement.policies import Refused
from phases.enums import FocusGroupState, ListHolder, RegistrationState
from resilience_portal.outbox.models import OutboxJob
from resilience_portal.sheets.judging import Outcome
from resilience_portal.sheets.phrases import sentence
from stakeholders.enums import ContactChannel, ContactSafety
from stakeholders.models import Person
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.plan import make_group, make_registration, make_session
from tests.factories.stakeholders import make_organization, make_person

pytestmark = pytest.mark.django_db
S = RegistrationState
HEAD = "Name,E-mail,Telephone,Organization,Session,Consent\r\n"


@pytest.fixture
def session(cast: Cast) -> FocusGroupSession:  # noqa: F811
    """Two places, one of them taken."""
    found = make_session(capacity=2)
    registering.register(registration=make_registration(found, name="Was Here"), by=cast.ana, now=found.starts_at)
    return found


def bring(client: Client, group: FocusGroup, rows: str, head: str = HEAD, **options: str) -> ImportBatch | str:
    """Through the first two steps of the wizard: the checked sheet, or the words of the page that refused it."""
    form = {"file": SimpleUploadedFile("list.csv", (head + rows).encode()), "sheet": "", "group": str(group.pk)}
    page = client.post(reverse("engagement:import-create", args=["registrations"]), form)
    if page.status_code != 302:
        return words(page)
    columns = client.get(page.headers["Location"]).context["form"]
    data = {name: columns[name].initial or "" for name in columns.fields}
    done = client.post(page.headers["Location"], data | {"criteria": "met"} | options)
    return ImportBatch.objects.latest("created_at") if done.status_code == 302 else words(done)


def words(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


def said(batch: ImportBatch) -> dict[str, tuple[str, set[str]]]:
    """Name -> what becomes of the row, and the codes of what is said."""
    return {row.cells[0]: (row.outcome, {issue.code for issue in row.all_issues}) for row in batch.rows.all()}


def carry_out(client: Client, batch: ImportBatch, now) -> None:
    assert client.post(reverse("engagement:import-start", args=[batch.pk])).status_code == 302
    writing.run(batch_id=batch.pk, now=now)
    batch.refresh_from_db()


def states(session: FocusGroupSession) -> list[tuple[str, str]]:
    rows = Registration.objects.filter(session=session).order_by("waiting_since", "created_at")
    return sorted(rows.values_list("name", "state"))


def test_places_in_the_order_of_the_sheet_then_the_waiting_list_then_all_back(cast, session, client, now) -> None:  # noqa: F811
    client.force_login(cast.ana)
    day = session.held_on.isoformat()
    rows = (
        f"Wren Alder,wren@alder.example,,,{session.reference.lower()},Yes\r\n"
        f'Zed First,zed@first.example,,,{day},"Yes, written"\r\n'
        f'Abe Second,,780-555-0100,,{day},"Yes, verbal"\r\n'
        "Only Curious,only@curious.example,,,,Yes\r\n"
        f"Wren Alder,WREN@alder.example,,,{day},Yes\r\n"
        f"Was Here,{Registration.objects.get().email},,,{day},Yes\r\n"
    )
    before = list(Registration.objects.values())
    batch = bring(client, session.group, rows)
    assert Registration.objects.count() == 1
    assert [row.outcome for row in batch.rows.order_by("number")] == ["new", "new", "new", "new", "left_out", "known"]
    page = words(client.get(reverse("engagement:import-detail", args=[batch.pk]) + "?show=all"))
    assert f"{session.reference} is full: number 1 on its waiting list." in page
    assert "Import 4 rows" in page
    carry_out(client, batch, now)
    assert states(session) == [
        ("Abe Second", S.WAITLISTED), ("Was Here", S.REGISTERED), ("Wren Alder", S.REGISTERED), ("Zed First", S.WAITLISTED),
    ]  # fmt: skip
    assert [each.name for each in session.registrations.waiting()] == ["Zed First", "Abe Second"]  # not by the alphabet
    assert Registration.objects.get(name="Only Curious").state == S.INTERESTED
    assert OutboxJob.objects.filter(task=registering.REMIND_TASK, subject=session.pk).exists()
    client.post(reverse("engagement:import-undo", args=[batch.pk]))
    undoing.undo(batch_id=batch.pk, now=now)
    assert list(Registration.objects.values()) == before


def test_nobody_without_their_yes_and_nobody_who_must_not_be_written_to(cast, session, client, now) -> None:  # noqa: F811
    client.force_login(cast.ana)
    silent = make_person("Never Again", email="never@again.example", do_not_contact=True)
    make_person("Hush Now", email="hush@now.example", safety=ContactSafety.NEVER_WRITE)
    make_person("By Phone", email="by@phone.example", channel=ContactChannel.PHONE)
    shut = make_organization("Shut Doors Society", do_not_contact=True)
    rows = (
        "Says Nothing,says@nothing.example,,,,\r\nSays No,says@no.example,,,,No\r\nNo Way,,,,,Yes\r\n"
        "Other Name,Never@Again.example,,,,Yes\r\nNever Again,other@mail.example,,,,Yes\r\n"
        f"Anybody,any@body.example,,{shut.name},,Yes\r\n"
        f"Hush Now,hush@now.example,780-555-0101,,{session.reference},Yes\r\nBy Phone,by@phone.example,780-555-0102,,,Yes\r\n"
    )
    batch = bring(client, session.group, rows)
    found = said(batch)
    assert found["Says Nothing"] == (Outcome.REFUSED, {"place.no_consent"})
    assert found["Says No"] == (Outcome.REFUSED, {"place.declined"})
    assert found["No Way"][1] >= {"place.unreachable"}
    assert (found["Other Name"][0], found["Anybody"][0]) == (Outcome.REFUSED, Outcome.REFUSED)
    assert found["Never Again"] == (Outcome.WAITING, {"person.probable_duplicate", "consent.plain_yes"})
    for answer, outcome in ((str(silent.pk), Outcome.REFUSED), ("new", Outcome.NEW)):
        client.post(reverse("engagement:import-answer", args=[batch.pk]), {"answer_0": answer, "reference_0": ""})
        assert said(batch)["Never Again"][0] == outcome
    batch.refresh_from_db()
    carry_out(client, batch, now)
    assert set(Registration.objects.exclude(name="Was Here").values_list("name", "email", "phone")) == {
        ("Hush Now", "", ""),
        ("By Phone", "", "780-555-0102"),
        ("Never Again", "other@mail.example", ""),
    }
    assert Person.objects.get(pk=silent.pk).do_not_contact


def test_no_place_before_somebody_said_that_the_criteria_are_met(cast, session, client) -> None:  # noqa: F811
    client.force_login(cast.ana)
    head = HEAD.replace("Consent", "Consent,Meets the criteria")
    row = "{0},{0}@mail.example,,,{1},Yes,{2}\r\n"
    rows = "".join(row.format(name, session.reference, fits) for name, fits in (("unsaid", ""), ("fits", "yes"), ("unfit", "no")))
    found = said(bring(client, session.group, rows, head, criteria=""))
    assert "place.not_judged" in found["unsaid"][1]
    assert "place.unfit" in found["unfit"][1]
    assert "place.given" in found["fits"][1]
    again = said(bring(client, session.group, "unsaid,unsaid@mail.example,,,tomorrow,Yes\r\n"))
    assert again["unsaid"] == (Outcome.REFUSED, {"session.unknown", "consent.plain_yes"})


@pytest.fixture
def notices(now) -> None:
    """One that held once, one that holds, one to come."""
    for version, days in (("2018-1", -2000), ("2026-1", -3), ("2030-1", 30)):
        day = timezone.localdate() + timedelta(days=days)
        CollectionNotice.objects.create(version=version, in_force_from=day, text_en="Why we ask.")


def test_which_notice_the_people_of_a_sheet_had_been_told_is_kept_with_each(cast, session, client, now, notices) -> None:  # noqa: F811
    client.force_login(cast.ana)
    carry_out(client, bring(client, session.group, "Wren,wren@alder.example,,,,Yes\r\n", notice="2018-1"), now)
    carry_out(client, bring(client, session.group, "Juno,juno@alder.example,,,,Yes\r\n"), now)
    assert Registration.objects.get(name="Wren").notice_version == "2018-1"
    assert Registration.objects.get(name="Juno").notice_version == "", "said of each sheet anew, never remembered"
    page = words(client.get(reverse("engagement:group-people", args=[session.group.pk])))
    assert page.count("Collection notice 2018-1") == 1
    refused = bring(client, session.group, "Sol,sol@alder.example,,,,Yes\r\n", notice="2030-1")
    assert isinstance(refused, str), "nobody can have been told what does not hold yet"
    assert not Registration.objects.filter(name="Sol").exists()


def test_the_command_keeps_the_notice_too_and_knows_no_other(cast, session, tmp_path, notices) -> None:  # noqa: F811
    path = tmp_path / "list.csv"
    path.write_text(HEAD + "Wren,wren@alder.example,,,,Yes\r\n")
    given = {"by": cast.ana.username, "group": session.group.reference}
    with pytest.raises(CommandError, match="no collection notice 2030-1"):
        call_command("import_sheet", "registrations", str(path), notice="2030-1", **given)
    call_command("import_sheet", "registrations", str(path), notice="2026-1", **given)
    assert Registration.objects.get(name="Wren").notice_version == "2026-1"


def test_a_place_that_went_in_between_is_not_given_twice(cast, session, client, now) -> None:  # noqa: F811
    client.force_login(cast.ana)
    batch = bring(client, session.group, f"Wren Alder,wren@alder.example,,,{session.reference},Yes\r\n")
    assert "place.given" in said(batch)["Wren Alder"][1]
    registering.register(registration=make_registration(session, name="Faster"), by=cast.ana, now=now)
    carry_out(client, batch, now)
    assert (session.registrations.placed().count(), "place.waiting" in said(batch)["Wren Alder"][1]) == (2, True)
    registering.leave(
        registration=Registration.objects.get(name="Faster"), to=S.CANCELLED, by=cast.ana, now=now + timedelta(hours=1)
    )
    assert Registration.objects.get(name="Wren Alder").state == S.REGISTERED
    receipt = Registration.objects.get(name="Wren Alder").receipt
    address = reverse("engagement:import-undo", args=[batch.pk])
    assert receipt in words(client.get(address))  # moved up: somebody counts on that place
    assert client.post(address).status_code == 409
    assert Registration.objects.filter(receipt=receipt).exists()


def test_lists_that_a_host_holds_and_groups_that_are_over_take_no_names(cast, client, tmp_path) -> None:  # noqa: F811
    open_group, held = make_group(), make_group(list_held_by=ListHolder.HOST)
    over = make_group(state=FocusGroupState.COMPLETED)
    client.force_login(cast.ana)
    page = client.get(reverse("engagement:import-create", args=["registrations"]) + f"?group={open_group.pk}")
    offered = page.context["form"].fields["group"].queryset
    assert set(offered) == {open_group}
    for group in (held, over):
        assert "Select a valid choice" in bring(client, group, "A,a@b.example,,,,Yes\r\n")
        path = tmp_path / "list.csv"
        path.write_text(f"{HEAD}A,a@b.example,,,,Yes\r\n")
        with pytest.raises(CommandError):
            call_command("import_sheet", "registrations", str(path), by=cast.ana.username, group=group.reference)
    other = Client()
    for user in (cast.nia, cast.ada):  # an analyst; an administrator, who may bring other kinds
        other.force_login(user)
        assert other.get(reverse("engagement:import-create", args=["registrations"])).status_code == 404


def test_from_the_command_line(cast, session, tmp_path) -> None:  # noqa: F811
    path, out = tmp_path / "list.csv", StringIO()
    path.write_text(f"{HEAD}Wren Alder,wren@alder.example,,,{session.reference},Yes\r\n")
    given = {"by": cast.ana.username, "group": session.group.reference, "stdout": out}
    call_command("import_sheet", "registrations", str(path), meet_criteria=True, **given)
    assert "1 of 1 registrations written." in out.getvalue()
    assert Registration.objects.get(name="Wren Alder").state == S.REGISTERED
    assert ImportBatch.objects.get().state == ImportState.DONE


HEADINGS = {"fr": "Nom,Courriel,Séance,Consentement", "ar": "الاسم,البريد,الجلسة,الموافقة"}


@pytest.mark.parametrize(("language", "heading"), HEADINGS.items())
def test_headings_and_reasons_in_three_languages(cast, session, client, language: str, heading: str) -> None:  # noqa: F811
    client.force_login(cast.ana)
    rows = f"Wren,wren@alder.example,{session.reference},Oui\r\nAsh,ash@alder.example,{session.reference},نعم\r\n"
    batch = bring(client, session.group, rows, f"{heading}\r\n")
    english = {sentence(issue) for row in batch.rows.all() for issue in row.all_issues}
    with translation.override(language):
        spoken = {sentence(issue) for row in batch.rows.all() for issue in row.all_issues}
    assert batch.counts["new"] == 2
    assert not english & spoken


def test_the_sheet_of_a_group_that_is_over_by_now_gives_no_place(cast, session, client, now) -> None:  # noqa: F811
    client.force_login(cast.ana)
    batch = bring(client, session.group, f"Wren Alder,wren@alder.example,,,{session.reference},Yes\r\n")
    FocusGroup.objects.filter(pk=session.group_id).update(state=FocusGroupState.CANCELLED)
    with pytest.raises(Refused):
        writing.start(batch=batch, by=cast.ana, now=now)
    assert Registration.objects.count() == 1


def test_a_day_that_could_be_two_is_the_one_on_which_the_group_meets(cast, session, client) -> None:  # noqa: F811
    client.force_login(cast.ana)
    FocusGroupSession.objects.filter(pk=session.pk).update(held_on=date(2027, 2, 10))
    row = "Wren,wren@alder.example,,,10/02/2027,Yes\r\n"
    assert said(bring(client, session.group, row))["Wren"] == (Outcome.NEW, {"consent.plain_yes", "date.dmy", "place.given"})
    make_session(session.group, held_on=date(2027, 10, 2))
    assert said(bring(client, session.group, row))["Wren"] == (Outcome.REFUSED, {"consent.plain_yes", "date.ambiguous"})
