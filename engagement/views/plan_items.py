"""One item of the plan: its texts in three languages, what the public reads now, what is proposed, its history, undo."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain.as_read import ReadAnew, mark
from engagement.enums import Parity
from engagement.forms.plan_items import (
    LANGUAGES,
    MODELS,
    parts_of,
)
from engagement.forms.plan_steps import ReasonForm, ReleaseForm
from engagement.forms.saved import SEEN
from engagement.models import FocusGroup, ItemRelease
from engagement.reporting import item_changes, item_release, items
from engagement.views.access import View, asker, for_roles
from engagement.views.edits import edits_of
from engagement.views.languages import columns, states
from engagement.views.plan import Standing, elsewhere, is_second, listed
from phases.enums import ItemKind, PhaseState, ProjectState
from phases.exports.preview import render_item
from phases.models import ReleasedItem
from phases.policies import PHASE_TRANSITIONS, PROJECT_TRANSITIONS, Refused, can_plan
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

P = ParamSpec("P")
team = for_roles(*ENGAGEMENT_ROLES)


def found_item(kind: str, pk: uuid.UUID) -> tuple[ItemKind, Any]:
    """The kind that the address names, and the record."""
    if kind not in ItemKind.values:
        raise Http404
    record = items.find(ItemKind(kind), pk)
    if record is None:
        raise Http404
    return ItemKind(kind), record


def _of_part(name: str, label: str) -> str:
    """What a text of a part is called. Some parts are nothing but their text: an objective."""
    return str(name) if str(label) in str(name) else f"{name}: {label}"


def side_by_side(kind: ItemKind, record: Any) -> list[dict[str, Any]]:
    """Each text in every language of the portal; of the parts, what is written in one of them at least."""
    found = [text | {"is_part": False} for text in columns(items.KINDS[kind].holder(record), items.KINDS[kind].texts)]
    for row, fields in items.part_rows(kind, record):
        name = row._meta.verbose_name
        told = [text for text in columns(row, fields) if not text["is_empty"]]
        found += [text | {"label": _of_part(name, text["label"]), "is_part": True} for text in told]
    return found


def read(kind: ItemKind, record: Any) -> list[dict[str, Any]]:
    """How far each language is, and where it is sent that a person has read it."""
    return states(
        kind, record, items.words_of(kind, record), to=lambda code: reverse("engagement:item-check", args=[kind, record.pk, code])
    )


def typed_reason(request: HttpRequest) -> dict[str, str]:
    """Why, in every language, as it was sent."""
    return {code: request.POST.get(f"reason_{code}", "") for code in LANGUAGES}


def moves(kind: ItemKind, record: Any) -> list[Any]:
    """Where its state may go."""
    if kind == ItemKind.PHASE:
        return sorted(PHASE_TRANSITIONS[PhaseState(record.state)])
    if kind == ItemKind.PROJECT:
        return sorted(PROJECT_TRANSITIONS[ProjectState(record.state)])
    return []


def public_state(kind: ItemKind, record: Any) -> dict[str, Any]:
    """What is public, whether the record has moved on since, and why it may not be released now."""
    slug = items.address_of(record)
    versions = list(ReleasedItem.objects.of(kind, slug).order_by("-version")[:30])
    public = next((row for row in versions if row.state == "released"), None)
    differs = public is None or not items.is_same(public.payload, items.payload_of(kind, record))
    try:
        items.KINDS[kind].check(record)
    except Refused as refusal:
        hindrance: Refused | None = refusal
    else:
        hindrance = None
    return {"public": public, "versions": versions, "differs": differs, "hindrance": hindrance}


def rights(kind: ItemKind, user: User) -> dict[str, bool]:
    """Which buttons there are."""
    keeps = can_plan(by=user)
    return {"can_plan": keeps, "can_edit": keeps and kind in MODELS, "can_take_back": user.has_role(Role.REVIEWER, Role.LEAD)}


def told(kind: ItemKind, record: Any, by: User) -> dict[str, Any]:
    """What the item says: its texts, how far its languages are, its documents."""
    whole = items.rows_with_parts(kind).get(pk=record.pk)
    rows, languages_read = side_by_side(kind, whole), read(kind, whole)
    return {
        "rows": [row for row in rows if not row["is_part"]],
        "part_rows": [row for row in rows if row["is_part"]],
        "is_unread": any(each["state"] != Parity.CHECKED for each in languages_read),
        "edits": edits_of(kind, record, items.KINDS[kind].holder(record), by=by),
        "languages_read": languages_read,
        "documents": record.documents.select_related("file").defer("file__body") if kind == ItemKind.PROJECT else (),
    }


def _of_group(group: FocusGroup, user: User) -> list[tuple[ItemKind, str, list[dict[str, Any]]]]:
    """What belongs to a group and is released on its own."""
    found = ((ItemKind.SESSION, _("Sessions")), (ItemKind.GROUP_FINDING, _("Findings")))
    standing = Standing.seen_by(user)
    return [(kind, label, listed(kind, items.rows_with_parts(kind).filter(group=group), standing)) for kind, label in found]


def proposed(kind: ItemKind, pk: uuid.UUID, user: User) -> dict[str, Any]:
    """What waits for a second person, and what was decided with a reason."""
    waits = ItemRelease.objects.of(kind, pk).open().select_related("proposed_by").first()
    done = ItemRelease.objects.of(kind, pk).exclude(reason="").order_by("-proposed_at")[:10]
    return {"proposal": waits, "is_second": waits is not None and is_second(user, waits), "done": done}


def _page(request: HttpRequest, found: ItemKind, record: Any, **more: Any) -> HttpResponse:
    """Everything about one item. `refusal`: what stood against a step; `typed`: what was written for it, `typed_to` where to."""
    user, pk = asker(request), record.pk
    context = {
        "nav": "plan",
        "kind": found,
        "record": record,
        "original": settings.MODELTRANSLATION_DEFAULT_LANGUAGE,
        "languages": LANGUAGES,
        "parts": [(name, part.label) for name, part in parts_of(found).items()],
        "moves": moves(found, record),
        "typed": dict.fromkeys(LANGUAGES, ""),
        **proposed(found, pk, user),
        **told(found, record, user),
        **rights(found, user),
        "elsewhere": elsewhere(found, user, record),
        "of_group": _of_group(record, user) if found == ItemKind.FOCUS_GROUP else (),
        **public_state(found, record),
        **more,
    }
    return render(request, "engagement/item_detail.html", context, status=409 if "refusal" in more else 200)


@require_safe
@team
def item_detail(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """One item."""
    return _page(request, *found_item(kind, pk))


def tells_on_the_item(of: ItemKind | None = None) -> Callable[[View[P]], View[P]]:
    """A refusal is told on the item's own page, where it can be put right; what was typed stands there still."""

    def teller(view: View[P]) -> View[P]:
        @wraps(view)
        def told(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except Refused as refusal:
                address: dict[str, Any] = request.resolver_match.kwargs if request.resolver_match else {}
                found, record = found_item(of or address["kind"], address["pk"])
                typed = {"typed": typed_reason(request), "typed_to": address.get("state")}
                return _page(request, found, record, refusal=refusal, **typed)

        return told

    return teller


@require_safe
@team
def item_preview(request: HttpRequest, kind: str, pk: uuid.UUID, language: str) -> HttpResponse:
    """As the public would read it now, were it released."""
    found, record = found_item(kind, pk)
    if language not in LANGUAGES:
        raise Http404
    payload = items.payload_of(found, record)
    return HttpResponse(render_item(found, items.address_of(record), payload, language=language, today=timezone.localdate()))


@require_POST
@team
@tells_on_the_item()
def item_check(request: HttpRequest, kind: str, pk: uuid.UUID, language: str) -> HttpResponse:
    """A person has read this language."""
    found, record = found_item(kind, pk)
    if language not in LANGUAGES:
        raise Http404
    given = {"language": language, "seen": request.POST.get(SEEN, "")}
    item_release.check_language(kind=found, record=record, **given, by=asker(request), now=timezone.now())
    return redirect("engagement:item-detail", kind=kind, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@team
@tells_on_the_item()
def item_propose(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Proposes exactly what stood here when it was read; on a day, if wished."""
    found, record = found_item(kind, pk)
    item_release.check_can_propose(found, pk, items.address_of(record), items.payload_of(found, record))
    form, anew = ReleaseForm(request.POST if request.method == "POST" else None), None
    if request.method == "POST" and form.is_valid():
        given = {"goes_public_on": form.cleaned_data["goes_public_on"], "seen": request.POST.get(SEEN, "")}
        try:
            made = item_release.propose(kind=found, record=record, by=asker(request), now=timezone.now(), **given)
        except ReadAnew as refusal:
            anew = refusal
        else:
            messages.success(request, said(made))
            return redirect("engagement:item-detail", kind=kind, pk=pk)
    return _ask_proposal(request, found, record, form, anew)


def _ask_proposal(
    request: HttpRequest, kind: ItemKind, record: Any, form: ReleaseForm, anew: ReadAnew | None = None
) -> HttpResponse:
    """`anew`: it was changed while it was read; what changes for the public is shown as it stands now."""
    slug, payload = items.address_of(record), items.payload_of(kind, record)
    public = item_release.current(kind, slug)
    context = {
        "nav": "plan",
        "kind": kind,
        "record": record,
        "form": form,
        "languages": LANGUAGES,
        "languages_read": read(kind, record),
        "alone": not item_release.needs_second_person(kind, slug, payload),
        "changes": item_changes.changes(kind, public.payload, payload) if public else None,
        "seen": mark(payload),
        "anew": anew,
    }
    return render(request, "engagement/item_propose.html", context, status=409 if anew else 422 if form.errors else 200)


def said(release: ItemRelease) -> str:
    """What happened to it."""
    words: dict[str, Callable[[], str]] = {
        "released": lambda: _("It is public now."),
        "approved": lambda: _("It goes public on its day."),
        "proposed": lambda: _("Proposed. A second person reads and approves it."),
    }
    return words[release.state]()


@require_http_methods(["GET", "HEAD", "POST"])
@team
@tells_on_the_item()
def item_take_back(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Public no more, at once; asks for the reason."""
    found, record = found_item(kind, pk)
    form = ReasonForm(request.POST or None, label=_("Why it is taken back"))
    if request.method == "POST" and form.is_valid():
        slug, reason = items.address_of(record), form.cleaned_data["reason"]
        item_release.take_back(kind=found, subject=pk, slug=slug, reason=reason, by=asker(request), now=timezone.now())
        messages.success(request, _("It is public no more. Under “History” it can be brought back."))
        return redirect("engagement:item-detail", kind=kind, pk=pk)
    context = {"nav": "plan", "kind": found, "record": record, "form": form}
    return render(request, "engagement/item_take_back.html", context, status=422 if form.errors else 200)


@require_POST
@team
@tells_on_the_item()
def item_restore(request: HttpRequest, kind: str, pk: uuid.UUID, version: int) -> HttpResponse:
    """Undo: proposes an earlier version again."""
    found, record = found_item(kind, pk)
    old = get_object_or_404(ReleasedItem.objects.of(found, items.address_of(record)), version=version)
    made = item_release.restore(item=old, subject=pk, by=asker(request), now=timezone.now())
    messages.success(request, said(made))
    return redirect("engagement:item-detail", kind=kind, pk=pk)
