"""What we heard, theme by theme, from the newest release."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from phases.exports import figures, trace
from phases.exports.reading import newest_report
from phases.exports.themes import made, said
from phases.views.frame import page, public, share_of


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
    context["share"] = share_of("theme", slug, context["name"])
    return page(request, "phases/theme_detail.html", "themes", **context)
