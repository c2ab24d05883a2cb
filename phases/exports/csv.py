"""Tables as CSV: UTF-8 with BOM (spreadsheets need it), RFC 4180, no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
import re

from django.utils.translation import gettext as _

from phases.domain.rendered import RenderedFile
from phases.exports.figures import Payload, Table, tables

# Spaces of every kind, joiners and direction marks: a spreadsheet looks behind them, so do we.
UNSEEN = r"\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
FORMULA = re.compile(rf"^[{UNSEEN}]*[=+\-@＝＋－＠﹢﹣﹦﹫\t\r]")


def safe(text: str) -> str:
    """The text as a cell: what a spreadsheet would run is shown instead, also behind spaces and direction marks."""
    return f"'{text}" if FORMULA.match(text) else text


def rows(table: Table) -> list[list[str]]:
    """Heading and rows: codes and labels of each dimension, the published figure, the words that say it."""
    heads = [part for head in table.heads for part in (f"{head} ({_('code')})", head)]
    body = [
        [safe(part) for pair in zip(row.codes, row.labels, strict=True) for part in pair]
        + ["" if row.shown is None else str(row.shown), row.words]
        for row in table.rows
    ]
    return [[*heads, _("Published figure"), _("In words")], *body]


def render(payload: Payload, language: str) -> list[RenderedFile]:
    """One file per table, in the active language."""
    found = []
    for table in tables(payload):
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\r\n").writerows(rows(table))
        name = f"{table.name.replace('_', '-')}.{language}.csv"
        found.append(RenderedFile(name, "text/csv; charset=utf-8", b"\xef\xbb\xbf" + out.getvalue().encode(), language))
    return found
