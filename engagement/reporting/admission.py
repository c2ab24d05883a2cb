"""Who is counted in an edition: those counted before, and enough new ones. The gate itself is in `disclosure.gate`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engagement.models import Report
from engagement.reporting import earlier
from resilience_portal.disclosure.gate import admit
from resilience_portal.disclosure.rules import Rules


class NothingToPublish(Exception):
    """No edition can be made now. `problem` names why, for the person who asked."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Admission:
    """Whom an edition counts. `is_closing`: it took in the last ones of its phase, however few."""

    organizations: frozenset[uuid.UUID]
    is_closing: bool = False


def admission(
    report: Report, found: Mapping[uuid.UUID, Sequence[tuple[str, str]]], before: Sequence[Report], rules: Rules
) -> Admission:
    """Raises NothingToPublish where too few are new.

    `found`: every organization that may be counted, with its identifying rows. `before`: what outsiders hold already.
    A correction counts whom the version it corrects counted, less those that may no longer be counted, and nobody new. Only
    one edition takes in the last ones of a closed phase: whoever is accepted later waits for the gate, or never enters.
    """
    heard = frozenset(found)
    if report.corrects is not None:
        counted = earlier.organizations(report.corrects) & heard
        if not counted:
            raise NothingToPublish("too_few")
        return Admission(counted)
    if any(one.period_to > report.period_to for one in before):
        raise NothingToPublish("cut_off_too_early")
    staying = earlier.organizations(before[-1] if before else None) & heard
    closing = report.phase.is_closed and not earlier.has_closed(before)
    fresh = admit(found, staying, rules, closing=closing)
    if not fresh:
        raise NothingToPublish("too_few")
    return Admission(staying | fresh, is_closing=closing)
