"""Import with preview, export that no spreadsheet runs."""

from __future__ import annotations

import csv
import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook

from resilience_portal.audit.models import AuditEvent
from stakeholders.exports.formats import PortalXlsx, Unreadable
from stakeholders.models import Organization, Person
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.stakeholders import make_organization, make_person, make_sector, make_ward

ADDRESS = "/admin/stakeholders/organization/"
HEADERS = ["Organization", "Sector", "Ward", "Main language", "Website", "E-mail", "Telephone", "Contact person", "Contact role"]
LARCH = [
    "Larch Circle",
    "Faith-based",
    "Dene",
    "en",
    "https://larch.example",
    "o@larch.example",
    "555-0101",
    "Wren Alder",
    "Imam",
]
BAYT = ["بيت الجيران", "Youth-serving", "", "ar", "", "", "", "", ""]


@pytest.fixture
def ada(client: Client, cast: Cast) -> Client:  # noqa: F811
    make_sector("faith_based", name="Faith-based")
    make_sector("youth_serving", name="Youth-serving", parent="youth")
    make_ward("dene", name="Dene")
    client.force_login(cast.ada)
    return client


def file_of(*rows: list[str], headers: list[str] = HEADERS, bom: bool = True, delimiter: str = ",") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headers, *rows])
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def preview(client: Client, data: bytes, name: str = "organizations.csv"):
    return client.post(f"{ADDRESS}import/", {"import_file": SimpleUploadedFile(name, data), "resource": "", "format": ""})


def confirm(client: Client, page):
    form = page.context["confirm_form"]
    return client.post(f"{ADDRESS}process_import/", {name: form.initial[name] for name in form.initial}, follow=True)


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


@pytest.mark.parametrize(("bom", "delimiter"), [(True, ","), (False, ","), (True, ";")])
def test_good_file_is_shown_first_and_written_only_after_confirmation(ada: Client, bom: bool, delimiter: str) -> None:
    page = preview(ada, file_of(LARCH, BAYT, bom=bom, delimiter=delimiter))
    assert "Larch Circle" in text_of(page)
    assert "بيت الجيران" in text_of(page)
    assert " style=" not in page.content.decode()
    assert Organization.objects.count() == Person.objects.count() == AuditEvent.objects.count() == 0
    done = confirm(ada, page)
    assert "2 new" in text_of(done)
    larch = Organization.objects.get(name="Larch Circle")
    assert (larch.sector.code, larch.ward.code, larch.reference) == ("faith_based", "dene", "ORG-001")
    assert larch.affiliations.get().person.name == "Wren Alder"
    assert larch.affiliations.get().role == "Imam"
    assert larch.history.count() == 1
    assert Organization.objects.matching("wren").get() == larch
    imported = AuditEvent.objects.get(kind="organization.imported")
    assert imported.details == {"new": 2, "update": 0, "skip": 0}
    assert confirm(ada, page).status_code == 200  # a second click on the same preview
    assert Organization.objects.count() == 2


def test_excel_file(ada: Client) -> None:
    import tablib

    data = PortalXlsx().export_data(tablib.Dataset(LARCH, BAYT, headers=HEADERS))
    page = preview(ada, data, "organizations.xlsx")
    confirm(ada, page)
    assert set(Organization.objects.values_list("name", flat=True)) == {"Larch Circle", "بيت الجيران"}


def test_half_good_file_writes_nothing_and_says_what_is_wrong_where(ada: Client) -> None:
    rows = [
        LARCH,
        ["No such sector", "Florists", *[""] * 7],
        ["", "Faith-based", *[""] * 7],
        ["Bad mail", "Faith-based", "Dene", "en", "", "not a mail", "", "", ""],
    ]
    page = preview(ada, file_of(*rows))
    text = text_of(page)
    assert "There is no sector called “Florists”" in text
    assert "This line has no name." in text
    assert "<td>3</td> <td><bdi>No such sector</bdi></td>" in text
    assert "valid email" in text
    assert "confirm_form" not in page.context
    assert Organization.objects.count() == 0


def test_a_name_that_two_organizations_share_is_never_guessed(ada: Client) -> None:
    make_organization("Northern Loom Youth Hub", reference="ORG-013")
    make_organization("Northern Loom Youth Hub", reference="ORG-014")
    row = ["northern loom  youth hub", "Youth-serving", *[""] * 7]
    text = text_of(preview(ada, file_of(row)))
    assert "ORG-013, ORG-014" in text
    page = preview(ada, file_of(["ORG-014", *row], headers=["Reference", *HEADERS]))
    confirm(ada, page)
    assert Organization.objects.get(reference="ORG-014").sector.code == "youth_serving"
    assert Organization.objects.get(reference="ORG-013").sector.code == "faith_based"


def test_a_name_that_stands_twice_in_the_file_is_never_guessed(ada: Client) -> None:
    loom = ["Northern Loom Youth Hub", "Youth-serving", *[""] * 7]
    text = text_of(preview(ada, file_of(loom, LARCH, loom)))
    assert "stands on lines 2, 4" in text
    assert Organization.objects.count() == 0


