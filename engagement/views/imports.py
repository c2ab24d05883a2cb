"""Importing a sheet, step by step: bring it, match its columns, look at every row, agree, watch, take back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from engagement.domain.importing import checking, receiving, undoing, writing
from engagement.enums.importing import ImportKind, ImportState
from engagement.forms.importing import AnswersForm, MatchingForm, UploadForm
from engagement.models import ImportBatch
from engagement.phrases import IMPORT_KINDS, IMPORT_PROBLEMS
from engagement.policies import importing as policies
from engagement.views.access import asker, for_roles, tells_refusals
from engagement.views.first_steps import FirstStep, before_a_phase, before_names
from engagement.views.import_rows import rows_shown, tiles, told_of_file
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.sheets.bounds import Unreadable

MOST_LISTED = 50
IMPORTERS = (Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR)
for_importers = for_roles(*IMPORTERS)
BEFORE: dict[ImportKind, Callable[[User], FirstStep | None]] = {
    ImportKind.CONVERSATIONS: before_a_phase,
    ImportKind.REGISTRATIONS: before_names,
}


def found(request: HttpRequest, pk: Any) -> ImportBatch:
    """The sheet, if it is the asker's own and still theirs to bring."""
    mine = ImportBatch.objects.visible_to(asker(request)).select_related("phase", "group", "created_by")
    batch = get_object_or_404(mine, pk=pk)
    if not policies.can_import(batch.kind, by=asker(request)):
        raise Http404
    return batch


def kinds(request: HttpRequest) -> list[dict[str, Any]]:
    """The kinds of sheet that the asker may bring."""
    allowed = (kind for kind in ImportKind if policies.can_import(kind, by=asker(request)))
    return [{"value": kind.value, "label": kind.label, "hint": IMPORT_KINDS[kind.value]} for kind in allowed]


@require_safe
@for_importers
def import_list(request: HttpRequest) -> HttpResponse:
    """What may be brought, and what the asker has brought."""
    batches = ImportBatch.objects.visible_to(asker(request)).for_list()[:MOST_LISTED]
    return render(request, "engagement/import_list.html", {"nav": "imports", "kinds": kinds(request), "batches": batches})


def allowed_kind(request: HttpRequest, kind: str) -> ImportKind:
    """The kind of the address; 404 for none, and for one that is not the asker's."""
    if kind not in ImportKind.values or not policies.can_import(kind, by=asker(request)):
        raise Http404
    return ImportKind(kind)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
def import_create(request: HttpRequest, kind: str) -> HttpResponse:
    """The file, or what was pasted. A file that can't be read says why beside the field."""
    chosen = allowed_kind(request, kind)
    initial = {"phase": Phase.objects.order_by("number").first(), "group": request.GET.get("group")}
    form = UploadForm(request.POST or None, request.FILES or None, kind=kind, by=asker(request), initial=initial)
    if request.method == "POST" and form.is_valid() and (batch := _received(request, form, kind)):
        return redirect("engagement:import-match", pk=batch.pk)
    before = BEFORE[chosen](asker(request)) if chosen in BEFORE else None
    context = {"nav": "imports", "form": form, "kind": chosen, "hint": IMPORT_KINDS[kind], "step": 1, "before": before}
    return render(request, "engagement/import_create.html", context, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: UploadForm, kind: str) -> ImportBatch | None:
    """The staged sheet; None with an error on the form when it can't be read."""
    source, name = form.source()
    now = timezone.now()
    receiving.forget(now=now)
    given = form.cleaned_data
    belongs: dict[str, Any] = {"phase": given.get("phase"), "group": given.get("group"), "sheet": given["sheet"].strip()}
    try:
        return receiving.receive(kind=kind, source=source, name=name, by=asker(request), now=now, **belongs)
    except Unreadable as refusal:
        field = "sheet" if refusal.issue.code == "file.sheet_missing" else "file" if request.FILES else "pasted"
        form.add_error(field, str(refusal))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
@tells_refusals
def import_match(request: HttpRequest, pk: Any) -> HttpResponse:
    """What was recognised, and which column is which."""
    batch = found(request, pk)
    if batch.state != ImportState.MATCHING:
        policies.check_import_transition(batch, ImportState.MATCHING)
    form = MatchingForm(request.POST or None, batch=batch, samples=receiving.sample(batch))
    if request.method == "POST" and form.is_valid():
        fields, options = form.matched()
        problems = receiving.match(batch=batch, fields=fields, options=options, by=asker(request), now=timezone.now())
        if not problems:
            return _checked(request, batch)
        form.refuse(problems)
    context = {"nav": "imports", "batch": batch, "form": form, "step": 2, **_about_file(batch)}
    return render(request, "engagement/import_match.html", context, status=422 if form.errors else 200)


