"""Coding: themes on passages or on the talk, and the public summary."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement import policies
from engagement.domain import coding
from engagement.enums import Stance
from engagement.forms.coding import CodeForm, SummaryForm
from engagement.models import Conversation, Point, PointTheme
from engagement.views.access import asker, tells_refusals
from engagement.views.conversations import opened
from engagement.views.passages import passages
from phases.models import Theme


def _found(request: HttpRequest, pk: Any) -> Conversation:
    return get_object_or_404(Conversation.objects.visible_to(asker(request)), pk=pk)


def _page(request: HttpRequest, pk: Any, **forms: Any) -> HttpResponse:
    conversation = opened(request, pk)
    found = forms or {"form": CodeForm(notes=conversation.notes), "summary": SummaryForm(instance=conversation)}
    found.setdefault("form", CodeForm(notes=conversation.notes))
    found.setdefault("summary", SummaryForm(instance=conversation))
    context = {
        "nav": "conversations",
        "conversation": conversation,
        "passages": passages(conversation),
        "themes": Theme.objects.in_use(),
        **found,
    }
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
    messages.success(request, _("Coded: %(theme)s.") % {"theme": theme.name})
    return redirect("engagement:conversation-code", pk=pk)


@require_POST
@tells_refusals
def coding_remove(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes a theme off again."""
    points = Point.objects.visible_to(asker(request))
    found = get_object_or_404(PointTheme.objects.select_related("point__conversation", "theme"), pk=pk, point__in=points)
    conversation = found.point.conversation_id
    coding.uncode(coding=found, by=asker(request), now=timezone.now())
    messages.info(request, _("Taken off: %(theme)s.") % {"theme": found.theme.name})
    return redirect("engagement:conversation-code", pk=conversation)


@require_POST
@tells_refusals
def conversation_summarize(request: HttpRequest, pk: Any) -> HttpResponse:
    """Saves the public summary."""
    conversation = _found(request, pk)
    policies.check_can_code(conversation, by=asker(request))
    form = SummaryForm(request.POST, instance=conversation)
    if not form.is_valid():
        return _page(request, pk, summary=form)
    summary = form.cleaned_data["public_summary"]
    coding.summarize(conversation=conversation, public_summary=summary, by=asker(request), now=timezone.now())
    messages.success(request, _("The public summary is saved."))
    return redirect("engagement:conversation-code", pk=pk)
