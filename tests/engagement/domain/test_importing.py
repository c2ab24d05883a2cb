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

from engagement.domain.importing import writing
from engagement.domain.importing.writing import import_conversations
from engagement.enums import ConversationState
from engagement.management import edmonton_files, edmonton_people, edmonton_plan
from engagement.models import Conversation, FollowUp, ReferenceSeries
from engagement.policies import Refused
from engagement.reporting import crosstabs
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.text import formula_safe
from stakeholders.models import Organization

DATA = Path(__file__).parents[2] / "data" / "edmonton"
SAMPLES = DATA / "import_samples"
EXPECTED = json.loads((DATA / "expected.json").read_text())["phase1"]
pytestmark = pytest.mark.django_db
HEAD = "Organization,Date,How,Notes\r\n"


@pytest.fixture
def registry(db, now):
    """The demo's registry, plan and accounts, without a single conversation."""
    edmonton_people.load_accounts(now)
    edmonton_people.load_sectors()
    edmonton_people.load_organizations()
    edmonton_plan.load_plan()
    edmonton_plan.load_codebook()


@pytest.fixture
def bring(registry, now):
    """Imports bytes as the officer."""

    def run(body: bytes, name: str = "talks.csv", **options):
        phase, by = Phase.objects.get(number=1), User.objects.get(username="officer")
        return import_conversations(body=body, name=name, phase=phase, by=by, now=now, **options)

    return run


@pytest.mark.parametrize("name", ["conversations_en.csv", "conversations_en_excel_bom.csv", "conversations_en.xlsx"])
def test_the_two_of_one_name_are_reported_and_never_guessed(bring, name):
    body = (SAMPLES / name).read_bytes()
    refused = bring(body, name)
    assert not refused.written
    assert not Conversation.objects.exists()
    assert [problem.row for problem in refused.problems] == [21, 22, 43, 86, 113, 131]
    assert {problem.value for problem in refused.problems} == {"Northern Loom Youth Hub"}
    assert all("ORG-013, ORG-014" in problem.message for problem in refused.problems)
    done = bring(body, name, skip_ambiguous=True)
    assert len(done.written) + len(done.left_out) == 141
    assert done.left_out == refused.problems
    assert not {"ORG-013", "ORG-014"} & set(Conversation.objects.values_list("organization__reference", flat=True))
    first = Conversation.objects.get(reference="P1-0001")
    assert (first.organization.reference, first.held_on, first.people_count) == ("ORG-001", date(2018, 9, 18), 5)
    assert (first.state, first.method, first.consent_state) == (ConversationState.SUBMITTED, "in_person", "given_verbal")
    assert first.points.get().themes.count() == 5
    details = AuditEvent.objects.get(kind="import.completed").details
    assert (details["rows"], details["conversations"], details["left_out"]) == (141, 135, 6)


@pytest.mark.parametrize(("language", "rows", "follow_ups"), [("fr", 10, 5), ("ar", 8, 4)])
def test_headings_and_values_in_french_and_arabic(bring, language, rows, follow_ups):
    done = bring((SAMPLES / f"conversations_{language}.csv").read_bytes())
    assert not done.problems
    assert len(done.written) == rows
    assert set(Conversation.objects.values_list("language", flat=True)) == {language}
    assert FollowUp.objects.exclude(owner=None).exclude(due_on=None).count() == follow_ups
    assert all(talk.points.get().themes.exists() for talk in done.written)


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


