"""Each item of the plan as it was released, for whoever checks the publication log."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from phases.domain.publication_log import canonical
from phases.enums import ItemKind
from phases.models import ReleasedDocument, ReleasedItem
from phases.views.frame import public


@public
def item_file(request: HttpRequest, kind: str, slug: str, version: int) -> HttpResponse:
    """The released version, byte for byte what the log's entry names."""
    item = get_object_or_404(ReleasedItem.objects.verifiable(), kind=kind, slug=slug, version=version)
    return HttpResponse(canonical(item.payload).encode(), content_type="application/json; charset=utf-8")


@public
def document(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A document of a project as it was released: kept, never shown in place, whatever is in it."""
    current = ReleasedItem.objects.verifiable().of(ItemKind.PROJECT, slug)
    found = get_object_or_404(ReleasedDocument, item__in=current, name=name)
    response = HttpResponse(bytes(found.body), content_type=found.media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
