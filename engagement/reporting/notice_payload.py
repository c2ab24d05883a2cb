"""What of a version of the collection notice the public reads: the text itself, from when on it holds, what changed."""

from __future__ import annotations

from typing import Any

from engagement.models import CollectionNotice
from engagement.reporting.payload import texts


def notice_payload(notice: CollectionNotice) -> dict[str, Any]:
    """One version."""
    return {
        "in_force_on": notice.in_force_from.isoformat(),
        "text": texts(notice, "text"),
        "changed": texts(notice, "changed"),
    }
