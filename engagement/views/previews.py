"""What the public will see, what it will not see and why, and what changed since the last version. Reads the payload only."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.views.decorators.http import require_safe

from engagement.models import Report
from engagement.phrases import DIMENSIONS, TABLES
from engagement.reporting import sections
from engagement.views.access import asker
from phases.exports.page import render_report


def holes(payload: dict[str, Any]) -> dict[str, Any]:
    """Per table how many cells are published as "fewer than"; per dimension which groups stand for several."""
    tables = []
    for table in payload["figures"]["tables"]:
        withheld = [cell for cell in table["cells"] if cell["word"] == "fewer_than"]
        if withheld:
            tables.append(
                {"label": TABLES.get(table["name"], table["name"]), "withheld": len(withheld), "of": len(table["cells"])}
            )
    rolled = [DIMENSIONS.get(row["name"], row["name"]) for row in payload["figures"]["dimensions"] if "other" in row["codes"]]
    return {"tables": tables, "rolled": rolled, "notes": payload["figures"].get("notes", [])}


def figures_of(payload: dict[str, Any], language: str) -> dict[tuple[str, str], dict[str, Any]]:
    """(table, group in words) -> cell, for the tables that a reader compares."""
    found = {}
    for table in payload["figures"]["tables"]:
        if len(table["dims"]) > 1:
            continue
        for cell in table["cells"]:
            group = "".join(_name(payload, name, code, language) for name, code in cell["key"].items())
            found[table["name"], group] = cell
    return found


def _name(payload: dict[str, Any], dimension: str, code: str, language: str) -> str:
    text: str = payload["labels"].get(dimension, {}).get(code, {}).get(language) or code
    return text


def changes(report: Report) -> dict[str, Any] | None:
    """Figures that differ from the last released version of the same report; None when there is none."""
    earlier = Report.objects.published().filter(slug=report.slug, version__lt=report.version).order_by("-version").first()
    if earlier is None or not earlier.payload or not report.payload:
        return None
    language = translation.get_language() or "en"
    before, after = figures_of(earlier.payload, language), figures_of(report.payload, language)
    rows = [
        {
            "label": TABLES.get(table, table),
            "group": group,
            "before": before.get((table, group)),
            "after": after.get((table, group)),
        }
        for table, group in sorted(before.keys() | after.keys())
        if before.get((table, group)) != after.get((table, group))
    ]
    return {"version": earlier.version, "rows": rows}


@require_safe
def report_preview(request: HttpRequest, pk: Any, language: str) -> HttpResponse:
    """The public page itself, made from the payload as it will be released."""
    report = get_object_or_404(Report.objects.visible_to(asker(request)), pk=pk)
    if language not in dict(settings.LANGUAGES) or not report.payload:
        raise Http404
    return HttpResponse(render_report(sections.laid_over(report), language=language, preview=True))
