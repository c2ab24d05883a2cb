"""The plan and its phases, as they were released."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from phases.exports import item_pages, items
from phases.views.frame import page, public, share_of


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
    card = share_of("phase", slug, phase["title"])
    return page(request, "phases/phase_detail.html", "plan", share=card, **item_pages.of_phase(phase, today=today))
