"""Conversations as rows: the columns of the list, and the same as a sheet. Notes and summaries are never among them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext_lazy as _

from engagement.models import Conversation, Point
from resilience_portal.accounts.models import User
from resilience_portal.text import formula_safe
from resilience_portal.ui.phrases import day_words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
THEMES = "points"  # as the reader may see them: a second coder, blind, sees none
MADE = datetime(2000, 1, 1)  # a workbook tells when it was made, and so when somebody worked


@dataclass(frozen=True)
class Column:
    """A heading and how its cell reads. `needs`: what has to be fetched along, in one go for all rows."""

    label: Any
    text: Callable[[Conversation], Any]
    needs: str = ""


def _themes(talk: Conversation) -> str:
    names = {coding.theme.code: coding.theme.name for point in talk.points.all() for coding in point.codings.all()}
    return ", ".join(str(names[code]) for code in sorted(names))


def _day(talk: Conversation) -> str:
    return day_words(talk.held_on, talk.date_precision)


def _to_do(talk: Conversation) -> str:
    return str(sum(follow_up.is_pending for follow_up in talk.follow_ups.all()) or "")


COLUMNS: dict[str, Column] = {
    "reference": Column(_("Reference"), lambda talk: talk.reference),
    "organization": Column(_("Organization"), lambda talk: talk.organization.name),
    "held_on": Column(_("Date"), _day),
    "phase": Column(_("Phase"), lambda talk: talk.phase.title),
    "method": Column(_("How"), lambda talk: talk.get_method_display()),
    "lead": Column(_("Led by"), lambda talk: talk.lead.display_name),
    "state": Column(_("State"), lambda talk: talk.get_state_display()),
    "assigned": Column(_("Next step by"), lambda talk: talk.assigned_to.display_name if talk.assigned_to else ""),
    "level": Column(_("Who may open it"), lambda talk: talk.get_level_display()),
    "sector": Column(_("Sector"), lambda talk: talk.organization.sector.name),
    "ward": Column(_("Ward"), lambda talk: talk.organization.ward.name if talk.organization.ward else "", "organization__ward"),
    "themes": Column(_("Themes"), _themes, THEMES),
    "tags": Column(_("Tags"), lambda talk: ", ".join(tag.name for tag in talk.tags.all()), "tags"),
    "follow_ups": Column(_("Things to do"), _to_do, "follow_ups"),
    "people_count": Column(_("Number of people"), lambda talk: str(talk.people_count or "")),
    "consent": Column(_("Consent"), lambda talk: talk.get_consent_state_display()),
    "check": Column(_("Participant check"), lambda talk: talk.get_participant_check_display()),
}
FIRST = ("organization", "held_on", "method", "lead", "state")


def cells(rows: Sequence[Conversation], names: Sequence[str], *, seen_by: User) -> list[list[str]]:
    """The text of each cell, in the reader's language. The same number of queries for one row and for many."""
    needs: list[str | Prefetch[Any]] = [need for name in names if (need := COLUMNS[name].needs) and need != THEMES]
    if "themes" in names:
        needs.append(Prefetch(THEMES, Point.objects.visible_to(seen_by).prefetch_related("codings__theme")))
    if rows and needs:
        prefetch_related_objects(list(rows), *needs)
    return [[str(COLUMNS[name].text(talk)) for name in names] for talk in rows]


def as_csv(rows: Sequence[Conversation], names: Sequence[str], *, seen_by: User) -> bytes:
    """With a byte order mark, else Excel breaks accents and Arabic. No cell is ever run."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([formula_safe(cell) for cell in line] for line in _lines(rows, names, seen_by))
    return f"\ufeff{out.getvalue()}".encode()


def as_xlsx(rows: Sequence[Conversation], names: Sequence[str], *, seen_by: User) -> bytes:
    """Every cell is text; nothing in the file tells when it was made or by whom."""
    import xlsxwriter  # noqa: PLC0415 - only an export needs it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE, "author": "", "comments": ""})
        head, sheet = book.add_format({"bold": True, "bottom": 1}), book.add_worksheet()
        if get_language_bidi():
            sheet.right_to_left()
        for number, line in enumerate(_lines(rows, names, seen_by)):
            for column, cell in enumerate(line):
                sheet.write_string(number, column, formula_safe(cell), None if number else head)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(names), 24)
    return out.getvalue()


def _lines(rows: Sequence[Conversation], names: Sequence[str], seen_by: User) -> Iterable[list[str]]:
    yield [str(COLUMNS[name].label) for name in names]
    yield from cells(rows, names, seen_by=seen_by)


def file_name(kind: str) -> str:
    """Of the download: the day in the portal's time zone, no name."""
    return f"conversations-{timezone.localdate():%Y-%m-%d}.{kind}"
