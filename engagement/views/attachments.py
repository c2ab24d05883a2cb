"""Files of a conversation: put with it, taken out again by those who may open it, removed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain.attaching import keeping
from engagement.domain.attaching.kinds import KINDS, Unfit
from engagement.forms.attachments import AttachmentForm
from engagement.models import Attachment, Conversation
from engagement.policies import desk
from engagement.views.access import asker, for_roles, tells_refusals
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.ui.phrases import named

ALONE = "default-src 'none'; sandbox"  # even opened in place, it can do nothing


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def attachment_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes a file, cleans it, keeps it. What can't be taken is said beside the field."""
    user = asker(request)
    conversation = get_object_or_404(Conversation.objects.visible_to(user).select_related("organization"), pk=pk)
    desk.check_can_attach(conversation, by=user)
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else AttachmentForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = keeping.attach(conversation=conversation, name=file.name, body=file.read(), by=user, now=timezone.now())
        except Unfit as unfit:
            form.add_error("file", str(unfit))
        else:
            messages.success(request, _("Attached: %(name)s.") % {"name": named(made.name)})
            return redirect("engagement:conversation-detail", pk=pk)
    context = {"nav": "conversations", "conversation": conversation, "form": form}
    return render(request, "engagement/attachment_form.html", context, status=422 if form.errors else 200)


def _found(request: HttpRequest, pk: Any) -> Attachment:
    return get_object_or_404(Attachment.objects.visible_to(asker(request)).select_related("conversation"), pk=pk)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def attachment_download(request: HttpRequest, pk: Any) -> HttpResponse:
    """The bytes, as a file to keep: never shown in place."""
    attachment = _found(request, pk)
    try:
        body = keeping.place(attachment).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    keeping.note_read(attachment=attachment, by=asker(request), now=timezone.now())
    response = HttpResponse(body, content_type=KINDS[attachment.kind].media_type)
    response["Content-Disposition"] = content_disposition_header(True, attachment.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ALONE
    return response


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def attachment_remove(request: HttpRequest, pk: Any) -> HttpResponse:
    """Gone for good; the button asks first."""
    attachment = _found(request, pk)
    conversation = attachment.conversation_id
    keeping.remove(attachment=attachment, by=asker(request), now=timezone.now())
    messages.info(request, _("The file was removed."))
    return redirect("engagement:conversation-detail", pk=conversation)
