"""The hatch: the only place where something becomes public. Takes what proves itself safe, and freezes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from phases.domain import publication_log
from phases.domain.rendered import RenderedFile
from phases.enums import LogKind, PhaseState, ReleaseState
from phases.models import Phase, PublishedFile, PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.disclosure import verify
from resilience_portal.outbox import queue

BUILD_SITE_TASK = "phases.build_site"


def digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the payload in its one canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def publish_report(*, payload: dict[str, Any], files: Sequence[RenderedFile], by: User | None, now: datetime) -> PublishedReport:
    """Freezes a version with its files, supersedes the one before, and has the site built again. All or nothing.

    Raises `verify.UnsafeEdition` when the figures do not prove themselves, IntegrityError when the version exists already.
    """
    verify.check(payload["figures"], payload["universe"])
    phase = Phase.objects.get(slug=payload["phase"]["slug"])
    PublishedReport.objects.filter(slug=payload["slug"], state=ReleaseState.RELEASED).update(state=ReleaseState.SUPERSEDED)
    report = PublishedReport.objects.create(
        slug=payload["slug"],
        version=payload["version"],
        phase=phase,
        payload=payload,
        payload_sha256=digest(payload),
        released_at=now,
    )
    PublishedFile.objects.bulk_create(
        PublishedFile(
            report=report,
            language=file.language,
            name=file.name,
            media_type=file.media_type,
            sha256=hashlib.sha256(file.body).hexdigest(),
            body=file.body,
        )
        for file in files
    )
    kind = LogKind.CORRECTION if payload["correction"] else LogKind.RELEASE
    publication_log.append(kind=kind, report=report, now=now)
    if phase.state == PhaseState.CLOSED_ANALYZING:
        Phase.objects.filter(pk=phase.pk).update(state=PhaseState.CLOSED_REPORT_AVAILABLE)
    audit("report.published", by=by, on=report, now=now, details={"version": report.version, "sha256": report.payload_sha256})
    queue.enqueue(task=BUILD_SITE_TASK, subject=phase.plan_id, now=now)
    return report
