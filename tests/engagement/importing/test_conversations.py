"""Sheets as staff bring them: all rows or none, ambiguity named, nothing guessed, nothing run."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils.translation import override

from engagement.domain.importing import checking, receiving, undoing
from engagement.domain.importing.checking import day_order
from engagement.domain.importing.kinds import judge_of
from engagement.enums import ConversationState
from engagement.management import edmonton_files, edmonton_people
from engagement.models import Conversation, FollowUp, ReferenceSeries
from engagement.policies import Refused
from engagement.reporting import crosstabs
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.sheets.issues import Severity
from resilience_portal.sheets.judging import Outcome
from resilience_portal.sheets.phrases import sentence
from resilience_portal.text import formula_safe
from stakeholders.models import Organization
from tests.engagement.importing.conftest import carry_out, check

DATA = Path(__file__).parents[2] / "data" / "edmonton"
SAMPLES = DATA / "import_samples"
EXPECTED = json.loads((DATA / "expected.json").read_text())["phase1"]
pytestmark = pytest.mark.django_db
HEAD = "Organization,Date,How,Notes\r\n"


@pytest.fixture
def talks(bring, now):
    """Brings bytes as the officer, checks them and writes what is good. Gives the batch and the talks."""

    def run(body: bytes, **options):
        batch = bring(body, by="officer", **options)
        if batch.to_do:
            batch = carry_out(batch, now)
        return batch, list(Conversation.objects.filter(import_batch=batch).order_by("import_row"))

    return run


def codes(batch, severity=Severity.ERROR) -> list[tuple[int, str]]:
    """(row, code) of everything of this severity."""
    rows = batch.rows.order_by("number")
    return [(row.number, issue.code) for row in rows for issue in row.all_issues if issue.severity == severity]


def outcome(batch, value) -> list[int]:
    """Numbers of the rows that came to this."""
    return list(batch.rows.records().filter(outcome=value.value).order_by("number").values_list("number", flat=True))


@pytest.mark.thorough
@pytest.mark.parametrize("name", ["conversations_en.csv", "conversations_en_excel_bom.csv", "conversations_en.xlsx"])
def test_the_two_of_one_name_are_asked_about_and_never_guessed(bring, now, name):
    batch = bring((SAMPLES / name).read_bytes(), by="officer")
    assert codes(batch) == [(row, "org.ambiguous") for row in (21, 22, 43, 86, 113, 131)]
    [question] = batch.questions
    assert (question["text"], question["rows"], question["may_add"]) == ("Northern Loom Youth Hub", 6, False)
    assert ["ORG-013" in label for _key, label in question["suggestions"]] == [True, False]
    checking.answer(
        batch=batch, answers={"organization": {question["key"]: question["suggestions"][1][0]}}, by=batch.created_by, now=now
    )
    batch = carry_out(check(batch, now), now)
    assert Conversation.objects.filter(organization__reference="ORG-014").count() == 6
    first = Conversation.objects.get(reference="P1-0001")
    assert (first.organization.reference, first.held_on, first.people_count) == ("ORG-001", date(2018, 9, 18), 5)
    assert (first.state, first.method, first.consent_state) == (ConversationState.SUBMITTED, "in_person", "given_verbal")
    assert first.points.get().themes.count() == 5
    assert (first.import_batch, first.import_row) == (batch, 2)
    details = AuditEvent.objects.get(kind="import.completed").details
    assert (details["rows"], details["written"]) == (141, 141)


@pytest.mark.parametrize(("language", "rows", "follow_ups"), [("fr", 10, 5), ("ar", 8, 4)])
def test_headings_and_values_in_french_and_arabic(talks, language, rows, follow_ups):
    batch, written = talks((SAMPLES / f"conversations_{language}.csv").read_bytes())
    assert codes(batch) == []
    assert f"header.language_{language}" in [issue.code for issue in batch.file_issues]
    assert len(written) == rows
    assert set(Conversation.objects.values_list("language", flat=True)) == {language}
    assert FollowUp.objects.exclude(owner=None).exclude(due_on=None).count() == follow_ups
    assert all(talk.points.get().themes.exists() for talk in written)


@pytest.fixture
def whole() -> bytes:
    """The English sample with a column of references: nothing in it is ambiguous."""
    with (SAMPLES / "conversations_en.csv").open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    references = {(row["date"], row["notes"]): row["organization_ref"] for row in edmonton_files.rows("conversations")}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*heading, "Organization reference"])
    writer.writerows([*row, references[row[2], row[8]]] for row in rows)
    return out.getvalue().encode()


def test_every_form_of_the_file_gives_the_same_records(talks, whole):
    assert len(talks(whole)[1]) == 141
    for name in ("conversations_en.csv", "conversations_en_excel_bom.csv", "conversations_en.xlsx"):
        again, written = talks((SAMPLES / name).read_bytes())
        assert (written, len(outcome(again, Outcome.KNOWN)), len(codes(again))) == ([], 135, 6), name
    for language, rows in (("fr", 10), ("ar", 8)):
        again, written = talks((SAMPLES / f"conversations_{language}.csv").read_bytes())
        assert (written, len(outcome(again, Outcome.KNOWN))) == ([], rows)
    for row in edmonton_files.rows("conversations"):
        talk = Conversation.objects.get(organization__reference=row["organization_ref"], held_on=row["date"], notes=row["notes"])
        assert (talk.method, talk.language, talk.sentiment) == (row["method"], row["language"], row["sentiment"])
        assert talk.consent_state == row["consent_status"]
        assert (talk.public_summary, str(talk.duration_minutes)) == (row["public_summary"], row["duration_minutes"])
    assert Conversation.objects.count() == 141


def test_the_cross_tables_after_importing_agree_with_the_sets_own_counts(talks, whole, now):
    """The file knows no states: what the set calls approved is accepted here, then everything must agree."""
    talks(whole)
    approved = {row["notes"] for row in edmonton_files.rows("conversations") if row["status"] == "approved"}
    reviewer = User.objects.get(username="reviewer")
    ids = [talk.pk for talk in Conversation.objects.all() if talk.notes in approved]
    Conversation.objects.filter(pk__in=ids).update(state=ConversationState.ACCEPTED, reviewed_by=reviewer, reviewed_at=now)
    every, usable = Conversation.objects.all(), Conversation.objects.publishable()
    assert crosstabs.conversations_by("method", every) == EXPECTED["method_all"]
    assert crosstabs.conversations_by("language", every) == EXPECTED["language_all"]
    assert usable.count() == EXPECTED["conversations_publishable"]
    assert crosstabs.conversations_by("theme", usable) == EXPECTED["theme_conversations_publishable"]
    assert crosstabs.organizations_by("theme", usable) == EXPECTED["theme_organizations_publishable"]
    ours = {edmonton_people.sector_code(code): n for code, n in EXPECTED["organizations_by_sector_publishable"].items()}
    assert crosstabs.organizations_by("sector", usable) == ours


def test_a_row_that_says_the_same_is_told_and_not_doubled(talks):
    row = "Aspenmere Collegiate,2019-01-02,Phone,Said so\r\n"
    batch, written = talks((HEAD + row + "Aspenmere Collegiate,2019-01-02,E-mail,Said  so\r\n").encode())
    assert (len(written), codes(batch, Severity.WARNING)) == (1, [(3, "row.duplicate")])
    again, written = talks((HEAD + row).encode())
    assert (written, outcome(again, Outcome.KNOWN)) == ([], [2])
    assert receiving.earlier(again) is None  # not the same file, byte by byte
    same, _written = talks((HEAD + row).encode())
    assert receiving.earlier(same) is None  # nothing of the first came in


def test_a_twin_that_wrote_in_between_is_seen(bring, now):
    body = (HEAD + "Aspenmere Collegiate,2019-01-02,Phone,Said\r\n").encode()
    first, second = bring(body), bring(body)
    assert carry_out(first, now).done_count == 1
    assert receiving.earlier(second) == first
    done = carry_out(second, now)
    assert (done.done_count, outcome(done, Outcome.KNOWN), Conversation.objects.count()) == (0, [2], 1)


def test_when_the_last_step_fails_nothing_stays(bring, now, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    body = (
        HEAD.replace("\r\n", ",Themes,Follow-up\r\n") + "Aspenmere Collegiate,2019-01-02,Phone,Said,NEE-LANG,Call\r\n"
    ).encode()
    batch = bring(body)
    monkeypatch.setattr(FollowUp.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        carry_out(batch, now)
    assert not Conversation.objects.exists()
    assert not ReferenceSeries.objects.exclude(last=0).exists()


def test_what_people_write_is_understood(talks):
    head = "Organization,Date,How,Notes,Language,Police present,Level,Themes,Minutes,Start time,Consent,Weather\r\n"
    batch, (first, second) = talks(
        (
            head
            + 'Aspenmere Collegiate,18/11/2018,Telephone,Said,Somali,Yes,Restricted,"NEE-TOOLS, trust in police",٦٠,14h30,No,\r\n'
            + "Aspenmere Collegiate,03/04/2019,courriel,Said,anglais,non,الفريق,,,,Not yet asked,\r\n"
        ).encode()
    )
    assert "“Weather”" in next(sentence(issue) for issue in batch.file_issues if issue.code == "header.unused")
    assert (first.held_on, second.held_on) == (date(2018, 11, 18), date(2019, 4, 3))
    assert (first.method, second.method) == ("phone", "email")
    assert (first.language, second.language) == ("so", "en")
    assert (first.police_present, second.police_present) == (True, False)
    assert (first.level, second.level) == ("restricted", "team")
    assert (first.duration_minutes, first.start_time) == (60, time(14, 30))
    assert (first.consent_state, second.consent_state) == ("declined", "pending")
    assert set(first.points.get().themes.values_list("code", flat=True)) == {"NEE-TOOLS", "TRU-POLICE"}


def test_a_restricted_row_is_no_more_open_than_a_typed_one(talks):
    head = HEAD.replace("\r\n", ",Consent,Who may open it\r\n")
    rows = "".join(
        f'Aspenmere Collegiate,2019-01-02,Phone,Said {word},"Yes, verbal",{word}\r\n' for word in ("Restricted", "Secret")
    )
    for talk in talks((head + rows).encode())[1]:
        for username, may in (("officer", True), ("officer2", False), ("reviewer", True), ("liaison", False)):
            user = User.objects.get(username=username)
            assert Conversation.objects.visible_to(user).filter(pk=talk.pk).exists() is may


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("Number of people", "²", "number.invalid"),
        ("Number of people", "9" * 5000, "number.invalid"),
        ("Number of people", "501", "number.too_large"),
        ("Minutes", "two hours or so", "number.invalid"),
        ("Minutes", "1441", "number.too_large"),
        ("Start time", "noonish", "time.invalid"),
        ("Language", "Klingon of the north", "language.unknown"),
        ("Police present", "perhaps", "yesno.unknown"),
        ("Themes", ";" * 4000, "theme.too_long"),
        ("Organization reference", "ORG-999", "org.reference_unknown"),
        ("Organization reference", "ORG-001", "org.reference_conflict"),
        ("Public summary", "x" * 2_001, "text.too_long"),
        ("Notes of ours", "beside", ""),
    ],
)
def test_a_cell_that_means_nothing_is_named_with_its_column(bring, column, value, code):
    head = HEAD.replace("\r\n", f",{column}\r\n")
    batch = bring((head + f"Aspenmere Collegiate,2019-01-02,Phone,Said,{value}\r\n").encode())
    assert codes(batch) == ([(2, code)] if code else [])
    assert all(len(text) <= 80 for row in batch.rows.all() for issue in row.all_issues for text in issue.values.values())


def test_an_owner_of_two_accounts_is_not_guessed(talks):
    for number in (1, 2):
        User.objects.create_user(f"twin{number}", first_name="Ada", last_name="Twinwood")
    head = HEAD.replace("\r\n", ",Follow-up,Follow-up owner\r\n")
    assert codes(talks((head + "Aspenmere Collegiate,2019-01-02,Phone,Said,Call back,Ada Twinwood\r\n").encode())[0]) == [
        (2, "user.ambiguous")
    ]
    _batch, [talk] = talks((head + "Aspenmere Collegiate,2019-01-02,Phone,Said,Call back,TWIN2\r\n").encode())
    assert talk.follow_ups.get().owner.username == "twin2"


def test_an_alias_finds_its_organization_and_a_shared_one_is_ambiguous(talks, bring):
    Organization.objects.filter(reference="ORG-001").update(aliases="The Mosque\nMasjid Larkhollow")
    body = (HEAD + "masjid  LARKHOLLOW,2019-01-02,Phone,Said\r\n").encode()
    assert talks(body)[1][0].organization.reference == "ORG-001"
    Organization.objects.filter(reference="ORG-002").update(aliases="Masjid Larkhollow")
    assert codes(bring(body)) == [(2, "org.ambiguous")]


def test_who_may_not_keep_the_registry_adds_no_organization_by_a_sheet(bring, now):
    head = HEAD.replace("\r\n", ",Sector\r\n")
    body = (head + "".join(f"Brand New Society,2019-01-0{day},Phone,Said,Non-profit\r\n" for day in (2, 3))).encode()
    for username, may in (("officer", False), ("lead", True)):
        batch = bring(body, by=username)
        [question] = batch.questions
        assert (question["may_add"], batch.to_do) == (may, 0)
        checking.answer(batch=batch, answers={"organization": {question["key"]: "new"}}, by=batch.created_by, now=now)
        batch = check(batch, now)
        assert batch.to_do == (2 if may else 0)
    carry_out(batch, now)
    added = Organization.objects.get(name="Brand New Society")
    assert Conversation.objects.filter(organization=added).count() == 2
    undoing.begin(batch=batch, by=batch.created_by, now=now)
    undoing.undo(batch_id=batch.pk, now=now)
    assert not Organization.objects.filter(name="Brand New Society").exists()


def test_messages_are_in_the_words_of_the_reader_and_repeat_no_notes(bring):
    head = "Organisme,Date,Mode,Notes\r\n"
    batch = bring((head + f"Aspenmere Collegiate,2030-01-02,Pigeon\x1b[31m,{'secret ' * 3000}\r\n").encode())
    with override("fr"):
        said = [sentence(issue) for row in batch.rows.all() for issue in row.all_issues]
    assert any("2 janvier 2030" in words for words in said)
    assert not any("secret" in words or "\x1b" in words for words in said)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("Larkhollow Islamic Association,18 Sept,Phone,Said", "date.not_a_date"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,", "required.missing"),
        (f"Larkhollow Islamic Association,2018-09-18,Phone,{'x' * 100_000}", "text.too_long"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,a\x07b", "text.control"),
        ("Larkhollow Islamic Association", "row.too_short"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,They came, all of them", "row.too_long"),
        ("Larkhollow Islamic Association,0018-09-18,Phone,Said", "date.too_old"),
        ("Larkhollow Islamic Association,1440-06-23,Phone,Said", "date.hijri"),
        ("Larkhollow Islamic Association,03/04/2019,Phone,Said", "date.ambiguous"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,a\x9bb", "text.control"),
    ],
)
def test_one_bad_row_stays_out_and_the_good_one_goes_in(talks, row, code):
    good = "Aspenmere Collegiate,2019-01-02,Phone,A good row\r\n"
    batch, written = talks((HEAD + good + row + "\r\n").encode())
    assert codes(batch) == [(3, code)]
    assert [talk.notes for talk in written] == ["A good row"]


def test_the_order_of_dates_can_be_chosen(bring, now):
    batch = bring((HEAD + "Aspenmere Collegiate,03/04/2019,Phone,Said\r\n").encode())
    for order, day in (("dmy", date(2019, 4, 3)), ("mdy", date(2019, 3, 4))):
        assert check(batch, now, dates=order).to_do == 1
        assert (
            judge_of(batch, day_order(batch), by=batch.created_by, today=now.date())
            .verdict(2, batch.rows.get().cells)
            .fields["held_on"]
            == day
        )


def test_what_the_portal_wrote_comes_back_as_it_was(talks):
    said = ("=1+1", "+1 780", "-Attendees", "@Trudy", "\u200f=1+1", "\u00a0+2", "＝1+1")
    rows = "".join(f"Aspenmere Collegiate,2019-01-02,Phone,{formula_safe(words)}\r\n" for words in said)
    written = tuple(talk.notes for talk in talks((HEAD + rows).encode())[1])
    assert written[:4] == said[:4]
    assert [words.strip("\u200f\u00a0") for words in written[4:]] == ["=1+1", "+2", "＝1+1"]


def test_hostile_text_is_kept_as_text(talks):
    attack = '=HYPERLINK("http://evil") <script>alert(1)</script> \'; DROP TABLE'
    quoted = attack.replace('"', '""')
    _batch, [talk] = talks((HEAD + f'Aspenmere Collegiate,2019-01-02,Phone,"{quoted}\n- second line"\r\n').encode())
    assert talk.notes == f"{attack}\n- second line"


@pytest.mark.parametrize(
    ("kind", "allowed"), [("conversations", {"officer", "lead"}), ("organizations", {"lead", "administrator"})]
)
def test_who_may_import_what(registry, now, kind, allowed):
    for user in User.objects.exclude(username__in=["officer2", "note.taker"]):
        if user.username in allowed:
            continue
        with pytest.raises(Refused):
            receiving.receive(kind=kind, source=io.BytesIO(b"x"), name="x", phase=None, by=user, now=now)


def test_the_command_says_what_happened(registry, tmp_path, capsys):
    path = tmp_path / "talks.csv"
    path.write_text(HEAD + "Aspenmere Collegiate,2019-01-02,Phone,Said\r\n")
    call_command("import_conversations", str(path), "--by", "officer", "--dry-run")
    assert "1 of 1 conversations would be written." in capsys.readouterr().out
    call_command("import_conversations", str(path), "--by", "officer")
    assert "1 of 1 conversations written." in capsys.readouterr().out
    call_command("import_sheet", "conversations", str(path), "--by", "officer")
    assert "0 of 1 conversations written." in capsys.readouterr().out
    path.write_text(HEAD + "Nobody,2019-01-02,Phone,Said\r\nAspenmere Collegiate,2019-01-03,Phone,Said\r\n")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_conversations", str(path), "--by", "officer")
    assert "Row 2, Organization: Nobody is not in the portal" in capsys.readouterr().out
    call_command("import_conversations", str(path), "--by", "officer", "--skip-ambiguous")
    assert "1 of 2 conversations written." in capsys.readouterr().out
    for arguments in (["missing.csv", "--by", "officer"], [str(path), "--by", "ghost"]):
        with pytest.raises(CommandError):
            call_command("import_conversations", *arguments)
