"""The hatch: the only place where something becomes public. Takes what proves itself safe, and freezes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from phases.domain import publication_log
from phases.domain.freezing import digest, store_files
from phases.domain.rendered import RenderedFile
from phases.domain.site_work import rebuild_site
from phases.enums import LogKind, PhaseState, ReleaseState
from phases.models import Phase, PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.disclosure import verify


@transaction.atomic
def publish_report(
    *,
    payload: dict[str, Any],
    files: Sequence[RenderedFile],
    by: User | None,
    now: datetime,
    superseded: Sequence[RenderedFile] = (),
) -> PublishedReport:
    """Freezes a version with its files, supersedes the one before, and has the site built again. All or nothing.

    `superseded`: the PDFs of the version before, made again with its banner (`notice_for_older`). Raises
    `verify.UnsafeEdition` when the figures do not prove themselves, IntegrityError when the version exists already.
    """
    verify.check(payload["figures"], payload["universe"])
    phase = Phase.objects.get(slug=payload["phase"]["slug"])
    report = PublishedReport(
        slug=payload["slug"],
        version=payload["version"],
        phase=phase,
        payload=payload,
        payload_sha256=digest(payload),
        released_at=now,
    )
    older = PublishedReport.objects.filter(slug=report.slug, state=ReleaseState.RELEASED).first()
    report.save(force_insert=True)
    store_files(report, files)
    kind = LogKind.CORRECTION if payload["correction"] else LogKind.RELEASE
    publication_log.append(kind=kind, report=report, now=now)
    if older is not None:
        _supersede(older, payload, superseded, now=now)  # after the release: its payload names the log's head just before it
    if phase.state == PhaseState.CLOSED_ANALYZING:
        Phase.objects.filter(pk=phase.pk).update(state=PhaseState.CLOSED_REPORT_AVAILABLE)
    audit("report.published", by=by, on=report, now=now, details={"version": report.version, "sha256": report.payload_sha256})
    rebuild_site(now=now)
    return report


def notice_for_older(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What the version before says of itself once this payload is public; its page and its PDF carry it as a banner."""
    correction = payload["correction"]
    return {
        "kind": "corrected" if correction else "superseded",
        "version": payload["version"],
        "on": payload["released_on"],
        "reason": correction["reason"] if correction else None,
    }


def _supersede(older: PublishedReport, payload: Mapping[str, Any], files: Sequence[RenderedFile], *, now: datetime) -> None:
    """RELEASED -> SUPERSEDED. Its payload stays as it is; its PDFs give way to those with the banner, as the log says."""
    older.state, older.notice = ReleaseState.SUPERSEDED, notice_for_older(payload)
    older.save(update_fields=["state", "notice"])
    store_files(older, files)
    publication_log.append(kind=LogKind.SUPERSEDE, report=older, now=now, details={"by_version": payload["version"]})
