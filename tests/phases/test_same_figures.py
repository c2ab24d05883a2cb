"""The figures read back out of every page and file, in three languages: all the same."""

from __future__ import annotations

import csv
import io
import json

import openpyxl
import pypdfium2
import pytest
from django.test import Client
from django.utils import translation
from frictionless import Package

from phases.domain.publishing import publish_report
from phases.exports import figures
from phases.exports.csv import safe
from phases.exports.files import render_files
from tests.engagement import scene
from tests.factories.phases import payload, released_files

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "ar")


@pytest.fixture
def released(now):
    """A released report."""
    scene.phase()
    made = payload()
    return publish_report(payload=made, files=released_files(made["version"]), by=None, now=now)


def expected(report, language: str, table: str) -> dict[tuple[str, ...], str]:
    """Label(s) -> words of the payload's own figures."""
    with translation.override(language):
        return {row.labels: row.words for row in figures.table(report.payload, table).rows}


def body(report, name: str, language: str = "") -> bytes:
    """A stored file."""
    return bytes(report.files.get(name=name, **({"language": language} if language else {})).body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_and_workbook(released, language):
    for table in ("organizations_by_sector", "organizations_by_theme", "organizations_by_sector_and_theme"):
        wanted = expected(released, language, table)
        text = body(released, f"{table.replace('_', '-')}.{language}.csv").decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))[1:]
        assert {tuple(row[1:-2:2]): row[-1] for row in rows} == wanted
        for row in rows:
            assert row[-2] == "" or int(row[-2]) % 5 == 0
            assert row[-2] != "0"
        book = openpyxl.load_workbook(io.BytesIO(body(released, f"figures.{language}.xlsx")))
        sheet = book["by_sector_and_theme" if table.endswith("and_theme") else table]
        cells = list(sheet.iter_rows(min_row=2, values_only=True))
        assert {tuple(row[1:-2:2]): row[-1] for row in cells} == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_page(released, language, client: Client):
    html = client.get(f"/{language}/reports/{released.slug}/").content.decode()
    for words in expected(released, language, "organizations_by_theme").values():
        assert words in html
    with translation.override(language):
        assert figures.words_beside(figures.total(released.payload), 55) in html


def test_pdf(released):
    pdf = pypdfium2.PdfDocument(body(released, "report.pdf", "en"))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    for labels, words in expected(released, "en", "organizations_by_theme").items():
        assert f"{labels[0]} {words}" in text
    assert "about 50 of 55 organizations" in text


def test_json_and_api(released, client: Client):
    stored = json.loads(body(released, "report.json"))
    api = client.get(f"/api/v1/reports/{released.slug}/v1/").json()
    assert stored == released.payload
    assert api["payload"] == released.payload


def test_the_data_package_is_valid_and_its_schema_holds_the_small_count_rule(released, tmp_path):
    for file in released.files.exclude(name="report.pdf"):
        (tmp_path / file.name).write_bytes(bytes(file.body))
    assert Package(str(tmp_path / "datapackage.json")).validate().valid
    target = tmp_path / "organizations-by-sector.en.csv"
    target.write_text(target.read_text(encoding="utf-8-sig").replace("25,about 25", "3,about 25"), encoding="utf-8-sig")
    assert not Package(str(tmp_path / "datapackage.json")).validate().valid


def test_the_same_payload_gives_the_same_files(released):
    again = {(file.name, file.language): file.body for file in render_files(released.payload)}
    for file in released.files.all():
        assert bytes(file.body) == again[file.name, file.language], file.name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\u200f=1", "\u00a0=1", "＝1", "\u2066@x"])
def test_no_cell_is_a_formula(text):
    assert safe(text) == f"'{text}"
    assert safe("Faith") == "Faith"


def test_one_emoji_does_not_stop_a_report(now):
    scene.phase()
    made = payload(quotes=[{"text": 'We care 🌈 #read("/etc/passwd")', "language": "en", "sector": None}])
    pdf = next(file for file in render_files(made) if file.name == "report.pdf" and file.language == "en")
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.body))
    assert '#read("/etc/passwd")' in text.replace("“", '"').replace("”", '"')
    assert "root:" not in text
