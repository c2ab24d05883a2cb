"""My work: what needs me, without a click. One page for every role; each thing with one obvious next action."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from engagement.domain import outreach, registering
from engagement.enums import ConversationState, ParticipantCheck
from engagement.enums.importing import ImportState
from engagement.models import (
    CheckRequest,
    Commitment,
    Conversation,
    ConversationDraft,
    Enquiry,
    FocusGroup,
    FollowUp,
    ImportBatch,
    Point,
    ProjectStep,
    Registration,
    Report,
    SecondCoding,
)
from engagement.policies import analysis, can_record
from engagement.policies.reports import can_release
from engagement.views.access import asker
from engagement.views.attendance import unsettled
from engagement.views.plan import late_phases, proposals_for
from phases.enums import StepState
from phases.models import Milestone, Phase, PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

MOST = 8  # rows of one kind; a longer list is a click away
MOST_GAPS = 5
AHEAD = timedelta(days=60)
# An import that waits for its bringer, or for the worker.
OPEN_IMPORTS = (ImportState.MATCHING, ImportState.CHECKING, ImportState.CHECKED, ImportState.RUNNING, ImportState.FAILED)


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
    coded = Exists(Point.objects.filter(conversation=OuterRef("pk"), codings__isnull=False))
    return waiting.filter(~coded | Q(public_summary=""))


def soonest(items: list[Commitment | FollowUp]) -> list[Commitment | FollowUp]:
    """Promises and follow-ups together: the latest overdue first, what has no day last."""
    return sorted(items, key=lambda item: (item.due_on or date.max, item.pk))[:MOST]


def own_work(user: User) -> dict[str, Any]:
    """What is this account's own: forms, records, promises, imports."""
    own = Conversation.objects.visible_to(user).filter(created_by=user).for_list()
    commitments = Commitment.objects.visible_to(user).pending().owned_by(user).for_list()
    follow_ups = FollowUp.objects.visible_to(user).pending().owned_by(user).for_list()
    assigned = Conversation.objects.visible_to(user).filter(assigned_to=user).for_list()
    in_hand = [ConversationState.SUBMITTED, ConversationState.RETURNED]
    return {
        "unsent": unsent(user),
        "returned": own.in_state(ConversationState.RETURNED)[:MOST],
        "drafts": own.in_state(ConversationState.DRAFT)[:MOST],
        "assigned": assigned.in_state(*in_hand).exclude(created_by=user)[:MOST],
        "due": soonest([*commitments[:MOST], *follow_ups[:MOST]]),
        "imports": ImportBatch.objects.visible_to(user).filter(state__in=OPEN_IMPORTS)[:MOST],
    }


def checks_of(user: User, today: date) -> dict[str, Any]:
    """Speak-back of the account's own talks: to be sent, and not answered in time."""
    own = Q(created_by=user) | Q(lead=user)
    to_send = Conversation.objects.visible_to(user).held().filter(own, participant_check=ParticipantCheck.REQUESTED)
    late = CheckRequest.objects.filter(Q(conversation__created_by=user) | Q(conversation__lead=user)).unanswered(today=today)
    return {
        "checks_to_send": to_send.exclude(public_summary="").for_list()[:MOST],
        "checks_late": late.visible_to(user).select_related("conversation__organization")[:MOST],
    }


def team_work(user: User) -> dict[str, Any]:
    """What others handed on to whoever holds the role."""
    reports = list(Report.objects.visible_to(user).in_the_making().for_list()[:MOST])
    second = SecondCoding.objects.visible_to(user).in_progress().filter(coder=user).select_related("conversation")
    return {
        "to_review": Conversation.objects.to_review_by(user).for_list()[:MOST],
        "to_code": _to_code(user).for_list()[:MOST],
        "second": second[:MOST],
        "reports": [{"report": report, "can_release": can_release(report, by=user)} for report in reports],
        "reasons": reasons_to_let_out(user),
        "proposals": proposals_for(user)[:MOST] if user.has_role(Role.REVIEWER, Role.LEAD) else [],
        "late_phases": late_phases() if user.has_role(Role.LEAD) else [],
    }


def reasons_to_let_out(user: User) -> list[Point]:
    """Why points can't be resolved, written by somebody else: the second person reads it before the public may."""
    if not user.has_role(Role.REVIEWER, Role.LEAD):
        return []
    waiting = Point.objects.visible_to(user).to_let_out().exclude(closed_by=user)
    waiting = waiting.exclude(conversation__state__in=analysis.CLOSED_TO_WORK)
    return list(waiting.select_related("conversation__organization")[:MOST])


