"""The component gallery: every part of a page, to look at in one place."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """Only routed while DEBUG is on."""
    cells = [{"value": 0, "word": "fewer_than"}, {"value": 10, "word": "about"}, {"value": 40, "word": "nearly_all"}]
    return render(request, "ui/gallery.html", {"cells": cells})
