"""The two kinds of file that staff take along: CSV and Excel."""

from __future__ import annotations

import io
from typing import Any

import tablib
from import_export.formats.base_formats import CSV, Format


class PortalCsv(CSV):  # type: ignore[misc]  # import-export ships no types
    """UTF-8 with a byte order mark."""

    def can_import(self) -> bool:
        """No: the wizard of imports reads."""
        return False

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> str:
        """With a byte order mark, else Excel breaks accents and Arabic."""
        return f"\ufeff{super().export_data(dataset, **kwargs)}"

    def get_content_type(self) -> str:
        """With the encoding said aloud."""
        return "text/csv; charset=utf-8"


class PortalXlsx(Format):  # type: ignore[misc]
    """Writes every cell as text."""

    CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        """As the file name ends."""
        return "xlsx"

    def get_extension(self) -> str:
        """As the file name ends."""
        return "xlsx"

    def get_content_type(self) -> str:
        """Of Excel."""
        return self.CONTENT_TYPE

    def can_import(self) -> bool:
        """No: the wizard of imports reads."""
        return False

    def can_export(self) -> bool:
        """Yes."""
        return True

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        """The bytes of the workbook."""
        import xlsxwriter  # noqa: PLC0415  # only an export needs it

        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate((dataset.headers, *dataset)):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, str(cell))
            sheet.freeze_panes(1, 0)
            sheet.autofit()
        return out.getvalue()


FORMATS = [PortalCsv, PortalXlsx]