def test_every_form_of_the_file_gives_the_same_records(bring, whole):
    assert len(bring(whole).written) == 141
    for name in ("conversations_en.csv", "conversations_en_excel_bom.csv", "conversations_en.xlsx"):
        again = bring((SAMPLES / name).read_bytes(), name, skip_ambiguous=True)
        assert (again.written, len(again.known), len(again.left_out)) == ([], 135, 6), name
    for language, rows in (("fr", 10), ("ar", 8)):
        again = bring((SAMPLES / f"conversations_{language}.csv").read_bytes())
        assert (again.written, len(again.known)) == ([], rows)
    for row in edmonton_files.rows("conversations"):
        talk = Conversation.objects.get(organization__reference=row["organization_ref"], held_on=row["date"], notes=row["notes"])
        assert (talk.method, talk.language, talk.sentiment) == (row["method"], row["language"], row["sentiment"])
        assert (talk.consent_state, talk.attribution) == (row["consent_status"], row["attribution_level"])
        assert (talk.public_summary, str(talk.duration_minutes)) == (row["public_summary"], row["duration_minutes"])
    assert bring(whole).known == list(range(2, 143))
    assert Conversation.objects.count() == 141


def test_the_cross_tables_after_importing_agree_with_the_sets_own_counts(bring, whole, now):
    """The file knows no states: what the set calls approved is accepted here, then everything must agree."""
    bring(whole)
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


def test_a_row_that_says_the_same_is_told_and_not_doubled(bring):
    row = "Aspenmere Collegiate,2019-01-02,Phone,Said so\r\n"
    done = bring((HEAD + row + "Aspenmere Collegiate,2019-01-02,E-mail,Said  so\r\n").encode())
    assert (len(done.written), done.repeated) == (1, [(3, 2)])
    again = bring((HEAD + row).encode())
    assert (again.written, again.known) == ([], [2])


def test_a_twin_that_wrote_in_between_is_seen(bring, monkeypatch):
    body = (HEAD + "Aspenmere Collegiate,2019-01-02,Phone,Said\r\n").encode()
    bring(body)
    true, calls = writing.marks, []
    monkeypatch.setattr(writing, "marks", lambda *days: calls.append(days) or (true(*days) if len(calls) > 1 else set()))
    assert (bring(body).known, Conversation.objects.count()) == ([2], 1)


def test_when_the_last_step_fails_nothing_stays(bring, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(writing, "audit", fail)
    head = HEAD.replace("\r\n", ",Themes,Follow-up\r\n")
    body = (head + "Aspenmere Collegiate,2019-01-02,Phone,Said,NEE-LANG,Call back\r\n").encode()
    with pytest.raises(RuntimeError):
        bring(body)
    assert not Conversation.objects.exists()
    assert not FollowUp.objects.exists()
    assert not ReferenceSeries.objects.exclude(last=0).exists()
    assert not Organization.objects.exclude(last_contact_on=None).exists()


def test_what_people_write_is_understood(bring):
    head = "Organization,Date,How,Notes,Language,Police present,Level,Themes,Minutes,Start time,Weather\r\n"
    done = bring(
        (
            head
            + 'Aspenmere Collegiate,18/11/2018,Telephone,Said,Somali,Yes,Restricted,"NEE-TOOLS, trust in police",٦٠,14h30,Wet\r\n'
            + "Aspenmere Collegiate,03/04/2019,courriel,Said,anglais,non,الفريق,,,,\r\n"
        ).encode()
    )
    assert done.unused == ("Weather",)
    first, second = done.written
    assert (first.held_on, second.held_on) == (date(2018, 11, 18), date(2019, 4, 3))
    assert (first.method, second.method) == ("phone", "email")
    assert (first.language, second.language) == ("so", "en")
    assert (first.police_present, second.police_present) == (True, False)
    assert (first.level, second.level) == ("restricted", "team")
    assert (first.duration_minutes, first.start_time) == (60, time(14, 30))
    codings = first.points.get().themes.values_list("code", flat=True)
    assert set(codings) == {"NEE-TOOLS", "TRU-POLICE"}


def test_a_restricted_row_is_no_more_open_than_a_typed_one(bring):
    head = HEAD.replace("\r\n", ",Who may open it\r\n")
    [talk] = bring((head + "Aspenmere Collegiate,2019-01-02,Phone,Said,Restricted\r\n").encode()).written
    for username, may in (("officer", True), ("officer2", False), ("reviewer", True), ("liaison", False)):
        user = User.objects.get(username=username)
        assert Conversation.objects.visible_to(user).filter(pk=talk.pk).exists() is may


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("Number of people", "²", "whole number"),
        ("Number of people", "9" * 5000, "whole number"),
        ("Number of people", "0", "whole number"),
        ("Number of people", "a dozen", "whole number"),
        ("Minutes", "-30", "whole number"),
        ("Start time", "25:10", "14:30"),
        ("Language", "Klingon of the north", "by its name"),
        ("Police present", "perhaps", "yes or no"),
        ("Level", "secret", "Not one of"),
        ("Consent", "Maybe", "Not one of"),
        ("Themes", "Vibes", "Not in the codebook"),
        ("Themes", "Trust in polise", "Did you mean “Trust in police”"),
        ("Themes", ";" * 4000, "too long"),
        ("Follow-up owner", "lead", "nothing to do"),
        ("Organization reference", "ORG-999", "No organization has this reference"),
        ("Organization reference", "ORG-001", "belongs to “Larkhollow"),
        ("Public summary", "x" * 2_001, "2000 is the most"),
    ],
)
def test_a_cell_that_means_nothing_is_named_with_its_column(bring, column, value, words):
    head = HEAD.replace("\r\n", f",{column}\r\n")
    outcome = bring((head + f"Aspenmere Collegiate,2019-01-02,Phone,Said,{value}\r\n").encode())
    [problem] = outcome.problems
    assert words in problem.message
    assert (problem.row, Conversation.objects.count()) == (2, 0)
    assert len(problem.value) <= 80


