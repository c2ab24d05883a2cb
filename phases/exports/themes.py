"""What a report says of one theme, in words and figures."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from phases.exports import figures, notices
from phases.models import PublishedReport


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
