"""A conversation at a glance: whose turn it is, what happened so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from engagement import policies
from engagement.enums import ConsentState, ConversationState, ParticipantCheck
from engagement.models import CheckRequest, Conversation
from engagement.phrases import HISTORY
from engagement.policies import desk
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent

MOST_EVENTS = 40
S = ConversationState


@dataclass(frozen=True)
class Step:
    """What comes next. With an address it is the reader's own step; without one somebody else's, told in a sentence."""

    sentence: str
    label: str = ""
    url: str = ""


def next_step(conversation: Conversation, *, user: User, check: CheckRequest | None, is_coded: bool, today: date) -> Step:
    """The one obvious next action of this reader; else whom the record waits for."""

    def at(name: str) -> str:
        return reverse(f"engagement:conversation-{name}", args=[conversation.pk])

    if conversation.state == S.RETURNED and policies.can_edit(conversation, by=user):
        return Step(_("Read why it was returned, change it, and hand it in again."), _("Change it"), at("edit"))
    if policies.can_submit(conversation, by=user):
        return Step(_("Only you can see it until you hand it in."), _("Hand in"), at("submit"))
    if is_coded and policies.can_review(conversation, by=user):
        return Step(_("It is coded and waits for a second reader."), _("Review"), at("review"))
    if policies.can_code(conversation, by=user) and not (is_coded and conversation.public_summary):
        return Step(_("It waits for themes and a public summary."), _("Code"), at("code"))
    return _of_the_check(conversation, user=user, check=check, today=today) or Step(_waits_for(conversation, is_coded=is_coded))


def _of_the_check(conversation: Conversation, *, user: User, check: CheckRequest | None, today: date) -> Step | None:
    """Speak-back, where it is somebody's turn."""
    if check and check.state == ParticipantCheck.SENT and desk.can_sort(by=user):
        late = _("They were asked to check the summary and have not answered in time.")
        waiting = _("They were asked to check the summary.")
        url = reverse("engagement:check-answer", args=[check.pk])
        return Step(late if check.is_unanswered(today=today) else waiting, _("Record their answer"), url)
    is_wanted = conversation.participant_check == ParticipantCheck.REQUESTED or (
        conversation.organization.is_indigenous_led and conversation.participant_check == ParticipantCheck.NOT_REQUESTED
    )
    if is_wanted and desk.can_ask_check(conversation, by=user):
        url = reverse("engagement:check-create", args=[conversation.pk])
        return Step(_("Those who spoke should check the summary before it is used."), _("Let them check"), url)
    return None


def _waits_for(conversation: Conversation, *, is_coded: bool) -> str:
    """Whose turn it is, for everybody else."""
    if conversation.state == S.ACCEPTED:
        if conversation.consent_state == ConsentState.PENDING:
            return _("Accepted. It is counted once consent is recorded.")
        return (
            _("Accepted. It is counted in the next report.") if conversation.is_publishable else _("Accepted. It is not counted.")
        )
    if conversation.state == S.SUBMITTED:
        return _("It waits for a reviewer.") if is_coded else _("It waits for an analyst.")
    if conversation.state in (S.DRAFT, S.RETURNED):
        return _("It is with its author.")
    if conversation.participant_check == ParticipantCheck.WITHDRAWN:
        return _("Those who spoke took it back. Nothing of it is counted or quoted.")
    return _("Nothing of it is counted or quoted.")


def _nobody(event: AuditEvent) -> str:
    """Who it was where it was no account that there still is."""
    return _("Those who spoke") if event.details.get("speakers") else event.actor_name


def history(conversation: Conversation) -> list[dict[str, Any]]:
    """What was done with the record, oldest first, as the audit log has it; without who read it."""
    found = AuditEvent.objects.filter(subject_type="engagement.conversation", subject_id=str(conversation.pk), kind__in=HISTORY)
    events = list(found.order_by("-number")[:MOST_EVENTS])[::-1]
    names = User.objects.in_bulk([event.actor_id for event in events if event.actor_id])
    told = [
        {
            "label": HISTORY[event.kind],
            "at": event.at,
            "who": who.display_name if (who := names.get(event.actor_id)) else _nobody(event),
        }
        for event in events
    ]
    return told or [
        {"label": HISTORY["conversation.recorded"], "at": conversation.created_at, "who": conversation.created_by.display_name}
    ]
