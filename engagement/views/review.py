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
from engagement.domain import review, strength, submissions
from engagement.domain.as_read import ReadAnew, mark
from engagement.domain.details import barring
from engagement.forms.review import ReopenForm, ReturnForm, SubmitForm
from engagement.forms.saved import SEEN
from engagement.models import CollectionNotice, Conversation
from engagement.reporting import withdrawal
from engagement.views.access import asker, tells_refusals
from engagement.views.conversations import opened
from engagement.views.passages import Passage, passages, segments
from phases.models import Theme
from resilience_portal.accounts.models import User


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


def _review_page(request: HttpRequest, pk: Any, form: ReturnForm | None = None, anew: ReadAnew | None = None) -> HttpResponse:
    """`anew`: it was changed while it was read; what was typed stays."""
    user, conversation = asker(request), opened(request, pk)
    coded = passages(conversation, user)
    form = form or ReturnForm(points=[row.point for row in coded])
    context = {
        "nav": "conversations",
        "conversation": conversation,
        "form": form,
        "passages": coded,
        "on_points": [(row, form[f"on_point_{row.point.pk}"]) for row in coded if f"on_point_{row.point.pk}" in form.fields],
        "segments": segments(conversation.notes, coded),
        "changes": submissions.changes(conversation),
        "outweighed": _outweighed(coded, user),
        "can_accept": policies.can_accept(conversation, by=user),
        "barring": barring(conversation.public_summary, conversation=conversation),
        "seen": mark(submissions.told_to_reviewer(conversation)),
        "anew": anew,
        "details_reason": _typed_reason(request),
    }
    return render(request, "engagement/conversation_review.html", context, status=409 if anew else 422 if form.errors else 200)


def _typed_reason(request: HttpRequest) -> str:
    """Why identifying details stay, as it was sent."""
    return request.POST.get("details_reason", "").replace("\x00", "")


def _outweighed(coded: list[Passage], user: User) -> list[tuple[Theme, strength.Strength]]:
    """Themes of this talk that one organization carries for more than half."""
    themes = {coding.theme.pk: coding.theme for row in coded for coding in row.codings}
    found = strength.by_theme(user)
    return [(theme, found[pk]) for pk, theme in themes.items() if pk in found and found[pk].dominant]


@require_safe
@tells_refusals
def conversation_review(request: HttpRequest, pk: Any) -> HttpResponse:
    """The second reader's page: what changed, notes, codes and summary, to be accepted or returned."""
    policies.check_can_review(_found(request, pk), by=asker(request))
    return _review_page(request, pk)


@require_POST
@tells_refusals
def conversation_accept(request: HttpRequest, pk: Any) -> HttpResponse:
    """Accepts what was read; what could identify somebody stays for a reason only."""
    given: dict[str, Any] = {"details_reason": _typed_reason(request), "seen": request.POST.get(SEEN, "")}
    try:
        conversation = review.accept(conversation=_found(request, pk), **given, by=asker(request), now=timezone.now())
    except ReadAnew as anew:
        return _review_page(request, pk, anew=anew)
    messages.success(request, _("Accepted: %(reference)s.") % {"reference": conversation.reference})
    return redirect("engagement:home")


@require_POST
@tells_refusals
def conversation_return(request: HttpRequest, pk: Any) -> HttpResponse:
    """Sends it back with a reason and comments; without a reason the page comes again."""
    conversation = _found(request, pk)
    form = ReturnForm(request.POST, points=conversation.points.all())
    policies.check_can_review(conversation, by=asker(request))
    if not form.is_valid():
        return _review_page(request, pk, form)
    said = {"reason": form.cleaned_data["reason"], "comments": form.comments(), "seen": request.POST.get(SEEN, "")}
    try:
        review.return_(conversation=conversation, **said, by=asker(request), now=timezone.now())
    except ReadAnew as anew:
        return _review_page(request, pk, form, anew)
    messages.success(request, _("Returned to its author: %(reference)s.") % {"reference": conversation.reference})
    return redirect("engagement:home")


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def conversation_reopen(request: HttpRequest, pk: Any) -> HttpResponse:
    """Asks why, says what it means, then opens an accepted conversation again."""
    conversation, form = _found(request, pk), ReopenForm(request.POST or None)
    policies.check_can_reopen(conversation, by=asker(request))
    if request.method == "POST" and form.is_valid():
        review.reopen(conversation=conversation, reason=form.cleaned_data["reason"], by=asker(request), now=timezone.now())
        messages.success(request, _("Open again: %(reference)s.") % {"reference": conversation.reference})
        return redirect("engagement:conversation-detail", pk=pk)
    context = {"nav": "conversations", "conversation": conversation, "form": form}
    return render(request, "engagement/conversation_reopen.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def conversation_withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Asks first, then withdraws."""
    conversation = _found(request, pk)
    policies.check_can_withdraw(conversation, by=asker(request))
    if request.method == "POST":
        withdrawal.withdraw_conversation(conversation=conversation, by=asker(request), now=timezone.now())
        messages.info(request, _("Withdrawn: %(reference)s. It is counted nowhere.") % {"reference": conversation.reference})
        return redirect("engagement:home")
    context = {"nav": "conversations", "conversation": conversation}
    return render(request, "engagement/conversation_withdraw.html", context)
