"""Reports in the making: asked for, watched, released by a second person."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.enums import ReportState, ReportStep
from engagement.forms.reports import LANGUAGES, ReportForm, proposed_titles
from engagement.models import Report
from engagement.phrases import PROBLEMS
from engagement.policies import Refused
from engagement.policies import reports as policies
from engagement.reporting import approval, sections
from engagement.reporting import request as asking
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.previews import changes, holes
from phases.enums import PhaseState
from phases.models import Phase
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

STEPS = (ReportStep.WAITING, ReportStep.COUNTING, ReportStep.PROTECTING, ReportStep.WRITING, ReportStep.RENDERING)


def _found(request: HttpRequest, pk: Any) -> Report:
    found = Report.objects.visible_to(asker(request)).select_related("phase", "requested_by", "approved_by", "published")
    return get_object_or_404(found, pk=pk)


def progress(report: Report) -> dict[str, Any]:
    """How far the worker is: steps with their state, and a number for the bar."""
    at = STEPS.index(ReportStep(report.step)) if report.step in STEPS else len(STEPS)
    if report.state == ReportState.APPROVED:
        at = len(STEPS) - 1
    steps = [(step.value, step.label) for step in (*STEPS, ReportStep.DONE)]
    now = STEPS[at].value if at < len(STEPS) else ReportStep.DONE.value
    problem = PROBLEMS.get(report.problem, "")
    return {"report": report, "steps": steps, "now": now, "at": at, "of": len(STEPS), "problem": problem}


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def report_list(request: HttpRequest) -> HttpResponse:
    """Every report, newest first."""
    user = asker(request)
    context = {
        "nav": "reports",
        "reports": Report.objects.visible_to(user).for_list()[:100],
        "can_request": policies.can_request_report(by=user),
    }
    return render(request, "engagement/report_list.html", context)


def _proposal() -> dict[str, Any]:
    """The phase that waits for its report, else the first open one, with its dates and a title in every language."""
    today = timezone.localdate()
    waiting = Phase.objects.public().filter(state__in=[PhaseState.CLOSED_ANALYZING, PhaseState.OPEN])
    phase = waiting.order_by("state", "number").first() or Phase.objects.public().order_by("number").first()
    if phase is None:
        return {}
    until = min(phase.ends_on or today, today)
    titles = {f"title_{code}": title for code, title in proposed_titles(phase).items()}
    return {"phase": phase, "period_from": phase.starts_on, "period_to": until, **titles}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.LEAD)
@tells_refusals
def report_create(request: HttpRequest) -> HttpResponse:
    """Asks for a report; the worker makes it."""
    form = ReportForm(request.POST or None, today=timezone.localdate(), initial=_proposal())
    if request.method == "POST" and form.is_valid():
        try:
            report = asking.request_report(**form.asked(), by=asker(request), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("engagement:report-detail", pk=report.pk)
    context = {"nav": "reports", "form": form, "languages": LANGUAGES}
    return render(request, "engagement/report_create.html", context, status=422 if form.errors else 200)


@require_safe
def report_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """Progress while the worker is at it; then what the public will see, what they won't, and who may release."""
    report, user = _found(request, pk), asker(request)
    context = {
        "nav": "reports",
        "languages": LANGUAGES,
        "can_release": policies.can_release(report, by=user),
        "can_cancel": policies.can_cancel_report(report, by=user),
        "is_mine": report.requested_by_id == user.pk,
        **progress(report),
    }
    if report.payload:
        context |= {
            "holes": holes(report.payload),
            "missing": sections.gaps(sections.texts(report), sections.parts(report)),
            "changes": changes(report),
        }
    return render(request, "engagement/report_detail.html", context)


@require_safe
def report_progress(request: HttpRequest, pk: Any) -> HttpResponse:
    """The moving part of the page. When nothing moves any more the browser loads the whole page."""
    report = _found(request, pk)
    response = render(request, "engagement/parts/report_progress.html", progress(report))
    if not report.is_moving:
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_release(request: HttpRequest, pk: Any) -> HttpResponse:
    """The second person's page: what will happen, and the one button."""
    report = _found(request, pk)
    policies.check_can_release(report, by=asker(request))
    if request.method == "POST":
        approval.approve(report=report, by=asker(request), now=timezone.now())
        messages.success(request, _("Approved. The worker is making it public now."))
        return redirect("engagement:report-detail", pk=pk)
    return render(request, "engagement/report_release.html", {"nav": "reports", "report": report, "languages": LANGUAGES})


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Gives a report up; asks first."""
    report = _found(request, pk)
    policies.check_can_cancel_report(report, by=asker(request))
    if request.method == "POST":
        asking.cancel(report=report, by=asker(request), now=timezone.now())
        messages.info(request, _("The report was cancelled."))
        return redirect("engagement:report-list")
    return render(request, "engagement/report_cancel.html", {"nav": "reports", "report": report})
