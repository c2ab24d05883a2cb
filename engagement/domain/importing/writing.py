"""The verb: all rows of a file, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from engagement import policies
from engagement.domain.importing import columns
from engagement.domain.importing.judging import Judge, Problem, Verdict
from engagement.domain.importing.reading import Unreadable, read
from engagement.domain.recording import next_reference, search_text_of
from engagement.enums import ConversationState, Stance
from engagement.models import Commitment, Conversation, Point, PointTheme
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from stakeholders.domain import directory

__all__ = ["Outcome", "Unreadable", "import_conversations"]


@dataclass
class Outcome:
    """What a file came to. Nothing was written when `problems` stand, or in a dry run."""

    rows: int = 0
    written: list[Conversation] = field(default_factory=list)
    known: list[int] = field(default_factory=list)  # rows that the portal has already
    left_out: list[int] = field(default_factory=list)  # ambiguous rows that the person chose to leave out
    problems: list[Problem] = field(default_factory=list)


def import_conversations(
    *,
    body: bytes,
    name: str,
    phase: Phase,
    by: User,
    now: datetime,
    skip_ambiguous: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Reads, judges and writes a file of conversations; each becomes SUBMITTED, logged by `by`.

    Any problem in any row, and nothing is written. With `skip_ambiguous` rows whose organization's name fits several are left
    out instead, and named. A row that the portal has already is not doubled. Raises Unreadable, Refused.
    """
    policies.check_can_record(by=by)
    sheet = read(body, name)
    where = columns.recognise(sheet.rows[0])
    judge = Judge(phase=phase, by=by, today=timezone.localdate(now))
    verdicts = [judge.verdict(number, columns.cells(row, where)) for number, row in enumerate(sheet.rows[1:], start=2)]
    outcome = Outcome(rows=len(verdicts))
    good = []
    for verdict in verdicts:
        if skip_ambiguous and verdict.problems and all(problem.is_ambiguity for problem in verdict.problems):
            outcome.left_out.append(verdict.row)
        elif verdict.problems:
            outcome.problems += verdict.problems
        elif verdict.is_known:
            outcome.known.append(verdict.row)
        else:
            good.append(verdict)
    if not outcome.problems and not dry_run:
        outcome.written = _write(good, phase=phase, by=by, now=now)
    return outcome


@transaction.atomic
def _write(verdicts: list[Verdict], *, phase: Phase, by: User, now: datetime) -> list[Conversation]:
    talks = []
    for verdict in verdicts:
        talk = Conversation(
            id=uuid4(),
            reference=next_reference(phase),
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
        talks.append(talk)
    Conversation.objects.bulk_create(talks, batch_size=500)
    coded = [(Point(conversation=talk, created_at=now), verdict) for talk, verdict in zip(talks, verdicts, strict=True)]
    Point.objects.bulk_create([point for point, verdict in coded if verdict.themes], batch_size=500)
    PointTheme.objects.bulk_create(
        [
            PointTheme(point=point, theme=theme, stance=Stance.MIXED, coder=by, coded_at=now)
            for point, verdict in coded
            for theme in verdict.themes
        ],
        batch_size=500,
    )
    Commitment.objects.bulk_create(
        [
            Commitment(conversation=talk, **verdict.follow_up)
            for talk, verdict in zip(talks, verdicts, strict=True)
            if verdict.follow_up
        ],
        batch_size=500,
    )
    for organization, held_on in {(talk.organization, talk.held_on) for talk in talks}:
        directory.touch_contact(organization=organization, held_on=held_on)
    audit("import.completed", by=by, on=phase, now=now, details={"conversations": len(talks)})
    return talks
