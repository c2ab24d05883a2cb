"""The stored form of a version: its digest and its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from phases.domain.rendered import RenderedFile
from phases.models import PublishedFile, PublishedReport


def digest(payload: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the payload in its one canonical form: sorted keys, no spaces, UTF-8."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def store_files(report: PublishedReport, files: Sequence[RenderedFile]) -> None:
    """Writes files of a version. One of the same name and language is replaced where its bytes differ, else left alone."""
    stored = {(row.language, row.name): row for row in report.files.defer("body")}
    fresh = []
    for file in files:
        sha256 = hashlib.sha256(file.body).hexdigest()
        row = stored.get((file.language, file.name))
        if row is None:
            fresh.append(
                PublishedFile(
                    report=report,
                    language=file.language,
                    name=file.name,
                    media_type=file.media_type,
                    sha256=sha256,
                    body=file.body,
                )
            )
        elif row.sha256 != sha256:
            PublishedFile.objects.filter(pk=row.pk).update(sha256=sha256, body=file.body)
    PublishedFile.objects.bulk_create(fresh)
