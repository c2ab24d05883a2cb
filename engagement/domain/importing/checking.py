"""The dry run: a verdict on every row, kept beside it; nothing is written. Rows come and go a step at a time."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.domain.importing.kinds import DAYS, judge_of
from engagement.domain.importing.marks import marks
from engagement.enums.importing import ImportKind, ImportState
from engagement.models import ImportBatch, ImportRow
from engagement.models.import_batch import WRITABLE
from engagement.policies import importing as policies
from resilience_portal.accounts.models import User
from resilience_portal.outbox.queue import enqueue
from resilience_portal.sheets.days import DayOrder, order_of
from resilience_portal.sheets.issues import Issue, Severity, info, warning, worst
from resilience_portal.sheets.judging import Outcome, Question, Verdict

STEP = 1_000
IMPORT_TASK = "engagement.work_on_import"
MOST_AT_ONCE = 1_500  # rows that are checked while the person waits; more are the worker's
MOST_QUESTIONS = 300


@transaction.atomic
def begin(*, batch: ImportBatch, by: User, now: datetime, in_worker: bool = False) -> None:
    """MATCHING or CHECKED -> CHECKING; then the worker checks, or the caller calls `check`."""
    policies.check_can_import(batch.kind, by=by)
    policies.check_import_transition(batch, ImportState.CHECKING)
    batch.state, batch.problem, batch.updated_at, batch.done_count, batch.is_cancelled = ImportState.CHECKING, "", now, 0, False
    batch.save()
    if in_worker:
        enqueue(task=IMPORT_TASK, subject=batch.pk, now=now)


def steps(batch: ImportBatch, after: int = 0, size: int = STEP) -> Iterator[list[ImportRow]]:
    """The records of a sheet in order, some at a time."""
    number = after
    while rows := list(batch.rows.records().after(number)[:size]):
        yield rows
        number = rows[-1].number


def day_order(batch: ImportBatch) -> DayOrder:
    """What the columns of days tell about how this sheet writes dates."""
    columns = [at for at, name in enumerate(batch.fields) if name in DAYS[batch.kind]]
    if not columns:
        return DayOrder.UNKNOWN
    all_cells = batch.rows.records().order_by("number").values_list("cells", flat=True).iterator(chunk_size=STEP)
    return order_of(cells[at] for cells in all_cells for at in columns if at < len(cells))


def check(*, batch_id: uuid.UUID, now: datetime, still_mine: Callable[[], None] = lambda: None) -> ImportBatch:
    """CHECKING -> CHECKED. Run again it does the same again."""
    batch = ImportBatch.objects.select_related("created_by", "phase", "group").get(pk=batch_id)
    if batch.state != ImportState.CHECKING:
        return batch
    order = day_order(batch)
    known = marks(batch.phase, apart_from=batch) if batch.kind == ImportKind.CONVERSATIONS and batch.phase else ()
    judge = judge_of(batch, order, by=batch.created_by, today=timezone.localdate(now), known=known)
    counts: Counter[str] = Counter()
    asked: dict[tuple[str, str], dict[str, Any]] = {}
    for rows in steps(batch):
        still_mine()
        changed = []
        for row in rows:
            verdict = judge.verdict(row.number, row.cells)
            if any(each[0] == Severity.ERROR for each in row.shape):
                verdict = Verdict(row.number, Outcome.REFUSED, [])
            _count(verdict, row, counts, asked)
            if keep(row, verdict):
                changed.append(row)
        with transaction.atomic():
            save(changed)
            batch.done_count += len(rows)
            ImportBatch.objects.filter(pk=batch.pk).update(done_count=batch.done_count)
    _settle(batch, order, counts, asked, now=now)
    return batch


def keep(row: ImportRow, verdict: Verdict) -> bool:
    """Puts the verdict on the row; True when that changed anything."""
    said = [issue.as_json() for issue in verdict.issues]
    severity = max(worst(verdict.issues), max((each[0] for each in row.shape), default=0))
    before = (row.outcome, row.severity, row.issues, row.record)
    row.outcome, row.severity, row.issues, row.record = verdict.outcome.value, int(severity), said, verdict.record
    return before != (row.outcome, row.severity, row.issues, row.record)


def save(rows: list[ImportRow]) -> None:
    """Verdicts of many rows in one statement."""
    ImportRow.objects.bulk_create(
        rows,
        batch_size=STEP,
        update_conflicts=True,
        unique_fields=["batch", "number"],
        update_fields=["outcome", "severity", "issues", "record"],
    )


def keep_late(batch: ImportBatch, row: ImportRow, verdict: Verdict) -> bool:
    """Keeps a verdict that is another one than at the check: somebody was faster. The counts follow."""
    if row.outcome == verdict.outcome.value:
        return False
    batch.counts[row.outcome] = batch.counts.get(row.outcome, 1) - 1
    batch.counts[verdict.outcome.value] = batch.counts.get(verdict.outcome.value, 0) + 1
    return keep(row, verdict)


def save_written(rows: Sequence[ImportRow]) -> None:
    """Which record each row became."""
    unique = list({row.pk: row for row in rows}.values())
    save(unique)
    ImportRow.objects.bulk_update([row for row in unique if row.before], ["before"], batch_size=200)


def _count(verdict: Verdict, row: ImportRow, counts: Counter[str], asked: dict[tuple[str, str], dict[str, Any]]) -> None:
    counts[verdict.outcome.value] += 1
    issues = [*verdict.issues, *(Issue.from_json(each) for each in row.shape)]
    counts[f"severity_{int(worst(issues))}"] += 1
    for question in verdict.questions:
        _ask(question, asked)


def _ask(question: Question, asked: dict[tuple[str, str], dict[str, Any]]) -> None:
    key = (question.column, question.key)
    if key in asked:
        asked[key]["rows"] += 1
    elif len(asked) < MOST_QUESTIONS:
        asked[key] = {
            "column": question.column,
            "key": question.key,
            "text": question.text[:300],
            "suggestions": [list(each) for each in question.suggestions],
            "may_add": question.may_add,
            "rows": 1,
        }


def _settle(
    batch: ImportBatch, order: DayOrder, counts: Counter[str], asked: dict[tuple[str, str], dict[str, Any]], *, now: datetime
) -> None:
    said: list[Issue] = []
    days = next((name for name in DAYS[batch.kind] if name in batch.fields), "")
    if not batch.options.get("dates"):
        if order == DayOrder.MIXED:
            said.append(warning("date.mixed_orders", days))
        elif order != DayOrder.UNKNOWN:
            said.append(info(f"date.order_{order.value}", days))
    if batch.kind == ImportKind.CONVERSATIONS and "consent_state" not in batch.fields:
        said.append(warning("consent.no_column"))
    if unused := [words for words, name in zip(batch.heading, batch.fields, strict=True) if words and not name]:
        said.append(info("header.unused", names=", ".join(f"“{words}”" for words in unused)))
    batch.checked = [issue.as_json() for issue in said]
    batch.counts, batch.questions = dict(counts), _sorted(asked, batch)
    batch.to_do = sum(counts[each.value] for each in WRITABLE)
    batch.state, batch.updated_at, batch.done_count, batch.done_through = ImportState.CHECKED, now, 0, 0
    batch.save()


def _sorted(asked: dict[tuple[str, str], dict[str, Any]], batch: ImportBatch) -> list[dict[str, Any]]:
    """Open questions, those of the most rows first; answered ones stay, so that an answer can be changed."""
    answered = [each for each in batch.questions if batch.answers.get(each["column"], {}).get(each["key"])]
    still = [each for each in answered if (each["column"], each["key"]) not in asked]
    return sorted(asked.values(), key=lambda each: -each["rows"]) + still


@transaction.atomic
def answer(*, batch: ImportBatch, answers: dict[str, dict[str, str]], by: User, now: datetime) -> None:
    """Keeps what these values mean, for this sheet. The door has it checked again."""
    policies.check_can_import(batch.kind, by=by)
    policies.check_import_transition(batch, ImportState.CHECKING)
    for column, found in answers.items():
        kept = batch.answers.setdefault(column, {})
        for key, value in found.items():
            if value:
                kept[key] = value
            else:
                kept.pop(key, None)
    batch.updated_at = now
    batch.save(update_fields=["answers", "updated_at"])


def give_up_checking(*, batch: ImportBatch, now: datetime) -> None:
    """The worker was interrupted too often: back to the columns, from where it can be tried again."""
    ImportBatch.objects.filter(pk=batch.pk, state=ImportState.CHECKING).update(
        state=ImportState.MATCHING, problem="worker", updated_at=now
    )