def test_rows_that_change_nothing_are_skipped_and_known_ones_are_updated(ada: Client) -> None:
    confirm(ada, preview(ada, file_of(LARCH, BAYT)))
    changed = [*LARCH[:5], "new@larch.example", *LARCH[6:]]
    confirm(ada, preview(ada, file_of(changed, BAYT)))
    assert Organization.objects.get(name="Larch Circle").email == "new@larch.example"
    assert Organization.objects.count() == 2
    assert Person.objects.count() == 1
    assert AuditEvent.objects.filter(kind="organization.imported").first().details == {"new": 0, "update": 1, "skip": 1}


def test_the_registry_that_changed_since_the_preview_stops_the_import(ada: Client) -> None:
    page = preview(ada, file_of(LARCH, BAYT))
    make_organization("Larch Circle", reference="ORG-101")
    make_organization("Larch Circle", reference="ORG-102")
    assert "Nothing was imported" in text_of(confirm(ada, page))
    assert Organization.objects.count() == 2


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.csv", "Organization\nCaf\xe9".encode("latin-1"), "CSV UTF-8"),
        ("a.csv", b"Organization\n\x00\x01", "not a text file"),
        ("a.csv", b"Name,Sector\nA,B\n", "no column “Organization”"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"Organization\n", "No valid data"),
        ("a.xlsx", b"Organization\nA", "not an Excel workbook"),
        ("a.xlsx", b"PK\x03\x04 broken", "not an Excel workbook"),
        ("a.pdf", b"%PDF", "CSV file"),
        ("a.csv", b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_bad_files_get_a_sentence(ada: Client, name: str, data: bytes, said: str) -> None:
    page = preview(ada, data, name)
    assert page.status_code == 200
    assert said in text_of(page)
    assert Organization.objects.count() == 0


@pytest.mark.parametrize("token", ["../../etc/passwd", "/etc/passwd", "f" * 32, "", "x"])
def test_confirmation_reads_no_file_but_its_own(ada: Client, token: str) -> None:
    sent = {"import_file_name": token, "original_file_name": "a.csv", "format": "0", "resource": ""}
    answer = ada.post(f"{ADDRESS}process_import/", sent, follow=True)
    assert answer.status_code == 200
    assert "root:" not in text_of(answer)
    assert ada.post(f"{ADDRESS}process_import/", sent | {"format": "77"}).status_code == 200


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\u200f=1", "\u00a0=1", "＝1", "\u200b\u2066＠A", " =1", "|cmd", "\ufeff=1"]


@pytest.mark.parametrize("kind", ["0", "1"])
def test_no_exported_cell_is_a_formula(ada: Client, kind: str) -> None:
    for hostile in HOSTILE:
        make_organization(hostile, aliases=hostile, phone=hostile[:40], address=hostile)
    make_person("=HYPERLINK(1)", organization=make_organization("Larch"), role="@role")
    answer = ada.post(f"{ADDRESS}export/?archived=all", {"format": kind, "resource": "0"})
    assert answer.status_code == 200
    if kind == "0":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert len(rows) == len(HOSTILE) + 2
    import unicodedata

    for cell in (str(cell) for row in rows for cell in row):
        bare = "".join(c for c in unicodedata.normalize("NFKC", cell) if not c.isspace() and unicodedata.category(c) != "Cf")
        assert bare[:1] not in set("=+-@|"), repr(cell)
    event = AuditEvent.objects.get(kind="organization.exported")
    assert event.details == {"rows": len(HOSTILE) + 1, "format": ["csv", "xlsx"][int(kind)]}


def test_export_shows_what_the_list_shows_and_comes_back_unchanged(ada: Client) -> None:
    confirm(ada, preview(ada, file_of(LARCH, BAYT)))
    make_organization("=1+1 Circle")
    make_organization("Not asked for", status="inactive")
    answer = ada.post(f"{ADDRESS}export/?status__exact=active", {"format": "0", "resource": "0"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Organization"] for row in rows} == {"Larch Circle", "بيت الجيران", "'=1+1 Circle"}
    confirm(ada, preview(ada, answer.content))
    assert AuditEvent.objects.filter(kind="organization.imported").first().details == {"new": 0, "update": 0, "skip": 3}


def test_export_asks_a_fixed_number_of_questions(ada: Client) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            ada.post(f"{ADDRESS}export/", {"format": "0", "resource": "0"})
        return len(asked)

    make_person(organization=make_organization())
    questions()
    one = questions()
    for _number in range(29):
        make_person(organization=make_organization())
    assert questions() == one


def test_a_cell_at_the_end_of_the_world_is_refused_before_it_takes_all_memory():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Organization")
        sheet.write_string(1_048_575, 16_383, "far")
    with pytest.raises(Unreadable, match="far away"):
        PortalXlsx().create_dataset(out.getvalue())
