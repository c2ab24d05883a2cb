"""The two kinds of file that staff bring: CSV and Excel. Both are guarded before they are opened."""

from __future__ import annotations

import io
import re
import time
import uuid
import zipfile
from pathlib import Path
from typing import Any

import tablib
from django.conf import settings
from django.utils.translation import gettext as _
from import_export.formats.base_formats import CSV, Format
from import_export.tmp_storages import BaseStorage

from resilience_portal.sheets.bounds import Unreadable as BadWorkbook
from resilience_portal.sheets.guard import fresh

MOST_BYTES = 5 * 1024 * 1024
KEPT_SECONDS = 60 * 60
TOKEN = re.compile(r"[0-9a-f]{32}")


class Unreadable(ValueError):
    """The file can't be read as what it says it is. The message is for the person who brought it."""


class PortalCsv(CSV):  # type: ignore[misc]  # import-export ships no types
    """UTF-8 with or without a byte order mark; comma, or the semicolon that Excel writes in French."""

    def create_dataset(self, in_stream: str | bytes, **kwargs: Any) -> tablib.Dataset:
        """Raises Unreadable."""
        text = in_stream.decode("utf-8-sig") if isinstance(in_stream, bytes) else in_stream
        if "\0" in text:
            raise Unreadable(_("This is not a text file. Save it as “CSV UTF-8” and try again."))
        first_line = text.split("\n", 1)[0]
        delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
        return super().create_dataset(text, delimiter=delimiter, **kwargs)

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> str:
        """With a byte order mark, else Excel breaks accents and Arabic."""
        return f"\ufeff{super().export_data(dataset, **kwargs)}"

    def get_content_type(self) -> str:
        """With the encoding said aloud."""
        return "text/csv; charset=utf-8"


class PortalXlsx(Format):  # type: ignore[misc]
    """Reads the first sheet with calamine, which runs nothing; writes every cell as text."""

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
        """Yes."""
        return True

    def can_export(self) -> bool:
        """Yes."""
        return True

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        """Raises Unreadable."""
        from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415  # only an import needs it

        if len(in_stream) > MOST_BYTES:
            raise Unreadable(_("This workbook is too large. Keep only the sheet with the organizations."))
        if not zipfile.is_zipfile(io.BytesIO(in_stream)):
            raise Unreadable(_("This is not an Excel workbook (.xlsx). Save it as .xlsx or as “CSV UTF-8”."))
        try:
            book = CalamineWorkbook.from_filelike(io.BytesIO(fresh(in_stream)))
            rows = book.get_sheet_by_index(0).to_python(skip_empty_area=True)
        except BadWorkbook as error:
            raise Unreadable(str(error)) from error
        except (CalamineError, OSError, ValueError, IndexError) as error:
            raise Unreadable(_("This Excel file can't be read. Open it in Excel, save it again and try once more.")) from error
        header, *lines = rows or [[]]
        return tablib.Dataset(*(line for line in lines if any(line)), headers=[str(cell) for cell in header])

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


class PrivateUpload(BaseStorage):  # type: ignore[misc]
    """A file between preview and confirmation: in a folder of the portal's own, under a secret name, for an hour."""

    @property
    def path(self) -> Path:
        """Raises FileNotFoundError for a name that this class never gave."""
        if not TOKEN.fullmatch(self.name or ""):
            raise FileNotFoundError(self.name)
        folder = Path(settings.VAR_DIR) / "uploads"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / self.name

    def save(self, data: bytes) -> None:
        """Writes it, and clears away what nobody confirmed."""
        self.name = uuid.uuid4().hex
        path = self.path
        for old in path.parent.iterdir():
            if old.stat().st_mtime < time.time() - KEPT_SECONDS:
                old.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(data)

    def read(self) -> str | bytes:
        """Text or bytes, as the format asks. Raises FileNotFoundError after confirmation or an hour."""
        return self.path.read_text(encoding=self.encoding) if self.encoding else self.path.read_bytes()

    def remove(self) -> None:
        """Deletes it."""
        self.path.unlink(missing_ok=True)
