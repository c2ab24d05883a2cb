"""A file becomes numbered rows of text. What it really is decides, not what it is called."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from resilience_portal.sheets import delimited, encodings
from resilience_portal.sheets.bounds import MOST_BOOK_BYTES, MOST_BYTES, Unreadable
from resilience_portal.sheets.issues import Issue, info

SEPARATOR_CODES = {",": "separator.comma", ";": "separator.semicolon", "\t": "separator.tab", "|": "separator.bar"}
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")
_OTHERS = (b"%PDF", b"{\\rtf", b"\x7fELF", b"MZ", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"SQLite format")


@dataclass(frozen=True, slots=True)
class Line:
    """One row, with its number as a spreadsheet shows it."""

    number: int
    cells: list[str]
    is_hidden: bool = False


@dataclass
class Sheet:
    """Rows as they come (they can be gone through once), and how they were read."""

    kind: str  # csv or book
    lines: Iterator[Line]
    issues: list[Issue] = field(default_factory=list)
    name: str = ""  # of the worksheet that was read
    others: tuple[str, ...] = ()  # visible worksheets that were not
    hidden_columns: frozenset[int] = frozenset()  # from 0
    last_row: int = 0  # as the sheet says of itself; 0 where it says nothing


def read(source: IO[bytes], *, sheet: str = "") -> Sheet:
    """Reads CSV, TSV, XLSX or ODS from a seekable file; of a workbook the worksheet `sheet`, or the first visible one.

    Raises Unreadable, also later while the rows of a text file are gone through.
    """
    source.seek(0, 2)
    size = source.tell()
    source.seek(0)
    head = source.read(4096)
    source.seek(0)
    if not size or (size < len(head) + 1 and not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")):
        raise Unreadable("file.empty")
    is_book = head.startswith(b"PK\x03\x04")
    if size > (MOST_BOOK_BYTES if is_book else MOST_BYTES):
        raise Unreadable("file.too_large", most=(MOST_BOOK_BYTES if is_book else MOST_BYTES) // 1024**2)
    if is_book:
        return _book(source.read(), sheet=sheet)
    _check_is_text(head)
    return _text(source)


def _check_is_text(head: bytes) -> None:
    """Refuses by its first bytes what is plainly something else, whatever it is called."""
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unreadable("file.encrypted" if b"E\0n\0c\0r\0y\0p\0t" in head else "file.old_excel")
    if head.startswith(_IMAGES):
        raise Unreadable("file.image")
    if head.startswith(_OTHERS):
        raise Unreadable("file.not_a_sheet")
    bare = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:200].lower()
    if bare.startswith(b"<"):
        raise Unreadable("file.html" if b"<html" in bare or b"<table" in bare or b"<!doctype" in bare else "file.xml")


def _book(body: bytes, *, sheet: str) -> Sheet:
    from resilience_portal.sheets import workbook  # noqa: PLC0415 - loads what only workbooks need

    page = workbook.opened(body, sheet=sheet)
    hidden = page.marks.hidden_rows
    lines = (Line(number, cells, number in hidden) for number, cells in page.rows)
    issues = []
    if page.others or page.hidden:
        left = [f"“{name}”" for name in (*page.others, *page.hidden)]
        issues.append(info("xlsx.sheet_chosen", name=page.name, others=", ".join(left)))
    columns = frozenset(column - 1 for column in page.marks.hidden_columns)
    return Sheet("book", lines, issues, page.name, page.others, columns, page.marks.last_row)


def _text(source: IO[bytes]) -> Sheet:
    codec = encodings.detect(source)
    rows, separator = delimited.opened(source, codec)
    issues = []
    if codec in encodings.NAMES:
        issues.append(info("encoding.guessed", name=encodings.NAMES[codec]))
    if separator != ",":
        issues.append(info(SEPARATOR_CODES[separator]))
    return Sheet("csv", (Line(number, cells) for number, cells in rows), issues)


def first_lines(sheet: Sheet, count: int) -> list[Line]:
    """The first lines, which stay in the sheet."""
    found = list(itertools.islice(sheet.lines, count))
    sheet.lines = itertools.chain(found, sheet.lines)
    return found
