"""Workbooks (XLSX, ODS): the rows of one worksheet as text, and what a grid alone does not tell. The guard stands before."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from resilience_portal.sheets.bounds import MOST_BOOK_ROWS, MOST_COLUMNS, Unreadable, check_length
from resilience_portal.sheets.guard import fresh
from resilience_portal.sheets.texts import NO_RESULT

MOST_MERGED = 5_000
_RETURN = "_x000D_"  # how the format writes a carriage return
_FORMULA = re.compile(rb"<f[ />]")
_RESULT = re.compile(rb"<v[^<>]*>[^<]")
_CELL_ADDRESS = re.compile(rb"""\br="([A-Z]{1,3})(\d{1,7})\"""")
_ERROR_CELL = re.compile(rb"""<c(?= )([^<>]*\bt="e"[^<>]*)>(?:<f[^<>]*>[^<>]*</f>|<f[^<>]*/>)?<v>(#[^<>]{1,20})</v>""")
_HIDDEN_ROW = re.compile(rb"""<row(?= )[^<>]*\bhidden="(?:1|true)"[^<>]*>""")
_ROW_NUMBER = re.compile(rb"""\br="(\d{1,7})\"""")
_HIDDEN_COLUMN = re.compile(rb"""<col(?= )[^<>]*\bhidden="(?:1|true)"[^<>]*>""")
_SPAN = re.compile(rb"""\b(min|max)="(\d{1,5})\"""")
_LAST_ROW = re.compile(rb"""<dimension[^<>]*\bref="[A-Z]+\d+:[A-Z]+(\d{1,7})\"""")
_FAR = 20_000  # bytes within which a cell ends


@dataclass
class Marks:
    """What stands in a worksheet beside its values."""

    without_result: set[tuple[int, int]] = field(default_factory=set)  # (row, column), both from 1
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    last_row: int = 0  # as the sheet says


@dataclass
class Worksheet:
    """One worksheet, chosen, and the names of the others."""

    name: str
    others: tuple[str, ...]  # visible
    hidden: tuple[str, ...]
    marks: Marks
    rows: Iterator[tuple[int, list[str]]]


def opened(body: bytes, *, sheet: str = "") -> Worksheet:
    """The worksheet called `sheet`, else the first visible one that holds something. Raises Unreadable."""
    checked = fresh(body)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(checked))
        pages = [found for found in book.sheets_metadata if found.typ == SheetTypeEnum.WorkSheet]
        visible = [found.name for found in pages if found.visible == SheetVisibleEnum.Visible]
        hidden = tuple(found.name for found in pages if found.visible != SheetVisibleEnum.Visible)
        if sheet and sheet not in visible:
            raise Unreadable("file.sheet_missing", name=sheet, known=", ".join(visible))
        if not visible:
            raise Unreadable("file.no_visible_sheet")
        chosen = _chosen(book, [sheet] if sheet else visible)
        marks = _marks(checked, chosen)  # before the grid is there: both at once are the most memory
        page = book.get_sheet_by_name(chosen)
        merged = _merged(page)
    except (CalamineError, OSError, ValueError) as error:
        raise Unreadable("file.damaged") from error
    check_length(page.total_height, MOST_BOOK_ROWS)
    others = tuple(name for name in visible if name != page.name)
    return Worksheet(page.name, others, hidden, marks, _texts(page, marks, merged))


def _chosen(book: CalamineWorkbook, names: list[str]) -> str:
    """The first that holds more than one row; where none does, the last."""
    return next((name for name in names[:-1] if book.get_sheet_by_name(name).height > 1), names[-1])


def _merged(page: CalamineSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell below the first of a merged block -> that first cell; rows and columns from 0. Only blocks of one column."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in (page.merged_cell_ranges or [])[:MOST_MERGED]:
        if left == right and bottom - top < MOST_MERGED:
            found |= {(row, left): (top, left) for row in range(top + 1, bottom + 1)}
    return found if len(found) <= 10 * MOST_MERGED else {}


def _texts(
    page: CalamineSheet, marks: Marks, merged: Mapping[tuple[int, int], tuple[int, int]]
) -> Iterator[tuple[int, list[str]]]:
    """Row by row: the grid stays where calamine keeps it. `firsts` holds the words of merged blocks until they end."""
    before = [""] * (page.start[1] if page.start else 0)
    firsts: dict[tuple[int, int], str] = {}
    heads = set(merged.values())
    for number, row in enumerate(page.iter_rows(), start=1):
        if len(before) + len(row) > MOST_COLUMNS and any(row[max(MOST_COLUMNS - len(before), 0) :]):
            raise Unreadable("file.too_many_columns", most=MOST_COLUMNS)
        texts = [*before, *map(_text, row)][:MOST_COLUMNS]
        for column, text in enumerate(texts):
            at = (number, column + 1)
            if not text:
                if head := merged.get((number - 1, column)):
                    texts[column] = firsts.get(head, "")
                elif at in marks.without_result:
                    texts[column] = NO_RESULT
                elif at in marks.errors:
                    texts[column] = marks.errors[at]
            elif (number - 1, column) in heads:
                firsts[number - 1, column] = text
        yield number, texts


def _text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, days and times in ISO."""
    if isinstance(value, str):
        return value.replace(_RETURN, "").replace(NO_RESULT, "").replace("\0", "")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, time):
        return value.isoformat("seconds")
    return (
        value.isoformat()
        if isinstance(value, date)
        else str(value).partition(".")[0]
        if isinstance(value, timedelta)
        else str(value)
    )


def _marks(checked: bytes, name: str) -> Marks:
    with zipfile.ZipFile(io.BytesIO(checked)) as archive:
        part = _part_of(archive, name)
        content = archive.read(part) if part else b""
    found = Marks()
    for match in _HIDDEN_ROW.finditer(content):
        if number := _ROW_NUMBER.search(match[0]):
            found.hidden_rows.add(int(number[1]))
    for match in _HIDDEN_COLUMN.finditer(content):
        span = {key: int(value) for key, value in _SPAN.findall(match[0])}
        found.hidden_columns |= set(range(span.get(b"min", 1), min(span.get(b"max", 0), MOST_COLUMNS) + 1))
    for match in _ERROR_CELL.finditer(content):
        if address := _CELL_ADDRESS.search(match[1]):
            found.errors[_place(address)] = match[2].decode("ascii", "replace")
    for match in _FORMULA.finditer(content):
        begun = content.rfind(b"<c ", max(0, match.start() - 500), match.start())
        ended = content.find(b"</c>", match.start(), match.start() + _FAR)
        has_none = begun >= 0 and ended >= 0 and not _RESULT.search(content, match.start(), ended)
        if has_none and (address := _CELL_ADDRESS.search(content, begun, match.start())):
            found.without_result.add(_place(address))
    if dimension := _LAST_ROW.search(content[:5_000]):
        found.last_row = int(dimension[1])
    return found


def _place(address: re.Match[bytes]) -> tuple[int, int]:
    column = 0
    for letter in address[1]:
        column = column * 26 + letter - 64
    return int(address[2]), column


def _part_of(archive: zipfile.ZipFile, name: str) -> str:
    """The part that holds a worksheet, by the workbook's list; "" for ODS, or when the list is odd."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - the guard lets no entity through
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    except (KeyError, ElementTree.ParseError):
        return ""
    key = next((value for each in book.iter() if each.tag.endswith("}sheet") and each.get("name") == name
                for word, value in each.attrib.items() if word.endswith("}id")), "")  # fmt: skip
    target = next((each.get("Target", "") for each in links if each.get("Id") == key), "")
    part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
    return part if part in archive.namelist() else ""
