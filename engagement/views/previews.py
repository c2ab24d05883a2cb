"""The public page itself, before it is public, and beside it what only the second person sees."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.http import require_safe

from engagement.models import Report
from engagement.policies import reports as policies
from engagement.reporting import reading, sections
from engagement.views.access import asker
from phases.exports.page import render_report
from phases.views.frame import NAMES


@require_safe
def report_preview(request: HttpRequest, pk: Any, language: str) -> HttpResponse:
    """The public page in that language, drawn by the same function from what will be released; the panel in the reader's own."""
    user = asker(request)
    report = get_object_or_404(Report.objects.visible_to(user).select_related("phase"), pk=pk)
    if language not in dict(settings.LANGUAGES) or not report.payload:
        raise Http404
    panel = {
        "report": report,
        "read": reading.everything(report, by=user),
        "can_release": policies.can_release(report, by=user),
        "can_write": policies.can_write(report, by=user),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
    }
    others = [
        {"lang": code, "url": reverse("engagement:report-preview", args=[pk, code]), "name": name, "current": code == language}
        for code, name in NAMES.items()
    ]
    beside = render_to_string("engagement/parts/report_panel.html", panel)
    return HttpResponse(render_report(sections.laid_over(report), language=language, beside=beside, alternates=others))
