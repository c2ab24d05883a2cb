"""The guard before a workbook (XLSX) is opened. A workbook is a hostile thing: an archive that may burst, and cells far away.

The parts are inflated here, each up to the size that it declares and all up to a limit, and calamine is given a fresh archive
of exactly these bytes: what it reads is what was checked, whatever else the archive pretends. calamine keeps a dense grid from
the first cell to the last, so one cell in XFD1048576 would take all memory and end the process: `_near` sees to it before.
Every door that takes a workbook calls `fresh` first.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from django.utils.translation import gettext as _

MOST_ROWS = 50_000
MOST_UNPACKED = 128 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000  # of the grid, empty ones too: 50,000 rows of 80 columns
MOST_TAGS = 12_000_000  # each cell takes six
_ACTIVE = re.compile(r"vbaProject|/macrosheets/|/externalLinks/|/embeddings/|/activeX/|/ctrlProps/", re.IGNORECASE)
_NEEDED = re.compile(r"\.(xml|rels)$", re.IGNORECASE)
# Every pattern takes time in proportion to the text, whatever the text.
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^<>]*)")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])([^<>]*)")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
_NUMBER = re.compile(rb"""\br\s*=\s*["']\s*(\d+)""")


class BadWorkbook(Exception):
    """It is not opened. The message says why, in words for the person who brought it."""


def _damaged() -> BadWorkbook:
    return BadWorkbook(_("The workbook is damaged. Open it in Excel, save it again, and bring that copy."))


def fresh(body: bytes) -> bytes:
    """An archive of the parts that matter, every byte of them read here. Raises BadWorkbook."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as fresh:
            _check_parts(archive.infolist())
            for part in archive.infolist():
                if _NEEDED.search(part.filename):
                    with archive.open(part) as source:
                        content = source.read(part.file_size + 1)  # a size is given, else a lying part inflates whole
                    if b"\0" in content or b"<!DOCTYPE" in content:
                        raise _damaged()  # UTF-16 would hide cells from us; no workbook declares entities
                    fresh.writestr(part.filename, _near(content) if b"sheetData" in content else content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _damaged() from error
    return out.getvalue()


def _check_parts(parts: list[zipfile.ZipInfo]) -> None:
    """Refuses by the list of contents alone what would burst, what carries programs or reaches out, and what is no workbook."""
    names = [part.filename for part in parts]
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise BadWorkbook(_("This file unpacks to far more than a sheet holds. It was not opened."))
    if len(set(names)) < len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise BadWorkbook(_("This file is built like an attack. It was not opened."))
    if any(_ACTIVE.search(name) for name in names):
        raise BadWorkbook(
            _("This workbook carries macros, embedded files or links to other files. Save it as .xlsx without them.")
        )
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise _damaged()
    if "xl/workbook.xml" not in names:
        raise BadWorkbook(_("This is not an Excel workbook. Save it as .xlsx or CSV."))


def _near(content: bytes) -> bytes:
    """A worksheet whose grid fits: without empty cells and blank rows, which offices leave behind, if need be. Or BadWorkbook."""
    if content.count(b"<") > MOST_TAGS:
        raise BadWorkbook(_("This file unpacks to far more than a sheet holds. It was not opened."))
    if _fits(*_grid(content)):
        return content
    content = _without_blank_rows(_without_empty_cells(content))
    rows, columns = _grid(content)
    if rows * columns > MOST_CELLS:
        raise BadWorkbook(
            _("This sheet has text far away from its table. Delete the cells outside the table, and save it again.")
        )
    return content


def _fits(rows: int, columns: int) -> bool:
    return rows <= MOST_ROWS and rows * columns <= MOST_CELLS


def _grid(content: bytes) -> tuple[int, int]:
    """At least the rows and columns that calamine would make: an address counts wherever it stands, a cell without one too."""
    last_row = max((int(number) for number in set(_NUMBER.findall(content)) if len(number) < 8), default=0)
    last_column = 0
    for letters, number in set(_ADDRESS.findall(content)):
        if len(letters) > 3 or len(number) > 7:
            return MOST_CELLS, MOST_CELLS
        column = 0
        for letter in letters.upper():
            column = column * 26 + letter - 64
        last_column, last_row = max(last_column, column), max(last_row, int(number))
    last_row += sum(not _NUMBER.search(tag) for tag in _ROW.findall(content))
    last_column += sum(not _ADDRESS.search(tag) for tag in _CELL.findall(content))
    return last_row, last_column


def _without_empty_cells(content: bytes) -> bytes:
    first, *pieces = content.split(b"<c ")
    kept = [first]
    for piece in pieces:
        tag, mark, rest = piece.partition(b">")
        kept.append(rest if tag.endswith(b"/") and b'r="' in tag else b"<c " + tag + mark + rest)
    return b"".join(kept)


def _without_blank_rows(content: bytes) -> bytes:
    first, *pieces = content.split(b"<row ")
    kept = [first]
    for piece in pieces:
        tag, mark, rest = piece.partition(b">")
        inside, end, after = rest.partition(b"</row>")
        if tag.endswith(b"/"):
            kept.append(rest)
        elif end and not any(text.partition(b">")[2].strip() for text in inside.split(b"<")):
            kept.append(after)
        else:
            kept.append(b"<row " + tag + mark + rest)
    return b"".join(kept)
