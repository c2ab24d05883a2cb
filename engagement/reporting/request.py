"""Asking for a report, and giving it up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from engagement import policies
from engagement.enums import ReportKind, ReportState, ReportStep
from engagement.models import Report
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue

BUILD_TASK = "engagement.build_report"


@transaction.atomic
def request_report(
    *,
    phase: Phase,
    period_from: date,
    period_to: date,
    title: Mapping[str, str],
    at_a_glance: Mapping[str, str] | None = None,
    kind: ReportKind = ReportKind.WHAT_WE_HEARD,
    by: User,
    now: datetime,
) -> Report:
    """Makes a REQUESTED report and, in the same transaction, the row that brings it to the worker.

    `title` and `at_a_glance` map language codes to text. The address is one per kind and phase; each request is its next
    version. Raises Refused while another version is in the making.
    """
    policies.check_can_request_report(by=by)
    slug = f"{kind.value.replace('_', '-')}-phase-{phase.number}"
    if Report.objects.in_the_making().filter(slug=slug).exists():
        raise policies.Refused(_("This report is already in the making. Release or cancel it first."))
    last = Report.objects.published().filter(slug=slug).order_by("-version").values_list("version", flat=True).first() or 0
    words = {f"title_{code}": text for code, text in title.items()}
    words |= {f"at_a_glance_{code}": text for code, text in (at_a_glance or {}).items()}
    try:
        with transaction.atomic():
            report = Report.objects.create(
                phase=phase,
                kind=kind,
                slug=slug,
                version=last + 1,
                period_from=period_from,
                period_to=period_to,
                requested_by=by,
                requested_at=now,
                **words,
            )
    except IntegrityError as error:  # somebody asked in the same moment: the constraint let one of the two through
        raise policies.Refused(_("This report is already in the making. Release or cancel it first.")) from error
    queue.enqueue(task=BUILD_TASK, subject=report.pk, now=now)
    audit("report.requested", by=by, on=report, now=now, details={"slug": slug, "version": report.version})
    return report


@transaction.atomic
def cancel(*, report: Report, by: User, now: datetime) -> Report:
    """REQUESTED, BUILDING or READY -> CANCELLED. A worker that is at it finds out at its next step and stops."""
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    policies.check_can_cancel_report(report, by=by)
    report.state, report.step = ReportState.CANCELLED, ReportStep.DONE
    report.save(update_fields=["state", "step"])
    audit("report.cancelled", by=by, on=report, now=now)
    return report
