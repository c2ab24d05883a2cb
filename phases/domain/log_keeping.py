"""Brings the publication log up to what people did: the worker's part, before it makes the pages again.

The verbs that release an item of the plan, or take an item or a report back, run wherever a person presses the button, and change
states only. The key that signs stays with the worker, which writes the entries and only then the pages: no byte is public without
an entry, and a process that answers browsers can't write history. See `docs/adr/0020-publication-log.md`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from phases.domain import publication_log
from phases.enums import LogKind, ReleaseState
from phases.models import PublicationLogEntry, PublishedReport, ReleasedItem

ENDED = {ReleaseState.SUPERSEDED: LogKind.ITEM_SUPERSEDE, ReleaseState.WITHDRAWN: LogKind.ITEM_WITHDRAWAL}


@transaction.atomic
def catch_up(*, now: datetime) -> int:
    """An entry for each thing that has none yet. Run twice, the second finds nothing. Returns how many it wrote.

    Raises WrongKey, and then has written nothing.
    """
    if not _untold_reports() and not ReleasedItem.objects.not_in_log().exists():
        return 0
    # Holds the end of the log: whoever catches up beside this one waits here, and then finds nothing left to do.
    before = publication_log.begin(now=now).number
    for report in _untold_reports():
        assert report.notice is not None
        details = {"reason": report.notice["reason"]}
        publication_log.append(kind=LogKind.WITHDRAWAL, report=report, now=now, details=details)
    _tell_items(now=now)
    return publication_log.begin(now=now).number - before


def _untold_reports() -> list[PublishedReport]:
    """Versions that were taken back, which the log does not say yet."""
    told = set(PublicationLogEntry.objects.filter(kind=LogKind.WITHDRAWAL).values_list("what", "version"))
    withdrawn = PublishedReport.objects.filter(state=ReleaseState.WITHDRAWN).order_by("slug", "version")
    return [report for report in withdrawn if (report.slug, report.version) not in told]


def _tell_items(*, now: datetime) -> None:
    """Releases first, then what they took the place of, as reports do it."""
    waiting = list(ReleasedItem.objects.not_in_log().order_by("released_at", "kind", "slug", "version"))
    for item in waiting:
        if not item.logged_state:
            publication_log.append_item(kind=LogKind.ITEM_RELEASE, item=item, now=now)
    for item in waiting:
        if item.state in ENDED:
            publication_log.append_item(kind=ENDED[ReleaseState(item.state)], item=item, now=now, details=_after(item))
        ReleasedItem.objects.filter(pk=item.pk).update(logged_state=item.state)


def _after(item: ReleasedItem) -> dict[str, Any]:
    """What took its place. Why an item was taken back stays inside, with whoever took it back."""
    return {"by_version": item.version + 1} if item.state == ReleaseState.SUPERSEDED else {}
