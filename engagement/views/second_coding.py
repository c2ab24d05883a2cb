"""Double coding: who codes what a second time, the blind page, the figures, and the differences to decide."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain import second_coding
from engagement.enums import Stance
from engagement.forms.coding import CodeForm
from engagement.forms.second_coding import DecisionForm, SampleForm
from engagement.models import PointTheme, SecondCode, SecondCoding
from engagement.policies import analysis
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.conversations import opened
from engagement.views.first_steps import before_a_phase
from phases.models import Theme
from resilience_portal.accounts.roles import Role
from resilience_portal.ui.phrases import named

MOST_ROWS = 200


def _found(request: HttpRequest, pk: Any) -> SecondCoding:
    shown = SecondCoding.objects.visible_to(asker(request)).select_related("conversation", "coder")
    return get_object_or_404(shown, pk=pk)


def _own(request: HttpRequest, pk: Any) -> SecondCoding:
    """The second coder's page is nobody else's."""
    second = _found(request, pk)
    if second.coder_id != asker(request).pk:
        raise Http404
    return second


def _names(codes: Any) -> dict[str, Theme]:
    return {theme.code: theme for theme in Theme.objects.filter(code__in=list(codes))}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.ANALYST, Role.LEAD)
@tells_refusals
def agreement_list(request: HttpRequest) -> HttpResponse:
    """What I code a second time, what is under way, how far two coders agree; a POST asks for more."""
    form = SampleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = second_coding.ask_sample(**form.cleaned_data, by=asker(request), now=timezone.now())
        told = ngettext("%(n)s conversation is to be coded again.", "%(n)s conversations are to be coded again.", len(asked))
        messages.success(request, told % {"n": len(asked)})
        return redirect("engagement:agreement-list")
    return render(request, "engagement/agreement_list.html", _table(request, form), status=422 if form.errors else 200)


def _table(request: HttpRequest, form: SampleForm) -> dict[str, Any]:
    user = asker(request)
    shown = SecondCoding.objects.visible_to(user).select_related("conversation__organization", "coder")
    submitted = list(shown.submitted().prefetch_related("adjudications").order_by("-submitted_at")[:MOST_ROWS])
    found = second_coding.agreement(submitted)
    names = _names(row.code for row in found.themes)
    return {
        "nav": "codebook",
        "form": form,
        "before": before_a_phase(user),
        "mine": shown.in_progress().filter(coder=user),
        "others": shown.in_progress().exclude(coder=user),
        "open": [row for row in submitted if not row.is_settled],
        "settled": [row for row in submitted if row.is_settled],
        "agreement": found,
        "themes": [(names[row.code], row) for row in found.themes if row.code in names],
    }


def _blind_page(request: HttpRequest, second: SecondCoding, form: CodeForm | None = None) -> HttpResponse:
    conversation = opened(request, second.conversation_id)
    context = {
        "nav": "codebook",
        "second": second,
        "conversation": conversation,
        **_live(second),
        "themes": Theme.objects.in_use(),
        "form": form or CodeForm(notes=conversation.notes),
    }
    return render(request, "engagement/second_code.html", context, status=422 if form else 200)


def _live(second: SecondCoding) -> dict[str, Any]:
    """What changes with every step: the codes, and what can be undone."""
    trail = second.steps.select_related("theme")
    return {
        "second": second,
        "codes": _codes(second),
        "undoable": trail.undoable().order_by("-number").first(),
        "redoable": trail.redoable().first(),
    }


def _codes(second: SecondCoding) -> list[dict[str, Any]]:
    """The second coder's own codes with their words."""
    notes, rows = second.conversation.notes, second.codes.select_related("theme")
    return [{"code": row, "text": notes[row.start : row.end] if row.start is not None else ""} for row in rows]


