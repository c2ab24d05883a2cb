"""Finding an organization while logging."""

from __future__ import annotations

from django.db.models import Case, When
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from engagement.forms.pickers import row
from engagement.views.access import asker, for_roles
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from stakeholders.models import Organization

MOST_FOUND = 12


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def organization_search(request: HttpRequest) -> HttpResponse:
    """Organizations whose names, other names or people match. By POST: no name stands in an address or a log."""
    words = request.POST.get("q", "")[:200].replace("\x00", "")
    found = Organization.objects.visible_to(asker(request)).pickable().matching(words)
    by_name_first = Case(When(name__icontains=words.strip(), then=0), default=1)
    shown = found.select_related("sector", "ward").order_by(by_name_first, "name", "reference")[:MOST_FOUND]
    return JsonResponse({"results": [row(organization) for organization in shown]})
