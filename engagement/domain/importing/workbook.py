"""Workbooks (XLSX): the rows of one worksheet as text. The guard stands in `resilience_portal/workbooks.py`."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from engagement.domain.importing.bounds import LINES_TRIED, MOST_ROWS, Unreadable, check_length
from resilience_portal.workbooks import BadWorkbook, fresh

_RETURN = "_x000D_"  # how the format writes a carriage return


def rows(body: bytes, *, sheet: str = "") -> tuple[Iterator[tuple[int, list[str]]], str, tuple[str, ...]]:
    """Numbered rows of one worksheet as text, its name, and the names of the other visible ones. Raises Unreadable."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(fresh(body)))
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
    except BadWorkbook as error:
        raise Unreadable(str(error)) from error
    except (CalamineError, OSError, ValueError) as error:
        raise _damaged() from error
    check_length(len(found))
    texts = ((number, [_text(value) for value in row]) for number, row in enumerate(found, start=1))
    return texts, chosen, tuple(name for name in visible if name != chosen)


def _damaged() -> Unreadable:
    return Unreadable(_("The workbook is damaged. Open it in Excel, save it again, and bring that copy."))


def _text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, days and times in ISO."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace(_RETURN, "")
