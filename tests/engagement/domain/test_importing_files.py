"""Files that are brought: every office's encoding is read, and what is broken, huge or hostile is refused in words."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime, time

import pytest

from engagement.domain.importing import bounds, columns, reading
from tests.engagement.domain.workbooks import HEAD, book, changed, lying, with_part, with_rows

TEXT = "Organization,Date,How,Notes\r\n"
FAR = b'<row r="1048576"><c r="%s"><v>2</v></c></row>'


def table(body: bytes, **options) -> columns.Table:
    return columns.recognise(reading.read(body, "talks", **options))


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
    "heading alone": (TEXT.encode(), "no rows"),
    "web page": (b"<html><table>", "web page"),
    "web page with a mark": (b"\xef\xbb\xbf <html><table>", "web page"),
    "old Excel": (b"\xd0\xcf\x11\xe0rest", "encrypted"),
    "columns missing": (b"Organization,Date\r\nA,2018-01-01\r\n", "missing: How, Notes"),
    "columns twice": (b"Organization,Organization,Date,How,Notes\r\n", "Two columns"),
    "open quotation": (TEXT.encode() + b'A,2019-01-02,Phone,"open\r\n', "row 2"),
    "NUL": (TEXT.encode() + b"a,b,c,\x00\r\n", "NUL"),
    "binary": (TEXT.encode() + b"a,b,c,\x81\x8d\r\n", "letters of this file"),
    "UTF-8 cut off": ((TEXT + "a,b,c,déjà été").encode()[:-1], "letters of this file"),
    "Arabic Windows": ((TEXT + "a,b,c,محادثة جيدة").encode("cp1256"), "letters of this file"),
    "Cyrillic Windows": ((TEXT + "a,b,c,Разговор").encode("cp1251"), "letters of this file"),
    "broken UTF-16": (TEXT.encode("utf-16")[:-1], "letters of this file"),
    "too large": (b"x" * (bounds.MOST_BYTES + 1), "larger than 20 MB"),
    "too many rows": (TEXT.encode() + b"a,b,c,d\r\n" * 50_100, "more than 50000 rows"),
    "zip that is none": (b"PK\x03\x04broken", "damaged"),
    "cut workbook": (book(("a", "b", "c", "d"))[:2000], "damaged"),
    "other archive": (other_archive(), "not an Excel workbook"),
    "bomb": (bomb(), "unpacks to far more"),
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
    ],
)
def test_what_offices_save_is_read(text, encoding):
    [(_number, row)] = table(text.encode(encoding)).rows
    assert row == ["A", "2019-01-02", "Téléphone", "Échange «CAFÉ» à l'école"]


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    text = f"Log of talks\r\n\r\n{TEXT}\r\na,b,c,d\r\n,,,\r\n{TEXT}e,f,g,h\r\n"
    assert [number for number, _row in table(text.encode()).rows] == [5, 8]
    sheet = book(("a", "b", "c", "d"), (), ("e", "f", "g", "h"), before=(("Log of talks",), ()))
    assert [number for number, _row in table(sheet).rows] == [4, 6]


def test_cells_of_a_workbook_come_as_what_they_show():
    row = ("{formula}the stored words", datetime(2019, 1, 4), 60, 0.5, time(14, 30), "_x000D_\nline", "007")
    [(_number, cells)] = table(book(row, heading=(*HEAD, "a", "b", "c"))).rows
    assert cells == ["the stored words", "2019-01-04", "60", "0.5", "14:30:00", "\nline", "007"]


def test_the_first_visible_sheet_is_read_and_a_hidden_one_never():
    body = book(("a", "b", "c", "d"), hidden="Do not send", others=("Lists",))
    sheet = reading.read(body, "x")
    assert (sheet.name, sheet.others) == ("Conversations", ("Lists",))
    with pytest.raises(bounds.Unreadable, match="no visible sheet “Do not send”, only: Conversations, Lists"):
        reading.read(body, "x", sheet="Do not send")
    with pytest.raises(bounds.Unreadable, match="“Lists” was read, and not: Conversations"):
        table(body, sheet="Lists")


def test_what_offices_leave_behind_far_below_is_left_out():
    blank = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c><c r="Q1048576" s="1"/></row>'
    styled = b"".join(b'<row r="%d"><c r="XFD%d" s="1"/></row>' % (n, n) for n in range(100_000, 100_500))
    assert len(table(with_rows(styled + blank)).rows) == 1


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
