"""Focus groups: what comes, who can take part, what was asked and found. Never who came."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from phases.exports import item_pages, plan_items
from phases.views.frame import page, public, share_of


@public
def focus_group_list(request: HttpRequest) -> HttpResponse:
    """Coming sessions first, then all groups."""
    groups = plan_items.groups()
    coming = plan_items.coming(groups, today=timezone.localdate())
    return page(request, "phases/focus_group_list.html", "plan", coming=coming, groups=groups)


@public
def focus_group_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One group: who, what for, the guide with what was found by question, its sessions."""
    group = next((row for row in plan_items.groups() if row["slug"] == slug), None)
    if group is None:
        raise Http404
    context = item_pages.of_group(group, today=timezone.localdate())
    card = share_of("focus_group", slug, group["title"])
    return page(request, "phases/focus_group_detail.html", "plan", share=card, **context)
