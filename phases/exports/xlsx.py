"""The same tables as one workbook per language. The only date inside is the day of release: same figures, same bytes."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from phases.domain.rendered import RenderedFile
from phases.exports import method
from phases.exports.csv import rows, safe
from phases.exports.figures import Payload, tables, text
from phases.phrases import DEFINITIONS
from resilience_portal.ui.phrases import day_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEETS = {
    "organizations_by_sector_and_theme": "by_sector_and_theme",
    "organizations_by_ward_and_theme": "by_ward_and_theme",
}  # a sheet's name has 31 characters at most
WIDE = 28


def about(payload: Payload) -> list[tuple[str, str]]:
    """The first sheet: what this is, until when, how its figures were made, where it is from."""
    site = payload.get("site") or settings.SITE_URL
    return [
        (_("Report"), text(payload["title"])),
        (_("Version"), str(payload["version"])),
        (pgettext("a day", "Released"), day_words(payload["released_on"])),
        (_("Until"), day_words(payload["period"]["to"])),
        *method.box(payload),
        (_("Withheld"), method.withheld(payload)),
        (_("Contact"), text(payload["plan"]["contact"])),
        (_("Where it is from"), f"{site}/data/{payload['slug']}/v{payload['version']}/datapackage.json"),
        *((table.title, str(DEFINITIONS[table.name])) for table in tables(payload)),
    ]


def render(payload: Payload, language: str) -> RenderedFile:
    """The workbook in the active language."""
    import xlsxwriter  # noqa: PLC0415 - the worker's; the web process never loads it

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    made = datetime.fromisoformat(payload["released_on"])
    book.set_properties({"title": text(payload["title"]), "created": made, "author": "", "comments": ""})
    head, wrapped = book.add_format({"bold": True, "bottom": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    _about_sheet(_sheet(book, "about", language), payload, head, wrapped)
    for table in tables(payload):
        sheet = _sheet(book, SHEETS.get(table.name, table.name)[:31], language)
        for number, row in enumerate(rows(table)):
            for column, value in enumerate(row):
                if number and column == len(row) - 2 and value:
                    sheet.write_number(number, column, int(value))
                else:
                    sheet.write_string(number, column, value, head if number == 0 else None)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(table.heads) * 2 + 1, WIDE)
    book.close()
    return RenderedFile(f"figures.{language}.xlsx", XLSX, out.getvalue(), language)


def _sheet(book: Any, name: str, language: str) -> Any:
    sheet = book.add_worksheet(name)
    if language == "ar":
        sheet.right_to_left()
    return sheet


def _about_sheet(sheet: Any, payload: Payload, head: Any, wrapped: Any) -> None:
    for number, (name, words) in enumerate(about(payload)):
        sheet.write_string(number, 0, safe(name), head)
        sheet.write_string(number, 1, safe(words), wrapped)
    sheet.set_column(0, 0, WIDE)
    sheet.set_column(1, 1, 3 * WIDE)
