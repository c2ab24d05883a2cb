"""Coding: themes on passages or on the talk, step by step and back, and the public summary.

The page works without a script: every answer is a redirect. `passage-coder.js` sends `X-Coder` and gets only the live part.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement import policies
from engagement.domain import coding
from engagement.enums import Stance
from engagement.forms.coding import CodeForm, RatingForm, SummaryForm
from engagement.forms.saved import SEEN, Saved
from engagement.models import CodingStep, Conversation, Point, PointTheme
from engagement.views.access import asker, tells_refusals
from engagement.views.conversations import opened
from engagement.views.passages import passages
from engagement.views.two_versions import shows_conflicts, two_versions
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.ui.phrases import named

SUMMARY = ("public_summary",)


def _found(request: HttpRequest, pk: Any) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(asker(request)), pk=pk)


def live(conversation: Conversation, user: User) -> dict[str, Any]:
    """What changes with every step: the passages, the counts, what can be undone."""
    rows = passages(conversation, user)
    trail = CodingStep.objects.of(conversation, user).select_related("theme")
    here = Count("pk", filter=Q(point__conversation=conversation))
    seen = Point.objects.visible_to(user).filter(conversation__phase=conversation.phase_id)
    counted = PointTheme.objects.filter(point__in=seen)
    return {
        "conversation": conversation,
        "passages": rows,
        "needing_a_look": [row for row in rows if row.point.needs_look],
        "counts": list(counted.order_by().values("theme__code").annotate(all=Count("pk"), here=here)),
        "undoable": trail.undoable().order_by("-number").first(),
        "redoable": trail.redoable().first(),
        "rating": RatingForm(),
        "quotes": conversation.quotes.order_by("-proposed_at"),
    }


def after_step(request: HttpRequest, conversation: Conversation, told: str) -> HttpResponse:
    """The live part alone for the script, which says `told` itself; else back to the page, which says it."""
    if request.headers.get("X-Coder"):
        context = {**live(conversation, asker(request)), "told": told}
        return render(request, "engagement/parts/coding_live.html", context)
    messages.success(request, told)
    return redirect("engagement:conversation-code", pk=conversation.pk)


def _page(request: HttpRequest, pk: Any, **forms: Any) -> HttpResponse:
    conversation = opened(request, pk)
    found = {"form": CodeForm(notes=conversation.notes), "summary": SummaryForm(instance=conversation), **forms}
    shown = {"nav": "conversations", "themes": Theme.objects.in_use(), "can_quote": True}
    shown["seen"] = request.POST.get(SEEN) or Saved(SummaryForm(instance=conversation), [conversation], SUMMARY, None).sent_seen
    context = {**shown, **live(conversation, asker(request)), **found}
    has_errors = any(form.errors for form in found.values())
    return render(request, "engagement/conversation_code.html", context, status=422 if has_errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def conversation_code(request: HttpRequest, pk: Any) -> HttpResponse:
    """The notes beside the codebook; a POST gives one theme to one passage, or to the whole talk."""
    conversation = _found(request, pk)
    policies.check_can_code(conversation, by=asker(request))
    if request.method != "POST":
        return _page(request, pk)
    form = CodeForm(request.POST, notes=conversation.notes)
    if not form.is_valid():
        return _page(request, pk, form=form)
    place = {name: form.cleaned_data[name] for name in ("start", "end")}
    theme, stance = form.cleaned_data["theme"], Stance(form.cleaned_data["stance"])
    coding.code(conversation=conversation, theme=theme, stance=stance, by=asker(request), now=timezone.now(), **place)
    return after_step(request, conversation, _("Coded: %(theme)s.") % {"theme": named(theme.name)})


@require_POST
@tells_refusals
def coding_remove(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes a theme off again."""
    points = Point.objects.visible_to(asker(request))
    found = get_object_or_404(PointTheme.objects.select_related("point__conversation", "theme"), pk=pk, point__in=points)
    coding.uncode(coding=found, by=asker(request), now=timezone.now())
    return after_step(request, found.point.conversation, _("Taken off: %(theme)s.") % {"theme": named(found.theme.name)})


@require_POST
@tells_refusals
def coding_undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes back the asker's own last step on this conversation."""
    conversation = _found(request, pk)
    coding.undo(conversation=conversation, by=asker(request), now=timezone.now())
    return after_step(request, conversation, _("Undone."))


@require_POST
@tells_refusals
def coding_redo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Does again what was undone last."""
    conversation = _found(request, pk)
    coding.redo(conversation=conversation, by=asker(request), now=timezone.now())
    return after_step(request, conversation, _("Done again."))


@require_POST
@tells_refusals
@shows_conflicts
def conversation_summarize(request: HttpRequest, pk: Any) -> HttpResponse:
    """Saves the public summary."""
    conversation = _found(request, pk)
    policies.check_can_code(conversation, by=asker(request))
    saved = Saved(SummaryForm(instance=conversation), [conversation], SUMMARY, request.POST)
    if saved.differences:
        up = reverse("engagement:conversation-code", args=[pk]), conversation.reference
        return two_versions(request, saved, up=up, nav="conversations")
    form = SummaryForm(saved.data, instance=conversation)
    if not form.is_valid():
        return _page(request, pk, summary=form)
    given = {"public_summary": form.cleaned_data["public_summary"], "seen": saved.seen}
    coding.summarize(conversation=conversation, **given, by=asker(request), now=timezone.now())
    messages.success(request, _("The public summary is saved."))
    return redirect("engagement:conversation-code", pk=pk)
