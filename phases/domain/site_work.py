"""Asking for the work that keeps the released site as the database says. The tasks are in `phases/tasks.py`."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from phases.models import EngagementPlan
from resilience_portal.outbox import queue
from resilience_portal.outbox.models import OutboxJob

BUILD_SITE_TASK = "phases.build_site"
PRUNE_SITE_TASK = "phases.prune_site"
SLOW_READER = timedelta(minutes=2)  # how long the pages from before stay on disk for whoever is in the middle of one


def rebuild_site(*, now: datetime) -> None:
    """Has the worker write the log and make the public pages again."""
    if (plan_id := _plan_id()) is not None:
        queue.enqueue(task=BUILD_SITE_TASK, subject=plan_id, now=now)


def renew_site(*, now: datetime) -> None:
    """New pages at once; what the pages from before still hold is deleted soon after, not at the next release."""
    rebuild_site(now=now)
    if (plan_id := _plan_id()) is not None:
        queue.enqueue(task=PRUNE_SITE_TASK, subject=plan_id, now=now, due_at=now + SLOW_READER)


def await_release(*, until: datetime) -> None:
    """For whoever releases something within moments, which asks for the pages by itself: they are not made twice. Else then."""
    OutboxJob.objects.unclaimed().filter(task=BUILD_SITE_TASK).update(due_at=until)


def _plan_id() -> uuid.UUID | None:
    """The site is one, whatever number of plans it tells of: the first of them stands for it."""
    return EngagementPlan.objects.order_by("slug").values_list("pk", flat=True).first()
