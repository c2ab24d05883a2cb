"""Logging a conversation: drafts while typing, the record, its edits."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from engagement import policies
from engagement.domain.rewording import follow_edit
from engagement.models import Conversation, ConversationDraft, ReferenceSeries
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.text import searchable
from stakeholders.domain import directory

# What a person fills in. Everything else is set by a verb.
EDITABLE = (
    "phase",
    "organization",
    "held_on",
    "date_precision",
    "start_time",
    "duration_minutes",
    "method",
    "lead",
    "note_taker",
    "people_count",
    "police_present",
    "language",
    "interpreter_used",
    "purpose",
    "notes",
    "public_summary",
    "notice",
    "consent_state",
    "consent_on",
    "attribution",
    "level",
)
MANY = ("named_people", "closed_to", "opened_to")


class Conflict(Exception):
    """Somebody else saved in between. `theirs` is what stands in the database now."""

    def __init__(self, theirs: Conversation) -> None:
        super().__init__(theirs.reference)
        self.theirs = theirs


class Taken(Exception):
    """The token is somebody else's record: its sender learns no more than that there is nothing for them."""


class DraftConflict(Exception):
    """Another tab or device saved this draft in between. `theirs` is what stands in the database now."""

    def __init__(self, theirs: ConversationDraft) -> None:
        super().__init__(str(theirs.pk))
        self.theirs = theirs


@dataclass(frozen=True)
class Recorded:
    """The record, and whether this very call made it (a form sent twice finds the first)."""

    conversation: Conversation
    is_new: bool


def one_line_end(value: Any) -> Any:
    """Text with one kind of line end, so that a passage counts the same characters here and in the browser."""
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


def search_text_of(conversation: Conversation) -> str:
    """What free-text search looks in: reference, purpose, notes and summary, folded for accents and Arabic forms."""
    return searchable(" ".join((conversation.reference, conversation.purpose, conversation.notes, conversation.public_summary)))


def next_references(phase: Phase, count: int) -> list[str]:
    """P<phase>-<number>, `count` of them, counted under a lock. Call inside a transaction."""
    series, _created = ReferenceSeries.objects.select_for_update().get_or_create(phase=phase)
    first, series.last = series.last + 1, series.last + count
    series.save(update_fields=["last"])
    return [f"P{phase.number}-{number:04d}" for number in range(first, series.last + 1)]


@transaction.atomic
def record(*, id: uuid.UUID, fields: Mapping[str, Any], by: User, now: datetime) -> Recorded:
    """Makes a conversation in DRAFT. `id` is the form's token: the same token again returns the record made first.

    `fields` holds cleaned values of EDITABLE and MANY. The unsent draft of the same id is consumed. Raises Refused, Taken.
    """
    policies.check_can_record(by=by)
    if found := Conversation.objects.filter(pk=id, created_by=by).first():
        return Recorded(conversation=found, is_new=False)
    plain = {name: one_line_end(fields[name]) for name in EDITABLE if name in fields}
    plain.setdefault("lead", by)
    conversation = Conversation(id=id, created_by=by, created_at=now, updated_at=now, **plain)
    [conversation.reference] = next_references(conversation.phase, 1)
    conversation.search_text = search_text_of(conversation)
    try:
        with transaction.atomic():
            conversation.save(force_insert=True)
    except IntegrityError as error:  # the same form sent twice in one moment, or somebody else's token
        if found := Conversation.objects.filter(pk=id, created_by=by).first():
            return Recorded(conversation=found, is_new=False)
        raise Taken from error
    for name in MANY:
        getattr(conversation, name).set(fields.get(name, ()))
    directory.touch_contact(organization=conversation.organization, held_on=conversation.held_on)
    ConversationDraft.objects.filter(pk=id, owner=by).delete()
    audit("conversation.recorded", by=by, on=conversation, now=now, details={"level": conversation.level})
    return Recorded(conversation=conversation, is_new=True)


@transaction.atomic
def edit(*, conversation: Conversation, fields: Mapping[str, Any], version: int, by: User, now: datetime) -> Conversation:
    """Saves changes over exactly the version that was read; raises Conflict when another save came in between."""
    policies.check_can_edit(conversation, by=by)
    if not Conversation.objects.filter(pk=conversation.pk, version=version).update(version=F("version") + 1, updated_at=now):
        raise Conflict(Conversation.objects.get(pk=conversation.pk))
    before = Conversation.objects.values_list("notes", flat=True).get(pk=conversation.pk)  # a form may have written on the record
    for name in EDITABLE:
        if name in fields:
            setattr(conversation, name, one_line_end(fields[name]))
    conversation.version, conversation.updated_at = version + 1, now
    conversation.search_text = search_text_of(conversation)
    conversation.save()
    follow_edit(conversation, before=before, after=conversation.notes)
    for name in MANY:
        if name in fields:
            getattr(conversation, name).set(fields[name])
    directory.touch_contact(organization=conversation.organization, held_on=conversation.held_on)
    ConversationDraft.objects.filter(pk=conversation.pk, owner=by).delete()
    audit("conversation.edited", by=by, on=conversation, now=now, details={"version": conversation.version})
    return conversation


@transaction.atomic
def save_draft(*, id: uuid.UUID, fields: Mapping[str, Any], version: int, by: User, now: datetime) -> ConversationDraft:
    """Keeps what stands in an open form. `version` is the last one this form saved (0 = none yet).

    Raises DraftConflict when another tab saved in between, Refused when the id is somebody else's.
    """
    policies.check_can_record(by=by)
    draft = ConversationDraft.objects.select_for_update().filter(pk=id).first()
    if draft is None:
        draft, is_new = ConversationDraft.objects.get_or_create(
            id=id, defaults={"owner": by, "fields": dict(fields), "updated_at": now}
        )
        if is_new:
            return draft
    if draft.owner_id != by.pk:
        raise policies.Refused("")
    if draft.version != version:
        raise DraftConflict(draft)
    draft.fields, draft.version, draft.updated_at = dict(fields), version + 1, now
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, draft: ConversationDraft, by: User, now: datetime) -> None:
    """Throws an unsent draft away; the door asks first."""
    audit("draft.discarded", by=by, on=draft, now=now)
    draft.delete()


def note_read(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Writes to the audit log that these notes were opened."""
    audit("notes.read", by=by, on=conversation, now=now)
