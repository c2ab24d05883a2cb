"""A verdict on every row, before anything is written. What is not certain is reported, never guessed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from engagement.domain.importing import columns, values
from engagement.domain.importing.columns import Table
from engagement.domain.importing.names import Names
from engagement.models import Conversation
from engagement.models.conversation import NOTES_MAX_LENGTH, SUMMARY_MAX_LENGTH
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from stakeholders.models import Organization

LONGEST = {"notes": NOTES_MAX_LENGTH, "public_summary": SUMMARY_MAX_LENGTH, "follow_up": 500, "purpose": 200}
LONGEST_LIST = 3_000
NUMBERS = {"duration_minutes": 1440, "people_count": 500}
EARLIEST = date(2000, 1, 1)  # as on the form: a slip of the finger in the year
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
NEVER_REPEATED = frozenset(LONGEST)  # what was said stays out of messages, and so out of logs


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, in words. `row` counts as a spreadsheet does; `column` is the file's own name for it.

    `value` is what stands there, cut and made printable; empty for the texts of a conversation.
    """

    row: int
    column: str
    value: str
    message: str
    is_ambiguity: bool = False


@dataclass
class Verdict:
    """One row: what would be written, or why not."""

    row: int
    fields: dict[str, Any] = field(default_factory=dict)
    themes: list[Theme] = field(default_factory=list)
    follow_up: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    mark: str = ""
    is_known: bool = False  # the same talk is in the portal already
    repeats: int = 0  # number of the row above that says the same

    @property
    def is_ambiguous_only(self) -> bool:
        """Nothing is wrong but that a name fits several organizations."""
        return bool(self.problems) and all(problem.is_ambiguity for problem in self.problems)


def mark_of(organization: UUID, held_on: date, notes: str) -> str:
    """Tells one talk from another: who, when, and the words, however their letters, lines and spaces are written."""
    words = " ".join(unicodedata.normalize("NFC", notes).split())
    return hashlib.sha256(f"{organization} {held_on} {words}".encode()).hexdigest()


def marks(phase: Phase, first: date, last: date) -> set[str]:
    """Marks of the phase's conversations held between two days, both included. Reads their notes once, one at a time."""
    held = Conversation.objects.in_phase(phase).filter(held_on__range=(first, last)).order_by()
    return {mark_of(*row) for row in held.values_list("organization_id", "held_on", "notes").iterator()}


