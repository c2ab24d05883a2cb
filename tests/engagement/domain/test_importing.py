"""Sheets as staff bring them: all rows or none, ambiguity named, nothing guessed, nothing run."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from django.core.management import CommandError, call_command

from engagement.domain.importing import reading
from engagement.domain.importing.writing import import_conversations
from engagement.enums import ConversationState
from engagement.management import edmonton_files, edmonton_people, edmonton_plan
from engagement.models import Commitment, Conversation
from engagement.policies import Refused
from engagement.reporting import crosstabs
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent

SAMPLES = Path(__file__).parents[2] / "data" / "edmonton" / "import_samples"
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
    assert {problem.value for problem in refused.problems} == {"Northern Loom Youth Hub"}
    assert all("ORG-013, ORG-014" in problem.message for problem in refused.problems)
    done = bring(body, name, skip_ambiguous=True)
    assert len(done.written) + len(done.left_out) == 141
    assert done.left_out == [problem.row for problem in refused.problems]
    first = Conversation.objects.get(reference="P1-0001")
    assert (first.organization.reference, first.held_on, first.people_count) == ("ORG-001", date(2018, 9, 18), 5)
    assert (first.state, first.method, first.consent_state) == (ConversationState.SUBMITTED, "in_person", "given_verbal")
    assert first.points.get().themes.count() == 5
    assert AuditEvent.objects.get(kind="import.completed").details == {"conversations": len(done.written)}


@pytest.mark.parametrize(("language", "rows", "follow_ups"), [("fr", 10, 5), ("ar", 8, 4)])
def test_headings_and_values_in_french_and_arabic(bring, language, rows, follow_ups):
    done = bring((SAMPLES / f"conversations_{language}.csv").read_bytes())
    assert not done.problems
    assert len(done.written) == rows
    assert set(Conversation.objects.values_list("language", flat=True)) == {language}
    assert Commitment.objects.exclude(owner=None).exclude(due_on=None).count() == follow_ups
    assert all(talk.points.get().themes.exists() for talk in done.written)


def test_with_references_the_whole_file_comes_in_and_the_cross_tables_agree(bring):
    lines = (SAMPLES / "conversations_en.csv").read_text(encoding="utf-8")
    import csv

    rows = list(csv.reader(io.StringIO(lines, newline="")))
    references = {(row["date"], row["notes"]): row["organization_ref"] for row in edmonton_files.rows("conversations")}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*rows[0], "Organization reference"])
    writer.writerows([*row, references[row[2], row[8]]] for row in rows[1:])
    done = bring(out.getvalue().encode())
    assert len(done.written) == 141
    every = Conversation.objects.all()
    assert sum(crosstabs.conversations_by("method", every).values()) == 141
    assert crosstabs.conversations_by("method", every)["in_person"] == 86
    assert crosstabs.conversations_by("language", every) == {"en": 123, "fr": 10, "ar": 8}
    assert len(crosstabs.organizations_by("state", every)) == 1
    assert crosstabs.organizations_by("state", every)["submitted"] == 55
    again = bring(out.getvalue().encode())
    assert (again.written, len(again.known)) == ([], 141)


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
        ("Larkhollow Islamic Association", "must not be empty"),
    ],
)
def test_one_bad_row_and_nothing_is_written(bring, row, words):
    good = "Aspenmere Collegiate,2019-01-02,Phone,A good row\r\n"
    outcome = bring((HEAD + good + row + "\r\n").encode())
    assert not outcome.written
    assert not Conversation.objects.exists()
    assert all(problem.row == 3 for problem in outcome.problems)
    assert any(words in problem.message for problem in outcome.problems)


def test_hostile_text_is_kept_as_text(bring):
    attack = '=HYPERLINK("http://evil") <script>alert(1)</script> \'; DROP TABLE'
    quoted = attack.replace('"', '""')
    done = bring((HEAD + f'Aspenmere Collegiate,2019-01-02,Phone,"{quoted}\n- second line"\r\n').encode())
    assert done.written[0].notes == f"{attack}\n- second line"


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 1024 * 1024))
    return out.getvalue()


def macros() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("xl/vbaProject.bin", b"x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "empty"),
        (b"   \r\n", "empty"),
        (b"<html><table>", "web page"),
        (b"\xd0\xcf\x11\xe0rest", "encrypted"),
        (b"PK\x03\x04broken", "damaged"),
        (bomb(), "unpacks to far more"),
        (macros(), "macros"),
        (b"Organization,Date\r\nA,2018-01-01\r\n", "missing: How, Notes"),
        (b"Organization,Organization,Date,How,Notes\r\n", "Two columns"),
        (HEAD.encode() + b'Aspenmere Collegiate,2019-01-02,Phone,"open\r\n', "quotation mark"),
        (HEAD.encode() + b"a,b,c,\x00\r\n", "NUL"),
        (HEAD.encode() + b"a,b,c,\x81\x8d\r\n", "letters of this file"),
        (b"x" * (reading.MOST_BYTES + 1), "larger than 20 MB"),
    ],
)
def test_files_that_are_no_sheets_are_refused_in_words(bring, body, words):
    with pytest.raises(reading.Unreadable, match=words):
        bring(body)
    assert not Conversation.objects.exists()


def test_office_encodings_separators_and_formulas(bring):
    windows = "Organisme;Date;Mode;Notes\r\nCollège du Grand-Détour;2019-01-02;Téléphone;Échange à l'école\r\n".encode("cp1252")
    assert bring(windows).written[0].notes == "Échange à l'école"
    wide = (HEAD + "Aspenmere Collegiate,٢٠١٩-٠١-٠٣,Phone,Said\r\n").encode("utf-16")
    assert bring(wide).written[0].held_on == date(2019, 1, 3)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Organization", "Date", "How", "Notes"])
    sheet.write_row(1, 0, ["Aspenmere Collegiate"])
    sheet.write_datetime(1, 1, __import__("datetime").datetime(2019, 1, 4), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_row(1, 2, ["Phone"])
    sheet.write_formula(1, 3, "=1+1", None, "the stored words")
    book.close()
    assert bring(out.getvalue(), "talks.xlsx").written[0].notes == "the stored words"


def test_a_heading_alone_brings_nothing_and_breaks_nothing(bring):
    outcome = bring(HEAD.encode())
    assert (outcome.rows, outcome.written, outcome.problems) == (0, [], [])


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
    path.write_text(HEAD + "Nobody,2019-01-02,Phone,Said\r\n")
    with pytest.raises(CommandError, match="Nothing was written"):
        call_command("import_conversations", str(path), "--by", "officer")
    assert "Row 2, Organization “Nobody”" in capsys.readouterr().err
    for arguments in (["missing.csv", "--by", "officer"], [str(path), "--by", "ghost"]):
        with pytest.raises(CommandError):
            call_command("import_conversations", *arguments)
