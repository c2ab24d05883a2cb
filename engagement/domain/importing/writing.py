"""The worker writes what was agreed, a step at a time: killed at any moment it goes on after the last step, and twice is once.

Each step is one transaction: the records, their place in the sheet, and how far the sheet is. The ids of the records follow
from the sheet and the row, so that no row can become two records.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.domain.importing import undoing
from engagement.domain.importing.checking import IMPORT_TASK, day_order, keep_late, save_written
from engagement.domain.importing.kinds import judge_of
from engagement.domain.importing.registration_writing import RegistrationWriter
from engagement.domain.importing.talks import TalkWriter
from engagement.enums.importing import ImportKind, ImportState
from engagement.models import ImportBatch, ImportRow
from engagement.models.import_batch import WRITABLE
from engagement.policies import Refused
from engagement.policies import importing as policies
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox.queue import enqueue
from resilience_portal.sheets.judging import Judge
from stakeholders.domain.importing.writing import write_organizations, write_people

STEP = 1_000


class Writer(Protocol):
    """Writes the rows of one kind of sheet."""

    def write(self, batch: ImportBatch, rows: Sequence[ImportRow], *, now: datetime) -> int:
        """Within the caller's transaction. Returns how many records were made or changed."""


@transaction.atomic
def start(*, batch: ImportBatch, by: User, now: datetime, in_worker: bool = True) -> None:
    """CHECKED -> RUNNING; the worker does the rest, or the caller calls `run`."""
    locked = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    policies.check_can_import(locked.kind, by=by)
    policies.check_import_transition(locked, ImportState.RUNNING)
    if locked.kind == ImportKind.REGISTRATIONS:
        policies.check_takes_names(locked.group)
    if not locked.to_do:
        raise Refused(_("No row of this sheet can be imported yet."))
    locked.state, locked.updated_at, locked.done_count, locked.done_through = ImportState.RUNNING, now, 0, 0
    locked.is_cancelled, locked.problem, locked.before = False, "", {}
    locked.save()
    audit("import.started", by=by, on=locked, now=now, details={"kind": locked.kind, "rows": locked.to_do})
    if in_worker:
        enqueue(task=IMPORT_TASK, subject=locked.pk, now=now)


@transaction.atomic
def cancel(*, batch: ImportBatch, by: User, now: datetime) -> None:
    """Asks the worker to stop; what it has written until then is taken back."""
    if not ImportBatch.objects.filter(pk=batch.pk, state=ImportState.RUNNING).update(is_cancelled=True, updated_at=now):
        policies.check_import_transition(batch, ImportState.CANCELLED)
    audit("import.cancelled", by=by, on=batch, now=now)


def run(*, batch_id: uuid.UUID, now: datetime, still_mine: Callable[[], None] = lambda: None) -> ImportBatch:
    """RUNNING -> DONE, or CANCELLED when that was asked for."""
    batch = ImportBatch.objects.select_related("created_by", "phase", "group").get(pk=batch_id)
    if batch.state != ImportState.RUNNING:
        return batch
    writer = writer_of(batch, now=now)
    while batch.state == ImportState.RUNNING:
        still_mine()
        if batch.is_cancelled:
            return _stop(batch, ImportState.CANCELLED, now=now)
        batch = _step(batch, writer, now=now)
    return batch


@transaction.atomic
def _step(seen: ImportBatch, writer: Writer, *, now: datetime) -> ImportBatch:
    """Writes the next rows and says so in one transaction. Another worker that came in between stops this one."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("created_by", "phase", "group").get(pk=seen.pk)
    if batch.state != ImportState.RUNNING or batch.is_cancelled:
        return batch
    if batch.done_through != seen.done_through:
        raise RuntimeError("another worker writes this sheet")
    rows = list(batch.rows.to_write().after(batch.done_through)[:STEP])
    if rows:
        batch.done_count += writer.write(batch, rows, now=now)
        batch.done_through, batch.updated_at = rows[-1].number, now
    else:
        _finish(batch, now=now)
    batch.save(update_fields=["done_count", "done_through", "updated_at", "state", "finished_at", "before", "counts"])
    return batch


def _finish(batch: ImportBatch, *, now: datetime) -> None:
    if batch.kind == ImportKind.CONVERSATIONS:
        undoing.touch_contacts(batch)
    batch.state, batch.finished_at = ImportState.DONE, now
    details: dict[str, Any] = {"kind": batch.kind, "rows": batch.rows_count, "written": batch.done_count}
    audit("import.completed", by=batch.created_by, on=batch, now=now, details=details | {"counts": batch.counts})


def _stop(batch: ImportBatch, state: ImportState, *, now: datetime) -> ImportBatch:
    """Takes back what was written so far: a sheet is in the portal or it is not."""
    undoing.take_back_all(batch, now=now)
    batch.refresh_from_db()
    batch.state, batch.updated_at, batch.done_through, batch.is_cancelled = state, now, 0, False
    batch.done_count = 0
    batch.save()
    return batch


def give_up(*, batch: ImportBatch, now: datetime) -> None:
    """The worker was interrupted too often: nothing of the sheet stays."""
    _stop(batch, ImportState.FAILED, now=now)
    ImportBatch.objects.filter(pk=batch.pk).update(problem="worker")


def writer_of(batch: ImportBatch, *, now: datetime) -> Writer:
    """Who writes this kind of sheet."""
    if batch.kind == ImportKind.CONVERSATIONS:
        return TalkWriter(batch, order=day_order(batch), now=now)
    if batch.kind == ImportKind.REGISTRATIONS:
        return RegistrationWriter(batch, order=day_order(batch))
    return DirectoryWriter(batch, now=now)


class DirectoryWriter:
    """Organizations and people: judged again as the registry is now, then written by its own verbs."""

    def __init__(self, batch: ImportBatch, *, now: datetime) -> None:
        self.order, self.now = day_order(batch), now
        self.judge = self._fresh_judge(batch)

    def _fresh_judge(self, batch: ImportBatch) -> Judge:
        return judge_of(batch, self.order, by=batch.created_by, today=timezone.localdate(self.now))

    def write(self, batch: ImportBatch, rows: Sequence[ImportRow], *, now: datetime) -> int:
        """See Writer."""
        if batch.done_count:
            self.judge = self._fresh_judge(batch)  # knows what the last step added
        verdicts = [self.judge.verdict(row.number, row.cells) for row in rows]
        by_number = {row.number: row for row in rows}
        good = [verdict for verdict in verdicts if verdict.outcome in WRITABLE]
        ids = {verdict.number: batch.record_id(verdict.number) for verdict in good}
        write = write_organizations if batch.kind == ImportKind.ORGANIZATIONS else write_people
        written = write(good, ids=ids, by=batch.created_by, now=now)
        changed = [row for row, verdict in zip(rows, verdicts, strict=True) if keep_late(batch, row, verdict)]
        for each in written:
            row = by_number[each.number]
            row.record, row.before = each.record, each.before or None
        save_written([*changed, *(by_number[each.number] for each in written)])
        return len(written)
