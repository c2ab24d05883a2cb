"""What is known of a row while it is judged, and the verdict on it. Each kind of sheet brings its own judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from resilience_portal.sheets import texts
from resilience_portal.sheets.days import DayOrder
from resilience_portal.sheets.issues import Issue, Severity, error, info, warning
from resilience_portal.text import searchable

ASKED = frozenset({"org.ambiguous", "person.ambiguous", "person.org_unknown"})  # an answer mends these errors
NEW, SKIP = "new", "skip"  # answers beside the id of a record: add it; leave these rows out


class Outcome(StrEnum):
    """What becomes of a row when the person agrees."""

    NEW = "new"
    UPDATE = "update"
    KNOWN = "known"  # there already: nothing happens
    WAITING = "waiting"  # a question has to be answered first
    REFUSED = "refused"
    LEFT_OUT = "left_out"  # no record, or told to leave it out


@dataclass(frozen=True)
class Question:
    """A value that only a person can decide: these rows mean this one. Asked once for all rows that hold it."""

    column: str
    text: str
    suggestions: tuple[tuple[str, str], ...] = ()  # (answer, what it stands for)
    may_add: bool = False

    @property
    def key(self) -> str:
        """Rows with the same key share the answer."""
        return searchable(self.text) or self.text.strip()


@dataclass
class Verdict:
    """One row: what would be written, or why not."""

    number: int
    outcome: Outcome
    issues: list[Issue]
    fields: dict[str, Any] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    record: Any = None  # the id of the record that is there already
    mark: bytes = b""  # tells one record from another, for rows that say the same


@dataclass(frozen=True)
class Agreed:
    """What the person and the portal agreed about a sheet before its rows are judged."""

    fields: Sequence[str]  # field of each column; "" where it is not used
    day_order: DayOrder = DayOrder.UNKNOWN
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # column -> key -> answer
    options: Mapping[str, str] = field(default_factory=dict)

    def answer(self, question: Question) -> str:
        """What was answered; "" for not yet."""
        return self.answers.get(question.column, {}).get(question.key, "")


class Cells:
    """The cells of one row by field, cleaned, and what has been said about them so far."""

    def __init__(self, number: int, row: Sequence[str], fields: Sequence[str], required: Sequence[str]) -> None:
        self.number = number
        self.issues: list[Issue] = []
        self.questions: list[Question] = []
        self._texts: dict[str, str] = {}
        for column, name in enumerate(fields):
            if name:
                cell = row[column] if column < len(row) else ""
                self._texts[name] = self._clean(texts.plain(cell), name, is_required=name in required)

    def __contains__(self, name: str) -> bool:
        return bool(self._texts.get(name))

    def __getitem__(self, name: str) -> str:
        return self._texts.get(name, "")

    def has_column(self, name: str) -> bool:
        """Whether the sheet has this column at all."""
        return name in self._texts

    def say(self, *issues: Issue) -> None:
        """Adds to what the person reads."""
        self.issues += issues

    def missing(self, name: str) -> None:
        """A cell that must not be empty is, unless something else was said of it already."""
        if not any(issue.column == name and issue.severity == Severity.ERROR for issue in self.issues):
            self.say(error("required.missing", name))

    def _clean(self, text: str, name: str, *, is_required: bool) -> str:
        problem = texts.broken(text, name)
        if problem is None:
            return text
        if not is_required and problem.code.startswith("xlsx."):
            say = info if problem.code == "xlsx.formula_without_value" else warning
            problem = say(problem.code, name, **problem.values)
        self.say(problem)
        return ""

    def verdict(self, outcome: Outcome, **found: Any) -> Verdict:
        """The verdict: an error refuses the row, an open question keeps it waiting, whatever else was found."""
        if any(issue.severity == Severity.ERROR and issue.code not in ASKED for issue in self.issues):
            outcome = Outcome.REFUSED
        elif self.questions and outcome != Outcome.LEFT_OUT:
            outcome = Outcome.WAITING
        return Verdict(self.number, outcome, self.issues, questions=self.questions, **found)


class Judge:
    """Reads the world once, then gives a verdict on every row. Subclasses say what a record is."""

    required: tuple[str, ...] = ()

    def __init__(self, agreed: Agreed) -> None:
        self.agreed = agreed

    def verdict(self, number: int, row: Sequence[str]) -> Verdict:
        """The verdict on one row of the sheet."""
        return self._judged(Cells(number, row, self.agreed.fields, self.required))

    def verdicts(self, rows: Iterator[tuple[int, Sequence[str]]]) -> Iterator[Verdict]:
        """One for each row, in order."""
        return (self.verdict(number, row) for number, row in rows)

    def _judged(self, cells: Cells) -> Verdict:
        raise NotImplementedError
