"""Handing in, reviewing, withdrawing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement import policies
from engagement.domain import review
from engagement.domain.details import barring
from engagement.forms.review import ReturnForm, SubmitForm
from engagement.models import CollectionNotice, Conversation
from engagement.views.access import asker, tells_refusals
from engagement.views.conversations import opened
from engagement.views.passages import passages, segments


def _found(request: HttpRequest, pk: Any) -> Conversation:
    found = Conversation.objects.visible_to(asker(request)).select_related("organization", "phase")
    return get_object_or_404(found, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def conversation_submit(request: HttpRequest, pk: Any) -> HttpResponse:
    """Asks about consent, attribution and notice, then hands the conversation in."""
    conversation = _found(request, pk)
    policies.check_can_submit(conversation, by=asker(request))
    form = SubmitForm(request.POST or None, instance=conversation, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        review.submit(conversation=conversation, fields=form.cleaned_data, by=asker(request), now=timezone.now())
        messages.success(request, _("Handed in: %(reference)s. Thank you.") % {"reference": conversation.reference})
        if "another" in request.POST:
            return redirect("engagement:conversation-new")
        return redirect("engagement:conversation-detail", pk=pk)
    notice = CollectionNotice.objects.in_force_on(conversation.held_on)
    context = {"nav": "conversations", "conversation": conversation, "form": form, "notice": notice}
    return render(request, "engagement/conversation_submit.html", context, status=422 if form.errors else 200)


def _review_page(request: HttpRequest, conversation: Conversation, form: ReturnForm) -> HttpResponse:
    coded = passages(conversation, asker(request))
    context = {
        "nav": "conversations",
        "conversation": conversation,
        "form": form,
        "passages": coded,
        "segments": segments(conversation.notes, coded),
        "can_accept": policies.can_accept(conversation, by=asker(request)),
        "barring": barring(conversation.public_summary, conversation=conversation),
    }
    return render(request, "engagement/conversation_review.html", context, status=422 if form.errors else 200)


@require_safe
@tells_refusals
def conversation_review(request: HttpRequest, pk: Any) -> HttpResponse:
    """The second reader's page: notes, codes and summary, to be accepted or returned."""
    policies.check_can_review(_found(request, pk), by=asker(request))
    return _review_page(request, opened(request, pk), ReturnForm())


@require_POST
@tells_refusals
def conversation_accept(request: HttpRequest, pk: Any) -> HttpResponse:
    """Accepts; what could identify somebody stays for a reason only."""
    reason = request.POST.get("details_reason", "").replace("\x00", "")
    conversation = review.accept(conversation=_found(request, pk), details_reason=reason, by=asker(request), now=timezone.now())
    messages.success(request, _("Accepted: %(reference)s.") % {"reference": conversation.reference})
    return redirect("engagement:home")


@require_POST
@tells_refusals
def conversation_return(request: HttpRequest, pk: Any) -> HttpResponse:
    """Sends it back with a reason; without one the page comes again."""
    conversation, form = _found(request, pk), ReturnForm(request.POST)
    if not form.is_valid():
        policies.check_can_review(conversation, by=asker(request))
        return _review_page(request, opened(request, pk), form)
    reason = form.cleaned_data["reason"]
    review.return_(conversation=conversation, reason=reason, by=asker(request), now=timezone.now())
    messages.success(request, _("Returned to its author: %(reference)s.") % {"reference": conversation.reference})
    return redirect("engagement:home")


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def conversation_withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Asks first, then withdraws."""
    conversation = _found(request, pk)
    policies.check_can_withdraw(conversation, by=asker(request))
    if request.method == "POST":
        review.withdraw(conversation=conversation, by=asker(request), now=timezone.now())
        messages.info(request, _("Withdrawn: %(reference)s. It is counted nowhere.") % {"reference": conversation.reference})
        return redirect("engagement:home")
    context = {"nav": "conversations", "conversation": conversation}
    return render(request, "engagement/conversation_withdraw.html", context)
