"""Speak-back: asked whether the summary says what they said, and what they answered. Recorded by hand; a link comes apart."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from engagement.enums import ParticipantCheck
from engagement.models import CheckRequest, Conversation
from engagement.policies import desk
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


@transaction.atomic
def ask(*, conversation: Conversation, on: date, due_on: date, by: User, now: datetime) -> CheckRequest:
    """They have the summary and are asked; an answer is hoped for by `due_on`."""
    conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
    desk.check_can_ask_check(conversation, by=by)
    made = CheckRequest.objects.create(conversation=conversation, asked_on=on, asked_by=by, due_on=due_on)
    _tell(made, now=now)
    audit("check.asked", by=by, on=made, now=now, details={"conversation": str(conversation.pk)})
    return made


@transaction.atomic
def answer(*, check: CheckRequest, state: ParticipantCheck, on: date, correction: str, by: User, now: datetime) -> None:
    """What they said of it. What they corrected is kept in their words; the summary itself is changed by who may."""
    check = CheckRequest.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=check.pk)
    desk.check_can_answer_check(check, by=by)
    check.state, check.answered_on = state, None if state == ParticipantCheck.NO_REPLY else on
    check.correction = correction if state == ParticipantCheck.CORRECTED else ""
    check.save()
    _tell(check, now=now)
    audit("check.answered", by=by, on=check, now=now, details={"state": state})


def _tell(check: CheckRequest, *, now: datetime) -> None:
    """The record says how its newest check stands."""
    Conversation.objects.filter(pk=check.conversation_id).update(participant_check=check.state, updated_at=now)
