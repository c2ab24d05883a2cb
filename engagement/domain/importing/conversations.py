"""A verdict on every row of a sheet of conversations, before anything is written. What is not certain is asked, never guessed."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from engagement.domain.importing import words
from engagement.domain.importing.codebook import Codebook, Staff
from engagement.enums import Attribution, ConsentState, ConversationState, DatePrecision, Level, Method
from engagement.models.conversation import NOTES_MAX_LENGTH, SUMMARY_MAX_LENGTH
from resilience_portal.accounts.models import User
from resilience_portal.privacy.scrub import Kind, KnownName, KnownNames, matches, named
from resilience_portal.sheets.days import read_day
from resilience_portal.sheets.figures import read_clock, read_count, read_minutes
from resilience_portal.sheets.issues import Issue, error, info, warning
from resilience_portal.sheets.judging import NEW, SKIP, Agreed, Cells, Judge, Outcome, Question, Verdict
from resilience_portal.sheets.languages import read_language
from resilience_portal.sheets.texts import formula_mark, is_nothing, name_of, remarks
from resilience_portal.text import searchable
from stakeholders.domain.importing.choices import read_yes_no
from stakeholders.domain.importing.organizations import label
from stakeholders.domain.importing.registry import Known, Registry
from stakeholders.models import Person

LONGEST = {"notes": NOTES_MAX_LENGTH, "public_summary": SUMMARY_MAX_LENGTH, "follow_up": 500, "purpose": 200}
MOST_PEOPLE = 500
NAMES_NOBODY = (Attribution.SECTOR, Attribution.AGGREGATE, Attribution.NOT_FOR_PUBLICATION)
TOLD = {
    Kind.EMAIL: "privacy.contact_details",
    Kind.PHONE: "privacy.contact_details",
    Kind.IDENTIFIER: "privacy.identifier",
    Kind.CASE: "privacy.case_detail",
}
NO_SUMMARY = (ConsentState.DECLINED, ConsentState.WITHDRAWN)


def mark_of(organization: UUID | str, held_on: date, notes: str) -> bytes:
    """Tells one talk from another: who, when, and the words, however their letters, lines and spaces are written."""
    said = " ".join(unicodedata.normalize("NFC", notes).split())
    return hashlib.blake2b(f"{organization} {held_on} {said}".encode(), digest_size=16).digest()


class ConversationJudge(Judge):
    """Knows the registry, the codebook and the accounts as they were when it was made."""

    required = words.VOCABULARY.required

    def __init__(self, agreed: Agreed, *, by: User, today: date, known: Iterable[bytes] = (), may_add: bool = False) -> None:
        super().__init__(agreed)
        self.by, self.today, self.may_add = by, today, may_add
        self.registry, self.codebook, self.staff = Registry(by=by), Codebook(), Staff()
        people = Person.objects.visible_to(by).values_list("name", flat=True)
        self.contacts = KnownNames(KnownName(name, Kind.PERSON, name) for name in people)
        self.known = set(known)
        self.seen: dict[bytes, int] = {}

    def _judged(self, cells: Cells) -> Verdict:
        fields: dict[str, Any] = {}
        organization = self._organization(cells, fields)
        self._when(cells, fields)
        self._texts(cells, fields)
        self._choices(cells, fields)
        self._numbers(cells, fields)
        self._follow_up(cells, fields)
        self._consent(cells, fields, organization)
        if any(issue.code == "row.left_out" for issue in cells.issues):
            return cells.verdict(Outcome.LEFT_OUT)
        return self._known_or_new(cells, fields)

    def _known_or_new(self, cells: Cells, fields: dict[str, Any]) -> Verdict:
        """Rows that say what the portal or a row above says already are not written twice."""
        who = fields.get("organization") or searchable(fields.get("new_organization", ""))
        verdict = cells.verdict(Outcome.NEW, fields=fields)
        if verdict.outcome != Outcome.NEW:
            return verdict
        verdict.mark = mark_of(who, fields["held_on"], fields["notes"])
        if verdict.mark in self.known:
            verdict.issues.append(info("row.known"))
            return replace(verdict, outcome=Outcome.KNOWN)
        above = self.seen.setdefault(verdict.mark, cells.number)
        if above != cells.number and self.agreed.options.get("repeated") != "keep":
            verdict.issues.append(warning("row.duplicate", row=above))
            return replace(verdict, outcome=Outcome.LEFT_OUT)
        return verdict

    def _organization(self, cells: Cells, fields: dict[str, Any]) -> Known | None:
        sector = None
        if "sector" in cells:
            sector, told = self.registry.sectors.read(cells["sector"], "sector")
            cells.say(*told)
        fields["new_sector"] = sector.pk if sector else None
        found = self._who(cells, fields)
        fields["organization"] = found.pk if found else None
        return found

    def _who(self, cells: Cells, fields: dict[str, Any]) -> Known | None:
        text = cells["organization"]
        if formula_mark(text) == "=":
            cells.say(error("org.formula", "organization"))
            return None
        name, told = name_of(text, "organization")
        cells.say(*told)
        if reference := cells["organization_reference"]:
            return self._by_reference(cells, reference, name)
        found = self.registry.find(name)
        if found.how in ("exact", "folded") and len(found.matches) == 1:
            return found.matches[0]
        if not name or is_nothing(name):
            cells.missing("organization")
            return None
        return self._asked(cells, fields, name, found.matches, is_shared=found.how in ("exact", "folded"))

    def _by_reference(self, cells: Cells, reference: str, name: str) -> Known | None:
        found = self.registry.by_reference(reference)
        if found is None:
            cells.say(error("org.reference_unknown", "organization_reference", text=reference))
        elif name and found not in self.registry.find(name).matches:
            cells.say(error("org.reference_conflict", "organization_reference", text=reference, name=found.name))
        return found

    def _asked(
        self, cells: Cells, fields: dict[str, Any], name: str, matches: tuple[Known, ...], *, is_shared: bool
    ) -> Known | None:
        suggestions = tuple((str(each.pk), label(each, self.registry)) for each in matches)
        question = Question("organization", name, suggestions, may_add=self.may_add and not is_shared)
        answer = self.agreed.answer(question)
        if answer == SKIP:
            cells.say(info("row.left_out", "organization"))
        elif answer == NEW and question.may_add:
            self._added(cells, fields, name)
        elif found := self.registry.by_id(answer):
            cells.say(info("org.chosen", "organization", text=name, name=found.name))
            return found
        else:
            if is_shared:
                cells.say(error("org.ambiguous", "organization", text=name, count=len(matches)))
            elif matches:
                cells.say(warning("org.probable_duplicate", "organization", name=matches[0].name))
            else:
                cells.say(warning("org.new", "organization", text=name))
            cells.questions.append(question)
        return None

    def _added(self, cells: Cells, fields: dict[str, Any], name: str) -> None:
        if fields["new_sector"] is None:
            cells.say(error("org.no_sector", "sector", text=name))
            return
        cells.say(info("org.created", "organization", text=name))
        fields["new_organization"] = name

    def _when(self, cells: Cells, fields: dict[str, Any]) -> None:
        precision = words.meaning("date_precision", cells["date_precision"]) if "date_precision" in cells else None
        order, is_month = self.agreed.day_order, precision == DatePrecision.MONTH
        found = read_day(cells["held_on"], column="held_on", order=order, today=self.today, months=is_month)
        cells.say(*found.issues)
        if "held_on" not in cells:
            cells.missing("held_on")
        fields["held_on"] = found.value
        fields["date_precision"] = DatePrecision.MONTH if found.is_month or is_month else DatePrecision.DAY

    def _texts(self, cells: Cells, fields: dict[str, Any]) -> None:
        for column in ("notes", "public_summary", "purpose"):
            value = cells[column]
            if len(value) > LONGEST[column]:
                cells.say(error("text.too_long", column, length=len(value), most=LONGEST[column]))
                value = ""
            fields[column] = value
            if value:
                cells.say(*remarks(value, column))
        if not fields["notes"]:
            cells.missing("notes")
        cells.say(*_identifying(fields["notes"], "notes"), *_identifying(fields["public_summary"], "public_summary"))
        code, told = read_language(cells["language"], "language") if "language" in cells else ("en", [])
        cells.say(*told)
        fields["language"] = code

    def _choices(self, cells: Cells, fields: dict[str, Any]) -> None:
        method = words.meaning("method", cells["method"]) if "method" in cells else None
        if "method" not in cells:
            cells.missing("method")
        elif method is None:
            cells.say(warning("choice.unknown", "method", text=cells["method"]))
            kept = f"{Method.OTHER.label}: {cells['method']}"
            fields["purpose"] = f"{fields['purpose']} ({kept})"[:200] if fields["purpose"] else kept[:200]
        fields["method"] = method or Method.OTHER
        fields["sentiment"] = ""
        if "sentiment" in cells:
            fields["sentiment"] = words.meaning("sentiment", cells["sentiment"]) or ""
            if not fields["sentiment"]:
                cells.say(warning("choice.unknown", "sentiment", text=cells["sentiment"]))
        fields["level"] = self._careful(cells, "level", Level.TEAM, Level.RESTRICTED)
        fields["attribution"] = self._careful(cells, "attribution", Attribution.AGGREGATE, Attribution.AGGREGATE)
        for column in ("police_present", "interpreter_used"):
            answer = read_yes_no(cells[column]) if column in cells else False
            if answer is None:
                cells.say(error("yesno.unknown", column, text=cells[column]))
            fields[column] = bool(answer)

    def _careful(self, cells: Cells, column: str, default: Any, safest: Any) -> Any:
        """The default for an empty cell; for a word that means nothing the choice that opens least."""
        if column not in cells:
            return default
        value = words.meaning(column, cells[column])
        if value is None:
            cells.say(warning("choice.safest", column, text=cells[column], name=safest.label))
        return value or safest

    def _numbers(self, cells: Cells, fields: dict[str, Any]) -> None:
        if "people_count" in cells:
            fields["people_count"], told = read_count(cells["people_count"], column="people_count", most=MOST_PEOPLE)
            cells.say(*told)
        if "duration_minutes" in cells:
            fields["duration_minutes"], told = read_minutes(cells["duration_minutes"], column="duration_minutes")
            cells.say(*told)
        if "start_time" in cells:
            fields["start_time"], told = read_clock(cells["start_time"], column="start_time")
            cells.say(*told)
        themes, said = self.codebook.read(cells["themes"], "themes") if "themes" in cells else ([], [])
        fields["themes"] = [theme.pk for theme in themes]
        cells.say(*said)

    def _follow_up(self, cells: Cells, fields: dict[str, Any]) -> None:
        text = cells["follow_up"]
        if not text:
            if "follow_up_owner" in cells or "follow_up_due" in cells:
                cells.say(warning("follow_up.incomplete", "follow_up"))
            return
        if len(text) > LONGEST["follow_up"]:
            cells.say(error("text.too_long", "follow_up", length=len(text), most=LONGEST["follow_up"]))
        order = self.agreed.day_order
        due = read_day(cells["follow_up_due"], column="follow_up_due", order=order, today=self.today, future=True)
        cells.say(*due.issues)
        owner: User | None = self.by
        if "follow_up_owner" in cells:
            owner, told = self.staff.read(cells["follow_up_owner"], "follow_up_owner")
            cells.say(*told)
        fields["follow_up"] = {"text": text, "owner_id": owner.pk if owner else None, "due_on": due.value}

    def _consent(self, cells: Cells, fields: dict[str, Any], organization: Known | None) -> None:
        """What may be done with the words. Without a recorded answer the record comes in as a draft."""
        state = words.meaning("consent_state", cells["consent_state"]) if "consent_state" in cells else None
        if "consent_state" in cells and state is None:
            text = cells["consent_state"]
            cells.say(warning("consent.not_recorded", "consent_state", text=text))
        elif cells.has_column("consent_state") and state is None:
            cells.say(warning("consent.not_recorded", "consent_state"))
        fields["consent_state"] = state or ConsentState.PENDING
        fields["state"] = ConversationState.SUBMITTED if state else ConversationState.DRAFT
        summary = fields["public_summary"]
        if summary and state in NO_SUMMARY:
            cells.say(error("consent.conflict", "public_summary"))
        elif summary and (who := next((each for each in named(summary, self.contacts) if each.is_sure), None)):
            cells.say(error("privacy.names_person", "public_summary", name=who.role))
        if organization is None:
            return
        if summary and fields["attribution"] in NAMES_NOBODY and _is_named(organization, summary):
            cells.say(error("attribution.conflict", "public_summary"))
        if fields["attribution"] == Attribution.SECTOR and self.registry.sizes[organization.sector] == 1:
            cells.say(warning("attribution.sector_of_one", "attribution"))
            fields["attribution"] = Attribution.AGGREGATE


def _identifying(text: str, column: str) -> list[Issue]:
    """What in this text somebody should look at, each once. Hints: they warn and never refuse."""
    if not text:
        return []
    found = {TOLD[kind] for kind, _is_sure, _start, _end in matches(text, TOLD.keys())}
    return [warning(code, column) for code in dict.fromkeys(TOLD.values()) if code in found]


def _is_named(organization: Known, summary: str) -> bool:
    text = f" {searchable(summary)} "
    return any(f" {searchable(name)} " in text for name in organization.names if len(searchable(name)) > 3)
