"""Conversations, drafts, codes and reports for tests, beside the scene's phase, organizations and themes."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from engagement.enums import ConversationState, ReportState, ReportStep
from engagement.models import Conversation, ConversationDraft, Report
from engagement.reporting.request import request_report
from resilience_portal.accounts.models import User
from tests.engagement import scene

TITLES = {"en": "What we heard", "fr": "Ce que nous avons entendu", "ar": "ما سمعناه"}


def make_conversation(by: User, state: ConversationState = ConversationState.DRAFT, **fields: Any) -> Conversation:
    """A conversation in any state."""
    return scene.conversation(by, state, **fields)


def make_draft(owner: User, pk: uuid.UUID | None = None, **values: str) -> ConversationDraft:
    """What stands in an open form of `owner`."""
    fields = {name: [value] for name, value in values.items()}
    return ConversationDraft.objects.create(id=pk or uuid.uuid4(), owner=owner, fields=fields, updated_at=scene.NOW)


def quick_fields(**more: Any) -> dict[str, Any]:
    """What a person posts from the quick form: the five questions, everything else left alone."""
    scene.phase()
    return {
        "organization": str(scene.organization().pk),
        "held_on": "2026-11-20",
        "method": "phone",
        "notes": "They see young people pulled in through gaming chats.",
        "level": "team",
    } | more


def make_report(by: User, state: ReportState = ReportState.REQUESTED, **fields: Any) -> Report:
    """A report of phase 1, asked for by `by`."""
    asked = request_report(
        phase=scene.phase(), period_from=date(2026, 9, 1), period_to=date(2026, 11, 20), title=TITLES, by=by, now=scene.NOW
    )
    Report.objects.filter(pk=asked.pk).update(state=state, step=fields.pop("step", ReportStep.WAITING), **fields)
    return Report.objects.get(pk=asked.pk)
