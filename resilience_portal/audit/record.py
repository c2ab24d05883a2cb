"""Adds to the audit chain. Called by the verb itself, inside its transaction: no deed without its row, no row without one."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from resilience_portal.audit.models import AuditEvent, AuditHead

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser
    from django.db.models import Model


def seal(event: AuditEvent, *, before: str) -> str:
    """Keyed SHA-256 (hex) over the row and the digest before it. The key lives outside the database."""
    content = {
        "number": event.number,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "kind": event.kind,
        "actor": [str(event.actor_id or ""), event.actor_name],
        "subject": [event.subject_type, event.subject_id],
        "details": event.details,
        "before": before,
    }
    message = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    return hmac.new(settings.AUDIT_SECRET.encode(), message, hashlib.sha256).hexdigest()


@transaction.atomic
def record(
    kind: str, *, by: AbstractUser | None, on: Model | None, now: datetime, details: dict[str, Any] | None = None
) -> AuditEvent:
    """Appends one event. `kind` is `noun.past_verb`; `details` holds ids, states and counts, never words of a record."""
    head, _created = AuditHead.objects.select_for_update().get_or_create(id=1)
    event = AuditEvent(
        number=head.number + 1,
        at=now,
        kind=kind,
        actor_id=by.pk if by else None,
        actor_name=by.get_username() if by else "",
        subject_type=on._meta.label_lower if on else "",
        subject_id=str(on.pk) if on else "",
        details=details or {},
    )
    event.digest = seal(event, before=head.digest)
    event.save(force_insert=True)
    head.number, head.digest = event.number, event.digest
    head.save(update_fields=["number", "digest"])
    return event


def first_broken(start: int = 1) -> int | None:
    """Number of the first event that was altered, dropped or moved; None when the chain is whole up to its head."""
    before, expected = "", 1
    for event in AuditEvent.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != expected:
            return expected
        if event.number >= start and not hmac.compare_digest(event.digest, seal(event, before=before)):
            return event.number
        before, expected = event.digest, event.number + 1
    head = AuditHead.objects.filter(id=1).first()
    if head and (head.number, head.digest) != (expected - 1, before):
        return expected
    return None
