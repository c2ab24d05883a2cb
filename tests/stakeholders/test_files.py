"""Export that no spreadsheet runs, and the way to importing."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from engagement.domain.importing import checking, receiving
from resilience_portal.audit.models import AuditEvent
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


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def test_the_admin_leads_to_the_wizard_of_imports(ada: Client) -> None:
    page = ada.get(ADDRESS)
    assert 'href="/staff/import/new/organizations/"' in page.content.decode()
    assert ada.get("/staff/import/new/organizations/").status_code == 200
    assert ada.get(f"{ADDRESS}import/").status_code in (302, 404)


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


def test_export_shows_what_the_list_shows_and_comes_back_unchanged(ada: Client, cast: Cast) -> None:  # noqa: F811
    now = timezone.now()
    make_organization("Larch Circle")
    make_organization("بيت الجيران")
    make_organization("=1+1 Circle", reference="ORG-777")
    make_organization("Not asked for", status="inactive")
    answer = ada.post(f"{ADDRESS}export/?status__exact=active", {"format": "0", "resource": "0"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {row["Organization"] for row in rows} == {"Larch Circle", "بيت الجيران", "'=1+1 Circle"}
    source = io.BytesIO(answer.content)
    batch = receiving.receive(kind="organizations", source=source, name="out.csv", phase=None, by=cast.ada, now=now)
    receiving.match(batch=batch, fields=batch.fields, options={"known": "update"}, by=cast.ada, now=now)
    checking.begin(batch=batch, by=cast.ada, now=now)
    checking.check(batch_id=batch.pk, now=now)
    outcomes = dict(batch.rows.values_list("cells__1", "outcome"))
    assert (outcomes["Larch Circle"], outcomes["بيت الجيران"]) == ("update", "update")


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
