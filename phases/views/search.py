"""The public search: only what was released can be found. Works without script; what is asked for is not kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from phases.exports.search import MOST, search
from phases.views.frame import page, public

MOST_LETTERS = 200


@never_cache
@public
def search_page(request: HttpRequest) -> HttpResponse:
    """The field, and what was found."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", " ").split())[:MOST_LETTERS]
    hits = search(asked) if asked else []
    return page(request, "phases/search.html", "", asked=asked, hits=hits, is_cut=len(hits) == MOST)
