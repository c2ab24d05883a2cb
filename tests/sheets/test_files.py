"""Files that are brought: every office's encoding is read, and what is broken, huge or hostile is refused in words."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

import pytest
import xlsxwriter

from engagement.domain.importing.words import VOCABULARY
from resilience_portal.sheets import bounds, headings, reading
from tests.sheets.workbooks import HEAD, book, changed, lying, with_part, with_rows

TEXT = "Organization,Date,How,Notes\r\n"
FAR = b'<row r="1048576"><c r="%s"><v>2</v></c></row>'


def table(body: bytes, **options) -> tuple[headings.Heading, list[reading.Line]]:
    heading, lines = headings.find(reading.read(io.BytesIO(body), **options), VOCABULARY)
    return heading, [line for line in lines if any(line.cells)]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        file.writestr("xl/worksheets/sheet1.xml", b"0" * (64 * 1024 * 1024))
    return out.getvalue()


def other_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("word/document.xml", "<document/>")
    return out.getvalue()


REFUSED = {
    "nothing": (b"", "empty"),
    "blank": (b"   \r\n", "empty"),
    "only a mark": (b"\xef\xbb\xbf", "empty"),
    "only separators": (b",,,\r\n,,,\r\n", "empty"),
    "web page": (b"<html><table>", "web page"),
    "web page with a mark": (b"\xef\xbb\xbf <html><table>", "web page"),
    "XML": (b"<?xml version='1.0'?><Workbook>", "XML"),
    "old Excel": (b"\xd0\xcf\x11\xe0rest", "old Excel"),
    "with a password": (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    "a picture": (b"\x89PNG\r\n", "picture"),
    "a PDF": (b"%PDF-1.7", "not a spreadsheet"),
    "open quotation": (TEXT.encode() + b'A,2019-01-02,Phone,"open\r\n', "row 2"),
    "NUL": (TEXT.encode() + b"a,b,c,\x00\r\n", "not a text file"),
    "binary": (TEXT.encode() + b"a,b,c,\xde\xdf\xf5\xf6\xfa\x81\r\n", "letters of this file"),
    "UTF-8 cut off": ((TEXT + "a,b,c,déjà été").encode()[:-1], "damaged on the way"),
    "Cyrillic Windows": ((TEXT + "a,b,c,Разговор").encode("cp1251"), "letters of this file"),
    "broken UTF-16": (TEXT.encode("utf-16")[:-1], "damaged on the way"),
    "too large": (b"x" * (bounds.MOST_BYTES + 1), "larger than 64 MB"),
    "too many rows": (TEXT.encode() + b"a,b,c,d\r\n" * 200_100, "more than 200000 rows"),
    "a cell without end": (TEXT.encode() + b"a,b,c," + b"x" * 300_000, "more text than a cell"),
    "a thousand columns": (TEXT.encode() + b"a," * 1000, "more than 200 columns"),
    "zip that is none": (b"PK\x03\x04broken", "damaged"),
    "cut workbook": (book(("a", "b", "c", "d"))[:2000], "damaged"),
    "other archive": (other_archive(), "not an Excel workbook"),
    "bomb": (bomb(), "unpacks to more"),
    "lying about its size": (lying(), "damaged"),
    "macros": (with_part("xl/vbaProject.bin"), "macros"),
    "links to other files": (with_part("xl/externalLinks/externalLink1.xml"), "links to other files"),
    "embedded files": (with_part("xl/embeddings/oleObject1.bin"), "embedded files"),
    "a path that climbs": (with_part("../../etc/passwd"), "built like an attack"),
    "entities": (
        changed(
            book(("a", "b", "c", "d")), lambda xml: xml.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet', 1)
        ),
        "damaged",
    ),
    "a cell at the end of the world": (with_rows(FAR % b"XFD1048576"), "far away"),
    "a cell beyond it": (with_rows(FAR % b"ZZZZZZ99999999999"), "far away"),
    "cells without an address": (
        with_rows(b'<row r="3">' + b"<c><v>1</v></c>" * 16_000 + b'</row><row r="1048576"><c><v>2</v></c></row>'),
        "far away",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_in_words(name):
    body, words = REFUSED[name]
    with pytest.raises(bounds.Unreadable, match=words):
        table(body)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Organisme;Date;Mode;Notes\r\nA;2019-01-02;Téléphone;Échange «CAFÉ» à l'école\r\n", "cp1252"),
        ("Organisme;Date;Mode;Notes\r\nA;2019-01-02;Téléphone;Échange «CAFÉ» à l'école\r\n", "utf-8"),
        ("Organisme;Date;Mode;Notes\r\nA;2019-01-02;Téléphone;Échange «CAFÉ» à l'école\r\n", "utf-8-sig"),
        ("Organisme\tDate\tMode\tNotes\nA\t2019-01-02\tTéléphone\tÉchange «CAFÉ» à l'école\n", "utf-16"),
        ("sep=|\r\nOrganisme|Date|Mode|Notes\r\nA|2019-01-02|Téléphone|Échange «CAFÉ» à l'école\r\n", "utf-8"),
        ("Organisme,Date,Mode,Notes\rA,2019-01-02,Téléphone,Échange «CAFÉ» à l'école\r", "utf-8"),
        ("Organisme;Date;Mode;Notes\rA;2019-01-02;Téléphone;Échange «CAFÉ» à l'école\r", "mac-roman"),
        ("Organisme;Date;Mode;Notes\r\nA;2019-01-02;Téléphone;Échange «CAFÉ» à l'école\r\n", "cp850"),
        ("Organisme\tDate\tMode\tNotes\nA\t2019-01-02\tTéléphone\tÉchange «CAFÉ» à l'école\n", "utf-16-le"),
        ("Organisme\tDate\tMode\tNotes\nA\t2019-01-02\tTéléphone\tÉchange «CAFÉ» à l'école\n", "utf-32"),
    ],
)
def test_what_offices_save_is_read(text, encoding):
    _heading, [line] = table(text.encode(encoding))
    assert line.cells == ["A", "2019-01-02", "Téléphone", "Échange «CAFÉ» à l'école"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "iso8859-6", "utf-16"])
def test_what_arabic_offices_save_is_read(encoding):
    text = (
        "المنظمة,التاريخ,الطريقة,الملاحظات\r\nبيت الجيران,2019-01-02,هاتفيا,قالت الأمهات إن اللقاء كان جيدا، وسألن عن المدرسة\r\n"
    )
    if encoding == "iso8859-6":
        text = text.replace("،", " ")
    heading, [line] = table(text.encode(encoding))
    assert line.cells[3].startswith("قالت الأمهات")
    assert heading.fields == ["organization", "held_on", "method", "notes"]
    assert "header.language_ar" in [issue.code for issue in heading.issues]


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    text = f"Log of talks\r\n\r\n{TEXT}\r\na,b,c,d\r\n,,,\r\n{TEXT}e,f,g,h\r\n"
    assert [line.number for line in table(text.encode())[1]] == [5, 7, 8]
    sheet = book(("a", "b", "c", "d"), (), ("e", "f", "g", "h"), before=(("Log of talks",), ()))
    assert [line.number for line in table(sheet)[1]] == [4, 6]


def test_cells_of_a_workbook_come_as_what_they_show():
    row = ("{formula}the stored words", datetime(2019, 1, 4), 60, 0.5, time(14, 30), "_x000D_\nline", "007")
    _heading, [line] = table(book(row, heading=(*HEAD, "a", "b", "c")))
    assert line.cells == ["the stored words", "2019-01-04", "60", "0.5", "14:30:00", "\nline", "007"]


def test_the_first_visible_sheet_is_read_and_a_hidden_one_never():
    body = book(("a", "b", "c", "d"), hidden="Do not send", others=("Lists",))
    sheet = reading.read(io.BytesIO(body))
    assert (sheet.name, sheet.others) == ("Conversations", ("Lists",))
    with pytest.raises(bounds.Unreadable, match="no visible sheet “Do not send”, only: Conversations, Lists"):
        reading.read(io.BytesIO(body), sheet="Do not send")


def test_dates_of_1904_and_hidden_columns_and_merged_names():
    """What Excel for Mac wrote: days counted from 1904. A name that spans two rows counts for both."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"date_1904": True})
    sheet = made.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.merge_range(1, 0, 2, 0, "Aspenmere Collegiate")
    for row in (1, 2):
        sheet.write_datetime(row, 1, datetime(2019, 1, 4), made.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_row(row, 2, ("Phone", "Said"))
    sheet.set_column(3, 3, None, None, {"hidden": True})
    made.close()
    heading, lines = table(out.getvalue())
    assert [line.cells for line in lines] == [["Aspenmere Collegiate", "2019-01-04", "Phone", "Said"]] * 2
    assert [issue.values["names"] for issue in heading.issues if issue.code == "column.hidden"] == ["“Notes”"]


def ods(rows: str) -> bytes:
    """An OpenDocument sheet with these rows after the heading."""
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    head = "<table:table-row>" + "".join(cell.format(words) for words in HEAD) + "</table:table-row>"
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"' for short in ("office", "table", "text")
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        body = f'<table:table table:name="Talks">{head}{rows}</table:table>'
        content = f"<office:document-content {names}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
        file.writestr("content.xml", f"{content}</office:document-content>")
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        space = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
        file.writestr("META-INF/manifest.xml", f"<manifest:manifest {space}>{entry}</manifest:manifest>")
    return out.getvalue()


def test_opendocument_is_read_and_its_repeated_cells_are_no_bomb():
    row = "".join(
        f'<table:table-cell office:value-type="{kind}" {more}><text:p>{words}</text:p></table:table-cell>'
        for kind, more, words in (
            ("string", "", "a"),
            ("date", 'office:date-value="2019-01-04"', "4 Jan"),
            ("string", "", "c"),
            ("string", "", "d"),
        )
    )
    blank = '<table:table-cell table:number-columns-repeated="16384"/>'
    filler = f'<table:table-row table:number-rows-repeated="1048500">{blank}</table:table-row>'
    _heading, [line] = table(ods(f"<table:table-row>{row}</table:table-row>{filler}"))
    assert line.cells[:4] == ["a", "2019-01-04", "c", "d"]
    wide = '<table:table-cell table:number-columns-repeated="16384"'
    bombs = (
        f'<table:table-row table:number-rows-repeated="1048500">{row}</table:table-row>',
        f"<table:table-row>{row.replace('<table:table-cell', wide, 1)}</table:table-row>",
    )
    for bomb_row in bombs:
        with pytest.raises(bounds.Unreadable):
            table(ods(bomb_row))


def test_what_offices_leave_behind_far_below_is_left_out():
    blank = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c><c r="Q1048576" s="1"/></row>'
    styled = b"".join(b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (n, n) for n in range(100_000, 100_500))
    assert len(table(with_rows(styled + blank))[1]) == 1


@pytest.mark.parametrize("part", [b'<c r="', b"<row >", b"<<<<<<", b"r='", b"<c "])
def test_a_sheet_made_to_be_slow_is_not(part):
    """Each of these made a careless pattern take time with the square of the length."""
    random = bytes(range(256)) * 400  # keeps the ratio of packing below the limit
    body = io.BytesIO(with_rows(b'<row r="1048576"><c r="XFD1048576"/>' + part * 300_000))
    with zipfile.ZipFile(body, "a") as archive:
        archive.writestr("xl/media/image.bin", random)
    begun = datetime.now()
    with pytest.raises(bounds.Unreadable):
        table(body.getvalue())
    assert (datetime.now() - begun).total_seconds() < 5
