"""One conversation as it is read."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from engagement import policies
from engagement.domain import recording
from engagement.models import Attachment, Conversation
from engagement.policies import desk
from engagement.views.access import asker
from engagement.views.glance import history, next_step
from engagement.views.passages import passages, segments
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role


def actions(conversation: Conversation, user: User) -> dict[str, bool]:
    """What this account may do with this record now."""
    return {
        "can_edit": policies.can_edit(conversation, by=user),
        "can_submit": policies.can_submit(conversation, by=user),
        "can_code": policies.can_code(conversation, by=user),
        "can_review": policies.can_review(conversation, by=user),
        "can_reopen": policies.can_reopen(conversation, by=user),
        "can_withdraw": policies.can_withdraw(conversation, by=user),
    }


def opened(request: HttpRequest, pk: Any) -> Conversation:
    """A record whose notes are about to be shown; that they were read is written down."""
    user = asker(request)
    found = Conversation.objects.visible_to(user).select_related(
        "organization__sector",
        "organization__ward",
        "phase",
        "created_by",
        "lead",
        "note_taker",
        "reviewed_by",
        "assigned_to",
        "collection_notice",
    )
    found = found.prefetch_related("participations__person")
    conversation = get_object_or_404(found, pk=pk)
    recording.note_read(conversation=conversation, by=user, now=timezone.now())
    return conversation


def beside(conversation: Conversation, user: User) -> dict[str, Any]:
    """What the desk keeps with a record: promises, follow-ups, files, checks. The engagement team's."""
    checks = list(conversation.checks.select_related("asked_by"))
    return {
        "commitments": conversation.commitments.for_list(),
        "follow_ups": conversation.follow_ups.for_list(),
        "attachments": Attachment.objects.visible_to(user).filter(conversation=conversation).select_related("added_by"),
        "checks": checks,
        "can_attach": desk.can_attach(conversation, by=user),
        "can_ask_check": desk.can_ask_check(conversation, by=user),
        "is_lead": user.has_role(Role.LEAD),
        "tags": conversation.tags.all(),
    }


@require_safe
def conversation_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """The record as it is read: facts, notes with their passages, history, and what may be done next."""
    conversation, user, today = opened(request, pk), asker(request), timezone.localdate()
    coded = passages(conversation, user)
    context = {
        "nav": "conversations",
        "conversation": conversation,
        "segments": segments(conversation.notes, coded),
        "passages": coded,
        "in_team": desk.can_follow_up(by=user),
        "today": today,
        "closed_to": conversation.closed_to.all(),
        "named_people": conversation.named_people.all(),
        "history": history(conversation),
        **actions(conversation, user),
        **beside(conversation, user),
    }
    newest = context["checks"][0] if context["checks"] else None
    context["step"] = next_step(conversation, user=user, check=newest, is_coded=bool(coded), today=today)
    return render(request, "engagement/conversation_detail.html", context)