def test_an_owner_of_two_accounts_is_not_guessed(bring):
    for number in (1, 2):
        User.objects.create_user(f"twin{number}", first_name="Ada", last_name="Twinwood")
    head = HEAD.replace("\r\n", ",Follow-up,Follow-up owner\r\n")
    outcome = bring((head + "Aspenmere Collegiate,2019-01-02,Phone,Said,Call back,Ada Twinwood\r\n").encode())
    assert ["Several accounts" in problem.message for problem in outcome.problems] == [True]
    done = bring((head + "Aspenmere Collegiate,2019-01-02,Phone,Said,Call back,TWIN2\r\n").encode())
    assert done.written[0].follow_ups.get().owner.username == "twin2"


def test_an_alias_finds_its_organization_and_a_shared_one_is_ambiguous(bring):
    Organization.objects.filter(reference="ORG-001").update(aliases="The Mosque\nMasjid Larkhollow")
    body = (HEAD + "masjid  LARKHOLLOW,2019-01-02,Phone,Said\r\n").encode()
    assert bring(body).written[0].organization.reference == "ORG-001"
    Organization.objects.filter(reference="ORG-002").update(aliases="Masjid Larkhollow")
    assert [problem.is_ambiguity for problem in bring(body).problems] == [True]


def test_problems_are_in_the_words_of_the_reader_and_of_the_file_and_repeat_no_notes(bring):
    head = "Organisme,Date,Mode,Notes\r\n"
    long = "secret " * 3000
    with override("fr"):
        outcome = bring((head + f"Aspenmere Collegiate,2030-01-02,Pigeon\x1b[31m,{long}\r\n").encode())
    assert {problem.column for problem in outcome.problems} == {"Date", "Mode", "Notes"}
    assert not any("secret" in problem.value or "\x1b" in problem.value for problem in outcome.problems)


