"""The first page: what is this, who runs it, where are we."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from phases.exports import figures, items, news, trace
from phases.exports.reading import newest_report
from phases.views.frame import page, public, share

LATEST = 4
TOP_THEMES = 8


@public
def home(request: HttpRequest) -> HttpResponse:
    """Overview, from the newest release; says so where there is none."""
    report, today = newest_report(), timezone.localdate()
    phases = items.phases(today=today)
    context: dict[str, Any] = {
        "share": share("home") | {"title": _("Resilience Portal")},
        "plan": items.plan(),
        "phases": phases,
        "now": items.now_in(phases),
        "report": report,
        "latest": news.newest()[:LATEST],
        **(said(report.payload) if report else {}),
    }
    return page(request, "phases/home.html", "home", **context, **trace.what_changes(today=today))


def said(payload: figures.Payload) -> dict[str, Any]:
    """How many were heard, and what most of them raised."""
    themes = figures.by_size(figures.table(payload, "organizations_by_theme"))
    return {
        "payload": payload,
        "heard": figures.words_beside(figures.total(payload), payload["universe"]["organizations"]),
        "declared": payload["universe"]["organizations"],
        "groups": groups(payload),
        "themes": themes[:TOP_THEMES],
    }


def groups(payload: figures.Payload) -> list[dict[str, Any]]:
    """The tile grid's groups: the declared number of each sector and its **published** figure, nothing else."""
    return [
        {
            "code": found["row"].codes[0],
            "label": found["row"].labels[0],
            "organizations": found["declared"] or found["row"].value,
            "cell": found["row"].cell,
            "words": found["words"],
        }
        for found in figures.sectors_beside_declared(payload)
    ]
