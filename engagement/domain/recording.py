"""Logging a conversation: drafts while typing, the record, its edits."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Model

from engagement import policies
from engagement.domain import drafting
from engagement.domain.rewording import follow_edit
from engagement.models import Conversation, Participation, ReferenceSeries
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.text import searchable
from stakeholders.domain import directory
from stakeholders.models import Person

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
    "place",
    "purpose",
    "notes",
    "public_summary",
    "notice",
    "collection_notice",
    "participant_check",
    "safety_protocol_on",
    "retention_class",
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


def _write_down_people(conversation: Conversation, spoke: Sequence[tuple[Person, str]] | None) -> None:
    """Who spoke, each in the capacity of that day; None leaves what is written."""
    if spoke is None:
        return
    conversation.participations.exclude(person__in=[person for person, _capacity in spoke]).delete()
    for person, capacity in spoke:
        Participation.objects.update_or_create(conversation=conversation, person=person, defaults={"capacity": capacity})


@transaction.atomic
def record(*, id: uuid.UUID, fields: Mapping[str, Any], by: User, now: datetime, tab: str = "") -> Recorded:
    """Makes a conversation in DRAFT. `id` is the form's token: the same token again returns the record made first.

    `fields` holds cleaned values of EDITABLE and MANY, and `people`: who spoke. The draft of `tab` is consumed. Raises Refused,
    Taken.
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
    _write_down_people(conversation, fields.get("people"))
    directory.touch_contact(organization=conversation.organization, held_on=conversation.held_on)
    drafting.consume(id=id, by=by, tab=tab)
    audit("conversation.recorded", by=by, on=conversation, now=now, details={"level": conversation.level})
    return Recorded(conversation=conversation, is_new=True)


@transaction.atomic
def edit(
    *, conversation: Conversation, fields: Mapping[str, Any], version: int, by: User, now: datetime, tab: str = ""
) -> Conversation:
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
    _write_down_people(conversation, fields.get("people"))
    directory.touch_contact(organization=conversation.organization, held_on=conversation.held_on)
    drafting.consume(id=conversation.pk, by=by, tab=tab)
    audit("conversation.edited", by=by, on=conversation, now=now, details={"version": conversation.version})
    return conversation


def note_read(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Writes to the audit log that these notes were opened."""
    audit("notes.read", by=by, on=conversation, now=now)


def passages_read(*, conversations: Iterable[Conversation], on: Model, by: User, now: datetime) -> None:
    """Writes to the audit log that passages of these notes were shown beside a theme or a finding: one row for the page."""
    if keys := sorted({str(conversation.pk) for conversation in conversations}):
        audit("passages.read", by=by, on=on, now=now, details={"conversations": keys})
