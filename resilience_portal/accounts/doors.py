"""What every staff page shares: who is asking, pages that are no business of a role, refusals told in words."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def asker(request: HttpRequest) -> User:
    """The signed-in account; the middleware let nobody else in."""
    assert isinstance(request.user, User)
    return request.user


def only_for(may: Callable[[User], bool]) -> Callable[[View[P]], View[P]]:
    """To every account of which `may` is false the page does not exist."""

    def guard(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not may(asker(request)):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return guard


def for_roles(*roles: Role) -> Callable[[View[P]], View[P]]:
    """To every other role the page does not exist."""
    return only_for(lambda user: user.has_role(*roles))


def _came_from(request: HttpRequest) -> str:
    """The page of ours on which the button was pressed, if the browser says so."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if is_ours else ""


def tells(refused: type[Exception]) -> Callable[[View[P]], View[P]]:
    """A refusal becomes a page that says why and leads back (409: the record's state or the asker's part stands against it)."""

    def teller(view: View[P]) -> View[P]:
        @wraps(view)
        def told(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except refused as refusal:
                context = {"sentence": str(refusal), "nav": "", "back": _came_from(request)}
                return render(request, "engagement/refused.html", context, status=409)

        return told

    return teller
