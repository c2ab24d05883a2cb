"""The quote bank: what people said, word for word, and what may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from engagement.domain import quotes
from engagement.domain.as_read import ReadAnew, mark
from engagement.enums import QuoteLicence
from engagement.forms.coding import PlaceForm
from engagement.forms.quotes import ApproveForm, EndForm, LicenceForm, QuoteFilter, QuoteReasonForm
from engagement.forms.saved import SEEN
from engagement.models import Conversation, Quote
from engagement.policies import Refused, analysis
from engagement.reporting import withdrawal
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.coding import after_step
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES

PAGE = 50
SOON = timedelta(days=30)


def _found(request: HttpRequest, pk: Any) -> Quote:
    shown = Quote.objects.visible_to(asker(request)).select_related(
        "conversation__organization", "proposed_by", "approved_by", "point"
    )
    return get_object_or_404(shown, pk=pk)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def quote_list(request: HttpRequest) -> HttpResponse:
    """Every quote of the records that one may open; those that end soon first of all."""
    today, facets = timezone.localdate(), QuoteFilter(request.GET)
    shown = Quote.objects.visible_to(asker(request)).select_related("conversation__organization", "proposed_by", "approved_by")
    page = max(1, int(request.GET["page"])) if request.GET.get("page", "").isdecimal() else 1
    rows = list(facets.narrow(shown).order_by("-proposed_at", "pk")[(page - 1) * PAGE : page * PAGE + 1])
    context = {
        "nav": "codebook",
        "facets": facets,
        "rows": rows[:PAGE],
        "newer": facets.address(page - 1) if page > 1 else "",
        "older": facets.address(page + 1) if len(rows) > PAGE else "",
        "ending": shown.ending_until(today + SOON).order_by("expires_on")[:PAGE],
        "today": today,
    }
    return render(request, "engagement/quote_list.html", context)


def _allowed(quote: Quote, user: User) -> dict[str, bool]:
    return {
        "can_license": analysis.can_license_quote(quote, by=user),
        "can_end": analysis.can_end_quote(quote, by=user),
        "can_approve": analysis.can_approve_quote(quote, by=user),
        "can_take_back": analysis.can_take_back_quote(quote, by=user),
        "can_withdraw": analysis.can_withdraw_quote(quote, by=user),
    }


def _forms(quote: Quote) -> dict[str, forms.Form]:
    return {
        "licence": LicenceForm(initial={"licence": quote.licence}),
        "end": EndForm(initial={"expires_on": quote.expires_on}),
        "back": QuoteReasonForm(prefix="back"),
        "out": QuoteReasonForm(prefix="out"),
        "approval": ApproveForm(),
    }


def _page(
    request: HttpRequest, quote: Quote, bound: Mapping[str, forms.Form] | None = None, anew: ReadAnew | None = None
) -> HttpResponse:
    context = {
        "nav": "codebook",
        "quote": quote,
        "conversation": quote.conversation,
        "identifying": quotes.identifying(quote.text),
        "events": quote.events.select_related("by"),
        "today": timezone.localdate(),
        "seen": mark(quotes.told_to_approver(quote)),
        **_allowed(quote, asker(request)),
        **_forms(quote),
        **(bound or {}),
        "anew": anew,
    }
    return render(request, "engagement/quote_detail.html", context, status=409 if anew else 422 if bound else 200)


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def quote_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """One quote: words, licence, trail, and what may be done with it now."""
    return _page(request, _found(request, pk))


@require_POST
@tells_refusals
def quote_propose(request: HttpRequest, pk: Any) -> HttpResponse:
    """The selected words go to the bank as a candidate: counted, not shown, until somebody says otherwise."""
    conversation = get_object_or_404(Conversation.objects.visible_to(asker(request)), pk=pk)
    analysis.check_can_propose_quote(conversation, by=asker(request))
    form = PlaceForm(request.POST, notes=conversation.notes)
    if not form.is_valid():
        raise Refused(" ".join(str(error) for errors in form.errors.values() for error in errors))
    quote = quotes.propose(conversation=conversation, **form.place(), by=asker(request), now=timezone.now())
    if request.headers.get("X-Coder"):
        return after_step(request, conversation, _("In the quote bank, as a candidate."))
    return redirect("engagement:quote-detail", pk=quote.pk)


def _done(request: HttpRequest, quote: Quote, told: str) -> HttpResponse:
    messages.success(request, told)
    return redirect("engagement:quote-detail", pk=quote.pk)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def quote_license(request: HttpRequest, pk: Any) -> HttpResponse:
    """Another licence; an approved quote is a candidate again."""
    quote, form = _found(request, pk), LicenceForm(request.POST)
    analysis.check_can_license_quote(quote, by=asker(request))
    if not form.is_valid():
        return _page(request, quote, {"licence": form})
    given = {"licence": QuoteLicence(form.cleaned_data["licence"]), "note": form.cleaned_data["note"]}
    quotes.license_(quote=quote, **given, by=asker(request), now=timezone.now())
    return _done(request, quote, _("The licence is set. A second person approves the quote."))


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def quote_end(request: HttpRequest, pk: Any) -> HttpResponse:
    """The last day of use."""
    quote, form = _found(request, pk), EndForm(request.POST)
    analysis.check_can_end_quote(quote, by=asker(request))
    if not form.is_valid():
        return _page(request, quote, {"end": form})
    quotes.set_end(quote=quote, expires_on=form.cleaned_data["expires_on"], by=asker(request), now=timezone.now())
    return _done(request, quote, _("Saved."))


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def quote_approve(request: HttpRequest, pk: Any) -> HttpResponse:
    """A second person approves what they read; words that could identify somebody need a reason to stay."""
    quote, form = _found(request, pk), ApproveForm(request.POST)
    analysis.check_can_approve_quote(quote, by=asker(request))
    given = {"reason": form.cleaned_data["reason"] if form.is_valid() else "", "seen": request.POST.get(SEEN, "")}
    try:
        quotes.approve(quote=quote, **given, by=asker(request), now=timezone.now())
    except ReadAnew as anew:
        return _page(request, _found(request, pk), {"approval": form}, anew)
    except Refused as refusal:
        form.add_error("reason", str(refusal))
        return _page(request, quote, {"approval": form})
    return _done(request, quote, _("Approved. The next report may use it as its licence says."))


def _with_reason(request: HttpRequest, pk: Any, prefix: str, verb: Callable[..., Any], told: str) -> HttpResponse:
    quote, form = _found(request, pk), QuoteReasonForm(request.POST, prefix=prefix)
    if not form.is_valid():
        return _page(request, quote, {prefix: form})
    verb(quote=quote, reason=form.cleaned_data["reason"], by=asker(request), now=timezone.now())
    return _done(request, quote, told)


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def quote_take_back(request: HttpRequest, pk: Any) -> HttpResponse:
    """An approval is taken back before anything is public."""
    analysis.check_can_take_back_quote(_found(request, pk), by=asker(request))
    return _with_reason(request, pk, "back", quotes.take_back, _("The approval is taken back."))


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_refusals
def quote_withdraw(request: HttpRequest, pk: Any) -> HttpResponse:
    """Out of use at once; the worker takes it out of everything public within minutes."""
    analysis.check_can_withdraw_quote(_found(request, pk), by=asker(request))
    told = _("Withdrawn. Nothing draws on it any more, and within minutes it is gone from every public page and file.")
    return _with_reason(request, pk, "out", withdrawal.withdraw_quote, told)
