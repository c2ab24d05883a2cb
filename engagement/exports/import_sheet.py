"""The sheet that was brought, row by row as it came, with what there is to say about each row beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from engagement.models import ImportBatch, ImportRow
from engagement.phrases import outcomes
from resilience_portal.sheets.headings import Vocabulary
from resilience_portal.sheets.phrases import sentence
from resilience_portal.sheets.texts import NO_RESULT
from resilience_portal.text import formula_safe

STEP = 2_000
MOST_BOOK_ROWS = 50_000


def _table(batch: ImportBatch) -> Iterator[list[str]]:
    """The heading, then every row."""
    yield [*batch.heading, _("Row"), _("Verdict"), _("What to know")]
    number = 0
    while rows := list(batch.rows.after(number)[:STEP]):
        for row in rows:
            yield _line(row, batch)
        number = rows[-1].number


def _line(row: ImportRow, batch: ImportBatch) -> list[str]:
    names = {name: words for name, words in zip(batch.fields, batch.heading, strict=True) if name}
    reasons = [f"{names[each.column]}: {sentence(each)}" if each.column in names else sentence(each) for each in row.all_issues]
    cells = [str(cell).replace(NO_RESULT, "") for cell in row.cells]
    cells += [""] * (len(batch.heading) - len(cells))
    verdict = str(outcomes(batch.state)[row.outcome if row.is_record else "left_out"])
    return [formula_safe(cell) for cell in (*cells[: len(batch.heading)], str(row.number), verdict, "\n".join(reasons))]


def as_csv(batch: ImportBatch) -> Iterator[str]:
    """A line at a time, with the mark that Excel needs to read accents and Arabic."""
    yield "\ufeff"
    for line in _table(batch):
        out = io.StringIO(newline="")
        csv.writer(out).writerow(line)
        yield out.getvalue()


def as_workbook(batch: ImportBatch) -> bytes:
    """Every cell as text: nothing in it is ever run."""
    import xlsxwriter  # noqa: PLC0415 - only an export needs it

    out = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for at, line in enumerate(_table(batch)):
            for column, cell in enumerate(line):
                sheet.write_string(at, column, cell[:32_000])
    return out.getvalue()


def blank(vocabulary: Vocabulary, language: str) -> bytes:
    """An empty workbook with the column names, in the reader's language: a good start for who has no sheet yet."""
    import xlsxwriter  # noqa: PLC0415 - only an export needs it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "text_wrap": True})
        for column, (name, words) in enumerate(vocabulary.fields.items()):
            mark = " *" if name in vocabulary.required else ""
            sheet.write_string(0, column, f"{words.get(language, words['en'])[0]}{mark}", bold)
        sheet.set_column(0, len(vocabulary.fields), 18)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
