"""A verdict on every row, before anything is written. What is not certain is reported, never guessed."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from difflib import get_close_matches
from typing import Any

from django.conf import settings
from django.utils.dateparse import parse_time
from django.utils.translation import gettext as _

from engagement.domain.importing import columns
from engagement.domain.recording import one_line_end
from engagement.models import Conversation
from engagement.models.conversation import NOTES_MAX_LENGTH, SUMMARY_MAX_LENGTH
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from resilience_portal.text import searchable
from stakeholders.models import Organization

LONGEST = {"notes": NOTES_MAX_LENGTH, "public_summary": SUMMARY_MAX_LENGTH, "follow_up": 500}
NUMBERS = {"duration_minutes": 1440, "people_count": 500}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one cell, in words. `row` counts as a spreadsheet does: the heading is 1."""

    row: int
    column: str
    value: str
    message: str
    is_ambiguity: bool = False


@dataclass
class Verdict:
    """One row: what would be written, or why not. `is_known`: the same talk is in the portal, or above in the file."""

    row: int
    fields: dict[str, Any] = field(default_factory=dict)
    themes: list[Theme] = field(default_factory=list)
    follow_up: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    is_known: bool = False


def fingerprint(organization: Organization, held_on: date, notes: str) -> str:
    """Tells one talk from another: who, when, and the words, however their letters are composed."""
    words = unicodedata.normalize("NFC", notes).strip()
    return hashlib.sha256(f"{organization.pk} {held_on} {words}".encode()).hexdigest()


