"""Documents of projects: brought by a lead, read by the team before they are public."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.domain import documents
from engagement.domain.attaching.kinds import KINDS, Unfit
from engagement.forms.documents import DocumentForm
from engagement.models import DocumentFile, Project
from engagement.views.access import asker, for_roles, tells_plan_refusals
from engagement.views.attachments import ALONE
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.LEAD)
@tells_plan_refusals
def document_create(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Takes a file, cleans it, keeps it with the project. What can't be taken is said beside the field."""
    project, by = get_object_or_404(Project, pk=pk), asker(request)
    form = DocumentForm(request.POST, request.FILES) if request.method == "POST" else DocumentForm()
    if form.is_valid():
        file, now = form.cleaned_data["file"], timezone.now()
        try:
            documents.bring(project=project, name=file.name, body=file.read(), fields=form.described(), by=by, now=now)
        except Unfit as unfit:
            form.add_error("file", str(unfit))
        else:
            messages.success(request, _("Saved. The public reads it once it is released."))
            return redirect("engagement:item-detail", kind="project", pk=pk)
    context = {"nav": "plan", "project": project, "form": form}
    return render(request, "engagement/document_form.html", context, status=422 if form.errors else 200)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def document_download(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The bytes that would become public, as a file to keep: never shown in place."""
    file = get_object_or_404(DocumentFile.objects.visible_to(asker(request)), pk=pk)
    documents.note_read(file=file, by=asker(request), now=timezone.now())
    kind = KINDS[file.kind]
    response = HttpResponse(bytes(file.body), content_type=kind.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file.sha256[:12]}.{kind.endings[0]}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    return response
