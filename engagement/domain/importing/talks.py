"""Conversations of a sheet: judged again as the world is now, then written many at a time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from engagement.domain.importing.checking import keep_late, save
from engagement.domain.importing.conversations import ConversationJudge
from engagement.domain.importing.kinds import judge_of
from engagement.domain.importing.marks import marks
from engagement.domain.recording import next_references, search_text_of
from engagement.enums import ConversationState, Stance
from engagement.models import Conversation, FollowUp, ImportBatch, ImportRow, Point, PointTheme, ReferenceSeries
from resilience_portal.sheets.days import DayOrder
from resilience_portal.sheets.judging import Outcome, Verdict
from stakeholders.domain.importing.registry import exactly
from stakeholders.domain.importing.writing import add_organization

INSERTED = 1_000  # rows of one INSERT
SKIPPED = frozenset({"organization", "new_organization", "new_sector", "themes", "follow_up"})  # not columns of a conversation


class TalkWriter:
    """Knows what the phase holds already; asks again when somebody logged a conversation in between."""

    def __init__(self, batch: ImportBatch, *, order: DayOrder, now: datetime) -> None:
        assert batch.phase is not None
        self.phase, self.begun = batch.phase, now
        known = marks(batch.phase, apart_from=batch)
        judge = judge_of(batch, order, by=batch.created_by, today=timezone.localdate(now), known=known)
        assert isinstance(judge, ConversationJudge)
        self.judge = judge
        self.last: int | None = None  # of the phase's references, when the last step ended

    def write(self, batch: ImportBatch, rows: Sequence[ImportRow], *, now: datetime) -> int:
        """See writing.Writer. Everything under the lock of the phase's references, which every new conversation takes."""
        self._look_again(batch)
        pairs = []
        changed = []
        for row in rows:
            verdict = self.judge.verdict(row.number, row.cells)
            if verdict.outcome != Outcome.NEW:
                changed += [row] if keep_late(batch, row, verdict) else []
                continue
            self._add_organization(batch, verdict, now=now)
            pairs.append(verdict)
        self._insert(batch, pairs, now=now)
        save(changed)
        return len(pairs)

    def _look_again(self, batch: ImportBatch) -> None:
        """Between two steps somebody may have logged the same talk, or brought the same sheet: then the references moved on."""
        series, _created = ReferenceSeries.objects.select_for_update().get_or_create(phase=self.phase)
        if self.last is not None and series.last != self.last:
            self.judge.known |= marks(self.phase, apart_from=batch, since=self.begun)
        self.last = series.last

    def _add_organization(self, batch: ImportBatch, verdict: Verdict, *, now: datetime) -> None:
        """One that the person agreed to add; the second row of that name finds it."""
        name = verdict.fields.get("new_organization")
        if not name:
            return
        added = batch.before.setdefault("organizations", {})
        key = exactly(name)
        if key not in added:
            pk = uuid.uuid5(batch.pk, f"organization {key}")
            sector = verdict.fields["new_sector"]
            add_organization(name=name, sector=sector, pk=pk, by=batch.created_by, now=now)
            added[key] = str(pk)
        verdict.fields["organization"] = uuid.UUID(added[key])

    def _insert(self, batch: ImportBatch, verdicts: Sequence[Verdict], *, now: datetime) -> None:
        references = next_references(self.phase, len(verdicts))
        talks = [self._talk(batch, *pair, now=now) for pair in zip(references, verdicts, strict=True)]
        both = list(zip(talks, verdicts, strict=True))
        themes_of = [(talk, verdict.fields["themes"]) for talk, verdict in both if verdict.fields["themes"]]
        coded = [(Point(conversation_id=talk.pk, created_at=now), themes) for talk, themes in themes_of]
        Point.objects.bulk_create([point for point, _themes in coded], batch_size=INSERTED)
        codings = [
            PointTheme(point_id=point.pk, theme_id=theme, stance=Stance.MIXED, coder_id=batch.created_by_id, coded_at=now)
            for point, themes in coded
            for theme in themes
        ]
        PointTheme.objects.bulk_create(codings, batch_size=INSERTED * 2)
        promises = [(talk, verdict.fields["follow_up"]) for talk, verdict in both if "follow_up" in verdict.fields]
        written = {"created_by_id": batch.created_by_id, "created_at": now, "updated_at": now}
        FollowUp.objects.bulk_create(
            [FollowUp(conversation_id=talk.pk, **promise, **written) for talk, promise in promises], batch_size=INSERTED
        )
        # Last, though the others point at them (keys are checked when the step ends): the database reads a talk's facets from
        # what hangs on it, and would write every talk again for each row that came after it.
        Conversation.objects.bulk_create(talks, batch_size=INSERTED)
        self.last = (self.last or 0) + len(verdicts)

    def _talk(self, batch: ImportBatch, reference: str, verdict: Verdict, *, now: datetime) -> Conversation:
        given = {name: value for name, value in verdict.fields.items() if value is not None}
        plain: dict[str, Any] = {name: value for name, value in given.items() if name not in SKIPPED}
        talk = Conversation(
            id=batch.record_id(verdict.number),
            reference=reference,
            phase_id=self.phase.pk,
            organization_id=verdict.fields["organization"],
            lead_id=batch.created_by_id,
            created_by_id=batch.created_by_id,
            created_at=now,
            updated_at=now,
            submitted_at=now if verdict.fields["state"] == ConversationState.SUBMITTED else None,
            import_batch_id=batch.pk,
            import_row=verdict.number,
            **plain,
        )
        talk.search_text = search_text_of(talk)
        return talk
