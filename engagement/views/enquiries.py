"""The front desk: letters from the public, what is late first; links for those who spoke."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain import answering, speaking_back
from engagement.forms.enquiries import AnswerForm, EnquiryFilter
from engagement.models import CheckRequest, Enquiry
from engagement.policies import front_desk
from engagement.views.access import asker, for_roles, tells_refusals
from resilience_portal.accounts.doors import only_for
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.audit.record import record as audit
from resilience_portal.privacy.lifetimes import LINK

MOST = 100


@require_safe
@only_for(front_desk.may_answer_the_public)
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """By the day on which we promised an answer."""
    facets, today = EnquiryFilter(request.GET), timezone.localdate()
    found = facets.narrow(Enquiry.objects.visible_to(asker(request)))
    context = {"nav": "enquiries", "facets": facets, "today": today, "rows": found.for_list()[:MOST]}
    return render(request, "engagement/enquiry_list.html", context)


def _letter(request: HttpRequest, pk: uuid.UUID) -> Enquiry:
    seen = Enquiry.objects.visible_to(asker(request)).select_related("taken_by", "answered_by")
    return get_object_or_404(seen, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(front_desk.may_answer_the_public)
@tells_refusals
def enquiry_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The letter, and our answer. That it was read is written down."""
    enquiry, user, now = _letter(request, pk), asker(request), timezone.now()
    form = AnswerForm(request.POST or None, is_mailed=bool(enquiry.email))
    if request.method == "POST" and form.is_valid():
        answering.answer(enquiry=enquiry, text=form.cleaned_data["text"], by=user, now=now)
        sent = _("The answer is on its way.") if enquiry.email else _("The answer is noted. They gave no address.")
        messages.success(request, sent)
        return redirect("engagement:enquiry-list")
    audit("enquiry.read", by=user, on=enquiry, now=now)
    context = {"nav": "enquiries", "enquiry": enquiry, "form": form, "today": timezone.localdate()}
    return render(request, "engagement/enquiry_detail.html", context, status=422 if form.errors else 200)


@require_POST
@only_for(front_desk.may_answer_the_public)
@tells_refusals
def enquiry_take(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Mine to answer."""
    answering.take(enquiry=_letter(request, pk), by=asker(request), now=timezone.now())
    messages.success(request, _("It is in your hands."))
    return redirect("engagement:enquiry-detail", pk=pk)


@require_POST
@only_for(front_desk.may_answer_the_public)
@tells_refusals
def enquiry_give_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Not mine after all."""
    answering.give_back(enquiry=_letter(request, pk), by=asker(request), now=timezone.now())
    messages.success(request, _("It is in nobody’s hands now."))
    return redirect("engagement:enquiry-detail", pk=pk)


@require_POST
@only_for(front_desk.may_answer_the_public)
@tells_refusals
def enquiry_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nothing to answer."""
    answering.close(enquiry=_letter(request, pk), by=asker(request), now=timezone.now())
    messages.success(request, _("Closed without an answer."))
    return redirect("engagement:enquiry-list")


@never_cache
@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def speak_back_link(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A one-time link for somebody who spoke, shown once: hand it on in the way that is safe for them."""
    check = get_object_or_404(CheckRequest.objects.visible_to(asker(request)).select_related("conversation"), pk=pk)
    token = speaking_back.make_link(check=check, by=asker(request), now=timezone.now())
    spoken = check.conversation.language  # they can change it on the page
    with translation.override(spoken if spoken in dict(settings.LANGUAGES) else get_language()):
        link = settings.SITE_URL + reverse("take_part:speak-back", args=[token])
    context = {"nav": "conversations", "check": check, "link": link, "days": LINK.days}
    return render(request, "engagement/speak_back_link.html", context)
