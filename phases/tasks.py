"""What the worker does for the public side."""

from __future__ import annotations

import uuid
from datetime import datetime, time, timedelta

from celery import shared_task
from django.utils import timezone

from phases.domain import log_keeping
from phases.domain.site_work import BUILD_SITE_TASK, PRUNE_SITE_TASK
from phases.exports import site
from resilience_portal.outbox.queue import enqueue, working

NEW_DAY_TASK = "phases.new_day"


@shared_task(name=BUILD_SITE_TASK)
def build_site(plan_id: str) -> None:
    """Writes down what became public or was taken back, then renders the released site and switches over to it."""
    now = timezone.now()
    with working(task=BUILD_SITE_TASK, subject=uuid.UUID(plan_id), now=now) as lease:
        if lease:
            log_keeping.catch_up(now=now)
            site.build()
            await_new_day(uuid.UUID(plan_id))


@shared_task(name=NEW_DAY_TASK)
def new_day(plan_id: str) -> None:
    """Makes the pages again: "late" and "coming" are computed from the day, and finished bytes don't age by themselves."""
    subject, now = uuid.UUID(plan_id), timezone.now()
    with working(task=NEW_DAY_TASK, subject=subject, now=now) as lease:
        if lease:
            enqueue(task=BUILD_SITE_TASK, subject=subject, now=now)


def await_new_day(plan_id: uuid.UUID) -> None:
    """Each build asks for the next one, a few minutes after midnight in the portal's time zone: no clock to set up."""
    now = timezone.now()
    due_at = timezone.make_aware(datetime.combine(timezone.localdate(now) + timedelta(days=1), time(0, 3)))
    enqueue(task=NEW_DAY_TASK, subject=plan_id, now=now, due_at=due_at)


@shared_task(name=PRUNE_SITE_TASK)
def prune_site(plan_id: str) -> None:
    """Deletes the pages from before a withdrawal: what was taken back stays on no disk."""
    with working(task=PRUNE_SITE_TASK, subject=uuid.UUID(plan_id), now=timezone.now()) as lease:
        if lease:
            site.prune()
