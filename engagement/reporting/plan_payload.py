"""What of the plan and its phases the public reads: their texts, dates and steps, with every moved date and its reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from engagement.reporting.payload import texts
from phases.models import EngagementPlan, Milestone, MilestoneMove, Phase, ReportDayMove
from phases.models.plan import TEXTS


def iso(day: date | None) -> str | None:
    """A day as payloads hold it."""
    return day.isoformat() if day else None


def plan_payload(plan: EngagementPlan) -> dict[str, Any]:
    """The plan's own texts."""
    return {name: texts(plan, name) for name in TEXTS}


def phase_payload(phase: Phase) -> dict[str, Any]:
    """A phase with its steps, in their order."""
    return {
        "number": phase.number,
        "phase_kind": phase.kind,
        "title": texts(phase, "title"),
        "goal": texts(phase, "goal"),
        "promise": texts(phase, "promise"),
        "iap2_level": phase.iap2_level,
        "edmonton_role": phase.edmonton_role,
        "starts_on": iso(phase.starts_on),
        "ends_on": iso(phase.ends_on),
        "state": phase.state,
        "report_due_on": iso(phase.report_due_on),
        "moves": [_move(move) for move in phase.moves.all()],
        "universe_count": phase.universe_count,
        "milestones": [_step(step) for step in phase.milestones.prefetch_related("moves").order_by("due_on", "order")],
    }


def _step(step: Milestone) -> dict[str, Any]:
    return {
        "title": texts(step, "title"),
        "starts_on": iso(step.starts_on),
        "due_on": iso(step.due_on),
        "done_on": iso(step.done_on),
        "progress": step.progress,
        "moves": [_move(move) for move in step.moves.all()],
    }


def _move(move: MilestoneMove | ReportDayMove) -> dict[str, Any]:
    return {
        "from_on": iso(move.from_on),
        "to_on": iso(move.to_on),
        "moved_on": iso(move.moved_on),
        "reason": texts(move, "reason"),
    }
