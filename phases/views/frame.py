"""What every public page has around it: its other languages and its place in the navigation."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from phases.exports import share_card
from phases.exports.reading import one_reading

NAMES = {"en": "English", "fr": "Français", "ar": "العربية"}


def alternates(path: str) -> list[dict[str, Any]]:
    """The same page in every language; addresses differ in their first part only."""
    here = path.split("/")[1]
    found = []
    for code, _name in settings.LANGUAGES:
        url = f"/{code}/{path.split('/', 2)[2]}"
        found.append({"lang": code, "url": url, "name": NAMES[code], "current": code == here})
    return found


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to everyone, reading only; what the page shows in several places is read once."""

    @wraps(view)
    def reading(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with one_reading():
            return view(request, *args, **kwargs)

    return login_not_required(require_safe(reading))


def page(request: HttpRequest, template: str, nav: str = "", **context: Any) -> HttpResponse:
    """A public page: no session, no cookie, the same bytes for everyone."""
    found = {"alternates": alternates(request.path), "nav": nav, "site": settings.SITE_URL, "share": share(nav or "about")}
    return render(request, template, {**found, **context})


def share_of(kind: str, slug: str, title: str) -> dict[str, Any]:
    """The same for one phase, group, project or theme: its own title."""
    return {"path": reverse("phases:item-card", args=[kind, slug]), "words": title}


def share(kind: str) -> dict[str, Any]:
    """The picture that other sites show beside a link to a page of this kind."""
    return {"path": reverse("phases:share-card", args=[kind]), "words": share_card.TITLES[kind]}
