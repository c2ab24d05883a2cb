"""The codebook out to other tools, and in from them."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.domain import codebook
from engagement.exports.codebook import as_csv, as_qdc
from engagement.forms.codebook import LoadForm
from engagement.policies import analysis
from engagement.views.access import asker, for_roles, tells_refusals
from phases.models import Theme
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.audit.record import record as audit


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def codebook_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The themes in use: `.qdc` in the reader's language, or CSV in all of them."""
    themes = list(Theme.objects.in_use())
    if kind == "qdc":
        body, media_type = as_qdc(themes, language=get_language() or "en"), "application/xml"
    elif kind == "csv":
        body, media_type = as_csv(themes), "text/csv; charset=utf-8"
    else:
        raise Http404
    version = codebook.current_number()
    audit("codebook.exported", by=asker(request), on=None, now=timezone.now(), details={"kind": kind, "version": version})
    name = f'attachment; filename="codebook-v{version}.{kind}"'
    return HttpResponse(body, content_type=media_type, headers={"Content-Disposition": name})


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def codebook_load(request: HttpRequest) -> HttpResponse:
    """A file of another tool becomes one version, which can be undone."""
    analysis.check_can_keep_codebook(by=asker(request))
    form = LoadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        rows, reason = form.cleaned_data["file"], form.cleaned_data["reason"]
        added, changed = codebook.load(rows=rows, reason=reason, by=asker(request), now=timezone.now())
        told = _("Loaded: %(added)s new, %(changed)s changed. It can be undone.")
        messages.success(request, told % {"added": added, "changed": changed})
        return redirect("engagement:codebook-list")
    return render(request, "engagement/codebook_load.html", {"nav": "codebook", "form": form}, status=422 if form.errors else 200)