def test_a_thousand_problems_are_counted_and_a_hundred_shown(bring):
    outcome = bring((HEAD + "".join(f"Nobody {n},2019-01-02,Phone,Said\r\n" for n in range(1000))).encode())
    assert (outcome.problem_count, len(outcome.problems), outcome.written) == (1000, 100, [])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("Larkhollow Islamic Association,2030-01-01,Phone,Said", "not come yet"),
        ("Larkhollow Islamic Association,18 Sept,Phone,Said", "year-month-day"),
        ("Larkhollow Islamic Association,2018-09-18,Pigeon,Said", "Not one of"),
        ("Larkhollow Islamic Asociation,2018-09-18,Phone,Said", "Did you mean"),
        (",2018-09-18,Phone,Said", "must not be empty"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,", "must not be empty"),
        (f"Larkhollow Islamic Association,2018-09-18,Phone,{'x' * 100_000}", "100000 characters"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,a\x07b", "control characters"),
        ("Larkhollow Islamic Association", "1 cells, the heading 4"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,They came, all of them", "5 cells, the heading 4"),
        ("Larkhollow Islamic Association,0018-09-18,Phone,Said", "Check the year"),
        ("Larkhollow Islamic Association,03/04/2019,Phone,Said", "two different days"),
        ("Larkhollow Islamic Association,31/02/2019,Phone,Said", "year-month-day"),
        ("Larkhollow Islamic Association,2018-09-18,Phone,a\x9bb", "control characters"),
    ],
)
def test_one_bad_row_and_nothing_is_written(bring, row, words):
    good = "Aspenmere Collegiate,2019-01-02,Phone,A good row\r\n"
    outcome = bring((HEAD + good + row + "\r\n").encode())
    assert not outcome.written
    assert not Conversation.objects.exists()
    assert all(problem.row == 3 for problem in outcome.problems)
    assert any(words in problem.message for problem in outcome.problems)


def test_dates_of_both_orders_in_one_file_are_not_guessed(bring):
    rows = ("28/02/2019", "04/18/2019", "05/05/2019", "03/04/2019")
    outcome = bring((HEAD + "".join(f"Aspenmere Collegiate,{day},Phone,Said\r\n" for day in rows)).encode())
    assert [(problem.row, "two different days" in problem.message) for problem in outcome.problems] == [(5, True)]


def test_what_the_portal_wrote_comes_back_as_it_was(bring):
    said = "=1+1", "+1 780", "-Attendees", "@Trudy"
    rows = "".join(f"Aspenmere Collegiate,2019-01-02,Phone,{formula_safe(words)}\r\n" for words in said)
    assert tuple(talk.notes for talk in bring((HEAD + rows).encode()).written) == said


def test_hostile_text_is_kept_as_text(bring):
    attack = '=HYPERLINK("http://evil") <script>alert(1)</script> \'; DROP TABLE'
    quoted = attack.replace('"', '""')
    done = bring((HEAD + f'Aspenmere Collegiate,2019-01-02,Phone,"{quoted}\n- second line"\r\n').encode())
    assert done.written[0].notes == f"{attack}\n- second line"


def test_roles_outside_the_team_import_nothing(registry, now):
    liaison = User.objects.get(username="liaison")
    with pytest.raises(Refused):
        import_conversations(body=b"x", name="x", phase=Phase.objects.get(number=1), by=liaison, now=now)


def test_the_command_says_what_happened(registry, tmp_path, capsys):
    path = tmp_path / "talks.csv"
    path.write_text(HEAD + "Aspenmere Collegiate,2019-01-02,Phone,Said\r\n")
    call_command("import_conversations", str(path), "--by", "officer", "--dry-run")
    assert "1 of 1 conversations would be written." in capsys.readouterr().out
    call_command("import_conversations", str(path), "--by", "officer")
    assert "1 of 1 conversations written." in capsys.readouterr().out
    call_command("import_conversations", str(path), "--by", "officer")
    assert "Row 2 is in the portal already." in capsys.readouterr().out
    path.write_text(HEAD + "Nobody,2019-01-02,Phone,Said\r\n")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_conversations", str(path), "--by", "officer")
    assert "Row 2, Organization “Nobody”" in capsys.readouterr().err
    for arguments in (["missing.csv", "--by", "officer"], [str(path), "--by", "ghost"]):
        with pytest.raises(CommandError):
            call_command("import_conversations", *arguments)
