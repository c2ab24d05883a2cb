"""The plan and its phases."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from phases.exports import figures
from phases.models import EngagementPlan, Phase, PublishedReport
from phases.phrases import ROLES
from phases.views.frame import page, public


@public
def phase_list(request: HttpRequest) -> HttpResponse:
    """All phases in order, with their milestones."""
    phases = Phase.objects.public().order_by("number").prefetch_related("milestones")
    plan = EngagementPlan.objects.order_by("slug").first()
    return page(request, "phases/phase_list.html", "plan", plan=plan, phases=phases, today=timezone.localdate())


@public
def phase_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One phase: goal, promise, level of influence, progress against the declared universe, dates, reports."""
    phase = get_object_or_404(Phase.objects.public().select_related("plan"), slug=slug)
    reports = list(PublishedReport.objects.current().filter(phase=phase))
    context = {"phase": phase, "reports": reports, "role": ROLES[phase.edmonton_role], "today": timezone.localdate()}
    if reports:
        payload = reports[0].payload
        declared = payload["universe"]["organizations"]
        context |= {
            "payload": payload,
            "heard": figures.words_beside(figures.total(payload), declared),
            "declared": declared,
            "sectors": figures.sectors_beside_declared(payload),
        }
    context["milestones"] = phase.milestones.order_by("due_on", "order")
    context["is_overdue"] = phase.is_report_overdue(today=timezone.localdate())
    return page(request, "phases/phase_detail.html", "plan", **context)
