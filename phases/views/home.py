"""The first page: what is this, who runs it, where are we."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from phases.exports import figures
from phases.models import EngagementPlan, Phase, PublishedReport
from phases.views.frame import page, public

HUES = {"faith": "f", "youth": "y", "government": "g", "community": "p"}
LATEST = 3
TOP_THEMES = 8


@public
def home(request: HttpRequest) -> HttpResponse:
    """Overview, from the newest release; says so where there is none."""
    reports = list(PublishedReport.objects.current()[:LATEST])
    payload = reports[0].payload if reports else None
    context = {
        "plan": EngagementPlan.objects.order_by("slug").first(),
        "phases": Phase.objects.public().order_by("number"),
        "reports": reports,
    }
    if payload:
        themes = figures.by_size(figures.table(payload, "organizations_by_theme"))
        context |= {
            "payload": payload,
            "heard": figures.total(payload),
            "declared": payload["universe"]["organizations"],
            "tiles": tiles(payload),
            "themes": themes[:TOP_THEMES],
            "largest": themes[0].value if themes else 0,
        }
    return page(request, "phases/home.html", "home", **context)


def tiles(payload: figures.Payload) -> dict[str, object]:
    """The tile grid: one tile an organization of the declared universe, coloured by **published** figures only."""
    rows = figures.by_size(figures.table(payload, "organizations_by_sector"))
    declared = payload["universe"]["organizations"]
    hues = [HUES.get(row.codes[0], "p") for row in rows for _ in range(row.value)][:declared]
    key = [{"hue": HUES.get(row.codes[0], "p"), "row": row} for row in rows]
    return {"hues": hues + ["todo"] * (declared - len(hues)), "key": key}
