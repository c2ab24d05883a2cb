"""The hatch for items of the plan: what comes in is frozen, becomes the current version, and the pages are made again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from phases.domain.freezing import digest
from phases.domain.rendered import RenderedFile
from phases.domain.site_work import rebuild_site, renew_site
from phases.enums import ItemKind, ReleaseState
from phases.models import ReleasedDocument, ReleasedItem
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

SCHEMA = "resilience-portal/item/1"


@transaction.atomic
def publish_item(
    *,
    kind: ItemKind,
    slug: str,
    payload: dict[str, Any],
    released_on: str,
    by: User | None,
    now: datetime,
    documents: Sequence[RenderedFile] = (),
) -> ReleasedItem:
    """Freezes the next version with its documents and supersedes the one before, whose documents go.

    Two at once: the second fails on the version's constraint. Raises WrongDocument where the files are not those of the payload.
    """
    _check_documents(payload, documents)
    versions = ReleasedItem.objects.of(kind, slug)
    version = (versions.aggregate(last=Max("version"))["last"] or 0) + 1
    ReleasedDocument.objects.filter(item__in=versions).delete()
    versions.current().update(state=ReleaseState.SUPERSEDED)
    frozen = payload | {"schema": SCHEMA, "kind": kind.value, "slug": slug, "version": version, "released_on": released_on}
    item = ReleasedItem.objects.create(
        kind=kind, slug=slug, version=version, payload=frozen, payload_sha256=digest(frozen), released_at=now
    )
    ReleasedDocument.objects.bulk_create(
        ReleasedDocument(item=item, name=file.name, media_type=file.media_type, sha256=_sha256(file), body=file.body)
        for file in documents
    )
    audit("item.published", by=by, on=item, now=now, details={"kind": kind.value, "slug": slug, "version": version})
    rebuild_site(now=now)
    return item


class WrongDocument(Exception):
    """A file is not the one whose digest two people agreed on, or is missing."""


def _sha256(file: RenderedFile) -> str:
    return hashlib.sha256(file.body).hexdigest()


def _check_documents(payload: dict[str, Any], documents: Sequence[RenderedFile]) -> None:
    wanted = {row["file"]["name"]: row["file"]["sha256"] for row in payload.get("documents", []) if row.get("file")}
    if wanted != {file.name: _sha256(file) for file in documents}:
        raise WrongDocument


@transaction.atomic
def take_back(*, kind: ItemKind, slug: str, by: User | None, now: datetime) -> int:
    """The item is public no more, nor are its documents; its versions stay in the record.

    Returns how many rows that changed (0: it was not public).
    """
    found = list(ReleasedItem.objects.of(kind, slug).current())
    for item in found:
        item.state = ReleaseState.WITHDRAWN
        item.save(update_fields=["state"])
        item.documents.all().delete()
        audit("item.taken_back", by=by, on=item, now=now, details={"kind": kind.value, "slug": slug, "version": item.version})
    if found:
        renew_site(now=now)
    return len(found)
