"""What a row is before its cells are read: a record, or something that people put between records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from resilience_portal.sheets.headings import Heading
from resilience_portal.sheets.issues import Issue, error, info
from resilience_portal.sheets.reading import Line
from resilience_portal.text import searchable

_TOTAL = re.compile(r"(?:grand |sub ?|sous )?(?:total|totals|totaux|totales|sum|somme|sum of)\b|المجموع|الاجمالي|اجمالي|مجموع")
MOST_BLANK_TOLD = 50  # rows one by one; beyond, only how many


@dataclass(frozen=True)
class RowShape:
    """Whether a row holds a record; if not, or if it is not whole, why."""

    is_record: bool
    issues: tuple[Issue, ...] = ()


def shape(line: Line, heading: Heading, required: Sequence[str], *, is_text: bool) -> RowShape:
    """Judges one line below the heading."""
    cells = [cell.strip() for cell in line.cells]
    width = heading.width
    if not any(cells):
        return RowShape(False, (info("row.blank"),))
    if cells[:width] == heading.words[:width]:
        return RowShape(False, (info("row.repeated_header"),))
    if _is_total(cells, heading, required):
        return RowShape(False, (info("row.total_line"),))
    issues = [info("row.hidden")] if line.is_hidden else []
    if is_text and len(cells) < width:
        issues.append(error("row.too_short", found=len(cells), expected=width))
    elif any(cells[width:]):
        issues.append(error("row.too_long" if is_text else "row.beside", found=_last(cells), expected=width))
    return RowShape(True, tuple(issues))


def _last(cells: Sequence[str]) -> int:
    return len(cells)


def _is_total(cells: Sequence[str], heading: Heading, required: Sequence[str]) -> bool:
    """The word for a sum in the first filled cell, most cells empty, and a cell missing that a record must have."""
    first = next(cell for cell in cells if cell)
    if not _TOTAL.match(searchable(first[:60])):
        return False
    empty = [name for column, name in enumerate(heading.fields) if name in required and not "".join(cells[column : column + 1])]
    return bool(empty) and sum(map(bool, cells)) <= max(2, len(cells) // 2)
