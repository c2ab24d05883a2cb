"""Which conversations the portal has already, so that no sheet doubles one."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from engagement.domain.importing.conversations import mark_of
from engagement.models import Conversation, ImportBatch
from phases.models import Phase


def marks(phase: Phase, *, apart_from: ImportBatch | None = None, since: datetime | None = None) -> set[bytes]:
    """Marks of the phase's conversations. Reads their notes once, one at a time."""
    held = Conversation.objects.in_phase(phase).order_by()
    if apart_from is not None:
        held = held.filter(Q(import_batch=None) | ~Q(import_batch=apart_from))
    if since is not None:
        held = held.filter(created_at__gte=since)
    rows = held.values_list("organization_id", "held_on", "notes").iterator(chunk_size=1_000)
    return {mark_of(*row) for row in rows}
