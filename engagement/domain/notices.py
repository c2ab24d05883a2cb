"""What the registry below asks of the collection notice. It imports nothing from here: `settings.COLLECTION_NOTICES` names it."""

from __future__ import annotations

from datetime import date

from engagement.models import CollectionNotice


def versions_begun(day: date) -> list[str]:
    """The versions that somebody may have been told by this day, the one in force first."""
    return list(CollectionNotice.objects.begun_by(day).values_list("version", flat=True))
