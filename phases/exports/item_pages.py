"""What the page of an item shows: the item, and all that is public around it. The preview draws from the same."""

from __future__ import annotations

from datetime import date
from typing import Any

from phases.exports import figures, plan_items, trace
from phases.exports.items import Shown
from phases.models import PublishedReport


def of_phase(phase: Shown, *, today: date) -> dict[str, Any]:
    """Goal, promise, level of influence, progress against the declared universe or in items, dates, reports."""
    reports = list(PublishedReport.objects.current().filter(phase__slug=phase["slug"]))
    context = {"phase": phase, "reports": reports, **plan_items.progress(phase, today=today)}
    if reports:
        payload = reports[0].payload
        released = PublishedReport.objects.readable().filter(phase__slug=phase["slug"])
        context["first_report"] = released.order_by("released_at").defer("payload").first()
        declared = payload["universe"]["organizations"]
        context |= {
            "payload": payload,
            "heard": figures.words_beside(figures.total(payload), declared),
            "declared": declared,
            "sectors": figures.sectors_beside_declared(payload),
        }
    return context


def of_group(group: Shown, *, today: date) -> dict[str, Any]:
    """Who, what for, the guide with what was found by question, its sessions."""
    found = [row for row in plan_items.findings() if row["group"] and row["group"]["slug"] == group["slug"]]
    asked = [
        question | {"findings": [row for row in found if row["question"] and row["question"]["number"] == question["number"]]}
        for question in group["questions"]
    ]
    sessions = [row for row in plan_items.sessions(today=today) if row["group"]["slug"] == group["slug"]]
    return {"group": group, "questions": asked, "sessions": sessions, "has_findings": bool(found), "heard": trace.heard()}


def of_project(project: Shown, *, today: date) -> dict[str, Any]:
    """The project, and the way back to what was heard."""
    return trace.of_project(project, today=today)
