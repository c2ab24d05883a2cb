"""Workbooks (XLSX) behind a guard. A workbook is a hostile thing: an archive that may burst, and cells that claim to be far away.

The parts are inflated here, each up to the size that it declares and all up to a limit, and calamine is given a fresh archive
of exactly these bytes: what it reads is what was checked, whatever else the archive pretends. calamine keeps a dense grid from the
first cell to the last, so one cell in XFD1048576 would take all memory and end the process: `_near` sees to it before.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from engagement.domain.importing.reading import LINES_TRIED, MOST_ROWS, Unreadable, check_length

MOST_UNPACKED = 128 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000  # of the grid, empty ones too: 50,000 rows of 80 columns
_ACTIVE = re.compile(r"vbaProject|/macrosheets/|/externalLinks/|/embeddings/|/activeX/|/ctrlProps/", re.IGNORECASE)
_NEEDED = re.compile(r"\.(xml|rels)$", re.IGNORECASE)
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^<>]*)")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])([^<>]*)")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
_NUMBER = re.compile(rb"""\br\s*=\s*["']\s*(\d+)""")
_EMPTY_CELL = re.compile(rb"""<(?:[\w.-]+:)?c\s[^<>]*\br="[^<>]*/>""")
_WHOLE_ROW = re.compile(rb"""<((?:[\w.-]+:)?row)\s[^<>]*>.*?</\1>""", re.DOTALL)
_TAG = re.compile(rb"<[^>]*>")
_RETURN = "_x000D_"  # how the format writes a carriage return


def rows(body: bytes, *, sheet: str = "") -> tuple[Iterator[tuple[int, list[str]]], str, tuple[str, ...]]:
    """Numbered rows of one worksheet as text, its name, and the names of the other visible ones. Raises Unreadable."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_fresh(body)))
        visible = [
            found.name
            for found in book.sheets_metadata
            if found.visible == SheetVisibleEnum.Visible and found.typ == SheetTypeEnum.WorkSheet
        ]
        if sheet and sheet not in visible:
            known = ", ".join(visible)
            raise Unreadable(
                _("The workbook has no visible sheet “%(name)s”, only: %(known)s.") % {"name": sheet, "known": known}
            )
        if not visible:
            raise Unreadable(_("The workbook has no visible sheet."))
        chosen = sheet or visible[0]
        found = book.get_sheet_by_name(chosen).to_python(skip_empty_area=False, nrows=MOST_ROWS + LINES_TRIED + 1)
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    check_length(len(found))
    texts = ((number, [_text(value) for value in row]) for number, row in enumerate(found, start=1))
    return texts, chosen, tuple(name for name in visible if name != chosen)


def _damaged() -> Unreadable:
    return Unreadable(_("The workbook is damaged. Open it in Excel, save it again, and bring that copy."))


def _fresh(body: bytes) -> bytes:
    """An archive of the parts that matter, every byte of them read here."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as fresh:
            _check_parts(archive.infolist())
            for part in archive.infolist():
                if _NEEDED.search(part.filename):
                    with archive.open(part) as source:
                        content = source.read(part.file_size + 1)  # a size is given, else a lying part inflates whole
                    fresh.writestr(part.filename, _near(content) if b"sheetData" in content else content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _damaged() from error
    return out.getvalue()


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Refuses by the list of contents alone what would burst, what carries programs or reaches out, and what is no workbook."""
    names = [part.filename for part in parts]
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise Unreadable(_("This file unpacks to far more than a sheet of conversations. It was not opened."))
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Unreadable(_("This file is built like an attack. It was not opened."))
    if any(_ACTIVE.search(name) for name in names):
        raise Unreadable(
            _("This workbook carries macros, embedded files or links to other files. Save it as .xlsx without them.")
        )
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _damaged()
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This is not an Excel workbook. Save it as .xlsx or CSV."))


def _near(content: bytes) -> bytes:
    """A worksheet whose grid fits. Empty cells and blank rows far away, which offices leave behind, are dropped; else Unreadable."""
    if b"\0" in content or b"<!" in content.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
        raise _damaged()  # UTF-16 would hide cells from us; no worksheet declares entities
    if _cells(content) <= MOST_CELLS:
        return content
    content = _WHOLE_ROW.sub(_unless_blank, _EMPTY_CELL.sub(b"", content))
    if _cells(content) > MOST_CELLS:
        raise Unreadable(_("This sheet has text far away from its table. Delete the cells outside the table, and save it again."))
    return content


def _unless_blank(row: re.Match[bytes]) -> bytes:
    return row[0] if _TAG.sub(b"", row[0]).strip() else b""


def _cells(content: bytes) -> int:
    """At least the size of the grid that calamine would make. An address counts wherever it stands; what has none comes on top."""
    last_row = max((int(number) for number in set(_NUMBER.findall(content))), default=0)
    last_column = 0
    for letters, number in set(_ADDRESS.findall(content)):
        if len(letters) > 3 or len(number) > 7:
            return MOST_CELLS + 1
        column = 0
        for letter in letters.upper():
            column = column * 26 + letter - 64
        last_column, last_row = max(last_column, column), max(last_row, int(number))
    last_row += sum(not _NUMBER.search(tag) for tag in _ROW.findall(content))
    last_column += sum(not _ADDRESS.search(tag) for tag in _CELL.findall(content))
    return last_row * last_column


def _text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, days and times in ISO."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace(_RETURN, "")
