"""The component gallery: every part of a page, to look at in one place. `?lang=ar&theme=dark` turns it."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from resilience_portal.ui.gallery import SampleForm, parts


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Only routed while DEBUG is on."""
    language = request.GET.get("lang", "en")
    with translation.override(language if language in dict(settings.LANGUAGES) else "en"):
        context = {**parts(), "form": SampleForm(), "wrong": SampleForm({"notes": "x" * 80}, prefix="wrong", mark=", wrong")}
        return render(request, "ui/gallery.html", {**context, "theme": request.GET.get("theme", "")})
