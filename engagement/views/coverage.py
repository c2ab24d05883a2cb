"""Coverage: who should be heard in a phase, who was, who was not, and who takes the next step."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from engagement.forms.coverage import CoverageFilter
from engagement.reporting.coverage import Board, Grouping, Line, Standing, board
from phases.exports import figures
from phases.models import Phase, PublishedReport
from resilience_portal.accounts.doors import asker, for_roles
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from resilience_portal.ui.phrases import figure_words
from stakeholders.models import Organization

MOST = 200  # names on one page; the filter finds the rest


def in_public(phase: Phase | None) -> dict[str, Any] | None:
    """What everybody can read of this phase: the protected words by sector, and where they stand. None before a release."""
    report = PublishedReport.objects.current().filter(phase=phase).first() if phase else None
    if report is None:
        return None
    rows = figures.sectors_beside_declared(report.payload)
    words = {row["row"].codes[0]: row["words"] for row in rows}
    return {"words": words, "all": figure_words(figures.total(report.payload)), "report": report}


def _cells(line: Line) -> list[tuple[Standing, int]]:
    """The numbers of a line, each with what it counts."""
    return list(zip(Standing, line.cells, strict=True))


def _numbers(found: Board | None, public: dict[str, Any] | None) -> dict[str, Any]:
    """Each line of the board with its numbers and with what the public reads of it, and the numbers of all."""
    lines = found.lines if found else []
    return {
        "lines": [(line, _cells(line), public["words"].get(line.code, "") if public else "") for line in lines],
        "total_cells": _cells(found.total) if found else [],
    }


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def coverage(request: HttpRequest) -> HttpResponse:
    """The board: groups that add up, gaps by name, everybody who is still to be heard."""
    facets = CoverageFilter(request.GET)
    phase = facets.chosen_phase()
    user, by = asker(request), facets.grouping()
    found = board(phase, among=facets.narrow(Organization.objects.visible_to(user)), seen_by=user, by=by) if phase else None
    waiting = found.open_places() if found else []
    public = in_public(phase) if by == Grouping.SECTOR else None  # only sectors are counted in public
    context = {
        "nav": "organizations",
        "facets": facets,
        "phase": phase,
        "board": found,
        **_numbers(found, public),
        "by": by,
        "standings": list(Standing),
        "waiting": waiting[:MOST],
        "is_cut": len(waiting) > MOST,
        "public": public,
    }
    return render(request, "engagement/coverage.html", context)
