"""The rows of a sheet that is being imported: shown by what became of them, and taken along as a file."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.domain.importing.kinds import vocabulary_of
from engagement.enums.importing import ImportKind, ImportState
from engagement.exports import import_sheet as sheets
from engagement.models import ImportBatch, ImportRow
from engagement.phrases import OUTCOMES, outcomes
from engagement.policies import importing as policies
from engagement.views.access import asker, for_roles
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.record import record as audit
from resilience_portal.sheets.issues import Severity
from resilience_portal.sheets.phrases import sentence
from resilience_portal.sheets.texts import NO_RESULT

PAGE = 50
SHOWN = {
    "conversations": ("organization", "held_on"),
    "organizations": ("name", "sector"),
    "people": ("name", "organization"),
    "registrations": ("name", "session"),
}
TONES = {Severity.ERROR: "error", Severity.WARNING: "warn", Severity.INFO: "info", Severity.OK: "ok"}
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def tiles(batch: ImportBatch) -> list[dict[str, Any]]:
    """How many rows came to what, those that need somebody first."""
    order = ("new", "update", "waiting", "refused", "known", "left_out")
    rows = [{"value": value, "label": outcomes(batch.state)[value], "count": batch.counts.get(value, 0)} for value in order]
    return [row for row in rows if row["count"]]


def told_of_file(batch: ImportBatch) -> dict[str, list[str]]:
    """What is to be said about the file as a whole, by tone; what stands against its columns is said by the form."""
    found: dict[str, list[str]] = {"error": [], "warn": [], "info": []}
    for issue in batch.file_issues:
        if batch.state == ImportState.MATCHING or issue.code != "header.twice":
            found[TONES[issue.severity]].append(sentence(issue))
    return found


def _filters(batch: ImportBatch) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Name in the address -> label, and what the rows have to be."""
    found: dict[str, tuple[Any, dict[str, Any]]] = {
        "attention": (_("To look at"), {"severity__gte": Severity.WARNING}),
        "errors": (_("Problems"), {"severity": Severity.ERROR}),
        "warnings": (_("Warnings"), {"severity": Severity.WARNING}),
        "notes": (_("How it was read"), {"severity": Severity.INFO}),
    }
    found |= {value: (label, {"outcome": value, "is_record": True}) for value, label in outcomes(batch.state).items()}
    return found | {"all": (_("All rows"), {})}


def rows_shown(request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
    """One page of rows, narrowed by the address."""
    filters = _filters(batch)
    asked = request.GET.get("show", "")
    needs = any(batch.counts.get(f"severity_{level}") for level in (2, 3))
    chosen = asked if asked in filters else "attention" if needs else "all"
    after = request.GET.get("after", "0")
    number = int(after) if after.isdecimal() and len(after) < 9 else 0
    found = list(batch.rows.filter(**filters[chosen][1]).after(number)[: PAGE + 1])
    counted = {"errors": batch.counts.get("severity_3", 0), "warnings": batch.counts.get("severity_2", 0)}
    names = {"attention", "errors", "warnings", "notes", "all"} | {value for value in OUTCOMES if batch.counts.get(value)}
    tabs = [(name, label, counted.get(name)) for name, (label, _narrow) in filters.items() if name in names]
    return {
        "rows": [shown(row, batch) for row in found[:PAGE]],
        "show": chosen,
        "tabs": tabs,
        "next": found[PAGE - 1].number if len(found) > PAGE else None,
        "is_later": bool(number),
        "headings": [words for name in SHOWN[batch.kind] for words in _words(batch, name)],
    }


def _words(batch: ImportBatch, name: str) -> list[str]:
    return [batch.heading[at] for at, each in enumerate(batch.fields) if each == name][:1]


def shown(row: ImportRow, batch: ImportBatch) -> dict[str, Any]:
    """A row for the page: where it is, who it is about, and each thing to know in words."""
    columns = {name: words for name, words in zip(batch.fields, batch.heading, strict=True) if name}
    told = [
        {"tone": TONES[issue.severity], "column": columns.get(issue.column, ""), "words": sentence(issue)}
        for issue in row.all_issues
    ]
    places = [at for name in SHOWN[batch.kind] for at, each in enumerate(batch.fields) if each == name]
    cells = [row.cells[at].replace(NO_RESULT, "")[:120] if at < len(row.cells) else "" for at in places]
    outcome = row.outcome if row.is_record else "left_out"
    return {"number": row.number, "cells": cells, "told": told, "outcome": outcome, "verdict": outcomes(batch.state)[outcome]}


@require_safe
@for_roles(Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR)
def import_sheet(request: HttpRequest, pk: Any, ending: str) -> HttpResponse:
    """The same sheet with a column of reasons."""
    batch = ImportBatch.objects.visible_to(asker(request)).filter(pk=pk).first()
    if batch is None or ending not in ("csv", "xlsx") or (ending == "xlsx" and batch.rows_count > sheets.MOST_BOOK_ROWS):
        raise Http404
    audit("import.exported", by=asker(request), on=batch, now=timezone.now(), details={"rows": batch.rows_count})
    response: HttpResponse | StreamingHttpResponse
    if ending == "csv":
        response = StreamingHttpResponse(sheets.as_csv(batch), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(sheets.as_workbook(batch), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="checked-{batch.kind}.{ending}"'
    response["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]  # a stream is answered alike


@require_safe
@for_roles(Role.OFFICER, Role.LEAD, Role.ADMINISTRATOR)
def import_blank(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty sheet with the column names."""
    if kind not in ImportKind.values or not policies.can_import(kind, by=asker(request)):
        raise Http404
    response = HttpResponse(sheets.blank(vocabulary_of(kind), get_language() or "en"), content_type=WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{kind}.xlsx"'
    return response
