"""A phase as a small card that other people's pages may show in a frame."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_exempt

from phases.exports import items
from phases.models import PublishedReport
from phases.views.frame import page, public


@csp_replace({"frame-ancestors": ["*"]})
@xframe_options_exempt
@public
def phase_card(request: HttpRequest, slug: str) -> HttpResponse:
    """Where one phase stands, and the way to more. Reading only: there is nothing on it to be tricked into."""
    phase = items.phase(slug, today=timezone.localdate())
    if phase is None:
        raise Http404
    report = PublishedReport.objects.current().filter(phase__slug=slug).first()
    return page(request, "phases/embed_phase.html", phase=phase, report=report)
