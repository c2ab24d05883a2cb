"""Asking those who spoke to check the summary; what they answered."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.domain import checking
from engagement.enums import ParticipantCheck
from engagement.forms.checks import AnswerForm, AskForm
from engagement.models import CheckRequest, Conversation
from engagement.policies import desk
from engagement.views.access import asker, for_roles, tells_refusals
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES


def _page(request: HttpRequest, conversation: Conversation, form: Any, **more: Any) -> HttpResponse:
    context = {"nav": "conversations", "conversation": conversation, "form": form, **more}
    return render(request, "engagement/check_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def check_create(request: HttpRequest, pk: Any) -> HttpResponse:
    """They were given the summary."""
    user = asker(request)
    conversation = get_object_or_404(Conversation.objects.visible_to(user).select_related("organization"), pk=pk)
    desk.check_can_ask_check(conversation, by=user)
    form = AskForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        on, due_on = form.cleaned_data["on"], form.cleaned_data["due_on"]
        checking.ask(conversation=conversation, on=on, due_on=due_on, by=user, now=timezone.now())
        messages.success(request, _("Noted. It is flagged when no answer has come by then."))
        return redirect("engagement:conversation-detail", pk=pk)
    return _page(request, conversation, form, is_asking=True)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def check_answer(request: HttpRequest, pk: Any) -> HttpResponse:
    """They confirmed, corrected, or did not answer."""
    found = CheckRequest.objects.visible_to(asker(request)).select_related("conversation__organization")
    check = get_object_or_404(found, pk=pk)
    desk.check_can_answer_check(check, by=asker(request))
    form = AnswerForm(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        state, told = ParticipantCheck(form.cleaned_data["state"]), form.cleaned_data
        checking.answer(
            check=check, state=state, on=told["on"], correction=told["correction"], by=asker(request), now=timezone.now()
        )
        messages.success(request, _("Their answer is recorded."))
        return redirect("engagement:conversation-detail", pk=check.conversation_id)
    return _page(request, check.conversation, form)
