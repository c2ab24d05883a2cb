"""Workbooks for the importing tests, made on the spot: hostile ones are not stored."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import datetime, time

import xlsxwriter

HEAD = ("Organization", "Date", "How", "Notes")


def book(*rows: tuple, heading: tuple = HEAD, before: tuple = (), hidden: str = "", others: tuple[str, ...] = ()) -> bytes:
    """A workbook as Excel writes it. Rows of `before` stand above the heading; `hidden` comes first and is hidden."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    day, clock = made.add_format({"num_format": "yyyy-mm-dd"}), made.add_format({"num_format": "hh:mm"})
    if hidden:
        made.add_worksheet(hidden).write_row(0, 0, ["Organization", "Private remark"])
    sheet = made.add_worksheet("Conversations")
    if hidden:
        sheet.activate()
        sheet.set_first_sheet()
        made.get_worksheet_by_name(hidden).hide()
    for number, row in enumerate((*before, heading, *rows)):
        for column, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, time):
                sheet.write_datetime(number, column, value, clock)
            elif isinstance(value, str) and value.startswith("{formula}"):
                sheet.write_formula(number, column, "=1+1", None, value.removeprefix("{formula}"))
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write(number, column, value)
    for name in others:
        made.add_worksheet(name).write_string(0, 0, "Something else")
    made.close()
    return out.getvalue()


def changed(body: bytes, change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    """The workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def with_rows(xml: bytes) -> bytes:
    """A good workbook with more rows, as XML, under its own."""
    good = book(("Aspenmere Collegiate", "2019-01-02", "Phone", "Said"))
    return changed(good, lambda sheet: sheet.replace(b"</sheetData>", xml + b"</sheetData>"))


def with_part(name: str, content: bytes = b"x") -> bytes:
    """A good workbook that carries something more."""
    out = io.BytesIO(book(("Aspenmere Collegiate", "2019-01-02", "Phone", "Said")))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def lying(declared: int = 100) -> bytes:
    """A workbook whose sheet says that it unpacks to `declared` bytes, and unpacks to 40 MB."""
    text = b"A" * (40 * 1024 * 1024)
    body = bytearray(with_rows(b'<row r="9"><c r="A9" t="inlineStr"><is><t>' + text + b"</t></is></c></row>"))
    place = body.find(b"PK\x01\x02")
    while place >= 0:
        length = struct.unpack_from("<H", body, place + 28)[0]
        if body[place + 46 : place + 46 + length] == b"xl/worksheets/sheet1.xml":
            struct.pack_into("<I", body, place + 24, declared)
        place = body.find(b"PK\x01\x02", place + 4)
    return bytes(body)
