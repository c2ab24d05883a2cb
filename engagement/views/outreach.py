"""Outreach: attempts noted in seconds, their history, who has not been heard yet."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.domain import outreach
from engagement.forms.outreach import AttemptForm
from engagement.models import OutreachAttempt
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.first_steps import before_a_phase_at_work
from phases.models import Phase
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.ui.phrases import named
from stakeholders.models import Organization

MOST = 60


def _one(request: HttpRequest) -> Organization | None:
    """The organization that the address names, if the asker may know of it."""
    try:
        pk = uuid.UUID(request.GET.get("organization", ""))
    except ValueError:
        return None
    return Organization.objects.visible_to(asker(request)).filter(pk=pk).first()


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def outreach_list(request: HttpRequest) -> HttpResponse:
    """A short form, the attempts so far, and who has not been heard in the phase at work."""
    user, one = asker(request), _one(request)
    phase = Phase.objects.public().filter(slug=request.GET.get("phase", "")).first() or outreach.phase_at_work()
    form = AttemptForm(
        request.POST or None, user=user, today=timezone.localdate(), phase=phase, organization=str(one.pk) if one else ""
    )
    if request.method == "POST" and form.is_valid():
        made = outreach.note_attempt(fields=form.cleaned_data, by=user, now=timezone.now())
        messages.success(request, _("Noted: %(name)s.") % {"name": named(made.organization.name)})
        return redirect("engagement:outreach-list")
    attempts = OutreachAttempt.objects.visible_to(user).select_related("organization", "phase", "made_by")
    attempts = attempts.filter(organization=one) if one else attempts
    rows = list(outreach.not_heard(phase, seen_by=user)[: MOST + 1]) if phase and not one else []
    context: dict[str, Any] = {"nav": "outreach", "form": form, "one": one, "phase": phase, "attempts": attempts[:MOST]}
    context |= {"not_heard": rows[:MOST], "is_cut": len(rows) > MOST, "user": user}
    context["before"] = None if phase else before_a_phase_at_work(user)
    return render(request, "engagement/outreach_list.html", context, status=422 if form.errors else 200)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def outreach_take_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """Noted by mistake: gone, and written down that it was."""
    attempt = get_object_or_404(OutreachAttempt.objects.visible_to(asker(request)), pk=pk)
    outreach.take_back(attempt=attempt, by=asker(request), now=timezone.now())
    messages.info(request, _("The attempt was taken back."))
    return redirect("engagement:outreach-list")
