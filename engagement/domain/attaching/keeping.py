"""Putting a file with a conversation, and taking it away again. The folder is outside the web; names in it are random."""

from __future__ import annotations

import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from engagement.domain.attaching.apart import clean_apart
from engagement.domain.attaching.kinds import kind_of, plain_name
from engagement.models import Attachment, Conversation
from engagement.policies import desk
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


def place(attachment: Attachment) -> Path:
    """Where its bytes are."""
    return Path(settings.ATTACHMENTS_DIR) / attachment.stored[:2] / attachment.stored


def attach(*, conversation: Conversation, name: str, body: bytes, by: User, now: datetime) -> Attachment:
    """Checks, cleans and keeps a file. Raises Unfit, Refused. Slow work first, then one short transaction."""
    desk.check_can_attach(conversation, by=by)
    kind = kind_of(body, name)
    clean = clean_apart(body, kind)
    made = Attachment(
        conversation=conversation, name=plain_name(name, kind), kind=kind.name, size=len(clean), stored=uuid.uuid4().hex,
        added_by=by, added_at=now,
    )  # fmt: skip
    path = place(made)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_suffix(".draft")
    draft.touch(mode=0o600)
    draft.write_bytes(clean)
    draft.replace(path)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            details = {"conversation": str(conversation.pk), "kind": made.kind, "size": made.size}
            audit("attachment.added", by=by, on=made, now=now, details=details)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return made


@transaction.atomic
def note_read(*, attachment: Attachment, by: User, now: datetime) -> None:
    """Writes down that the file was taken out."""
    audit("attachment.read", by=by, on=attachment, now=now, details={"conversation": str(attachment.conversation_id)})


@transaction.atomic
def remove(*, attachment: Attachment, by: User, now: datetime) -> None:
    """Gone from the record, and from the disk once that is committed."""
    desk.check_can_detach(attachment, by=by)
    path = place(attachment)
    audit("attachment.removed", by=by, on=attachment, now=now, details={"conversation": str(attachment.conversation_id)})
    attachment.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
