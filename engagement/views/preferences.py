"""What a person chose on the log form and should find again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from engagement.forms.log_layout import FOLDS
from engagement.views.access import asker, for_roles
from resilience_portal.accounts.preferences import remember
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def preferences_keep(request: HttpRequest) -> HttpResponse:
    """Which folds stand open, or that the guide was read. The form's own names only; back to the page without JavaScript."""
    if "folds" in request.POST:
        asked = request.POST["folds"].split()
        remember(asker(request), "log", folds=[name for name in FOLDS if name in asked])
    if "guide" in request.POST:
        remember(asker(request), "log", is_guided=request.POST["guide"] != "read")
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=204)
    return redirect("engagement:conversation-new")