class Judge:
    """Knows the registry, the codebook and the accounts as they are now; asked once per file, then row by row."""

    def __init__(self, *, phase: Phase, by: User, today: date) -> None:
        self.phase, self.by, self.today = phase, by, today
        self.organizations = list(Organization.objects.visible_to(by).pickable())
        self.by_reference = {found.reference.casefold(): found for found in self.organizations}
        self.by_name: dict[str, list[Organization]] = {}
        for found in self.organizations:
            for name in {searchable(name) for name in (found.name, *found.aliases.splitlines()) if searchable(name)}:
                self.by_name.setdefault(name, []).append(found)
        self.themes: dict[str, Theme] = {}
        for theme in Theme.objects.in_use():
            for name in (theme.code, *(getattr(theme, f"name_{code}") for code, _name in settings.LANGUAGES)):
                self.themes[searchable(name or "")] = theme
        self.theme_names = {theme.name for theme in self.themes.values()}
        self.people: dict[str, User] = {}
        for user in User.objects.filter(is_active=True):
            self.people[user.username.casefold()] = user
            self.people.setdefault(user.email.partition("@")[0].casefold(), user)
        known = Conversation.objects.in_phase(phase).select_related("organization")
        self.seen = {fingerprint(talk.organization, talk.held_on, talk.notes) for talk in known}

    def verdict(self, number: int, cells: Mapping[str, str]) -> Verdict:
        """Judges one row (`columns.cells`)."""
        verdict = Verdict(number)
        for column, value in cells.items():
            if CONTROL.search(value):
                self._say(verdict, column, value, _("There are control characters in this cell. Type it again without them."))
        verdict.fields = {"organization": self._organization(verdict, cells), "held_on": self._day(verdict, cells, "held_on")}
        if verdict.fields["held_on"] and verdict.fields["held_on"] > self.today:
            self._say(verdict, "held_on", cells["held_on"], _("This day has not come yet."))
        self._words(verdict, cells)
        self._choices(verdict, cells)
        self._numbers(verdict, cells)
        verdict.themes = self._themes(verdict, cells.get("themes", ""))
        self._follow_up(verdict, cells)
        if not verdict.problems:
            mark = fingerprint(verdict.fields["organization"], verdict.fields["held_on"], verdict.fields["notes"])
            verdict.is_known = mark in self.seen
            self.seen.add(mark)
        return verdict

    def _say(self, verdict: Verdict, column: str, value: str, message: str, *, is_ambiguity: bool = False) -> None:
        heading = columns.HEADINGS[column][0]
        verdict.problems.append(Problem(verdict.row, heading, value[:80], message, is_ambiguity))

    def _organization(self, verdict: Verdict, cells: Mapping[str, str]) -> Organization | None:
        reference, name = cells.get("organization_reference", ""), cells["organization"]
        if reference:
            found = self.by_reference.get(reference.casefold())
            if found is None:
                self._say(verdict, "organization_reference", reference, _("No organization has this reference."))
            return found
        matches = self.by_name.get(searchable(name), [])
        if len(matches) == 1:
            return matches[0]
        if matches:
            references = ", ".join(sorted(found.reference for found in matches))
            message = _("Several organizations have this name (%(references)s). Add a column “Organization reference”.")
            self._say(verdict, "organization", name, message % {"references": references}, is_ambiguity=True)
        else:
            self._say(verdict, "organization", name, self._unknown(name, {one.name for one in self.organizations}))
        return None

    @staticmethod
    def _unknown(name: str, known: Iterable[str]) -> str:
        if not name:
            return _("This cell must not be empty.")
        near = get_close_matches(name, list(known), n=1, cutoff=0.75)
        if near:
            return _("Not known. Did you mean “%(name)s”?") % {"name": near[0]}
        return _("Not known. Add it to the registry first, or correct the spelling.")

    def _day(self, verdict: Verdict, cells: Mapping[str, str], column: str) -> date | None:
        value = _digits(cells.get(column, ""))
        if not value:
            if column == "held_on":
                self._say(verdict, column, value, _("This cell must not be empty."))
            return None
        try:
            return date.fromisoformat(value)
        except ValueError:
            self._say(verdict, column, value, _("Write the day as 2026-11-24 (year-month-day)."))
            return None

    def _words(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        for column in ("notes", "public_summary"):
            value = one_line_end(cells.get(column, ""))
            if len(value) > LONGEST[column]:
                message = _("This text has %(length)s characters; %(most)s is the most.")
                self._say(verdict, column, value, message % {"length": len(value), "most": LONGEST[column]})
            verdict.fields[column] = value
        if not verdict.fields["notes"]:
            self._say(verdict, "notes", "", _("This cell must not be empty."))
        verdict.fields["language"] = cells.get("language") or "en"
        if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z]{2,4})?", verdict.fields["language"]):
            self._say(verdict, "language", verdict.fields["language"], _("Write the language as a code: en, fr, ar, so."))

    def _choices(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        for column in columns.VALUES:
            value = cells.get(column, "")
            found = columns.meaning(column, value) if value else None
            if value and found is None:
                known = ", ".join(names[0] for names in columns.VALUES[column].values())
                self._say(verdict, column, value, _("Not one of: %(known)s.") % {"known": known})
            elif column == "method" and not value:
                self._say(verdict, column, value, _("This cell must not be empty."))
            elif found:
                verdict.fields[column] = found

    def _numbers(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        for column, most in NUMBERS.items():
            value = _digits(cells.get(column, ""))
            if value and not (value.isdigit() and 1 <= int(value) <= most):
                self._say(verdict, column, value, _("Write a whole number from 1 to %(most)s.") % {"most": most})
            elif value:
                verdict.fields[column] = int(value)
        clock = _digits(cells.get("start_time", ""))
        if clock:
            found: time | None = parse_time(clock) if re.match(r"\d{1,2}:\d\d", clock) else None
            if found is None:
                self._say(verdict, "start_time", clock, _("Write the time as 14:30."))
            verdict.fields["start_time"] = found

    def _themes(self, verdict: Verdict, value: str) -> list[Theme]:
        """Names or codes between ; or ؛ (or the Arabic comma, where the whole is no name)."""
        found: dict[str, Theme] = {}
        for part in re.split(r"[;؛\n]", value):
            parts = [part] if searchable(part) in self.themes else part.split("،")
            for name in parts:
                theme = self.themes.get(searchable(name))
                if theme is not None and name.strip():
                    found[theme.code] = theme
                elif name.strip():
                    self._say(
                        verdict, "themes", name.strip(), self._unknown(name.strip(), {one.name for one in self.themes.values()})
                    )
        return list(found.values())

    def _follow_up(self, verdict: Verdict, cells: Mapping[str, str]) -> None:
        text, owner = cells.get("follow_up", ""), cells.get("follow_up_owner", "")
        if not text:
            return
        if len(text) > LONGEST["follow_up"]:
            self._say(
                verdict, "follow_up", text, _("This text is longer than %(most)s characters.") % {"most": LONGEST["follow_up"]}
            )
        person = self.people.get(owner.casefold()) if owner else self.by
        if person is None:
            self._say(verdict, "follow_up_owner", owner, _("No account has this user name."))
        verdict.follow_up = {"text": text, "owner": person, "due_on": self._day(verdict, cells, "follow_up_due")}


def _digits(text: str) -> str:
    """Arabic-Indic and Persian digits as 0-9."""
    return "".join(str(unicodedata.decimal(c)) if unicodedata.decimal(c, None) is not None else c for c in text)
