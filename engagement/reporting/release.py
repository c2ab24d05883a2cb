"""The worker's last step, and the one hatch to the public: `phases.domain.publishing` is called from here only."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.enums import QuoteState, ReportState
from engagement.models import Quote, Report
from engagement.policies import Refused
from engagement.reporting import clearing, correction, safety, sections
from engagement.reporting.approval import PUBLISH_TASK
from phases.domain import publication_log, publishing
from phases.domain.rendered import RenderedFile
from phases.exports.files import made_with, render_files, render_pdfs
from phases.models import PublishedReport
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue


class Moved(Exception):
    """The words, the approval or the log changed while the files were made: they have to be made again."""


def released_payload(report: Report) -> dict[str, Any]:
    """What becomes public: figures and words, the day of release and, in a correction, what changed.

    The day is that of the approval or of the embargo's end, in the portal's time zone. Each release carries the head of the
    publication log as it was just before its own entry, so that copies of it are witnesses.
    """
    assert report.approved_at is not None
    moment = max(report.approved_at, report.embargo_until or report.approved_at)
    day = timezone.localdate(moment).isoformat()
    payload = sections.laid_over(report) | {"released_on": day, "log_head": publication_log.head(), **made_with()}
    return payload | {"correction": correction.told(report, payload)}


def _superseded(payload: dict[str, Any]) -> Sequence[RenderedFile]:
    """The PDFs of the version that this one takes the place of, made again with their banner."""
    older = PublishedReport.objects.current().filter(slug=payload["slug"]).first()
    return render_pdfs(older.payload, notice=publishing.notice_for_older(payload)) if older else ()


def publish(*, report_id: uuid.UUID, now: datetime) -> None:
    """APPROVED -> RELEASED once its embargo is over: makes the files, then flips everything in one transaction.

    Run twice, the second does nothing. Raises Moved, and is then to be run again, when something changed meanwhile.
    """
    report = Report.objects.due().filter(pk=report_id).select_related("phase", "corrects").first()
    if report is None:
        _wait_for_embargo(report_id, now=now)
        return
    publication_log.begin(now=now)
    payload = released_payload(report)
    files = render_files(payload)  # slow work stays outside the transaction: on SQLite a transaction locks out every writer
    superseded = _superseded(payload)
    with transaction.atomic():
        report = clearing.locked(report)
        if report.state != ReportState.APPROVED:
            return
        if released_payload(report) != payload:
            raise Moved
        try:
            safety.check(
                report, on=timezone.localdate(now)
            )  # another report of this phase may have been released since the approval
        except Refused:
            clearing.clear(report, by=None, now=now, problem="no_longer_safe")
            return
        _flip(report, payload, files, superseded, now=now)


def _wait_for_embargo(report_id: uuid.UUID, *, now: datetime) -> None:
    """Too early: an approval that was taken back and given again leaves an older, earlier hour in the outbox."""
    waiting = Report.objects.filter(pk=report_id, state=ReportState.APPROVED).values_list("embargo_until", flat=True).first()
    if waiting is not None:
        queue.enqueue(task=PUBLISH_TASK, subject=report_id, now=now, due_at=waiting)


def _flip(
    report: Report, payload: dict[str, Any], files: Sequence[RenderedFile], superseded: Sequence[RenderedFile], *, now: datetime
) -> None:
    """The one moment in which it becomes public. Call inside the transaction that holds the row."""
    published = publishing.publish_report(payload=payload, files=files, by=report.approved_by, now=now, superseded=superseded)
    older = Report.objects.published().filter(slug=report.slug, state=ReportState.RELEASED)
    older.update(state=ReportState.SUPERSEDED)
    report.state, report.released_at = ReportState.RELEASED, now
    report.payload, report.published, report.problem = payload, published, ""
    report.save(update_fields=["state", "released_at", "payload", "published", "problem"])
    shown = [pk for pk in (report.inputs or {}).get("quotes", []) if pk]
    Quote.objects.publishable().filter(pk__in=shown).update(state=QuoteState.PUBLISHED)
    audit("report.released", by=report.approved_by, on=report, now=now, details={"version": report.version})


@transaction.atomic
def give_up(*, report_id: uuid.UUID, now: datetime) -> None:
    """The worker failed or was killed too often: APPROVED -> READY, so that a second person can release it again."""
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id, state=ReportState.APPROVED).first()
    if report is not None:
        clearing.clear(report, by=None, now=now, problem="publishing")
        audit("report.publishing_failed", by=None, on=report, now=now)
