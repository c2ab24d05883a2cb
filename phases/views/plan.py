"""The plan and its phases, as they were released."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from phases.exports import figures, items, plan_items
from phases.models import PublishedReport
from phases.views.frame import page, public


@public
def phase_list(request: HttpRequest) -> HttpResponse:
    """All phases in order on one line of time, with their steps."""
    today = timezone.localdate()
    phases = items.span(items.phases(today=today), today=today)
    return page(request, "phases/phase_list.html", "plan", plan=items.plan(), phases=phases, today=today)


@public
def phase_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One phase: goal, promise, level of influence, progress against the declared universe or in items, dates, reports."""
    today = timezone.localdate()
    phase = items.phase(slug, today=today)
    if phase is None:
        raise Http404
    reports = list(PublishedReport.objects.current().filter(phase__slug=slug))
    context = {"phase": phase, "reports": reports, **plan_items.progress(phase, today=today)}
    if reports:
        payload = reports[0].payload
        declared = payload["universe"]["organizations"]
        context |= {
            "payload": payload,
            "heard": figures.words_beside(figures.total(payload), declared),
            "declared": declared,
            "sectors": figures.sectors_beside_declared(payload),
        }
    return page(request, "phases/phase_detail.html", "plan", **context)
