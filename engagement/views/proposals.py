"""The second person's page: exactly what would become public, beside what is public now."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from engagement.forms.plan_items import LANGUAGES
from engagement.forms.plan_steps import ReasonForm
from engagement.models import DocumentFile, ItemRelease
from engagement.reporting import item_changes, item_release
from engagement.views.access import asker, for_roles, tells_plan_refusals
from engagement.views.plan import is_second
from engagement.views.plan_items import said
from phases.enums import ItemKind, Licence
from phases.exports.figures import text
from phases.exports.preview import render_item
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES

team = for_roles(*ENGAGEMENT_ROLES)


def _release(request: HttpRequest, pk: uuid.UUID) -> ItemRelease:
    return get_object_or_404(ItemRelease.objects.visible_to(asker(request)).select_related("proposed_by", "approved_by"), pk=pk)


def documents_of(release: ItemRelease) -> list[dict[str, Any]]:
    """The files that would become public, for the second person to read. One query."""
    rows = [row for row in release.payload.get("documents", []) if row.get("file")]
    digests = [row["file"]["sha256"] for row in rows]
    kept = dict(DocumentFile.objects.filter(sha256__in=digests).values_list("sha256", "pk")) if digests else {}
    return [
        {
            **row["file"],
            "title": text(row["title"]),
            "licence": Licence(row["licence"]).label,
            "pk": kept.get(row["file"]["sha256"]),
        }
        for row in rows
    ]


@require_safe
@team
def proposal_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What changes, field by field in every language; the whole page is a click away in every language."""
    release, user = _release(request, pk), asker(request)
    kind = ItemKind(release.kind)
    public = item_release.before(release.item) if release.item else item_release.current(kind, release.slug)
    context = {
        "nav": "plan",
        "release": release,
        "languages": LANGUAGES,
        "changes": item_changes.changes(kind, public.payload, release.payload) if public else None,
        "documents": documents_of(release),
        "is_second": is_second(user, release),
        "is_mine": release.proposed_by_id == user.pk,
        "form": ReasonForm(label=_("Why not")),
    }
    return render(request, "engagement/proposal_detail.html", context)


@require_safe
@team
def proposal_preview(request: HttpRequest, pk: uuid.UUID, language: str) -> HttpResponse:
    """The public page, made from the frozen proposal."""
    release = _release(request, pk)
    if language not in LANGUAGES:
        raise Http404
    told = ItemKind(release.kind), release.slug, release.payload
    return HttpResponse(render_item(*told, language=language, today=timezone.localdate()))


@require_POST
@team
@tells_plan_refusals
def proposal_approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The second person says yes."""
    made = item_release.approve(release=_release(request, pk), by=asker(request), now=timezone.now())
    messages.success(request, said(made))
    return redirect("engagement:plan")


@require_POST
@team
@tells_plan_refusals
def proposal_drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Not like this; the reason goes back to whoever proposed it."""
    release, reason = _release(request, pk), request.POST.get("reason", "")[:300]
    item_release.drop(release=release, reason=reason, by=asker(request), now=timezone.now())
    messages.info(request, _("Not released. The item stays as it was."))
    return redirect("engagement:item-detail", kind=release.kind, pk=release.subject)
