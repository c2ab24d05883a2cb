"""What was changed of an item in the making, by whom, and its undo."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from engagement.domain import plan_undo
from engagement.forms.plan_items import parts_of
from engagement.models import PlanEdit
from engagement.reporting import items
from engagement.views.access import asker, for_roles, tells_plan_refusals
from phases.enums import ItemKind
from resilience_portal.accounts.roles import Role

MOST_EDITS = 12  # on an item's page


def edits_of(kind: ItemKind, record: Any) -> list[dict[str, Any]]:
    """What was changed lately of an item in the making, by whom; which fields, in words. One query."""
    rows = PlanEdit.objects.filter(subject=record.pk).select_related("by")[:MOST_EDITS]
    names = {field.name: field.verbose_name for field in record._meta.get_fields() if hasattr(field, "verbose_name")}
    parts = parts_of(kind)
    found = []
    for row in rows:
        fields = sorted({str(names.get(name, name)) for name in next(iter(row.after.values()))}) if not row.part else []
        label = parts[row.part].label if row.part in parts else _("Indicators")
        found.append({"edit": row, "what": ", ".join(fields) if not row.part else label})
    return found


@require_POST
@for_roles(Role.LEAD)
@tells_plan_refusals
def edit_undo(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """One change of an item in the making is undone."""
    edit = get_object_or_404(PlanEdit.objects.visible_to(asker(request)), pk=pk)
    if kind not in ItemKind.values or items.find(ItemKind(kind), edit.subject) is None:
        raise Http404
    plan_undo.undo(edit=edit, by=asker(request), now=timezone.now())
    messages.success(request, _("Undone. The public reads it once it is released."))
    return redirect("engagement:item-detail", kind=kind, pk=edit.subject)
