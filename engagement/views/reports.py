"""Reports in the making: asked for, watched, built again, given up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from engagement.domain import strength
from engagement.enums import ReportState, ReportStep
from engagement.forms.reports import LANGUAGES, ReportForm, proposed_titles
from engagement.models import Report
from engagement.models.report import IN_THE_MAKING
from engagement.phrases import PROBLEMS
from engagement.policies import Refused
from engagement.policies import reports as policies
from engagement.reporting import reading, sections
from engagement.reporting import request as asking
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.first_steps import before_a_phase_at_work
from phases.enums import PhaseState
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

SHOWN = 100  # rows of the list
# What a report in the making waits for, said in the list.
NEXT_STEPS = {
    ReportState.REQUESTED: gettext_lazy("The worker is at it."),
    ReportState.BUILDING: gettext_lazy("The worker is at it."),
    ReportState.READY: gettext_lazy("Write its words; then a second person releases it."),
    ReportState.IN_REVIEW: gettext_lazy("One more person has to approve it."),
    ReportState.APPROVED: gettext_lazy("It becomes public by itself."),
}
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
    """What is in the making, with its next step; then what was released or given up, newest first."""
    user = asker(request)
    found = list(Report.objects.visible_to(user).for_list()[:SHOWN])
    context = {
        "nav": "reports",
        "making": [
            {"report": report, "action": NEXT_STEPS[ReportState(report.state)]}
            for report in found
            if report.state in IN_THE_MAKING
        ],
        "others": [report for report in found if report.state not in IN_THE_MAKING],
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
    context = {"nav": "reports", "form": form, "languages": LANGUAGES, "before": before_a_phase_at_work(asker(request))}
    return render(request, "engagement/report_create.html", context, status=422 if form.errors else 200)


def allowed(report: Report, user: User) -> dict[str, bool]:
    """What this reader may do with the report now."""
    return {
        "can_release": policies.can_release(report, by=user),
        "can_write": policies.can_write(report, by=user),
        "can_cancel": policies.can_cancel_report(report, by=user),
        "can_build_again": policies.can_build_again(report, by=user),
        "can_take_back": policies.can_take_back(report, by=user),
        "can_correct": policies.can_correct(report, by=user),
        "can_withdraw": policies.can_withdraw_report(report, by=user),
    }


@require_safe
def report_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """How far the report is, what comes next, and who may do it."""
    report, user = _found(request, pk), asker(request)
    found, parts = sections.texts(report), sections.parts(report)
    context = {
        "nav": "reports",
        "languages": LANGUAGES,
        "is_author": user.pk in report.authors,
        "parity": reading.parity(found, parts),
        "flagged": len(reading.overstated(report.payload, found, parts)) if report.payload else 0,
        "approvals": report.approvals.select_related("by"),
        "needed": settings.REPORT_APPROVALS,
        "outweighed": strength.outweighed(user, report.phase),
        **allowed(report, user),
        **progress(report),
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
def report_cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Gives a report up; asks first."""
    report = _found(request, pk)
    policies.check_can_cancel_report(report, by=asker(request))
    if request.method == "POST":
        asking.cancel(report=report, by=asker(request), now=timezone.now())
        messages.info(request, _("The report was cancelled."))
        return redirect("engagement:report-list")
    return render(request, "engagement/report_cancel.html", {"nav": "reports", "report": report})


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_build_again(request: HttpRequest, pk: Any) -> HttpResponse:
    """Has the worker count anew; asks first. The texts stay."""
    report = _found(request, pk)
    policies.check_can_build_again(report, by=asker(request))
    if request.method == "POST":
        asking.build_again(report=report, by=asker(request), now=timezone.now())
        return redirect("engagement:report-detail", pk=pk)
    return render(request, "engagement/report_build_again.html", {"nav": "reports", "report": report})
