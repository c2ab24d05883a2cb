"""The state of a phase or a project: what becomes public with it is said first, and what stands against it beside the form."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.domain import projects
from engagement.models import Project
from engagement.reporting import item_release
from engagement.views.access import asker, for_roles
from engagement.views.plan_items import tells_on_the_item, typed_reason
from phases.domain import timeline
from phases.enums import ItemKind, PhaseState, ProjectState
from phases.exports import plan_items
from phases.models import Phase, ReleasedItem
from phases.policies import PHASE_TRANSITIONS, Refused, can_plan, check_move
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES


def checklist(phase: Phase, to: PhaseState) -> list[str]:
    """What the public will see from the moment on at which a phase opens or closes."""
    public = ReleasedItem.objects.of(ItemKind.PHASE, phase.slug).current().exists()
    found = [
        _("The phase page shows the new state at once.")
        if public
        else _("The phase itself is not public yet: nothing shows until it is released.")
    ]
    if to == PhaseState.PLANNED:
        found.append(_("The page says that the phase is still to come. Nobody takes part before it opens."))
    if to == PhaseState.OPEN:
        found.append(_("Only sessions and projects that were released show; nothing is released by opening a phase."))
    if to == PhaseState.CLOSED_ANALYZING:
        found.append(_("Nobody more is taken in. The next report may take in the last organizations, however few."))
        found.append(_("The page tells by when the public will hear; if no report is out by then, it says that it is late."))
    if to == PhaseState.CLOSED_NO_REPORT:
        found.append(_("The page says that there will be no report. After the promised day it says that the report is late."))
    if to == PhaseState.NOT_GOING_FORWARD:
        found.append(_("The phase disappears from every public page. Its versions stay in the record."))
    return found


def closing(phase: Phase) -> dict[str, list[dict[str, Any]]]:
    """What is under way in public while its phase closes: groups that stop looking for people, sessions still to come."""
    groups = [group for group in plan_items.groups() if group["phase"]["slug"] == phase.slug]
    slugs = {group["slug"] for group in groups}
    coming = [row for row in plan_items.coming(groups, today=timezone.localdate()) if row["group"]["slug"] in slugs]
    return {"stops": [group for group in groups if group["takes_interest"]], "coming": coming}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_on_the_item(ItemKind.PHASE)
def phase_move(request: HttpRequest, pk: uuid.UUID, state: str) -> HttpResponse:
    """Opens, closes or gives up a phase; shows first what becomes public."""
    phase = get_object_or_404(Phase, pk=pk)
    if state not in PhaseState.values:
        raise Http404
    to, by, reason = PhaseState(state), asker(request), request.POST.get("reason", "")
    refusal: Refused | None = None
    check_move(PHASE_TRANSITIONS, PhaseState(phase.state), to)
    if request.method == "POST":
        try:
            item_release.move_phase(phase=phase, to=to, by=by, now=timezone.now(), reason=reason)
        except Refused as told:
            refusal = told
        else:
            messages.success(request, _("The phase is now “%(state)s”.") % {"state": to.label})
            return redirect("engagement:item-detail", kind=ItemKind.PHASE, pk=pk)
    context = {"nav": "plan", "phase": phase, "to": to, "checklist": checklist(phase, to), "can_plan": can_plan(by=by)}
    context |= {"day": timeline.promised_day(phase), "refusal": refusal, "reason": reason}
    context["needs_reason"] = to == PhaseState.NOT_GOING_FORWARD
    context |= closing(phase) if phase.state == PhaseState.OPEN else {}
    return render(request, "engagement/phase_move.html", context, status=409 if refusal else 200)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_on_the_item(ItemKind.PROJECT)
def project_move(request: HttpRequest, pk: uuid.UUID, state: str) -> HttpResponse:
    """A project's state, with the reason in every language."""
    project = get_object_or_404(Project.objects.visible_to(asker(request)), pk=pk)
    if state not in ProjectState.values:
        raise Http404
    reason = {code: words[:300] for code, words in typed_reason(request).items()}
    projects.move_project(project=project, to=ProjectState(state), reason=reason, by=asker(request), now=timezone.now())
    messages.success(request, _("The state is changed here. The public reads it once it is released."))
    return redirect("engagement:item-detail", kind=ItemKind.PROJECT, pk=pk)
