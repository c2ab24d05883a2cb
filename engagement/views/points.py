"""One point: its place in the notes, how it weighed, what became of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from engagement.domain import coding, points, recording, telling
from engagement.domain.as_read import ReadAnew, mark
from engagement.enums import PointStatus, QuoteLicence
from engagement.forms.coding import AnswerForm, PlaceForm, RatingForm
from engagement.forms.due import TellForm
from engagement.forms.saved import SEEN, Saved
from engagement.models import Point, PublicCommitment
from engagement.policies import Refused, analysis, desk
from engagement.views.access import asker, tells_refusals
from engagement.views.coding import after_step
from engagement.views.two_versions import sent, shows_conflicts, two_versions
from phases.enums import ItemKind


def _found(request: HttpRequest, pk: Any) -> Point:
    shown = Point.objects.visible_to(asker(request)).select_related("conversation__organization")
    return get_object_or_404(shown, pk=pk)


@require_POST
@tells_refusals
def point_place(request: HttpRequest, pk: Any) -> HttpResponse:
    """Gives a point other words; the words come as positions, or pasted."""
    point = _found(request, pk)
    form = PlaceForm(request.POST, notes=point.conversation.notes)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    coding.replace(point=point, **form.place(), by=asker(request), now=timezone.now())
    return after_step(request, point.conversation, _("The point has its new words."))


@require_POST
@tells_refusals
def point_confirm(request: HttpRequest, pk: Any) -> HttpResponse:
    """The words changed and the themes still fit."""
    point = _found(request, pk)
    coding.confirm_place(point=point, by=asker(request), now=timezone.now())
    return after_step(request, point.conversation, _("Looked at: it still fits."))


@require_POST
@tells_refusals
def point_rate(request: HttpRequest, pk: Any) -> HttpResponse:
    """How heavily it weighed, and what may be done with its words."""
    point, form = _found(request, pk), RatingForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Choose one of the answers offered."))
    rated = form.cleaned_data
    licence = QuoteLicence(rated["quote_licence"])
    coding.rate(point=point, seriousness=rated["seriousness"], licence=licence, by=asker(request), now=timezone.now())
    return after_step(request, point.conversation, _("Saved."))


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
@shows_conflicts
def point_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """What became of a point: status, our answer, why it can't be resolved, and its history.

    Whoever may only let the reason out reads the same, without the form.
    """
    point = _found(request, pk)
    if request.method == "POST" or not analysis.can_let_out(point, by=asker(request)):
        analysis.check_can_follow_point(point, by=asker(request))
    make = partial(AnswerForm, initial=AnswerForm.of(point))
    saved = Saved(make(), [point], None, sent(request))
    if saved.differences:
        return two_versions(request, saved, up=_up(point), nav="conversations")
    form = make(saved.data)
    if form.is_valid():
        given = {"status": PointStatus(form.cleaned_data["status"]), "answer": form.cleaned_data["answer"], "seen": saved.seen}
        points.answer(point=point, reason=form.reason(), **given, by=asker(request), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("engagement:point-detail", pk=pk)
    context = {**_shown(request, point, form), "seen": saved.sent_seen}
    return render(request, "engagement/point_detail.html", context, status=422 if form.errors else 200)


def _up(point: Point) -> tuple[str, str]:
    return reverse("engagement:conversation-detail", args=[point.conversation_id]), point.conversation.reference


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
@shows_conflicts
def point_tell(request: HttpRequest, pk: Any) -> HttpResponse:
    """Words a closed point for the public; from there it goes the way of every item of the plan, with a second person."""
    point = _found(request, pk)
    desk.check_can_tell(point, by=asker(request))
    told, is_done = telling.told_of(point), point.status == PointStatus.RESOLVED
    make = partial(TellForm, told=told, is_done=is_done)
    saved = Saved(make(), [told] if told else [], [*make().fields], sent(request))
    if saved.differences:
        return two_versions(request, saved, up=_up(point), nav="conversations")
    form = make(saved.data)
    if form.is_valid():
        given: dict[str, Any] = {"wording": form.cleaned_data, "seen": saved.seen}
        face = telling.tell(point=point, **given, by=asker(request), now=timezone.now())
        messages.success(request, _("Saved. Propose it here; a second person reads and releases it."))
        return redirect("engagement:item-detail", kind=ItemKind.COMMITMENT, pk=face.pk)
    context = {**_shown(request, point, form), "is_done": is_done, "seen": saved.sent_seen}
    return render(request, "engagement/point_tell.html", context, status=422 if form.errors else 200)


def _shown(request: HttpRequest, point: Point, form: AnswerForm | TellForm) -> dict[str, Any]:
    notes, told = point.conversation.notes, points.told_to_approver(point)
    recording.note_read(conversation=point.conversation, by=asker(request), now=timezone.now())
    return {
        "nav": "conversations",
        "point": point,
        "conversation": point.conversation,
        "words": point.lost_words or (notes[point.start : point.end] if point.start is not None else ""),
        "codings": point.codings.select_related("theme", "coder"),
        "events": point.events.select_related("by"),
        "form": form,
        "can_tell": desk.can_tell(point, by=asker(request)),
        "told": PublicCommitment.objects.filter(commitment=telling.told_of(point)).first(),
        "reasons": [(code, name, told[code]) for code, name in settings.LANGUAGES],
        "can_answer": analysis.can_follow_point(point, by=asker(request)),
        "can_let_out": analysis.can_let_out(point, by=asker(request)),
        "reason_seen": mark(told),
    }


@require_POST
@tells_refusals
def point_let_out(request: HttpRequest, pk: Any) -> HttpResponse:
    """A second person lets the closing reason that they read be published."""
    seen = request.POST.get(SEEN, "")
    try:
        point = points.let_out(point=_found(request, pk), by=asker(request), now=timezone.now(), seen=seen)
    except ReadAnew as anew:
        point = _found(request, pk)
        form = AnswerForm(initial=AnswerForm.of(point))
        context = {**_shown(request, point, form), "seen": Saved(form, [point], None, None).sent_seen}
        return render(request, "engagement/point_detail.html", {**context, "anew": anew}, status=409)
    messages.success(request, _("The reason may be published now."))
    return redirect("engagement:conversation-detail", pk=point.conversation_id)
