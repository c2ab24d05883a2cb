"""What the worker does with a sheet, by the state it is in."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

from engagement.domain.importing import checking, undoing, writing
from engagement.enums.importing import ImportState
from engagement.models import ImportBatch


def go_on(*, batch_id: uuid.UUID, now: datetime, still_mine: Callable[[], None]) -> None:
    """Checks, writes or takes back. A sheet that is in none of these states, or gone, is left alone."""
    state = ImportBatch.objects.filter(pk=batch_id).values_list("state", flat=True).first()
    if state == ImportState.CHECKING:
        checking.check(batch_id=batch_id, now=now, still_mine=still_mine)
    elif state == ImportState.RUNNING:
        writing.run(batch_id=batch_id, now=now, still_mine=still_mine)
    elif state == ImportState.UNDOING:
        undoing.undo(batch_id=batch_id, now=now, still_mine=still_mine)


def give_up(*, batch_id: uuid.UUID, now: datetime) -> None:
    """After too many interruptions: nothing stays half done."""
    batch = ImportBatch.objects.filter(pk=batch_id).first()
    if batch is None:
        return
    if batch.state == ImportState.CHECKING:
        checking.give_up_checking(batch=batch, now=now)
    elif batch.state == ImportState.RUNNING:
        writing.give_up(batch=batch, now=now)
    elif batch.state == ImportState.UNDOING:
        undoing.give_up(batch=batch, now=now)
