"""The worker's part: count, protect, write, prove that every file can be made. Nothing public changes here."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from engagement.enums import ReportState, ReportStep
from engagement.models import Report
from engagement.reporting import payload, tabulate
from phases.exports.files import render_files
from resilience_portal.audit.record import record as audit
from resilience_portal.disclosure.protect import NoSafeRounding


class Stopped(Exception):
    """The report was cancelled while the worker was at it."""


def claim(report_id: uuid.UUID) -> Report | None:
    """REQUESTED -> BUILDING by one conditional UPDATE. A report left BUILDING by a dead worker is taken up again.

    None when there is nothing to build: the task ran twice, or the report was cancelled. Call with the outbox lease held.
    """
    Report.objects.filter(pk=report_id, state=ReportState.REQUESTED).update(state=ReportState.BUILDING)
    return Report.objects.select_related("phase__plan", "corrects").filter(pk=report_id, state=ReportState.BUILDING).first()


def _at(report: Report, step: ReportStep) -> None:
    """Shows the step to whoever watches; stops when the report was cancelled meanwhile."""
    if not Report.objects.filter(pk=report.pk, state=ReportState.BUILDING).update(step=step):
        raise Stopped


@transaction.atomic
def _finish(report: Report, *, state: ReportState, now: datetime, problem: str = "", **found: Any) -> None:
    """BUILDING -> READY or FAILED, with what was made, in one transaction; nothing when it was cancelled meanwhile."""
    fields = {"state": state, "step": ReportStep.DONE, "problem": problem, "built_at": now, **found}
    if Report.objects.filter(pk=report.pk, state=ReportState.BUILDING).update(**fields):
        kind = "report.built" if state == ReportState.READY else "report.failed"
        audit(kind, by=None, on=report, now=now, details={"problem": problem} if problem else None)


def build(*, report_id: uuid.UUID, now: datetime) -> None:
    """Makes the payload of a requested report. Idempotent; ends READY, FAILED (with a named problem) or leaves CANCELLED be."""
    report = claim(report_id)
    if report is None:
        return
    try:
        _at(report, ReportStep.COUNTING)
        edition = tabulate.edition(report)
        _at(report, ReportStep.PROTECTING)
        safe = tabulate.protected(edition, settings.DISCLOSURE_SECRET.encode())
        _at(report, ReportStep.WRITING)
        written, quoted = payload.assemble(report=report, edition=edition, safe=safe, on=timezone.localdate(now))
        _at(report, ReportStep.RENDERING)
        render_files(written | {"released_on": now.date().isoformat()})  # proves now what the release will make again
        inputs = edition.inputs() | {"quotes": quoted}
        _finish(report, state=ReportState.READY, now=now, payload=written, inputs=inputs)
    except tabulate.NothingToPublish as error:
        _finish(report, state=ReportState.FAILED, now=now, problem=error.problem)
    except NoSafeRounding:
        _finish(report, state=ReportState.FAILED, now=now, problem="no_safe_rounding")
    except Stopped:
        return


def give_up(*, report_id: uuid.UUID, now: datetime) -> None:
    """The worker failed or was killed too often: the report says so, instead of looking busy for ever."""
    report = Report.objects.filter(pk=report_id).first()
    if report is not None:
        _finish(report, state=ReportState.FAILED, now=now, problem="worker")
