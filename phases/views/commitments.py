"""You said, we did, we will not and why."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from phases.exports import trace
from phases.views.frame import page, public


@public
def commitment_list(request: HttpRequest) -> HttpResponse:
    """Each published theme with what was promised on it and how far that is."""
    return page(request, "phases/commitment_list.html", "commitments", **trace.said_and_done(today=timezone.localdate()))
