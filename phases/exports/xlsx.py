"""The same tables as one workbook per language. A constant date inside, so that the same figures give the same bytes."""

from __future__ import annotations

import io
from datetime import datetime

from phases.domain.rendered import RenderedFile
from phases.exports.csv import rows
from phases.exports.figures import Payload, tables, text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE = datetime(2000, 1, 1)
SHEETS = {
    "organizations_by_sector_and_theme": "by_sector_and_theme",
    "organizations_by_ward_and_theme": "by_ward_and_theme",
}  # a sheet's name has 31 characters at most


def render(payload: Payload, language: str) -> RenderedFile:
    """The workbook in the active language."""
    import xlsxwriter  # noqa: PLC0415 - the worker's; the web process never loads it

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": text(payload["title"]), "created": MADE, "author": "", "comments": ""})
    head = book.add_format({"bold": True, "bottom": 1})
    for table in tables(payload):
        sheet = book.add_worksheet(SHEETS.get(table.name, table.name)[:31])
        if language == "ar":
            sheet.right_to_left()
        for number, row in enumerate(rows(table)):
            for column, value in enumerate(row):
                if number and value.isdigit():
                    sheet.write_number(number, column, int(value))
                else:
                    sheet.write_string(number, column, value, head if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.heads) * 2 + 1, 28)
    book.close()
    return RenderedFile(f"figures.{language}.xlsx", XLSX, out.getvalue(), language)
