"""The guard before a workbook (XLSX, ODS) is opened. A workbook is a hostile thing: an archive that may burst, cells far away.

The parts are inflated here, each up to the size that it declares and all up to a limit, and calamine is given a fresh archive
of exactly these bytes: what it reads is what was checked, whatever else the archive pretends. calamine keeps a dense grid from
the first cell to the last, so one cell in XFD1048576 would take all memory and end the process: `_near` sees to it before.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from resilience_portal.sheets.bounds import LINES_TRIED, MOST_BOOK_ROWS, MOST_COLUMNS, Unreadable

MOST_UNPACKED = 36 * 1024 * 1024
MOST_RATIO = 200
MOST_PARTS = 2_000
MOST_CELLS = 1_500_000  # of the grid, empty ones too: 50,000 rows of 30 columns
MOST_TAGS = 6_000_000
_ACTIVE = re.compile(
    r"vbaProject|/macrosheets/|/externalLinks/|/embeddings/|/activeX/|/ctrlProps/|^Basic/|^Scripts/", re.IGNORECASE
)
_NEEDED = re.compile(r"\.(xml|rels)$", re.IGNORECASE)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Every pattern takes time in proportion to the text, whatever the text.
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=[\s/>])([^<>]*)")
_ROW = re.compile(rb"<(?:[\w.-]+:)?row(?=[\s/>])([^<>]*)")
_ADDRESS = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
_NUMBER = re.compile(rb"""\br\s*=\s*["']\s*(\d+)""")
_ROWS_REPEATED = re.compile(rb"""table:number-rows-repeated\s*=\s*["'](\d+)["']""")
_COLUMNS_REPEATED = re.compile(rb"""table:number-columns-repeated\s*=\s*["'](\d+)["']""")


def fresh(body: bytes) -> bytes:
    """An archive of the parts that matter, every byte of them read here. Raises Unreadable."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
            is_ods = _check_parts(archive)
            for part in archive.infolist():
                if _NEEDED.search(part.filename) or part.filename == "mimetype":
                    with archive.open(part) as source:
                        content = source.read(part.file_size + 1)  # a size is given, else a lying part inflates whole
                    made.writestr(part.filename, _checked(part.filename, content, is_ods=is_ods))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise Unreadable("file.damaged") from error
    return out.getvalue()


def _checked(name: str, content: bytes, *, is_ods: bool) -> bytes:
    if b"\0" in content or b"<!DOCTYPE" in content:
        raise Unreadable("file.damaged")  # UTF-16 would hide cells from us; no workbook declares entities
    if is_ods:
        return _near_ods(content) if name == "content.xml" else content
    return _near(content) if b"sheetData" in content else content


def _check_parts(archive: zipfile.ZipFile) -> bool:
    """Refuses by the list of contents what would burst, what carries programs or reaches out, what is none. True for ODS."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts) or 1
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked / packed > MOST_RATIO:
        raise Unreadable("file.unpacks_too_large")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("file.encrypted")
    if len(set(names)) < len(names) or any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise Unreadable("file.hostile")
    if any(_ACTIVE.search(name) for name in names):
        raise Unreadable("file.active_content")
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Unreadable("file.damaged")
    if "content.xml" in names and "mimetype" in names and archive.read("mimetype")[:100].startswith(_ODS):
        if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise Unreadable("file.encrypted")
        return True
    if "xl/workbook.xml" not in names:
        raise Unreadable("file.other_archive")
    return False


def _near(content: bytes) -> bytes:
    """A worksheet whose grid fits: without empty cells and blank rows, which offices leave behind, if need be. Or Unreadable."""
    if content.count(b"<") > MOST_TAGS:
        raise Unreadable("file.unpacks_too_large")
    if _fits(*_grid(content)):
        return content
    content = _without_blank_rows(_without_empty_cells(content))
    rows, columns = _grid(content)
    if rows * columns > MOST_CELLS:
        raise Unreadable(
            "file.too_many_rows" if columns <= MOST_COLUMNS and rows < MOST_CELLS else "file.far_cell", most=MOST_BOOK_ROWS
        )
    return content


def _fits(rows: int, columns: int) -> bool:
    return rows <= MOST_BOOK_ROWS + LINES_TRIED and rows * columns <= MOST_CELLS


def _grid(content: bytes) -> tuple[int, int]:
    """At least the rows and columns that calamine would make: an address counts wherever it stands, a cell without one too."""
    last_row = max((int(match[1]) for match in _NUMBER.finditer(content) if len(match[1]) < 8), default=0)
    last_column = 0
    for match in _ADDRESS.finditer(content):
        letters, number = match[1], match[2]
        if len(letters) > 3 or len(number) > 7:
            return MOST_CELLS, MOST_CELLS
        column = 0
        for letter in letters.upper():
            column = column * 26 + letter - 64
        last_column, last_row = max(last_column, column), max(last_row, int(number))
    last_row += sum(not _NUMBER.search(match[1]) for match in _ROW.finditer(content))
    last_column += sum(not _ADDRESS.search(match[1]) for match in _CELL.finditer(content))
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


def _near_ods(content: bytes) -> bytes:
    """OpenDocument repeats cells and rows by a number. What is repeated far and empty is filler; what is not is refused."""
    if content.count(b"<") > MOST_TAGS:
        raise Unreadable("file.unpacks_too_large")
    rows = cells = 0
    first, *pieces = content.split(b"<table:table-row")
    kept = [first]
    for piece in pieces:
        tag, mark, rest = piece.partition(b">")
        inside, end, after = rest.partition(b"</table:table-row>")
        is_blank = b"<text:p" not in inside and b"office:value" not in inside and b"office:date-value" not in inside
        found = _ROWS_REPEATED.search(tag)
        repeated = int(found[1][:9]) if found else 1
        if is_blank and repeated > LINES_TRIED:
            tag, repeated = _ROWS_REPEATED.sub(b"", tag), 1
        inside, width = _narrow(inside)
        rows, cells = rows + repeated, max(cells, width)
        if rows * max(cells, 1) > MOST_CELLS or rows > MOST_BOOK_ROWS + LINES_TRIED:
            raise Unreadable("file.too_many_rows", most=MOST_BOOK_ROWS)
        kept.append(b"<table:table-row" + tag + mark + inside + end + after)
    return b"".join(kept)


def _narrow(row: bytes) -> tuple[bytes, int]:
    """A row without repeated empty cells beyond what a table has, and how many cells it has then."""
    width = 0
    first, *pieces = row.split(b"<table:table-cell")
    kept = [first]
    for piece in pieces:
        tag, mark, rest = piece.partition(b">")
        found = _COLUMNS_REPEATED.search(tag)
        repeated = int(found[1][:9]) if found else 1
        if repeated > MOST_COLUMNS:
            if not tag.endswith(b"/"):
                raise Unreadable("file.far_cell")
            tag, repeated = _COLUMNS_REPEATED.sub(b"", tag), 1
        width += repeated
        kept.append(b"<table:table-cell" + tag + mark + rest)
    return b"".join(kept), width