class Judge:
    """Knows the registry, the codebook and the accounts as they are now; asked once per file, then row by row."""

    def __init__(self, *, table: Table, by: User, today: date) -> None:
        self.table, self.by, self.today = table, by, today
        self.names = Names(by=by)
        days = (columns.cells(row, table.where).get(name, "") for _n, row in table.rows for name in ("held_on", "follow_up_due"))
        self.order = values.day_order(days)
        self.seen: dict[str, int] = {}

    def verdicts(self) -> Iterator[Verdict]:
        """One for each row, in order."""
        for number, row in self.table.rows:
            yield self._verdict(number, row)

    def _verdict(self, number: int, row: list[str]) -> Verdict:
        verdict, cells = Verdict(number), columns.cells(row, self.table.where)
        if len(row) < self.table.width or any(cell.strip() for cell in row[self.table.width :]):
            message = _("This row has %(found)s cells, the heading %(expected)s. Is a separator or a quotation mark missing?")
            self._say(verdict, "", "", message % {"found": len(row), "expected": self.table.width})
            return verdict
        for column, value in cells.items():
            if CONTROL.search(value):
                self._say(verdict, column, value, _("There are control characters in this cell. Type it again without them."))
        verdict.fields = {"organization": self._organization(verdict, cells), "held_on": self._day(verdict, cells, "held_on")}
        self._texts(verdict, cells)
        self._choices(verdict, cells)
        self._numbers(verdict, cells)
        self._themes(verdict, cells.get("themes", ""))
        self._follow_up(verdict, cells)
        if not verdict.problems:
            found = verdict.fields
            verdict.mark = mark_of(found["organization"].pk, found["held_on"], found["notes"])
            verdict.repeats = self.seen.get(verdict.mark, 0)
            self.seen.setdefault(verdict.mark, number)
        return verdict

    def _say(self, verdict: Verdict, column: str, value: str, message: str, *, is_ambiguity: bool = False) -> None:
        shown = (
            "" if column in NEVER_REPEATED else "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value[:80])
        )
        heading = self.table.headings.get(column, "")
        verdict.problems.append(Problem(verdict.row, heading, shown, message, is_ambiguity))

    def _missing(self, verdict: Verdict, column: str) -> None:
        self._say(verdict, column, "", _("This cell must not be empty."))

    def _organization(self, verdict: Verdict, cells: Mapping[str, str]) -> Organization | None:
        reference, name = cells.get("organization_reference", ""), cells["organization"]
        matches = self.names.organizations(name)
        if reference:
            found = self.names.by_reference(reference)
            if found is None:
                self._say(verdict, "organization_reference", reference, _("No organization has this reference."))
            elif name and found not in matches:
                message = _("This reference belongs to “%(name)s”. Correct the name or the reference.")
                self._say(verdict, "organization_reference", reference, message % {"name": found.name})
            return found
        if len(matches) > 1:
            references = ", ".join(sorted(found.reference for found in matches))
            message = _("Several organizations have this name (%(references)s). Add a column “Organization reference”.")
            self._say(verdict, "organization", name, message % {"references": references}, is_ambiguity=True)
        elif not name:
            self._missing(verdict, "organization")
        elif not matches:
            self._say(verdict, "organization", name, self.names.unknown_organization(name))
        return matches[0] if len(matches) == 1 else None

    def _day(self, verdict: Verdict, cells: Mapping[str, str], column: str) -> date | None:
        value = cells.get(column, "")
        if not value:
            if column == "held_on":
                self._missing(verdict, column)
            return None
        try:
            found = values.day(value, self.order)
        except values.TwoDays:
            self._say(verdict, column, value, _("This could be two different days. Write it as 2026-11-24 (year-month-day)."))
            return None
        except ValueError:
            self._say(verdict, column, value, _("Write the day as 2026-11-24 (year-month-day)."))
            return None
        if column == "held_on" and found > self.today:
            self._say(verdict, column, value, _("This day has not come yet."))
        if found < EARLIEST:
            self._say(verdict, column, value, _("Check the year of this date."))
        return found

    def _texts(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        for column in ("notes", "public_summary", "purpose"):
            value = cells.get(column, "")
            if len(value) > LONGEST[column]:
                message = _("This text has %(length)s characters; %(most)s is the most.")
                self._say(verdict, column, value, message % {"length": len(value), "most": LONGEST[column]})
            verdict.fields[column] = value
        if not verdict.fields["notes"]:
            self._missing(verdict, "notes")
        language = cells.get("language") or "en"
        found = self.names.language(language)
        if found is None:
            self._say(verdict, "language", language, _("Write the language by its name or its code: English, fr, ar, so."))
        verdict.fields["language"] = found

    def _choices(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        for column, known in columns.VALUES.items():
            value = cells.get(column, "")
            found = columns.meaning(column, value) if value else None
            if value and found is None:
                words = ", ".join(str(choice.label) for choice in known)
                self._say(verdict, column, value, _("Not one of: %(known)s.") % {"known": words})
            elif column == "method" and not value:
                self._missing(verdict, column)
            elif found:
                verdict.fields[column] = found
        for column in columns.YES_OR_NO:
            if value := cells.get(column, ""):
                answer = columns.yes_or_no(value)
                if answer is None:
                    self._say(verdict, column, value, _("Write yes or no."))
                verdict.fields[column] = answer

    def _numbers(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        for column, most in NUMBERS.items():
            if value := cells.get(column, ""):
                number = values.whole_number(value)
                if number is None or not 1 <= number <= most:
                    self._say(verdict, column, value, _("Write a whole number from 1 to %(most)s.") % {"most": most})
                verdict.fields[column] = number
        if clock := cells.get("start_time", ""):
            verdict.fields["start_time"] = values.clock(clock)
            if verdict.fields["start_time"] is None:
                self._say(verdict, "start_time", clock, _("Write the time as 14:30."))

    def _themes(self, verdict: Verdict, value: str) -> None:
        if len(value) > LONGEST_LIST:
            self._say(verdict, "themes", value, _("This list of themes is too long."))
            return
        found, unknown = self.names.themes(value)
        verdict.themes = found
        for name in unknown:
            self._say(verdict, "themes", name, self.names.unknown_theme(name))

    def _follow_up(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        text, owner = cells.get("follow_up", ""), cells.get("follow_up_owner", "")
        due_on = self._day(verdict, cells, "follow_up_due")
        if not text:
            if owner or due_on:
                self._say(verdict, "follow_up", "", _("There is an owner or a day, but nothing to do. Fill in all or none."))
            return
        if len(text) > LONGEST["follow_up"]:
            message = _("This text is longer than %(most)s characters.") % {"most": LONGEST["follow_up"]}
            self._say(verdict, "follow_up", text, message)
        people = self.names.people(owner) if owner else [self.by]
        if not people:
            self._say(verdict, "follow_up_owner", owner, _("No account has this user name."))
        elif len(people) > 1:
            self._say(verdict, "follow_up_owner", owner, _("Several accounts have this name. Write the user name."))
        verdict.follow_up = {"text": text, "owner": people[0] if people else None, "due_on": due_on}
