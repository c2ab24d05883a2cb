"""Somebody else was faster: what they saved beside what was typed, and the choice for each field. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from engagement.domain.plan_edits import Conflict
from engagement.forms.saved import CHOICE, SEEN, Saved, SavedRows

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
NOT_TYPED = (SEEN, "csrfmiddlewaretoken")


def sent(request: HttpRequest) -> QueryDict | None:
    """What was sent, also where nothing was ticked; None while the form is only opened."""
    return request.POST if request.method == "POST" else None


def two_versions(request: HttpRequest, saved: Saved | SavedRows, *, up: tuple[str, Any], nav: str = "plan") -> HttpResponse:
    """Both, side by side. `up`: address and name of the page that the form belongs to."""
    assert saved.data is not None
    typed = [(name, values) for name, values in saved.data.lists() if name not in NOT_TYPED and not name.startswith(CHOICE)]
    context = {
        "nav": nav,
        "up": up,
        "differences": saved.differences,
        "added": saved.added,
        "kept": [(name, value) for name, values in typed for value in values],
        "sent_with": {SEEN: saved.token},
        "to": request.path,
    }
    return render(request, "engagement/two_versions.html", context, status=409)


def shows_conflicts(view: View[P]) -> View[P]:
    """Who was overtaken while the form was being saved is asked as well: the second time, the other's words are there."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Conflict:
            return view(request, *args, **kwargs)

    return shown
