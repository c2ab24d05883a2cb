"""Four eyes: handing in, accepting, returning, withdrawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from engagement import policies
from engagement.domain import details, submissions
from engagement.domain.as_read import check_read
from engagement.domain.recording import search_text_of
from engagement.enums import ConversationState
from engagement.models import Conversation
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

# Asked when a conversation is handed in, if not before.
CONSENT_FIELDS = (
    "consent_state", "consent_on", "attribution", "notice", "collection_notice", "participant_check", "public_summary",
    "details_reason",
)  # fmt: skip


def _locked(conversation: Conversation) -> Conversation:
    """The row as it is now, held until the transaction ends: of two people who press at once, the second sees the first."""
    return Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)


def _look_through(conversation: Conversation, *, by: User, now: datetime) -> None:
    """Raises Identifying for a summary that could identify somebody; one that stays for a reason is written down."""
    if kept := details.check_summary(conversation):
        audit("conversation.details_kept", by=by, on=conversation, now=now, details=kept)


@transaction.atomic
def submit(*, conversation: Conversation, fields: Mapping[str, Any] | None = None, by: User, now: datetime) -> Conversation:
    """DRAFT or RETURNED -> SUBMITTED, with what is asked about consent (`CONSENT_FIELDS`)."""
    conversation = _locked(conversation)
    policies.check_can_submit(conversation, by=by)
    for name in CONSENT_FIELDS:
        if fields and name in fields:
            setattr(conversation, name, fields[name])
    _look_through(conversation, by=by, now=now)
    conversation.search_text = search_text_of(conversation)
    conversation.state = ConversationState.SUBMITTED
    conversation.submitted_at = conversation.updated_at = now
    conversation.version += 1
    conversation.save()
    submissions.keep(conversation, by=by, now=now)
    audit("conversation.submitted", by=by, on=conversation, now=now, details={"consent": conversation.consent_state})
    return conversation


@transaction.atomic
def accept(
    *, conversation: Conversation, details_reason: str = "", by: User, now: datetime, seen: str | None = None
) -> Conversation:
    """SUBMITTED -> ACCEPTED by someone who had no part in making it. `details_reason`: why identifying details stay.

    `seen`: the mark of what was read (`as_read`, of `submissions.told_to_reviewer`).
    """
    conversation = _locked(conversation)
    policies.check_can_accept(conversation, by=by)
    check_read(seen, submissions.told_to_reviewer(conversation))
    conversation.details_reason = details_reason.strip()[:500] or conversation.details_reason
    _look_through(conversation, by=by, now=now)
    conversation.state = ConversationState.ACCEPTED
    conversation.reviewed_by, conversation.reviewed_at, conversation.review_reason = by, now, ""
    conversation.updated_at, conversation.version = now, conversation.version + 1
    conversation.save()
    submissions.read(conversation, by=by, now=now)
    audit("conversation.accepted", by=by, on=conversation, now=now)
    return conversation


@transaction.atomic
def return_(
    *,
    conversation: Conversation,
    reason: str,
    comments: Iterable[submissions.Comment] = (),
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Conversation:
    """SUBMITTED -> RETURNED, with the reason that its author will read, and comments on single parts.

    `seen` as for `accept`: what is returned counts as read, and the next reading shows only what changed since.
    """
    conversation = _locked(conversation)
    policies.check_can_review(conversation, by=by)
    check_read(seen, submissions.told_to_reviewer(conversation))
    conversation.state = ConversationState.RETURNED
    conversation.reviewed_by, conversation.reviewed_at, conversation.review_reason = by, now, reason
    conversation.updated_at, conversation.version = now, conversation.version + 1
    conversation.save()
    submissions.read(conversation, by=by, now=now)
    said = submissions.comment(conversation, comments, by=by, now=now)
    audit("conversation.returned", by=by, on=conversation, now=now, details={"comments": said})
    return conversation


@transaction.atomic
def reopen(*, conversation: Conversation, reason: str, by: User, now: datetime) -> Conversation:
    """ACCEPTED -> RETURNED: to be changed. Nothing of it is counted until a second person accepts the new version."""
    conversation = _locked(conversation)
    policies.check_can_reopen(conversation, by=by)
    conversation.state, conversation.review_reason = ConversationState.RETURNED, reason
    conversation.updated_at, conversation.version = now, conversation.version + 1
    conversation.save()
    audit("conversation.reopened", by=by, on=conversation, now=now, details={"version": conversation.version})
    return conversation


@transaction.atomic
def withdraw(*, conversation: Conversation, by: User, now: datetime) -> Conversation:
    """Any state -> WITHDRAWN: nothing of it is counted or drawn on from here on."""
    conversation = _locked(conversation)
    policies.check_can_withdraw(conversation, by=by)
    before, conversation.state = conversation.state, ConversationState.WITHDRAWN
    conversation.updated_at, conversation.version = now, conversation.version + 1
    conversation.save()
    audit("conversation.withdrawn", by=by, on=conversation, now=now, details={"from": before})
    return conversation
