"""The audit log, for auditors: who did what, who read what, and whether the chain is whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from engagement.forms.filters import AuditFilter
from engagement.views.access import for_roles
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import first_broken

PAGE = 50


@require_safe
@for_roles(Role.AUDITOR, Role.ADMINISTRATOR)
def audit_list(request: HttpRequest) -> HttpResponse:
    """Newest first. The chain is proved on request only: it reads every row."""
    facets = AuditFilter(request.GET)
    rows = list(facets.narrow(AuditEvent.objects.order_by("-number"))[: PAGE + 1])
    proved = "prove" in request.GET
    context = {
        "nav": "audit",
        "facets": facets,
        "rows": rows[:PAGE],
        "more": rows[PAGE - 1].number if len(rows) > PAGE else None,
        "is_proved": proved,
        "broken": first_broken() if proved else None,
    }
    return render(request, "engagement/audit_list.html", context)
