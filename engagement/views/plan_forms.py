"""Forms of the plan: an item, the rows of its parts. Whoever was overtaken sees what both wrote and chooses."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from engagement.domain import planning
from engagement.domain.plan_edits import fingerprint
from engagement.forms.plan_items import INDICATORS, MADE_HERE, MODELS, Part, item_form, part_formset, parts_of
from engagement.forms.plan_steps import MovedDateForm
from engagement.forms.saved import SEEN, Saved, SavedRows
from engagement.models import FocusGroupSession, Objective, ProjectStep
from engagement.views.access import asker, for_roles, tells_plan_refusals
from engagement.views.places import say_who_is_told
from engagement.views.plan_items import found_item
from engagement.views.two_versions import sent, shows_conflicts, two_versions
from phases.enums import ItemKind
from phases.models import Milestone, Phase
from phases.policies import Refused
from resilience_portal.accounts.roles import Role


def _up(kind: ItemKind, record: Any) -> tuple[str, Any]:
    return reverse("engagement:item-detail", args=[kind, record.pk]), record


def _kept(request: HttpRequest, kind: ItemKind, pk: uuid.UUID) -> HttpResponse:
    messages.success(request, _("Saved. The public reads it once it is released."))
    return redirect("engagement:item-detail", kind=kind, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.LEAD)
@tells_plan_refusals
@shows_conflicts
def item_edit(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Changes an item. What is public stays as it was released."""
    found, record = found_item(kind, pk)
    if found not in MODELS:
        raise Http404
    make = partial(item_form(found, by=asker(request)), instance=record)
    saved = Saved(make(), [record], [*make().fields], sent(request))
    if saved.differences:
        return two_versions(request, saved, up=_up(found, record))
    form: Any = make(saved.data)
    if form.is_valid():
        try:
            kept = _keep(request, record, form, seen=saved.seen)
        except Refused as refusal:
            return _refused(request, found, form, refusal, record=record, seen=saved.sent_seen)
        if isinstance(kept, FocusGroupSession):
            say_who_is_told(request, kept)
        return _kept(request, found, pk)
    return _form(request, found, form, record=record, seen=saved.sent_seen)


def _keep(request: HttpRequest, record: Any, form: Any, *, seen: str | None = None) -> Any:
    given = {"fields": form.fields_given(), "seen": seen}
    return planning.keep(record=record, **given, by=asker(request), now=timezone.now())


def _refused(request: HttpRequest, kind: ItemKind, form: Any, refusal: Refused, **more: Any) -> HttpResponse:
    """Told on the form, beside the field where it has one; all that was typed is there still."""
    form.add_error(refusal.field if isinstance(refusal, planning.Taken) else None, str(refusal))
    answer = _form(request, kind, form, **more)
    answer.status_code = 409
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.LEAD)
@tells_plan_refusals
def item_create(request: HttpRequest, kind: str) -> HttpResponse:
    """A new item; closed until it is released."""
    if kind not in [each.value for each in MADE_HERE]:
        raise Http404
    found, model = ItemKind(kind), MODELS[ItemKind(kind)]
    if request.method != "POST":
        planning.check_can_make(model)
    form: Any = item_form(found, by=asker(request), is_new=True)(sent(request), instance=model())
    if not form.is_valid():
        return _form(request, found, form)
    try:
        made = _keep(request, model(), form)
    except Refused as refusal:
        return _refused(request, found, form, refusal)
    return _kept(request, found, made.pk)


def _form(request: HttpRequest, kind: ItemKind, form: Any, **more: Any) -> HttpResponse:
    context = {"nav": "plan", "kind": kind, "form": form, **more}
    return render(request, "engagement/item_edit.html", context, status=422 if form.errors else 200)


def _part(kind: ItemKind, name: str) -> Part:
    part = parts_of(kind).get(name)
    if part is None:
        raise Http404
    return part


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.LEAD)
@tells_plan_refusals
@shows_conflicts
def item_parts(request: HttpRequest, kind: str, pk: uuid.UUID, name: str) -> HttpResponse:
    """The rows of one part, all on one page."""
    found, record = found_item(kind, pk)
    return _rows(request, found, record, record, _part(found, name), name)


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.LEAD)
@tells_plan_refusals
@shows_conflicts
def objective_indicators(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """How one objective is measured."""
    objective = get_object_or_404(Objective.objects.select_related("project"), pk=pk)
    return _rows(request, ItemKind.PROJECT, objective.project, objective, INDICATORS, "indicators")


def _rows(request: HttpRequest, kind: ItemKind, item: Any, parent: Any, part: Part, name: str) -> HttpResponse:
    make = partial(part_formset(part, parent, kind, by=asker(request)), instance=parent)
    there = part.model._default_manager.filter(**{part.key: parent})
    saved = SavedRows(make(), there, sent(request))
    if saved.differences:
        return two_versions(request, saved, up=_up(kind, item))
    rows = make(saved.data)
    if rows.is_valid():
        given: dict[str, Any] = {"changed": rows.save(commit=False), "removed": rows.deleted_objects}
        given |= {"rows": there.all(), "seen": saved.seen}
        planning.keep_parts(record=item, part=name, **given, by=asker(request), now=timezone.now())
        return _kept(request, kind, item.pk)
    context = {"nav": "plan", "kind": kind, "record": item, "parent": parent, "rows": rows, "name": name, "label": part.label}
    wrong = any(form.errors for form in rows)
    context["seen"] = saved.sent_seen
    return render(request, "engagement/item_parts.html", context, status=422 if wrong else 200)


def _step(kind: str, pk: uuid.UUID) -> tuple[planning.Dated, ItemKind, Any]:
    if kind == "report":
        phase = get_object_or_404(Phase, pk=pk, report_due_on__isnull=False)
        return phase, ItemKind.PHASE, phase
    if kind == "phase":
        milestone = get_object_or_404(Milestone.objects.select_related("phase"), pk=pk)
        return milestone, ItemKind.PHASE, milestone.phase
    step = get_object_or_404(ProjectStep.objects.select_related("project"), pk=pk)
    return step, ItemKind.PROJECT, step.project


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(Role.LEAD)
@tells_plan_refusals
@shows_conflicts
def step_move(request: HttpRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Another day for a step, or for a phase's report; the old one stays beside it with the reason."""
    step, item, parent = _step(kind, pk)
    form, now_seen = MovedDateForm(sent(request)), fingerprint([step], [planning.day_of(step)])
    is_late = request.method == "POST" and request.POST.get(SEEN) != now_seen  # it is moved from another day by now
    if form.is_valid() and not is_late:
        moved = {"to": form.cleaned_data["to"], "reason": form.reasons(), "seen": now_seen}
        planning.move_step(step=step, **moved, by=asker(request), now=timezone.now())
        return _kept(request, item, parent.pk)
    context = {"nav": "plan", "form": form, "step": step, "kind": item, "parent": parent.pk, "seen": now_seen}
    context["day"] = getattr(step, planning.day_of(step))
    context["moved"] = step.moves.last() if is_late else None
    return render(request, "engagement/step_move.html", context, status=409 if is_late else 422 if form.errors else 200)
