"""Two people and the public: approving a report, its embargo, taking an approval back. A change of words clears approvals."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.domain.as_read import check_read
from engagement.enums import ReportState
from engagement.models import Report, ReportApproval
from engagement.policies import reports as policies
from engagement.policies.refusal import Refused
from engagement.reporting import clearing, safety, sections
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue

PUBLISH_TASK = "engagement.publish_report"


def told_to_approver(report: Report) -> dict[str, Any]:
    """What is approved: the figures and the words that the public will read."""
    titles = {code: getattr(report, f"title_{code}") for code in sections.LANGUAGES}
    return {"payload": sections.laid_over(report), "titles": titles}


@transaction.atomic
def approve(*, report: Report, by: User, now: datetime, embargo_until: datetime | None = None, seen: str | None = None) -> Report:
    """Adds an approval. With the last one that is needed: APPROVED, with the outbox row that has the worker publish it.

    `embargo_until`: not public before, by the database's clock. Raises Refused for an author, for a second approval by the
    same person, for words that a language lacks, for figures that are not safe. `seen`: the mark of what was read (`as_read`,
    of `told_to_approver`); raises ReadAnew where words or figures were changed since.
    """
    report = clearing.locked(report)
    policies.check_can_release(report, by=by)
    check_read(seen, told_to_approver(report))
    if embargo_until is not None and embargo_until <= now:
        raise Refused(_("The time of release is over. Choose a later one, or release at once."))
    sections.check_complete(report)
    safety.check(report, on=timezone.localdate(embargo_until or now))
    ReportApproval.objects.create(report=report, by=by, at=now)
    report.embargo_until = embargo_until or report.embargo_until
    given = report.approvals.count()
    report.state = ReportState.APPROVED if given >= settings.REPORT_APPROVALS else ReportState.IN_REVIEW
    if report.state == ReportState.APPROVED:
        report.approved_by, report.approved_at, report.problem = by, now, ""
        queue.enqueue(task=PUBLISH_TASK, subject=report.pk, now=now, due_at=report.embargo_until)
    report.save(update_fields=["state", "approved_by", "approved_at", "embargo_until", "problem"])
    details = {"slug": report.slug, "version": report.version, "approvals": given, "of": settings.REPORT_APPROVALS}
    audit("report.approved", by=by, on=report, now=now, details=details)
    return report


@transaction.atomic
def take_back(*, report: Report, by: User, now: datetime) -> Report:
    """Stops a report that is approved, wholly or by one of two, and not yet public."""
    report = clearing.locked(report)
    policies.check_can_take_back(report, by=by)
    clearing.clear(report, by=by, now=now)
    return report
