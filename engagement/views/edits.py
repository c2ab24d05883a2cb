"""What was changed of an item in the making, of a finding or a promise, by whom, and its undo."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.domain import plan_undo
from engagement.forms.plan_items import NAMES, parts_of
from engagement.models import CollectionNotice, Commitment, PlanEdit, PublicCommitment
from engagement.policies.notices import was_used
from engagement.reporting import items
from engagement.views.access import asker, for_roles, tells_plan_refusals, tells_refusals
from phases.enums import ItemKind
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES

MOST_EDITS = 12  # on an item's page


def edits_of(kind: ItemKind, *records: Model, by: User) -> list[dict[str, Any]]:
    """What was changed lately of these records, by whom; which fields, in words; whether `by` may undo it."""
    known = {record.pk: record for record in records}
    promises = [record.pk for record in records if isinstance(record, Commitment)]
    open_ = set(Commitment.objects.visible_to(by).filter(pk__in=promises).values_list("pk", flat=True)) if promises else set()
    closed = {*promises} - open_
    closed |= {record.pk for record in records if isinstance(record, CollectionNotice) and was_used(record)}
    parts = parts_of(kind)
    found = []
    for edit in PlanEdit.objects.filter(subject__in=known).select_related("by")[:MOST_EDITS]:
        what = (parts[edit.part].label if edit.part in parts else _("Indicators")) if edit.part else _fields(edit)
        is_open = not edit.undone_at and edit.subject not in closed
        may = is_open and plan_undo.can_undo(edit, record=known[edit.subject], by=by)
        found.append({"edit": edit, "what": what, "can_undo": may})
    return found


def _fields(edit: PlanEdit) -> str:
    """The fields that it changed."""
    for key, after in edit.after.items():
        label, _colon, pk = key.partition(":")
        if pk == str(edit.subject):
            return ", ".join(_in_words(apps.get_model(label), after or ()))
    return ""


def _in_words(model: type[Model], names: Iterable[str]) -> list[str]:
    """A field that is written in every language stands with its language; beside these, its own column says nothing new."""
    all_names = {field.name for field in model._meta.get_fields()}
    found = []
    for name in names:
        field: Any = model._meta.get_field(name)
        language = name.rpartition("_")[2]
        if f"{name}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}" in all_names:
            continue
        if language in dict(settings.LANGUAGES) and name.removesuffix(f"_{language}") in all_names:
            what: Any = model._meta.get_field(name.removesuffix(f"_{language}"))
            told = {"what": what.verbose_name, "language": NAMES[language]}
            found.append(_("%(what)s (%(language)s)") % told)
        else:
            found.append(str(field.verbose_name))
    return found


def _subject(kind: ItemKind, pk: uuid.UUID, by: User) -> Model:
    """What a change is of: an item, or the promise behind one, where this account may open it."""
    found: Model | None = items.find(kind, pk)
    if found is None and kind == ItemKind.COMMITMENT:
        found = Commitment.objects.visible_to(by).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_POST
@for_roles(*ENGAGEMENT_ROLES)
@tells_plan_refusals
@tells_refusals
def edit_undo(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """One change is undone."""
    edit = get_object_or_404(PlanEdit.objects.visible_to(asker(request)), pk=pk)
    if kind not in ItemKind.values:
        raise Http404
    subject = _subject(ItemKind(kind), edit.subject, asker(request))
    plan_undo.undo(edit=edit, by=asker(request), now=timezone.now())
    messages.success(request, _("Undone. The public reads it once it is released."))
    return _back(ItemKind(kind), subject, is_own=request.POST.get("back") == "own")


def _back(kind: ItemKind, subject: Model, *, is_own: bool) -> HttpResponse:
    """To the page that it was undone on: the item's, or the finding's or promise's own."""
    if kind == ItemKind.FINDING and is_own:
        return redirect("engagement:finding-detail", pk=subject.pk)
    if isinstance(subject, Commitment):
        face = PublicCommitment.objects.filter(commitment=subject).first()
        if is_own or face is None:
            return redirect("engagement:due-detail", kind=Commitment.kind, pk=subject.pk)
        subject = face
    return redirect("engagement:item-detail", kind=kind, pk=subject.pk)
