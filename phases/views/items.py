"""Each item of the plan as it was released, for whoever checks the publication log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from phases.domain.publication_log import canonical
from phases.models import ReleasedItem
from phases.views.frame import public


@public
def item_file(request: HttpRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """The released version, byte for byte what the log's entry names."""
    item = get_object_or_404(ReleasedItem.objects.verifiable(), kind=kind, slug=slug, version=version)
    return HttpResponse(canonical(item.payload).encode(), content_type="application/json; charset=utf-8")
