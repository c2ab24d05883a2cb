"""The public's letters: write one, get a number. And the one-time page of somebody who spoke."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from engagement.domain import answering, speaking_back
from engagement.domain.as_read import ReadAnew, mark
from engagement.enums import ParticipantCheck
from engagement.enums.public import EnquiryKind
from engagement.forms.enquiries import WITHDRAW, EnquiryForm, SpeakBackForm, of_page
from engagement.forms.saved import SEEN
from engagement.reporting.withdrawal import withdraw_quotes_of
from engagement.views import intake
from engagement.views.intake import LINK_POLICY, is_too_often, receipt_path
from phases.views.frame import alternates, page, public


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_write(request: HttpRequest) -> HttpResponse:
    """Ask, correct, complain, or "I spoke with you"; a mistake keeps what was typed."""
    kind = request.GET.get("kind", "")
    first = {"language": get_language(), "about": of_page(request.GET.get("about", ""))}
    form = EnquiryForm(request.POST or None, initial=first | ({"kind": kind} if kind in EnquiryKind.values else {}))
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "enquiry"):
            form.add_error(None, _("Many have written from your connection in the last hour. Please try again later."))
        else:
            made = answering.receive(fields=form.fields_given(), now=timezone.now())
            return redirect("take_part:enquiry-received", receipt=receipt_path(made.receipt, answer_by=made.answer_by))
    days = [(kind_.label, answering.WORKING_DAYS[kind_]) for kind_ in EnquiryKind]
    context = {"form": form, "alternates": alternates(request.path), "nav": "", "days": days}
    return render(request, "engagement/enquiry_write.html", context, status=422 if form.errors else 200)


@never_cache
@public
def enquiry_received(request: HttpRequest, receipt: str) -> HttpResponse:
    """The number, to write down, and the day by which we answer."""
    return page(request, "engagement/enquiry_received.html", "", **intake.receipt(receipt))


def _alone(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """A page that stands for itself: not kept, not found by search engines, telling no other site where it was."""
    response = render(request, template, context, status=status)
    response["Referrer-Policy"] = LINK_POLICY
    return response


@sensitive_variables("token")
@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def speak_back(request: HttpRequest, token: str) -> HttpResponse:
    """The summary of one talk and three answers; what can't be undone is asked once more, and uses the link up only then.

    A link that is dead in any way shows one and the same page. An answer holds for the words that stood on the page.
    """
    is_anew = False
    try:
        link = speaking_back.opened(token, now=timezone.now())
        form = SpeakBackForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            if form.cleaned_data["says"] == WITHDRAW and "sure" not in request.POST:
                return _alone(request, "engagement/speak_back_sure.html", alternates=alternates(request.path))
            _answer(token, form, link, seen=request.POST.get(SEEN, ""))
            return _alone(request, "engagement/speak_back_thanks.html", says=form.cleaned_data["says"])
    except speaking_back.Dead:
        return _alone(request, "engagement/speak_back_dead.html", 410)
    except ReadAnew:
        is_anew = True
        link.check_request.conversation.refresh_from_db()
    talk, status = link.check_request.conversation, 409 if is_anew else 422 if form.errors else 200
    shown = {"form": form, "summary": talk.public_summary, "held_on": talk.held_on, "expires_at": link.expires_at}
    shown |= {"alternates": alternates(request.path), "seen": mark(talk.public_summary), "is_anew": is_anew}
    return _alone(request, "engagement/speak_back.html", status, **shown)


@transaction.atomic
def _answer(token: str, form: SpeakBackForm, link: Any, *, seen: str) -> None:
    now, says = timezone.now(), form.cleaned_data["says"]
    if says != WITHDRAW:
        given = {"says": ParticipantCheck(says), "correction": form.cleaned_data["correction"], "seen": seen}
        speaking_back.answer(token=token, now=now, **given)
        return
    talk = speaking_back.withdraw(token=token, now=now)
    withdraw_quotes_of(conversation=talk, reason=_("Withdrawn by the person who spoke."), by=link.made_by, now=now)
