"""An approval holds for what was read. Whoever changes a report in the making, changes it under this lock and clears it here."""

from __future__ import annotations

from datetime import datetime

from engagement.enums import ReportState
from engagement.models import Report
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


def locked(report: Report) -> Report:
    """The row as it is now, held until the transaction ends: of five people who press at once, four see what the first did."""
    return Report.objects.select_for_update(of=("self",)).get(pk=report.pk)


def clear(report: Report, *, by: User | None, now: datetime, problem: str = "") -> bool:
    """IN_REVIEW or APPROVED -> READY: what was approved is no longer what stands there. Call with the row locked.

    True when there was an approval to clear.
    """
    if report.state not in (ReportState.IN_REVIEW, ReportState.APPROVED):
        return False
    cleared, _each = report.approvals.all().delete()
    report.state, report.problem = ReportState.READY, problem
    report.approved_by = report.approved_at = report.embargo_until = None
    report.save(update_fields=["state", "problem", "approved_by", "approved_at", "embargo_until"])
    audit("report.approval_cleared", by=by, on=report, now=now, details={"approvals": cleared})
    return True