def _after(request: HttpRequest, second: SecondCoding, told: str) -> HttpResponse:
    if request.headers.get("X-Coder"):
        return render(request, "engagement/parts/second_live.html", {**_live(second), "told": told})
    messages.success(request, told)
    return redirect("engagement:second-code", pk=second.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@tells_refusals
def second_code(request: HttpRequest, pk: Any) -> HttpResponse:
    """The notes without anything that the first coder gave."""
    second = _own(request, pk)
    analysis.check_can_second_code(second, by=asker(request))
    if request.method != "POST":
        return _blind_page(request, second)
    form = CodeForm(request.POST, notes=second.conversation.notes)
    if not form.is_valid():
        return _blind_page(request, second, form)
    theme, stance = form.cleaned_data["theme"], Stance(form.cleaned_data["stance"])
    place = form.place()
    second_coding.code(second=second, theme=theme, stance=stance, **place, by=asker(request), now=timezone.now())
    return _after(request, second, _("Coded: %(theme)s.") % {"theme": named(theme.name)})


@require_POST
@tells_refusals
def second_code_remove(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes one of one's own second codes off again."""
    own = SecondCode.objects.filter(
        second_coding__in=SecondCoding.objects.visible_to(asker(request)).filter(coder=asker(request))
    )
    code = get_object_or_404(own.select_related("theme", "second_coding__conversation"), pk=pk)
    second_coding.uncode(code=code, by=asker(request), now=timezone.now())
    return _after(request, code.second_coding, _("Taken off: %(theme)s.") % {"theme": named(code.theme.name)})


@require_POST
@tells_refusals
def second_code_undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes back the second coder's last step."""
    second = _own(request, pk)
    second_coding.undo(second=second, by=asker(request), now=timezone.now())
    return _after(request, second, _("Undone."))


@require_POST
@tells_refusals
def second_code_redo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Does again what was undone last."""
    second = _own(request, pk)
    second_coding.redo(second=second, by=asker(request), now=timezone.now())
    return _after(request, second, _("Done again."))


@require_POST
@tells_refusals
def second_code_submit(request: HttpRequest, pk: Any) -> HttpResponse:
    """Hands in; from here on the first codes are to be seen."""
    second = second_coding.submit(second=_found(request, pk), by=asker(request), now=timezone.now())
    messages.success(request, _("Handed in. Now you can see where you and the first coder differ."))
    return redirect("engagement:agreement-detail", pk=second.pk)


@require_safe
@tells_refusals
def agreement_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """Both coders side by side, and what is decided where they differ."""
    second = _found(request, pk)
    if second.submitted_at is None:
        raise Http404
    conversation = opened(request, second.conversation_id)
    names = _names([*second.first, *second.second])
    decided = {row.theme_id: row for row in second.adjudications.select_related("by")}
    places = PointTheme.objects.filter(point__conversation=conversation).select_related("point", "theme", "coder")
    context = {
        "nav": "codebook",
        "second": second,
        "conversation": conversation,
        "first_coders": sorted({row.coder.display_name for row in places if row.coder_id != second.coder_id}),
        "same": [names[code] for code in sorted({*second.first} & {*second.second}) if code in names],
        "rows": [_difference(second, names[code], decided, conversation.notes) for code in second.differences if code in names],
        "can_adjudicate": analysis.can_adjudicate(second, by=asker(request)),
    }
    return render(request, "engagement/agreement_detail.html", context)


def _difference(second: SecondCoding, theme: Theme, decided: dict[Any, Any], notes: str) -> dict[str, Any]:
    """One theme that only one of the two gave, with the words it was given to by the second."""
    words = [notes[code.start : code.end] for code in second.codes.all() if code.theme_id == theme.pk and code.start is not None]
    return {"theme": theme, "is_first": theme.code in second.first, "decision": decided.get(theme.pk), "words": words}


@require_POST
@tells_refusals
def agreement_decide(request: HttpRequest, pk: Any, code: str) -> HttpResponse:
    """A third person's decision on one theme."""
    second, theme = _found(request, pk), get_object_or_404(Theme, code=code)
    form = DecisionForm(request.POST)
    analysis.check_can_adjudicate(second, by=asker(request))
    if form.is_valid():
        given, reason = form.cleaned_data["given"], form.cleaned_data["reason"]
        second_coding.adjudicate(second=second, theme=theme, is_given=given, reason=reason, by=asker(request), now=timezone.now())
        messages.success(request, _("Decided: %(theme)s.") % {"theme": named(theme.name)})
    return redirect("engagement:agreement-detail", pk=pk)
