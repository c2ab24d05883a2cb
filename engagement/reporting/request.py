"""Asking for a report, and giving it up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from engagement.enums import ReportKind, ReportState, ReportStep
from engagement.models import Report
from engagement.policies import reports as policies
from engagement.policies.refusal import Refused
from engagement.reporting import clearing
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
    kind: ReportKind = ReportKind.WHAT_WE_HEARD,
    by: User,
    now: datetime,
) -> Report:
    """Makes a REQUESTED report and, in the same transaction, the row that brings it to the worker.

    `title` maps language codes to text. The address is one per kind and phase; each request is its next version. Raises
    Refused while another version is in the making.
    """
    policies.check_can_request_report(by=by)
    slug = f"{kind.value.replace('_', '-')}-phase-{phase.number}"
    period = {"period_from": period_from, "period_to": period_to}
    report = ask(phase=phase, kind=kind, slug=slug, by=by, now=now, **period, **translated("title", title))
    audit("report.requested", by=by, on=report, now=now, details={"slug": slug, "version": report.version})
    return report


def translated(field: str, words: Mapping[str, str]) -> dict[str, str]:
    """Language code -> text, as the fields of a record."""
    return {f"{field}_{code}": text for code, text in words.items()}


def ask(*, phase: Phase, slug: str, by: User, now: datetime, **fields: Any) -> Report:
    """The REQUESTED row of the next version, and the outbox row that brings it to the worker. Raises Refused."""
    if Report.objects.in_the_making().filter(slug=slug).exists():
        raise Refused(_("This report is already in the making. Release or cancel it first."))
    last = Report.objects.published().filter(slug=slug).order_by("-version").values_list("version", flat=True).first() or 0
    try:
        with transaction.atomic():
            report = Report.objects.create(phase=phase, slug=slug, version=last + 1, requested_by=by, requested_at=now, **fields)
    except IntegrityError as error:  # somebody asked in the same moment: the constraint let one of the two through
        raise Refused(_("This report is already in the making. Release or cancel it first.")) from error
    queue.enqueue(task=BUILD_TASK, subject=report.pk, now=now)
    return report


@transaction.atomic
def cancel(*, report: Report, by: User, now: datetime) -> Report:
    """REQUESTED, BUILDING, READY or IN_REVIEW -> CANCELLED. A worker that is at it finds out at its next step and stops."""
    report = clearing.locked(report)
    policies.check_can_cancel_report(report, by=by)
    report.state, report.step = ReportState.CANCELLED, ReportStep.DONE
    report.save(update_fields=["state", "step"])
    report.approvals.all().delete()
    audit("report.cancelled", by=by, on=report, now=now)
    return report


@transaction.atomic
def build_again(*, report: Report, by: User, now: datetime) -> Report:
    """READY or IN_REVIEW -> REQUESTED: the worker counts anew; the texts stay, the approvals go."""
    report = clearing.locked(report)
    policies.check_can_build_again(report, by=by)
    clearing.clear(report, by=by, now=now)
    report.state, report.step, report.payload, report.inputs = ReportState.REQUESTED, ReportStep.WAITING, None, None
    report.requested_at, report.problem = now, ""
    report.save(update_fields=["state", "step", "payload", "inputs", "requested_at", "problem"])
    queue.enqueue(task=BUILD_TASK, subject=report.pk, now=now)
    audit("report.requested_again", by=by, on=report, now=now)
    return report
