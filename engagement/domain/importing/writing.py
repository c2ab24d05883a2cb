"""The verb: all rows of a file, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from engagement import policies
from engagement.domain.importing import columns
from engagement.domain.importing.bounds import Unreadable
from engagement.domain.importing.judging import Judge, Problem, Verdict, marks
from engagement.domain.importing.reading import read
from engagement.domain.recording import next_references, search_text_of
from engagement.enums import ConversationState, Stance
from engagement.models import Conversation, FollowUp, Point, PointTheme
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from stakeholders.domain import directory
from stakeholders.models import Organization

__all__ = ["MOST_SHOWN", "Outcome", "Unreadable", "import_conversations"]
MOST_SHOWN = 100  # problems that are kept; the others are counted
BATCH = 500


@dataclass
class Outcome:
    """What a file came to. Nothing was written when there are problems, or in a dry run."""

    rows: int = 0
    new: int = 0  # rows that were written, or would be
    written: list[Conversation] = field(default_factory=list)
    known: list[int] = field(default_factory=list)  # rows that the portal has already
    repeated: list[tuple[int, int]] = field(default_factory=list)  # rows that say the same as one above: (row, that one)
    left_out: list[Problem] = field(default_factory=list)  # ambiguous rows that the person chose to leave out
    problems: list[Problem] = field(default_factory=list)  # the first MOST_SHOWN
    problem_count: int = 0
    unused: tuple[str, ...] = ()  # columns whose name says nothing to us
    sheet: str = ""


def import_conversations(
    *,
    body: bytes,
    name: str,
    phase: Phase,
    by: User,
    now: datetime,
    sheet: str = "",
    skip_ambiguous: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Reads, judges and writes a file of conversations; each becomes SUBMITTED, logged by `by`.

    Any problem in any row, and nothing is written. With `skip_ambiguous` rows whose organization's name fits several are left
    out instead, and named. A row that the portal has already is not doubled. Raises Unreadable, Refused.
    """
    policies.check_can_record(by=by)
    found = read(body, name, sheet=sheet)
    table = columns.recognise(found)
    outcome = Outcome(unused=table.unused, sheet=found.name)
    good = _sorted_out(Judge(table=table, by=by, today=timezone.localdate(now)), outcome, skip_ambiguous=skip_ambiguous)
    good = _not_known(good, phase, outcome)
    outcome.new = len(good)
    if good and not outcome.problem_count and not dry_run:
        _write(good, outcome, phase=phase, by=by, now=now)
    return outcome


def _sorted_out(judge: Judge, outcome: Outcome, *, skip_ambiguous: bool) -> list[Verdict]:
    """Rows without a problem; the others go into the outcome."""
    good = []
    for verdict in judge.verdicts():
        outcome.rows += 1
        if skip_ambiguous and verdict.is_ambiguous_only:
            outcome.left_out += verdict.problems
        elif verdict.problems:
            outcome.problem_count += len(verdict.problems)
            outcome.problems += verdict.problems[: MOST_SHOWN - len(outcome.problems)]
        elif verdict.repeats:
            outcome.repeated.append((verdict.row, verdict.repeats))
        else:
            good.append(verdict)
    return good


def _not_known(verdicts: list[Verdict], phase: Phase, outcome: Outcome) -> list[Verdict]:
    """Rows that the portal does not have yet; the others go into the outcome."""
    if not verdicts:
        return []
    days = [verdict.fields["held_on"] for verdict in verdicts]
    there = marks(phase, min(days), max(days))
    outcome.known += [verdict.row for verdict in verdicts if verdict.mark in there]
    return [verdict for verdict in verdicts if verdict.mark not in there]


@transaction.atomic
def _write(verdicts: list[Verdict], outcome: Outcome, *, phase: Phase, by: User, now: datetime) -> None:
    """Everything under the lock of the phase's references; asks again what is known, for a twin may have written just now."""
    next_references(phase, 0)
    verdicts = _not_known(verdicts, phase, outcome)
    references = next_references(phase, len(verdicts))
    talks = [_talk(*pair, phase=phase, by=by, now=now) for pair in zip(references, verdicts, strict=True)]
    Conversation.objects.bulk_create(talks, batch_size=BATCH)
    pairs = list(zip(talks, verdicts, strict=True))
    coded = [(Point(conversation=talk, created_at=now), verdict.themes) for talk, verdict in pairs if verdict.themes]
    Point.objects.bulk_create([point for point, _themes in coded], batch_size=BATCH)
    PointTheme.objects.bulk_create(
        [
            PointTheme(point=point, theme=theme, stance=Stance.MIXED, coder=by, coded_at=now)
            for point, themes in coded
            for theme in themes
        ],
        batch_size=BATCH,
    )
    follow_ups = [
        FollowUp(conversation=talk, created_by=by, created_at=now, updated_at=now, **verdict.follow_up)
        for talk, verdict in pairs
        if verdict.follow_up
    ]
    FollowUp.objects.bulk_create(follow_ups, batch_size=BATCH)
    last_days: dict[Organization, date] = {}
    for talk in talks:
        last_days[talk.organization] = max(talk.held_on, last_days.get(talk.organization, talk.held_on))
    for organization, held_on in last_days.items():
        directory.touch_contact(organization=organization, held_on=held_on)
    outcome.new, outcome.written = len(talks), talks
    details = {"rows": outcome.rows, "conversations": len(talks), "themes": sum(len(themes) for _point, themes in coded)}
    details |= {"follow_ups": len(follow_ups), "known": len(outcome.known), "repeated": len(outcome.repeated)}
    audit("import.completed", by=by, on=phase, now=now, details=details | {"left_out": len(outcome.left_out)})


def _talk(reference: str, verdict: Verdict, *, phase: Phase, by: User, now: datetime) -> Conversation:
    talk = Conversation(
        id=uuid4(),
        reference=reference,
        phase=phase,
        lead=by,
        created_by=by,
        created_at=now,
        updated_at=now,
        submitted_at=now,
        state=ConversationState.SUBMITTED,
        **verdict.fields,
    )
    talk.search_text = search_text_of(talk)
    return talk
