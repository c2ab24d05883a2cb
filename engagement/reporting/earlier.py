"""What outsiders hold already, or will: every report of a phase that was ever let out, whatever became of it since.

Figures of two phases obey no common sum (the unit is the organization within a phase), so nothing follows from both.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F

from engagement.models import Report
from resilience_portal.disclosure.stored import unpack
from resilience_portal.disclosure.tables import Counts, SafeEdition
from stakeholders.models import Organization


def reports(report: Report) -> list[Report]:
    """Every other report of the phase, of any kind, that was approved: released, superseded, withdrawn or about to come out.

    Oldest first. One that waits for its day counts too: two that were let out at once would else not know of each other.
    """
    decided = Report.objects.filter(phase=report.phase, approved_at__isnull=False).exclude(pk=report.pk)
    return list(decided.order_by(F("released_at").asc(nulls_last=True), "approved_at", "version", "pk"))


def editions(found: Iterable[Report]) -> list[SafeEdition]:
    """Their figures, checked again."""
    payloads = (report.payload for report in found)
    return [SafeEdition.from_payload(payload["figures"], payload["universe"]) for payload in payloads if payload]


def is_still_the_latest(report: Report) -> bool:
    """Whether nothing was approved in its phase since this report was built: its gate and its figures knew of nothing later."""
    beside = (report.inputs or {}).get("beside")
    return beside is None or set(beside) == {str(found.pk) for found in reports(report)}


def has_closed(found: Iterable[Report]) -> bool:
    """Whether one of them took in the last ones of its phase."""
    return any((report.inputs or {}).get("closing") for report in found)


def organizations(report: Report | None) -> frozenset[uuid.UUID]:
    """Whom an edition counted; an organization that was merged since is the one that it was merged into."""
    counted = (report.inputs or {}).get("organizations", ()) if report else ()
    found = frozenset(map(uuid.UUID, counted))
    while merged := _merged(found):
        found = frozenset(merged.get(pk, pk) for pk in found)
    return found


def _merged(found: frozenset[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    rows = Organization.objects.filter(pk__in=found).values_list("pk", "merged_into")
    return {gone: kept for gone, kept in rows if kept is not None}


def counts(report: Report | None) -> Counts | None:
    """The true counts that an edition was made of; None for one from before they were kept."""
    stored = (report.inputs or {}).get("counts") if report else None
    return unpack(stored) if isinstance(stored, dict) else None


def groups(found: Iterable[Report]) -> Mapping[str, Any]:
    """How the codes of each dimension were published last, so that they stay so."""
    kept: Mapping[str, Any] = {}
    for report in found:
        kept = (report.inputs or {}).get("groups") or kept
    return kept
