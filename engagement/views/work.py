"""My work: what needs me, without a click."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from engagement.enums import ConversationState
from engagement.models import Commitment, Conversation, ConversationDraft, FollowUp, Report
from engagement.policies import can_record
from engagement.policies.reports import can_release
from engagement.views.access import asker
from phases.models import Phase, PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

MOST = 8  # rows of one kind; a longer list is a click away


def unsent(user: User) -> list[dict[str, Any]]:
    """Drafts of forms that were never sent; for an edit, the conversation that it belongs to."""
    drafts = list(ConversationDraft.objects.visible_to(user)[:MOST])
    made = Conversation.objects.visible_to(user).select_related("organization").in_bulk([draft.pk for draft in drafts])
    return [
        {
            "draft": draft,
            "conversation": made.get(draft.pk),
            "words": " ".join("".join(draft.fields.get("notes", [""])[-1:]).split())[:120],
        }
        for draft in drafts
    ]


def _to_code(user: User) -> Any:
    if not user.has_role(Role.ANALYST):
        return Conversation.objects.none()
    waiting = Conversation.objects.visible_to(user).in_state(ConversationState.SUBMITTED)
    return waiting.filter(Q(points__codings=None) | Q(public_summary="")).distinct()


def soonest(items: list[Commitment | FollowUp]) -> list[Commitment | FollowUp]:
    """Promises and follow-ups together: the latest overdue first, what has no day last."""
    return sorted(items, key=lambda item: (item.due_on or date.max, item.pk))[:MOST]


def team_work(user: User) -> dict[str, Any]:
    """Everything that waits for a member of the engagement team. A fixed number of queries."""
    own = Conversation.objects.visible_to(user).filter(created_by=user).for_list()
    reports = list(Report.objects.visible_to(user).in_the_making().for_list()[:MOST])
    commitments = Commitment.objects.visible_to(user).pending().owned_by(user).for_list()
    follow_ups = FollowUp.objects.visible_to(user).pending().owned_by(user).for_list()
    return {
        "unsent": unsent(user),
        "returned": own.in_state(ConversationState.RETURNED)[:MOST],
        "drafts": own.in_state(ConversationState.DRAFT)[:MOST],
        "to_review": Conversation.objects.to_review_by(user).for_list()[:MOST],
        "to_code": _to_code(user).for_list()[:MOST],
        "reports": [{"report": report, "can_release": can_release(report, by=user)} for report in reports],
        "due": soonest([*commitments[:MOST], *follow_ups[:MOST]]),
    }


def released() -> list[dict[str, Any]]:
    """What is public now, in the reader's language: address, title, day. From the payloads only."""
    language = get_language() or "en"
    rows = PublishedReport.objects.current()[:MOST]
    return [
        {"slug": row.slug, "on": row.released_at, "title": row.payload["title"].get(language) or row.payload["title"]["en"]}
        for row in rows
    ]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs me; for a partner's liaison the plan and what was released."""
    user = asker(request)
    in_team = user.has_role(*ENGAGEMENT_ROLES)
    context: dict[str, Any] = {
        "nav": "home",
        "today": timezone.localdate(),
        "in_team": in_team,
        "can_record": can_record(by=user),
    }
    if in_team:
        context |= team_work(user)
        context["nothing"] = not any(
            context[name] for name in ("unsent", "returned", "drafts", "to_review", "to_code", "reports", "due")
        )
    context["phases"] = Phase.objects.public().order_by("number")
    context["released"] = released()
    context["is_liaison"] = user.has_role(Role.LIAISON)
    context["opened"] = Conversation.objects.visible_to(user).for_list()[:MOST] if context["is_liaison"] and not in_team else []
    return render(request, "engagement/home.html", context)
