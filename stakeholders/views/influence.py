"""The map of influence and interest: by drag, by keyboard, and without either."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from resilience_portal.accounts.doors import asker, only_for
from resilience_portal.ui.phrases import named
from stakeholders import policies
from stakeholders.domain import directory
from stakeholders.models import Organization

STEPS = range(1, 6)
MOST = 400  # of each: a map of more is read by nobody


def _step(text: str) -> int | None:
    return int(text) if text in {str(step) for step in STEPS} else None


@require_safe
@only_for(policies.can_know_directory)
def influence_map(request: HttpRequest) -> HttpResponse:
    """Five by five, influence upwards; those not yet placed beside it."""
    seen = Organization.objects.visible_to(asker(request)).pickable().by_name()
    placed: dict[tuple[Any, Any], list[Organization]] = {}
    for row in seen.exclude(influence=None).exclude(interest=None)[:MOST]:
        placed.setdefault((row.influence, row.interest), []).append(row)
    rows = [(up, [(along, placed.get((up, along), [])) for along in STEPS]) for up in reversed(STEPS)]
    context = {"nav": "organizations", "rows": rows, "steps": list(STEPS), "unplaced": seen.unplaced()[:MOST]}
    return render(request, "stakeholders/influence_map.html", context)


@require_POST
@only_for(policies.can_know_directory)
def organization_place(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Puts one on the map, or takes it off when either value is empty. Answers JSON to the page's own script."""
    organization = get_object_or_404(Organization.objects.visible_to(asker(request)), pk=pk)
    influence, interest = _step(request.POST.get("influence", "")), _step(request.POST.get("interest", ""))
    if influence is None or interest is None:
        influence = interest = None
    directory.place_organization(
        organization=organization, influence=influence, interest=interest, by=asker(request), now=timezone.now()
    )
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"influence": influence, "interest": interest})
    messages.success(request, _("%(name)s has its place.") % {"name": named(organization.name)})
    return redirect("stakeholders:influence-map")
