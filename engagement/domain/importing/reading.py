"""Bytes to rows of text: CSV in the encodings that offices use, workbooks behind a guard. Nothing in a file is ever run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from engagement.domain.importing.bounds import LINES_TRIED, MOST_BYTES, Unreadable, check_length

SEPARATORS = ",;\t|"
FEWEST_COLUMNS = 3
_HIGH_BYTES = bytes(range(128, 256))
_FOREIGN_LETTERS = re.compile(r"[^\W\d_\x00-\x7f]{4}")  # no Western word has four accented letters in a row
_EXCEL_HINT = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """The rows that hold something, each with its number as a spreadsheet shows it, and how they were read."""

    rows: list[tuple[int, list[str]]]
    kind: str
    encoding: str = ""
    name: str = ""  # of the worksheet that was read
    others: tuple[str, ...] = ()  # visible worksheets that were not


def read(body: bytes, name: str, *, sheet: str = "") -> Sheet:
    """Reads a CSV or XLSX file of at most MOST_BYTES bytes; of a workbook the worksheet `sheet`, or the first visible one.

    Raises Unreadable.
    """
    if not body.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Unreadable(_("The file is empty."))
    if len(body) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(most)s MB. Bring it in parts.") % {"most": MOST_BYTES // 1024**2})
    if body.startswith(b"PK\x03\x04"):
        from engagement.domain.importing import workbook  # noqa: PLC0415 - loads what only workbooks need

        found, read_name, others = workbook.rows(body, sheet=sheet)
        return Sheet(_that_hold_something(found), "xlsx", name=read_name, others=others)
    if body.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable(_("This is an old or an encrypted Excel file. Save it as .xlsx without a password, or as CSV."))
    if body[:200].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise Unreadable(
            _("This is a web page or XML, whatever its name “%(name)s” says. Save it as .xlsx or CSV.") % {"name": name}
        )
    return _csv(body)


def _csv(body: bytes) -> Sheet:
    text, encoding = _decode(body)
    if "\0" in text:
        raise Unreadable(_("This is not a text file: it holds NUL characters. Save it as CSV (UTF-8)."))
    hint = _EXCEL_HINT.match(text)  # Excel writes and hides this line
    separator = hint[1] if hint and hint[1] in SEPARATORS else _separator(text)
    csv.field_size_limit(MOST_BYTES)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text[hint.end() :] if hint else text, newline=""), delimiter=separator, strict=True):
            rows.append(row)
            check_length(len(rows))
    except csv.Error as error:
        line = len(rows) + 1
        raise Unreadable(_("The quotation marks in row %(row)s are not in order. Is one missing?") % {"row": line}) from error
    return Sheet(_that_hold_something(enumerate(rows, start=1)), "csv", encoding)


def _separator(text: str) -> str:
    """The one that splits the first line that it splits at all; quoted text does not count."""
    for line in text[:100_000].splitlines()[:LINES_TRIED]:
        cells = {mark: len(next(csv.reader([line], delimiter=mark), [])) for mark in SEPARATORS}
        best = max(cells, key=lambda mark: cells[mark])
        if cells[best] >= FEWEST_COLUMNS:
            return best
    return ","


def _decode(body: bytes) -> tuple[str, str]:
    """Text and encoding. What is neither UTF nor plainly Windows-1252 is refused: wrong letters must not come in unseen."""
    encodings = ("utf-16",) if body.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp1252" and (_is_broken_utf8(body) or _FOREIGN_LETTERS.search(text)):
            break
        return text, encoding
    raise Unreadable(_("The letters of this file can't be read. Save it as CSV (UTF-8) or .xlsx."))


def _is_broken_utf8(body: bytes) -> bool:
    """UTF-8 that was cut off or mixed: most bytes beyond ASCII make letters of it. In any other encoding hardly one does."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    return len(text) - broken - len(body.translate(None, _HIGH_BYTES)) > broken


def _that_hold_something(rows: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    found = [(number, row) for number, row in rows if any(cell.strip() for cell in row)]
    if not found:
        raise Unreadable(_("The file is empty."))
    return found
