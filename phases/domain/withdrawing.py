"""Taking back what is public: a whole report, or the words of one quote in one version. Called through `engagement.reporting`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from phases.domain import publication_log
from phases.domain.freezing import digest, store_files
from phases.domain.rendered import RenderedFile
from phases.domain.site_work import renew_site
from phases.enums import LogKind, PhaseState, ReleaseState
from phases.models import Phase, PublishedFile, PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

KEPT = ("schema", "slug", "version", "kind", "title", "phase", "period", "released_on")  # of a withdrawn payload


class Moved(Exception):
    """The version has changed since its new files were made: make them again."""


def tombstone(quote: Mapping[str, Any], *, number: int, on: str) -> dict[str, Any]:
    """What stays in the place of a quote: its number and the day, no word of it."""
    return {**dict.fromkeys(quote), "text": "", "language": "", "number": number, "withdrawn_on": on}


@transaction.atomic
def withdraw_report(*, slug: str, reason: Mapping[str, str], by: User, now: datetime) -> list[PublishedReport]:
    """Every version of a report -> WITHDRAWN: its files and its content go, a page with the reason stays at its address.

    `reason`: language code -> text, public. The digest of the payload stays: the log names it. The worker, which alone can sign,
    writes the entries before it makes the pages again (`log_keeping`).
    """
    versions = list(PublishedReport.objects.readable().filter(slug=slug).select_for_update().order_by("version"))
    notice = {"kind": "withdrawn", "version": None, "on": timezone.localdate(now).isoformat(), "reason": dict(reason)}
    for report in versions:
        report.state, report.notice = ReleaseState.WITHDRAWN, notice
        report.payload = {name: report.payload[name] for name in KEPT}
        report.save(update_fields=["state", "notice", "payload"])
        PublishedFile.objects.filter(report=report).delete()
        audit("report.unpublished", by=by, on=report, now=now, details={"version": report.version})
    phase = versions[-1].phase
    if phase.state == PhaseState.CLOSED_REPORT_AVAILABLE and not PublishedReport.objects.current().filter(phase=phase).exists():
        Phase.objects.filter(pk=phase.pk).update(state=PhaseState.CLOSED_ANALYZING)
    renew_site(now=now)
    return versions


@transaction.atomic
def replace_words(
    *,
    report: PublishedReport,
    payload: dict[str, Any],
    files: Sequence[RenderedFile],
    number: int,
    by: User | None,
    now: datetime,
) -> None:
    """Puts a payload without the withdrawn words, and its files, in the place of a version's. Raises Moved.

    The log tells readers that this version lost quote `number`, with the digests of what is there now; never which words.
    """
    found = PublishedReport.objects.select_for_update().get(pk=report.pk)
    if found.payload_sha256 != report.payload_sha256 or found.state != report.state:
        raise Moved
    found.payload, found.payload_sha256 = payload, digest(payload)
    found.save(update_fields=["payload", "payload_sha256"])
    store_files(found, files)
    publication_log.append(kind=LogKind.QUOTE_TOMBSTONE, report=found, now=now, details={"quote": number})
    audit("report.quote_removed", by=by, on=found, now=now, details={"version": found.version, "quote": number})
    renew_site(now=now)
