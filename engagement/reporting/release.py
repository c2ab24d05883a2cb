"""The second person's part, and the one hatch to the public: `phases.domain.publishing` is called from here only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement import policies
from engagement.enums import QuoteState, ReportState
from engagement.models import Quote, Report
from engagement.reporting.build import earlier_editions
from phases.domain import publication_log, publishing
from phases.exports.files import render_files
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.disclosure.differencing import find_leaks
from resilience_portal.disclosure.tables import SafeEdition, declared
from resilience_portal.disclosure.verify import UnsafeEdition
from resilience_portal.outbox import queue

PUBLISH_TASK = "engagement.publish_report"


def check_safe(report: Report) -> None:
    """The figures as stored, proved again, alone and against every earlier edition. Raises Refused with a sentence."""
    assert report.payload is not None
    try:
        edition = SafeEdition.from_payload(report.payload["figures"], report.payload["universe"])
    except UnsafeEdition as error:
        raise policies.Refused(_("The figures of this report did not pass the safety check, so it can't be released.")) from error
    if find_leaks([*earlier_editions(report), edition], declared(report.payload["universe"])):  # everybody knows the universe
        raise policies.Refused(
            _("Beside an earlier release, these figures would tell what a few organizations said. Cancel and ask again later.")
        )


@transaction.atomic
def approve(*, report: Report, by: User, now: datetime) -> Report:
    """READY -> APPROVED by a second person, with the outbox row that has the worker publish it.

    Five people at once: the row lock lets the first through, the others are refused with a sentence.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    policies.check_can_release(report, by=by)
    check_safe(report)
    report.state, report.approved_by, report.approved_at = ReportState.APPROVED, by, now
    report.save(update_fields=["state", "approved_by", "approved_at"])
    queue.enqueue(task=PUBLISH_TASK, subject=report.pk, now=now)
    audit("report.approved", by=by, on=report, now=now, details={"slug": report.slug, "version": report.version})
    return report


@transaction.atomic
def give_up(*, report_id: uuid.UUID, now: datetime) -> None:
    """The worker failed or was killed too often: APPROVED -> READY, so that a second person can release it again."""
    report = Report.objects.select_for_update(of=("self",)).filter(pk=report_id, state=ReportState.APPROVED).first()
    if report is None:
        return
    report.state, report.problem, report.approved_by, report.approved_at = ReportState.READY, "publishing", None, None
    report.save(update_fields=["state", "problem", "approved_by", "approved_at"])
    audit("report.publishing_failed", by=None, on=report, now=now)


def released_payload(report: Report) -> dict[str, Any]:
    """The payload with its day of release (that of the approval, in the portal's time zone) and the log's newest entry.

    Each release carries the head of the publication log as it was just before its own entry, so that copies of it are witnesses.
    """
    assert report.payload is not None
    assert report.approved_at is not None
    payload: dict[str, Any] = report.payload
    day = timezone.localdate(report.approved_at).isoformat()
    return payload | {"released_on": day, "log_head": publication_log.head()}


def publish(*, report_id: uuid.UUID, now: datetime) -> None:
    """APPROVED -> RELEASED: makes the files, then flips everything in one transaction. Run twice, the second does nothing."""
    report = Report.objects.select_related("approved_by").filter(pk=report_id, state=ReportState.APPROVED).first()
    if report is None:
        return
    payload = released_payload(report)
    files = render_files(payload)  # slow work stays outside the transaction: on SQLite a transaction locks out every writer
    with transaction.atomic():
        report = Report.objects.select_for_update(of=("self",)).get(pk=report_id)
        if report.state != ReportState.APPROVED:
            return
        published = publishing.publish_report(payload=payload, files=files, by=report.approved_by, now=now)
        older = Report.objects.published().filter(slug=report.slug, state=ReportState.RELEASED)
        older.update(state=ReportState.SUPERSEDED)
        report.state, report.released_at = ReportState.RELEASED, now
        report.payload, report.published, report.problem = payload, published, ""
        report.save(update_fields=["state", "released_at", "payload", "published", "problem"])
        words = [quote["text"] for quote in payload["quotes"]]
        Quote.objects.publishable().filter(text__in=words).update(state=QuoteState.PUBLISHED)
        audit("report.released", by=report.approved_by, on=report, now=now, details={"version": report.version})
