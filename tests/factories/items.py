"""Released items for tests, as the hatch would leave them, without the work it asks for."""

from __future__ import annotations

from typing import Any

from engagement.reporting import items
from phases.domain.freezing import digest
from phases.domain.item_publishing import SCHEMA
from phases.enums import ItemKind, ReleaseState
from phases.models import ReleasedItem
from tests.conftest import NOW


def release(kind: ItemKind, record: Any, **changes: Any) -> ReleasedItem:
    """The record as it stands becomes the current version."""
    return release_payload(kind, items.address_of(record), items.payload_of(kind, record) | changes)


def release_payload(kind: ItemKind, slug: str, payload: dict[str, Any]) -> ReleasedItem:
    """A payload becomes the current version."""
    rows = ReleasedItem.objects.of(kind, slug)
    version = rows.count() + 1
    rows.current().update(state=ReleaseState.SUPERSEDED)
    more = {"schema": SCHEMA, "kind": kind.value, "slug": slug, "version": version, "released_on": "2026-11-24"}
    frozen = payload | more
    return ReleasedItem.objects.create(
        kind=kind, slug=slug, version=version, payload=frozen, payload_sha256=digest(frozen), released_at=NOW
    )
