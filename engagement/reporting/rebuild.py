"""The figures of a release made again from the counts that are stored with it, and the secret that is not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from engagement.models import Report
from resilience_portal.disclosure import verify
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import Counts, CountTable, SafeEdition, declared


def figures_again(report: Report) -> dict[str, Any] | None:
    """The figures as protection gives them today from the stored counts. None where not all of the counts became tables."""
    payload, inputs = report.payload, report.inputs
    if not payload or not inputs or "counts" not in inputs:
        return None
    shape = verify.shape_of(payload["figures"])
    stored = {row["table"]: row["cells"] for row in inputs["counts"]}
    if set(stored) != {spec.name for spec in shape.tables}:
        return None  # a table was left out as unsafe: its dimensions are not in the payload
    tables = [CountTable(spec, _cells(stored[spec.name])) for spec in shape.tables]
    series = f"phase-{report.phase.number}"
    counts = Counts(shape.dimensions, tables, declared(payload["universe"]), series)
    rules = Rules.from_payload(payload["figures"]["rules"])
    secret = settings.DISCLOSURE_SECRET.encode()
    correction = payload["correction"] is not None
    return protect(counts, _editions_before(report), rules, secret, correction=correction).to_payload()


def _cells(rows: list[Any]) -> Mapping[Any, int]:
    return {frozenset((name, code) for name, code in cell): value for cell, value in rows}


def _editions_before(report: Report) -> list[SafeEdition]:
    """What was public when this one was built."""
    earlier = Report.objects.published().of_phase(report.phase).filter(released_at__lt=report.built_at or report.released_at)
    payloads = earlier.values_list("payload", flat=True)
    return [SafeEdition.from_payload(found["figures"], found["universe"]) for found in payloads if found]
