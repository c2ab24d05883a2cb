"""Bytes to rows of text: CSV in the encodings that offices use, XLSX behind a guard. Formulas are never evaluated."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000
SEPARATORS = ",;\t|"


class Unreadable(Exception):
    """The file as a whole can't be read. The message says why, in words for the person who brought it."""


@dataclass(frozen=True)
class Sheet:
    """The rows of a file as text, heading first, and how they were read."""

    rows: list[list[str]]
    kind: str
    encoding: str = ""


def read(body: bytes, name: str) -> Sheet:
    """Reads a CSV or XLSX file of at most MOST_BYTES bytes. Raises Unreadable."""
    if not body.strip():
        raise Unreadable(_("The file is empty."))
    if len(body) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(most)s MB. Bring it in parts.") % {"most": MOST_BYTES // 1024**2})
    if body.startswith(b"PK\x03\x04"):
        return _workbook(body)
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old or an encrypted Excel file. Save it as .xlsx without a password, or as CSV."))
    if body.lstrip()[:1] == b"<":
        raise Unreadable(
            _("This is a web page or XML, whatever its name “%(name)s” says. Save it as .xlsx or CSV.") % {"name": name}
        )
    return _csv(body)


def _csv(body: bytes) -> Sheet:
    text, encoding = _decode(body)
    if "\0" in text:
        raise Unreadable(_("This is not a text file: it holds NUL characters. Save it as CSV (UTF-8)."))
    heading = text.partition("\n")[0]
    separator = max(SEPARATORS, key=heading.count)
    csv.field_size_limit(MOST_BYTES)
    rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append(row)
            if len(rows) > MOST_ROWS + 1:
                raise Unreadable(_("The file has more than %(most)s rows. Bring it in parts.") % {"most": MOST_ROWS})
    except csv.Error as error:
        line = len(rows) + 1
        raise Unreadable(_("The file breaks off at row %(row)s: a quotation mark is not closed.") % {"row": line}) from error
    return Sheet(_without_empty(rows), "csv", encoding)


def _decode(body: bytes) -> tuple[str, str]:
    """Text and encoding. Windows-1252 is taken only where the bytes are not UTF-8 and all of them have a letter there."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            return body.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise Unreadable(_("The letters of this file can't be read. Save it as CSV (UTF-8) or .xlsx."))


def _workbook(body: bytes) -> Sheet:
    _guard(body)
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415 - needed for this alone

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        if not book.sheet_names:
            raise Unreadable(_("The workbook has no sheet."))
        found = book.get_sheet_by_index(0).to_python(skip_empty_area=True, nrows=MOST_ROWS + 2)
    except CalamineError as error:
        raise Unreadable(_("The workbook is damaged. Open it in Excel, save it again, and bring that copy.")) from error
    if len(found) > MOST_ROWS + 1:
        raise Unreadable(_("The file has more than %(most)s rows. Bring it in parts.") % {"most": MOST_ROWS})
    return Sheet(_without_empty([[_cell(value) for value in row] for row in found]), "xlsx")


def _guard(body: bytes) -> None:
    """Refuses what would burst when unpacked, and what carries programs, before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(body)).infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(_("The workbook is damaged. Open it in Excel, save it again, and bring that copy.")) from error
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise Unreadable(_("This file unpacks to far more than a sheet of conversations. It was not opened."))
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Unreadable(_("This file is built like an attack. It was not opened."))
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable(_("This workbook carries macros. Save it as .xlsx without them."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is not an Excel workbook. Save it as .xlsx or CSV."))


def _cell(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, days in ISO."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if value is None:
        return ""
    text = str(value)
    return text.removesuffix(" 00:00:00")


def _without_empty(rows: list[list[str]]) -> list[list[str]]:
    """Rows that hold something; the heading must be among them."""
    found = [row for row in rows if any(cell.strip() for cell in row)]
    if not found:
        raise Unreadable(_("The file is empty."))
    return found
