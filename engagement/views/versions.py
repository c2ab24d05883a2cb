"""One released version of an item: how it read, what it changed, who stood for it."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from engagement.forms.plan_items import LANGUAGES
from engagement.models import ItemRelease
from engagement.reporting import item_changes, item_release, items
from engagement.views.access import asker, for_roles
from phases.enums import ItemKind
from phases.exports.preview import render_item
from phases.models import ReleasedItem
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES

team = for_roles(*ENGAGEMENT_ROLES)


def _found(kind: str, pk: uuid.UUID, version: int) -> tuple[Any, ReleasedItem]:
    record = items.find(ItemKind(kind), pk) if kind in ItemKind.values else None
    if record is None:
        raise Http404
    return record, get_object_or_404(ReleasedItem.objects.of(ItemKind(kind), items.address_of(record)), version=version)


@require_safe
@team
def version_detail(request: HttpRequest, kind: str, pk: uuid.UUID, version: int) -> HttpResponse:
    """What this version changed, field by field, in every language."""
    record, item = _found(kind, pk, version)
    before = item_release.before(item)
    context = {
        "nav": "plan",
        "item": item,
        "called": record,
        "pk": pk,
        "languages": LANGUAGES,
        "release": ItemRelease.objects.visible_to(asker(request)).filter(item=item).select_related("proposed_by").first(),
        "changes": item_changes.changes(ItemKind(kind), before.payload, item.payload) if before else None,
    }
    return render(request, "engagement/item_version.html", context)


@require_safe
@team
def version_preview(request: HttpRequest, kind: str, pk: uuid.UUID, version: int, language: str) -> HttpResponse:
    """As the public read it."""
    _record, item = _found(kind, pk, version)
    if language not in LANGUAGES:
        raise Http404
    return HttpResponse(render_item(ItemKind(kind), item.slug, item.payload, language=language, today=timezone.localdate()))
