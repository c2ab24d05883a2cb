"""Approving a report, taking an approval back, correcting and withdrawing what is public. Each asks first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from engagement.domain.as_read import ReadAnew, mark
from engagement.enums import ReportState
from engagement.forms.reports import LANGUAGES, ReasonForm, ReleaseForm, in_languages
from engagement.forms.saved import SEEN
from engagement.models import Report
from engagement.policies import Refused
from engagement.policies import reports as policies
from engagement.reporting import approval, correction, reading, withdrawal
from engagement.reporting.sections import Incomplete
from engagement.views.access import asker, tells_refusals

WHY_CORRECTED = gettext_lazy("The public reads it. Say what was wrong, never which record it came from.")
WHY_WITHDRAWN = gettext_lazy("The public reads it in the place of the report.")


def _report(request: HttpRequest, pk: Any) -> Report:
    return get_object_or_404(
        Report.objects.visible_to(asker(request)).select_related("phase", "requested_by", "published"), pk=pk
    )


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_release(request: HttpRequest, pk: Any) -> HttpResponse:
    """The second person's page: what changed, what is missing, when it becomes public, and the one button."""
    report, user, now = _report(request, pk), asker(request), timezone.now()
    policies.check_can_release(report, by=user)
    form = ReleaseForm(request.POST or None, now=now)
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = {"embargo_until": form.embargo_until(), "seen": request.POST.get(SEEN, "")}
        try:
            made = approval.approve(report=report, by=user, now=now, **given)
        except Incomplete as incomplete:
            return _ask_release(request, report, form, status=422, gaps=incomplete.gaps)
        except ReadAnew as anew:
            report = _report(request, pk)
            written = reading.written_since(report, parse_datetime(request.POST.get("opened_at", "")))
            return _ask_release(request, report, form, status=409, anew=anew, written=written)
        messages.success(request, _told(made))
        return redirect("engagement:report-detail", pk=pk)
    return _ask_release(request, report, form, status=422 if form.errors else 200)


def _ask_release(request: HttpRequest, report: Report, form: ReleaseForm, *, status: int, **more: Any) -> HttpResponse:
    """`gaps`: where a language lacks; `anew`: words or figures were changed while they were read, `written`: those words."""
    user = asker(request)
    context = {
        "nav": "reports",
        "report": report,
        "form": form,
        "languages": LANGUAGES,
        "can_write": policies.can_write(report, by=user),
        "read": reading.everything(report, by=user),
        "needed": settings.REPORT_APPROVALS,
        "seen": mark(approval.told_to_approver(report)),
        "opened_at": timezone.now().isoformat(),
        **more,
    }
    return render(request, "engagement/report_release.html", context, status=status)


def _told(report: Report) -> str:
    if report.state == ReportState.IN_REVIEW:
        return _("Approved. One more person has to approve it before it becomes public.")
    if report.embargo_until:
        return _("Approved. It becomes public at the time you set, and can be taken back until then.")
    return _("Approved. The worker is making it public now.")


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_take_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """Stops what is approved and not yet public; asks first."""
    report = _report(request, pk)
    policies.check_can_take_back(report, by=asker(request))
    if request.method == "POST":
        approval.take_back(report=report, by=asker(request), now=timezone.now())
        messages.info(request, _("The approval was taken back. Nothing becomes public."))
        return redirect("engagement:report-detail", pk=pk)
    return render(request, "engagement/report_take_back.html", {"nav": "reports", "report": report})


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_correct(request: HttpRequest, pk: Any) -> HttpResponse:
    """Asks for the next version of what is public, with the reason that its readers will see."""
    report = _report(request, pk)
    policies.check_can_correct(report, by=asker(request))
    form = ReasonForm(request.POST or None, hint=WHY_CORRECTED)
    if request.method == "POST" and form.is_valid():
        try:
            reason = in_languages(form, "reason")
            made = correction.correct(report=report, reason=reason, by=asker(request), now=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("engagement:report-detail", pk=made.pk)
    context = {"nav": "reports", "report": report, "form": form}
    return render(request, "engagement/report_correct.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def report_withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes a report back as a whole; asks first, and for the reason."""
    report = _report(request, pk)
    policies.check_can_withdraw_report(report, by=asker(request))
    form = ReasonForm(request.POST or None, hint=WHY_WITHDRAWN)
    if request.method == "POST" and form.is_valid():
        reason = in_languages(form, "reason")
        withdrawal.withdraw_report(report=report, reason=reason, by=asker(request), now=timezone.now())
        messages.info(request, _("The report was withdrawn. A page with the reason stays at its address."))
        return redirect("engagement:report-detail", pk=pk)
    context = {"nav": "reports", "report": report, "form": form}
    return render(request, "engagement/report_withdraw.html", context, status=422 if form.errors else 200)
