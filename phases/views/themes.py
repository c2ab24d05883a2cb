"""What we heard, theme by theme, from the newest release."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from phases.exports import figures, notices, trace
from phases.exports.reading import newest_report
from phases.models import PublishedReport
from phases.views.frame import page, public


@public
def theme_list(request: HttpRequest) -> HttpResponse:
    """All themes, by group, each with its published figure."""
    report = newest_report()
    if report is None:
        return page(request, "phases/theme_list.html", "themes", groups=[])
    facts = {**grouped(report.payload), "report": report, "made": made(report)}
    return page(request, "phases/theme_list.html", "themes", **facts)


def grouped(payload: figures.Payload) -> dict[str, Any]:
    """Themes under their groups with their figures, and the largest of those."""
    cells = figures.theme_cells(payload)
    groups = [
        {
            "name": figures.text(group["name"]),
            "themes": [
                {"theme": theme, "name": figures.text(theme["name"]), "cell": cells[theme["code"]]}
                for theme in payload["themes"]
                if theme["group"] == group["code"]
            ],
        }
        for group in payload["theme_groups"]
    ]
    return {"groups": groups, "largest": max((cell["value"] for cell in cells.values()), default=0)}


def said(payload: figures.Payload, theme: figures.Payload) -> dict[str, Any]:
    """What the report says of one theme, in words and figures."""
    crossed = figures.table(payload, "organizations_by_sector_and_theme")
    return {
        "name": figures.text(theme["name"]),
        "definition": figures.text(theme["definition"]),
        "statements": [figures.text(one) for one in theme["statements"]],
        "summary": notices.written(theme.get("summary")),
        "differed": notices.written(theme.get("differed")),
        "strength": figures.strength_words(payload, theme) if theme["strength"] else "",
        "cell": figures.theme_cells(payload)[theme["code"]],
        "sectors": [row for row in figures.by_size(crossed) if row.codes[1] == theme["code"]],
        "widest": max((row["organizations"] for row in payload["universe"].get("by_sector", [])), default=1),
    }


def made(report: PublishedReport) -> str:
    """Where the notes on the figures' making begin: the report's own page."""
    return f"{reverse('phases:report-version', args=[report.slug, report.version])}#made-"


@public
def theme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One theme: definition, how widely raised, what was said, by sector."""
    report = newest_report()
    themes = report.payload["themes"] if report else []
    theme = next((theme for theme in themes if theme["slug"] == slug), None)
    if report is None or theme is None:
        raise Http404
    context = {"report": report, "theme": theme, "made": made(report), **said(report.payload, theme)}
    context["trace"] = trace.of_theme(slug, today=timezone.localdate())
    return page(request, "phases/theme_detail.html", "themes", **context)
