"""News by mail, as its readers meet it: ask, say yes from the mailbox, change what of and in which language, leave."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from engagement.domain import news
from engagement.exports import news_mail
from engagement.forms.news import NewsForm, PreferencesForm
from engagement.models import Subscription
from engagement.views.intake import LINK_POLICY, is_too_often
from phases.views.frame import alternates


def _show(request: HttpRequest, done: str = "", status: int = 200, **context: Any) -> HttpResponse:
    """One page for every step: a form, or what was done."""
    shown = {"alternates": alternates(request.path), "nav": "", "done": done, **context}
    response = render(request, "engagement/news.html", shown, status=status)
    response["Referrer-Policy"] = LINK_POLICY  # links from mails carry a signature
    return response


def _behind(pk: uuid.UUID, given: str, purpose: str) -> Subscription:
    found = news.signed(pk, given, purpose)
    if found is None:
        raise Http404
    return found


@sensitive_post_parameters()
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def news_ask(request: HttpRequest) -> HttpResponse:
    """An address; the answer is the same whether it was known or not."""
    form = NewsForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "news"):
            form.add_error(None, _("Many have written from your connection in the last hour. Please try again later."))
        else:
            given = form.cleaned_data
            wanted = {"language": given["language"], "wants": given["wants"]}
            news.ask(address=given["email"], **wanted, notice_version=form.agreed_to, now=timezone.now())
            return _show(request, "asked")
    return _show(request, form=form, status=422 if form.errors else 200)


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def news_confirm(request: HttpRequest, pk: uuid.UUID, given: str) -> HttpResponse:
    """Yes, it is me: by a button, since mail programs open links by themselves."""
    subscription = _behind(pk, given, news.CONFIRM)
    if request.method != "POST":
        return _show(request, asks="confirm")
    news.confirm(subscription=subscription, now=timezone.now())
    return _show(request, "confirmed", manage=news_mail.link(subscription, news.MANAGE))


@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def news_manage(request: HttpRequest, pk: uuid.UUID, given: str) -> HttpResponse:
    """Something else, another language, or no more."""
    subscription = _behind(pk, given, news.MANAGE)
    form = PreferencesForm(request.POST or None, initial={"language": subscription.language, "wants": subscription.wants})
    if request.method == "POST" and "leave" in request.POST:
        news.leave(subscription=subscription, now=timezone.now())
        return _show(request, "left")
    if request.method == "POST" and form.is_valid():
        news.change(subscription=subscription, **form.cleaned_data, now=timezone.now())
        return _show(request, "changed")
    return _show(request, form=form, asks="manage")


@csrf_exempt  # safe: RFC 8058: the reader's mail program sends this, and knows no token; the signature is the authority
@never_cache
@login_not_required
@require_POST
def news_leave(request: HttpRequest, pk: uuid.UUID, given: str) -> HttpResponse:
    """The mail program's one click."""
    news.leave(subscription=_behind(pk, given, news.MANAGE), now=timezone.now())
    return HttpResponse(status=204)
