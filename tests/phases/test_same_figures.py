"""The figures read back out of every page and file, in three languages: all the same."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter

import lxml.html
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
from phases.exports.method import notes
from phases.exports.pictures import pictures
from phases.exports.xlsx import SHEETS
from resilience_portal.ui.phrases import figure_words
from tests.engagement import scene
from tests.factories.phases import edition, payload, released_files, words

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "ar")
COLON = {"en": ": ", "fr": " : ", "ar": ": "}


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


TABLES = [table["name"] for table in edition().to_payload()["tables"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_and_workbook(released, language):
    book = openpyxl.load_workbook(io.BytesIO(body(released, f"figures.{language}.xlsx")))
    for table in TABLES:
        same_in_files(released, language, table, book[SHEETS.get(table, table)])


def same_in_files(released, language, table, sheet):
    wanted = expected(released, language, table)
    text = body(released, f"{table.replace('_', '-')}.{language}.csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert {tuple(row[1:-2:2]): row[-1] for row in rows} == wanted
    for row in rows:
        assert row[-2] == "" or int(row[-2]) % 5 == 0
        assert row[-2] != "0"
    cells = list(sheet.iter_rows(min_row=2, values_only=True))
    assert {tuple(row[1:-2:2]): row[-1] for row in cells} == wanted
    assert [row[-2] or "" for row in cells] == [int(row[-2]) if row[-2] else "" for row in rows]


def plain(node) -> str:
    """The words of a part of a page."""
    return " ".join(node.text_content().split())


def the_page(client: Client, report, language: str):
    """The report's page, read as a browser reads it."""
    return lxml.html.fromstring(client.get(f"/{language}/reports/{report.slug}/").content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_page(released, language, client: Client):
    page = the_page(client, released, language)
    for table, place in (("organizations_by_theme", "heard"), ("organizations_by_ward", "who")):
        rows = page.xpath(f"//section[@id='{place}']//table[contains(@class, 'bars')]/tbody/tr")
        assert {(plain(row[0]),): plain(row[1]) for row in rows} == expected(released, language, table)
    heads = [plain(head) for head in page.xpath("//table[contains(@class, 'heat')]/thead/tr/th")][1:]
    shades = {
        (sector, plain(row[0])): plain(cell)
        for row in page.xpath("//table[contains(@class, 'heat')]/tbody/tr")
        for sector, cell in zip(heads, row[1:], strict=True)
    }
    assert shades == expected(released, language, "organizations_by_sector_and_theme")
    met = plain(page.xpath("//section[@id='how']")[0])
    for table in ("organizations_by_method", "organizations_by_language"):
        for labels, said in expected(released, language, table).items():
            assert f"{labels[0]}{COLON[language]}{said}" in met
    with translation.override(language):
        said = figures.words_beside(figures.total(released.payload), 55)
        talks = figure_words(figures.total(released.payload, "conversations"))
    numbers = [plain(number) for number in page.xpath("//ul[@class='numbers']/li/a")]
    assert numbers[:2] == [said, talks]
    assert said in plain(page.xpath("//header//p[@class='lead']")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_draw_what_the_tables_behind_them_say(released, language, client: Client):
    page = the_page(client, released, language)
    with translation.override(language):
        drawn = {picture.key: picture for picture in pictures(released.payload)}
        sectors = figures.sectors_beside_declared(released.payload)
    assert {figure.get("id") for figure in page.xpath("//figure[@class='picture']")} >= {"picture-heard", "picture-by-ward"}
    for figure in page.xpath("//figure[@class='picture']"):
        picture = drawn[figure.get("id").removeprefix("picture-")]
        rows = tuple(tuple(plain(cell) for cell in row) for row in figure.xpath(".//tbody/tr"))
        assert rows == picture.rows
        assert plain(figure.xpath(".//*[local-name()='desc']")[0]) == " ".join(picture.words.split())
    heard = {plain(text).strip("\u2067\u2069") for text in page.xpath("//figure[@id='picture-heard']//*[local-name()='text']")}
    for entry in sectors:
        assert any(entry["words"] in words for words in heard)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pdf(released, language):
    pdf = pypdfium2.PdfDocument(body(released, "report.pdf", language))
    text = " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    for table in ("organizations_by_theme", "organizations_by_ward"):
        for labels, said in expected(released, language, table).items():
            assert f"{labels[0]} {said}" in text
    for table in ("organizations_by_method", "organizations_by_language"):
        for labels, said in expected(released, language, table).items():
            assert f"{labels[0]}{COLON[language]}{said}" in text
    with translation.override(language):
        for picture in pictures(released.payload):
            for row in picture.rows:
                assert " ".join(row) in text, picture.key


def test_pdf_in_arabic(released):
    """Readers take Arabic letters out of a PDF in another order; the numbers have to be there as often as they are said."""
    pdf = pypdfium2.PdfDocument(body(released, "report.pdf", "ar"))
    found = Counter(re.findall(r"[0-9]+", " ".join(page.get_textpage().get_text_range() for page in pdf)))
    with translation.override("ar"):
        said = [words for picture in pictures(released.payload) for row in picture.rows for words in row[1:]]
    assert Counter(number for words in said for number in re.findall(r"[0-9]+", words)) <= found


@pytest.mark.parametrize("language", LANGUAGES)
def test_feed_and_themes(released, language, client: Client):
    with translation.override(language):
        said = figures.words_beside(figures.total(released.payload), 55)
    assert said in client.get(f"/{language}/feeds/all.atom").content.decode()
    for theme in released.payload["themes"][::9]:
        said = expected(released, language, "organizations_by_theme")[theme["name"][language],]
        html = client.get(f"/{language}/themes/{theme['slug']}/").content.decode()
        assert said in html
        assert f'href="/{language}/reports/{released.slug}/v1/#made-' in html
    listed = client.get(f"/{language}/themes/").content.decode()
    for said in expected(released, language, "organizations_by_theme").values():
        assert said in listed


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_of_the_page_leads_to_how_it_was_made(released, language, client: Client):
    page = the_page(client, released, language)
    places = {node.get("id") for node in page.xpath("//*[@id]")}
    links = page.xpath("//a[@class='fig']")
    assert len(links) > 150
    assert {link.get("href")[1:] for link in links} <= places
    figure_cells = page.xpath("//table[contains(@class, 'bars') or contains(@class, 'heat')]/tbody//td")
    assert figure_cells
    assert all(cell.xpath(".//a[@class='fig']") for cell in figure_cells)
    behind = page.xpath("//figure[@id='picture-by-ward' or @id='picture-heard' or @id='picture-strengths']//tbody//td")
    assert len(behind) > 100
    assert page.xpath("//header//p[@class='lead']/a/@href") == ["#made-organizations", "#made-conversations"]
    assert all(cell.xpath("./a[@class='fig']") for cell in behind)
    withheld = [link for link in links if link.get("href") == "#made-withheld"]
    with translation.override(language):
        assert {plain(link) for link in withheld} == {figure_words({"value": 0, "word": "fewer_than"})}
        for note in notes(released.payload):
            told = plain(page.xpath(f"//*[@id='made-{note.key}']")[0])
            assert note.definition in told
        made = plain(page.xpath("//section[@id='made']")[0])
        assert all(words in made for words in (note.counted, note.cut_off, note.rounding, note.withheld))


def test_four_blanks_are_four_words_in_every_language():
    for language in LANGUAGES:
        with translation.override(language):
            said = {figure_words({"value": None, "word": word}) for word in ("zero", "withheld", "not_asked", "not_yet_coded")}
            assert len({*said, figure_words({"value": 0, "word": "fewer_than"})}) == 5


@pytest.mark.parametrize(("word", "said"), [("not_asked", "not asked"), ("not_yet_coded", "not yet coded")])
def test_a_theme_without_a_figure_says_why_on_every_page_and_in_every_file(client: Client, now, word, said):
    scene.phase()
    made = payload()
    gone = made["themes"][0] | {"code": "NEW", "slug": "new", "name": words("A new theme"), "strength": None}
    made["themes"] = [*made["themes"], gone]
    made["labels"] = made["labels"] | {"theme": made["labels"]["theme"] | {"NEW": words("A new theme")}}
    made["figures"] = made["figures"] | {"blanks": [{"dimension": "theme", "code": "NEW", "word": word}]}
    files = {(file.name, file.language): file.body for file in render_files(made)}
    report = publish_report(payload=made, files=released_files(), by=None, now=now)
    row = the_page(client, report, "en").xpath("//section[@id='heard']//tr[th/a[@href='#theme-new']]/td")[0]
    assert plain(row) == said
    assert row.xpath(".//a/@href") == ["#made-blanks"]
    assert said in plain(the_page(client, report, "en").xpath("//*[@id='theme-new']")[0])
    for address in ("/en/themes/new/", "/en/themes/"):
        assert said in client.get(address).content.decode()
    assert f"NEW,A new theme,,{said}" in files["organizations-by-theme.en.csv", "en"].decode("utf-8-sig")
    text = " ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(files["report.pdf", "en"]))
    assert text.count(said) >= 3  # beside the theme, in its table, and where the words are explained


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


def test_csv_on_the_web_names_the_same_columns_in_every_language(released):
    told = json.loads(body(released, "csv-metadata.json"))
    assert told["@context"] == "http://www.w3.org/ns/csvw"
    names = {}
    for table in told["tables"]:
        heads = next(csv.reader(io.StringIO(body(released, table["url"]).decode("utf-8-sig"))))
        columns = table["tableSchema"]["columns"]
        assert [column["titles"] for column in columns] == heads
        assert all(column["dc:description"] for column in columns)
        assert next(column for column in columns if column["name"] == "figure")["datatype"]["minimum"] == 5
        names.setdefault(table["url"].partition(".")[0], set()).add(tuple(column["name"] for column in columns))
    assert len(told["tables"]) == 3 * len(TABLES)
    assert all(len(found) == 1 for found in names.values())


def test_the_workbook_says_how_its_figures_were_made_and_carries_no_time(released):
    book = openpyxl.load_workbook(io.BytesIO(body(released, "figures.fr.xlsx")))
    told = {row[0]: row[1] for row in book["about"].iter_rows(values_only=True)}
    assert "Non divulgué" in told
    assert released.payload["plan"]["contact"]["fr"] in told.values()
    assert str(book.properties.created) == "2026-11-24 00:00:00"


def test_the_same_payload_gives_the_same_files(released):
    again = {(file.name, file.language): file.body for file in render_files(released.payload)}
    for file in released.files.all():
        assert bytes(file.body) == again[file.name, file.language], file.name


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\t=1",
        "\u200f=1",
        "\u00a0=1",
        "＝1",
        "\u2066@x",
        "\u200f\u00a0＋1",
        "\u061c－1",
        "\ufeff\u2060＠x",
    ],
)
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
