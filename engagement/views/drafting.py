"""Keeping what is typed: autosave, two texts side by side, throwing away, and who is signed in now."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from engagement.domain import drafting
from engagement.domain.drafting import DraftConflict, Tab
from engagement.forms.conversations import ConversationForm
from engagement.forms.drafts import WAS, Typed, chosen, differences, marks, number, rival, typed
from engagement.models import Conversation, ConversationDraft
from engagement.policies import Refused
from engagement.views.access import asker, for_roles
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES

MOST_OF_A_TAB = 40  # characters of a tab's name, which a browser makes up


def tab_of(request: HttpRequest) -> Tab:
    """The tab that posts."""
    return Tab(request.POST.get("tab", "")[:MOST_OF_A_TAB], number(request.POST.get("changes")))


@require_safe
def signed_in(request: HttpRequest) -> HttpResponse:
    """Whose session this is and a fresh token: how an open page learns that it may go on after a sign-in beside it."""
    return JsonResponse({"user": str(asker(request).pk), "token": get_token(request)})


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def draft_save(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Autosave. 409 when another tab or device saved in between: both texts are kept, and the writer chooses."""
    now = timezone.now()
    fields = typed(request.POST, ConversationForm.base_fields)
    version, tab = number(request.POST.get("draft_version")), tab_of(request)
    try:
        draft = drafting.save_draft(id=pk, fields=fields, version=version, by=asker(request), now=now, tab=tab)
    except DraftConflict as conflict:
        return JsonResponse({"version": conflict.theirs.version, "fields": conflict.theirs.fields}, status=409)
    except Refused as refusal:
        raise Http404 from refusal
    return JsonResponse({"version": draft.version, "saved_at": time_format(timezone.localtime(now), "TIME_FORMAT")})


def _form_address(pk: uuid.UUID) -> str:
    """Where the draft is typed on: the record's own form when there is a record, else the quick form."""
    is_recorded = Conversation.objects.filter(pk=pk).exists()
    return reverse("engagement:conversation-edit" if is_recorded else "engagement:conversation-create", args=[pk])


def side_by_side(
    request: HttpRequest, form: ConversationForm, mine: Typed, theirs: Typed, sent_with: dict[str, Any], to: str = ""
) -> HttpResponse:
    """Both texts side by side; every field is chosen by the person, and what was typed travels along.

    Who typed over an older version sees chosen what the other one wrote where they themselves left the field as it was.
    """
    was = request.POST.get(WAS, "")
    context = {
        "nav": "conversations",
        "up": (reverse("engagement:conversation-list"), _("Conversations")),
        "heading": _("Two versions of this conversation"),
        "differences": differences(form, mine, theirs, was=was),
        "kept": [(name, value) for name, values in mine.items() if name not in sent_with for value in values],
        "sent_with": sent_with | {WAS: marks(theirs)},
        "to": to or request.path,
    }
    return render(request, "engagement/two_versions.html", context, status=409)


def apart(request: HttpRequest, form: ConversationForm, draft: ConversationDraft) -> HttpResponse:
    """What another tab or device typed over an older version, beside the draft. Choosing leads back to the form."""
    tab, mine = rival(draft) or ("", draft.fields)
    to = reverse("engagement:draft-settle", args=[draft.pk])
    return side_by_side(request, form, mine, draft.fields, {"draft_version": draft.version, "tab": tab}, to)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def draft_settle(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Keeps what was chosen between two texts, and goes on in the form; which shows the next two, if there are."""
    draft = get_object_or_404(ConversationDraft.objects.visible_to(asker(request)), pk=pk)
    data, version = chosen(request.POST, draft.fields), number(request.POST.get("draft_version"))
    fields = typed(data, ConversationForm.base_fields)
    try:
        drafting.settle(
            draft=draft, fields=fields, version=version, tab=tab_of(request).name, by=asker(request), now=timezone.now()
        )
    except DraftConflict:
        messages.warning(request, _("Something was typed elsewhere again. Choose once more; nothing was lost."))
    return redirect(_form_address(pk))


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
def draft_discard(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Throws an unsent draft away; the button asks first."""
    draft = get_object_or_404(ConversationDraft.objects.visible_to(asker(request)), pk=pk)
    drafting.discard_draft(draft=draft, by=asker(request), now=timezone.now())
    messages.info(request, _("The unsent draft was discarded."))
    return redirect("engagement:home")
