"""The same step for several conversations at once: each that allows it, and for each of the others a reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from engagement.domain import review
from engagement.models import Conversation
from engagement.policies import Refused, desk
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from stakeholders.models import Tag


@dataclass
class Outcome:
    """What was done, and what was left out and why."""

    done: list[Conversation] = field(default_factory=list)
    left_out: list[tuple[Conversation, str]] = field(default_factory=list)


def _each(found: Iterable[Conversation], step: Callable[[Conversation], None]) -> Outcome:
    """Every one in a transaction of its own: what one forbids does not undo the others."""
    outcome = Outcome()
    for conversation in found:
        try:
            with transaction.atomic():
                step(conversation)
        except Refused as refusal:
            outcome.left_out.append((conversation, str(refusal)))
        else:
            outcome.done.append(conversation)
    return outcome


def assign(*, conversations: Iterable[Conversation], to: User | None, by: User, now: datetime) -> Outcome:
    """The next step is somebody's; None takes it off. Nobody is given what they may not open."""

    def step(conversation: Conversation) -> None:
        desk.check_can_assign(conversation, to=to, by=by)
        Conversation.objects.filter(pk=conversation.pk).update(assigned_to=to)
        audit("conversation.assigned", by=by, on=conversation, now=now, details={"to": str(to.pk) if to else ""})

    return _each(conversations, step)


def tag(*, conversations: Collection[Conversation], tag: Tag, by: User, now: datetime) -> Outcome:
    """Puts the tag on."""

    def step(conversation: Conversation) -> None:
        desk.check_can_sort(by=by)
        conversation.tags.add(tag)
        audit("conversation.tagged", by=by, on=conversation, now=now, details={"tag": str(tag.pk)})

    return _each(conversations, step)


def untag(*, conversations: Collection[Conversation], tag: Tag, by: User, now: datetime) -> Outcome:
    """Takes the tag off."""

    def step(conversation: Conversation) -> None:
        desk.check_can_sort(by=by)
        conversation.tags.remove(tag)
        audit("conversation.untagged", by=by, on=conversation, now=now, details={"tag": str(tag.pk)})

    return _each(conversations, step)


def submit(*, conversations: Iterable[Conversation], by: User, now: datetime) -> Outcome:
    """Hands in those whose questions of consent are answered; the others are asked one by one."""

    def step(conversation: Conversation) -> None:
        desk.check_can_submit_unasked(conversation, by=by)
        review.submit(conversation=conversation, by=by, now=now)

    return _each(conversations, step)


@transaction.atomic
def note_export(*, count: int, kind: str, columns: Iterable[str], by: User, now: datetime) -> None:
    """Writes down that rows were taken out: how many, which columns, never what was searched for."""
    desk.check_can_sort(by=by)
    audit("conversations.exported", by=by, on=None, now=now, details={"rows": count, "kind": kind, "columns": list(columns)})


@transaction.atomic
def named_tag(*, name: str, by: User) -> Tag:
    """The tag of this name, made when there is none."""
    desk.check_can_sort(by=by)
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.create(name=name)
