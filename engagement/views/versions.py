"""One released version of an item: how it read, what it changed, who stood for it."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from engagement.forms.plan_items import LANGUAGES
from engagement.models import ItemRelease
from engagement.reporting import item_release, items
from engagement.views.access import asker, for_roles
from engagement.views.proposals import lines
from phases.enums import ItemKind
from phases.exports.preview import render_item
from phases.models import ReleasedItem
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES

team = for_roles(*ENGAGEMENT_ROLES)


def _found(kind: str, pk: uuid.UUID, version: int) -> ReleasedItem:
    record = items.find(ItemKind(kind), pk) if kind in ItemKind.values else None
    if record is None:
        raise Http404
    return get_object_or_404(ReleasedItem.objects.of(ItemKind(kind), items.address_of(record)), version=version)


def _words(item: ReleasedItem | None, language: str) -> str:
    payload = item.payload if item else {}
    return "\n".join(lines({key: value for key, value in payload.items() if key not in item_release.FROZEN}, language))


@require_safe
@team
def version_detail(request: HttpRequest, kind: str, pk: uuid.UUID, version: int) -> HttpResponse:
    """What this version changed, word by word, in the reader's language."""
    item, language = _found(kind, pk, version), get_language() or "en"
    before = ReleasedItem.objects.of(ItemKind(kind), item.slug).filter(version__lt=version).order_by("-version").first()
    context = {
        "nav": "plan",
        "item": item,
        "pk": pk,
        "languages": LANGUAGES,
        "release": ItemRelease.objects.visible_to(asker(request)).filter(item=item).select_related("proposed_by").first(),
        "before": _words(before, language),
        "after": _words(item, language),
    }
    return render(request, "engagement/item_version.html", context)


@require_safe
@team
def version_preview(request: HttpRequest, kind: str, pk: uuid.UUID, version: int, language: str) -> HttpResponse:
    """As the public read it."""
    item = _found(kind, pk, version)
    if language not in LANGUAGES:
        raise Http404
    return HttpResponse(render_item(ItemKind(kind), item.payload, language=language, today=timezone.localdate()))
