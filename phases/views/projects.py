"""Collaborative projects: what they answer, who does what, how far they are, what came of them also when they failed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from phases.exports import item_pages, plan_items
from phases.views.frame import page, public, share_of


@public
def project_list(request: HttpRequest) -> HttpResponse:
    """All projects, each with the finding that it mainly answers."""
    return page(request, "phases/project_list.html", "plan", projects=plan_items.projects(today=timezone.localdate()))


@public
def project_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One project, and the way back to what was heard."""
    today = timezone.localdate()
    project = next((row for row in plan_items.projects(today=today) if row["slug"] == slug), None)
    if project is None:
        raise Http404
    card = share_of("project", slug, project["title"])
    return page(request, "phases/project_detail.html", "plan", share=card, **item_pages.of_project(project, today=today))