def _about_file(batch: ImportBatch) -> dict[str, Any]:
    return {"earlier": receiving.earlier(batch), "told": told_of_file(batch)}


def _checked(request: HttpRequest, batch: ImportBatch) -> HttpResponse:
    """Checks the rows: a small sheet right away, a large one by the worker."""
    now, is_large = timezone.now(), batch.rows_count > checking.MOST_AT_ONCE
    checking.begin(batch=batch, by=asker(request), now=now, in_worker=is_large)
    if not is_large:
        checking.check(batch_id=batch.pk, now=now)
    return redirect("engagement:import-detail", pk=batch.pk)


@require_safe
@for_importers
def import_detail(request: HttpRequest, pk: Any) -> HttpResponse:
    """Where the sheet is: being checked, checked row by row, on its way, in the portal, taken back."""
    batch = found(request, pk)
    if batch.state == ImportState.MATCHING:
        return redirect("engagement:import-match", pk=pk)
    return render(request, "engagement/import_detail.html", _detail(request, batch, AnswersForm(batch=batch)))


def _detail(request: HttpRequest, batch: ImportBatch, answers: AnswersForm) -> dict[str, Any]:
    steps = {ImportState.CHECKING: 3, ImportState.CHECKED: 3, ImportState.CANCELLED: 3, ImportState.FAILED: 3}
    context = {
        "nav": "imports",
        "batch": batch,
        "step": steps.get(ImportState(batch.state), 4),
        "problem": IMPORT_PROBLEMS.get(batch.problem, ""),
    }
    if batch.is_moving:
        return context | progress(batch)
    is_open = batch.state in (ImportState.CHECKED, ImportState.CANCELLED, ImportState.FAILED)
    context |= {"tiles": tiles(batch), "is_open": is_open, "answers": answers if is_open and batch.questions else None}
    return context | _about_file(batch) | rows_shown(request, batch)


def progress(batch: ImportBatch) -> dict[str, Any]:
    """How far the worker is."""
    of = batch.to_do if batch.state == ImportState.RUNNING else batch.rows_count
    return {"batch": batch, "at": min(batch.done_count, of), "of": max(of, 1)}


@require_safe
@for_importers
def import_progress(request: HttpRequest, pk: Any) -> HttpResponse:
    """The moving part of the page. When nothing moves any more the browser loads the whole page."""
    batch = found(request, pk)
    response = render(request, "engagement/parts/import_progress.html", progress(batch))
    if not batch.is_moving:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@for_importers
@tells_refusals
def import_answer(request: HttpRequest, pk: Any) -> HttpResponse:
    """What values mean; then every row is checked again."""
    batch = found(request, pk)
    form = AnswersForm(request.POST, batch=batch)
    if not form.is_valid():
        return render(request, "engagement/import_detail.html", _detail(request, batch, form), status=422)
    checking.answer(batch=batch, answers=form.answers(), by=asker(request), now=timezone.now())
    return _checked(request, batch)


@require_POST
@for_importers
@tells_refusals
def import_start(request: HttpRequest, pk: Any) -> HttpResponse:
    """Agreed: the worker writes it."""
    writing.start(batch=found(request, pk), by=asker(request), now=timezone.now())
    return redirect("engagement:import-detail", pk=pk)


@require_POST
@for_importers
@tells_refusals
def import_recheck(request: HttpRequest, pk: Any) -> HttpResponse:
    """Checks a cancelled or failed sheet again, as the portal is now."""
    return _checked(request, found(request, pk))


@require_POST
@for_importers
@tells_refusals
def import_cancel(request: HttpRequest, pk: Any) -> HttpResponse:
    """Stops the worker; what it has written is taken back."""
    writing.cancel(batch=found(request, pk), by=asker(request), now=timezone.now())
    messages.info(request, _("The worker stops and takes back what it has written."))
    return redirect("engagement:import-detail", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@for_importers
@tells_refusals
def import_undo(request: HttpRequest, pk: Any) -> HttpResponse:
    """Takes a whole import back; asks first, and says what stands against it."""
    batch = found(request, pk)
    policies.check_import_transition(batch, ImportState.UNDOING)
    if request.method == "POST":
        undoing.begin(batch=batch, by=asker(request), now=timezone.now())
        return redirect("engagement:import-detail", pk=pk)
    context = {"nav": "imports", "batch": batch, "blockers": undoing.blockers(batch), "step": 4}
    return render(request, "engagement/import_undo.html", context)


@require_POST
@for_importers
@tells_refusals
def import_discard(request: HttpRequest, pk: Any) -> HttpResponse:
    """Throws a sheet away of which nothing is in the portal."""
    receiving.discard(batch=found(request, pk), by=asker(request), now=timezone.now())
    messages.info(request, _("The sheet was thrown away. Nothing of it is in the portal."))
    return redirect("engagement:import-list")