def front_desk(user: User, today: date) -> dict[str, Any]:
    """What the public waits for: answers to letters, and to those who would like to come; what was promised soonest first."""
    groups = FocusGroup.objects.visible_to(user).filter(registrations__in=Registration.objects.visible_to(user).interested())
    rows = groups.annotate(people=Count("registrations"), since=Min("registrations__created_at")).order_by("since")[:MOST]
    letters = list(Enquiry.objects.visible_to(user).waiting().for_list()[:MOST])
    return {
        "letters": letters,
        "letters_late": sum(letter.answer_by < today for letter in letters),
        "interest_count": sum(row.people for row in rows),
        "interest": [{"group": row, "people": row.people, "answer_by": registering.answer_by(row.since)} for row in rows],
    }


def gaps_of(user: User) -> dict[str, Any]:
    """Whom we set out to hear and have not heard in the phase at work; an officer's own first."""
    phase = outreach.phase_at_work()
    if phase is None:
        return {"gaps": [], "gap_count": 0}
    rows = list(outreach.not_heard(phase, seen_by=user)[:1000])
    mine = [row for row in rows if row.relationship_owner_id == user.pk]
    shown = mine if mine and not user.has_role(Role.LEAD) else rows
    untried_first = sorted(shown, key=lambda row: (row.outcome == "declined", row.outcome is not None))
    return {"gaps": untried_first[:MOST_GAPS], "gap_count": len(shown), "gap_phase": phase}


def dates_ahead(today: date) -> list[dict[str, Any]]:
    """Milestones, steps of projects and promised reports of the next weeks, those that are late, and what is at risk."""
    steps = Milestone.objects.filter(done_on=None, due_on__lte=today + AHEAD).select_related("phase").order_by("due_on")
    reports = Phase.objects.public().filter(report_due_on__isnull=False, report_due_on__lte=today + AHEAD)
    rows: list[dict[str, Any]] = [{"on": step.due_on, "title": step.title, "phase": step.phase} for step in steps[:MOST]]
    of_projects = ProjectStep.objects.to_watch(until=today + AHEAD).select_related("project")
    rows += [
        {"on": s.due_on, "title": s.title, "phase": s.project, "at_risk": s.state == StepState.AT_RISK}
        for s in of_projects[: MOST // 2]
    ]
    for phase in reports.exclude(state="closed_report_available"):
        rows.append({"on": phase.report_due_on, "title": "", "phase": phase})
    return sorted(rows, key=lambda row: row["on"])[:MOST]


def released() -> list[dict[str, Any]]:
    """What is public now, in the reader's language: address, title, day. From the payloads only."""
    language = get_language() or "en"
    rows = PublishedReport.objects.current()[:MOST]
    return [
        {"slug": row.slug, "on": row.released_at, "title": row.payload["title"].get(language) or row.payload["title"]["en"]}
        for row in rows
    ]


NEEDS = (
    "unsent", "returned", "checks_late", "due", "to_review", "second", "to_code", "assigned", "checks_to_send", "drafts",
    "reports", "imports", "reasons", "proposals", "late_phases", "letters", "interest", "attendance",
)  # fmt: skip


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs me; for a partner's liaison the plan and what was released."""
    user, today = asker(request), timezone.localdate()
    in_team = user.has_role(*ENGAGEMENT_ROLES)
    context: dict[str, Any] = {"nav": "home", "today": today, "in_team": in_team, "can_record": can_record(by=user)}
    if in_team:
        context |= own_work(user) | checks_of(user, today) | team_work(user) | gaps_of(user) | front_desk(user, today)
        context |= {"dates": dates_ahead(today), "attendance": unsettled(user, today=today)[:MOST]}
        context["late"] = sum(item.is_overdue(today=today) for item in context["due"])
        context["nothing"] = not any(context[name] for name in NEEDS)
    context["phases"] = Phase.objects.public().order_by("number")
    context["released"] = released()
    context["is_liaison"] = user.has_role(Role.LIAISON)
    context["is_administrator"], context["is_auditor"] = user.is_administrator, user.has_role(Role.AUDITOR)
    context["opened"] = Conversation.objects.visible_to(user).for_list()[:MOST] if context["is_liaison"] and not in_team else []
    return render(request, "engagement/home.html", context)
