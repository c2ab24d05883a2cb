"""Sends again what a lost message, a dead broker or a killed worker has left lying. Safe to run twice, or many times at once."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any

from celery import shared_task
from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from resilience_portal.outbox.models import OutboxJob
from resilience_portal.outbox.queue import hint

log = logging.getLogger("portal.outbox")

BATCH = 200  # rows sent again in one sweep: a long queue must not become a flood of messages
SWEEP_LOCK = 0x0B0C5  # number of the PostgreSQL advisory lock

_stopping = threading.Event()


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """One sweep; see `sweep_now`."""
    sweep_now()


def sweep_now() -> int:
    """Sends due rows that nobody holds and that were not sent a moment ago. Returns how many."""
    with transaction.atomic():
        if not _alone():
            return 0
        patience = timedelta(seconds=settings.OUTBOX_LEASE_SECONDS / 2)
        quiet = Q(sent_at=None) | Q(sent_at__lt=Now() - patience)
        jobs = list(OutboxJob.objects.due().filter(quiet).order_by("due_at").values_list("pk", "task", "subject")[:BATCH])
        if not jobs:
            return 0
        OutboxJob.objects.filter(pk__in=[pk for pk, _task, _subject in jobs]).update(sent_at=Now())
    # After the commit: a transaction never waits for the broker.
    for number, (_pk, task, subject) in enumerate(jobs):
        if not hint(task=task, subject=subject):
            OutboxJob.objects.filter(pk__in=[pk for pk, _task, _subject in jobs[number:]]).update(sent_at=None)
            return number
    return len(jobs)


def _alone() -> bool:
    """Whether this is the only sweep. On SQLite the transaction itself is the lock."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SWEEP_LOCK])
        return bool(cursor.fetchone()[0])


def _tick() -> None:
    """Sweeps until the worker stops. A thread of the worker: it can neither outlive it nor be forgotten at its start."""
    while not _stopping.is_set():
        try:
            sweep_now()
        except Exception as error:  # the next tick tries again
            log.warning("sweep failed: %s", type(error).__name__)
        connection.close()
        _stopping.wait(settings.OUTBOX_SWEEP_SECONDS)


# Celery's own signals (not Django's): the only way to hear that a worker is up.
@worker_ready.connect(dispatch_uid="outbox.start_ticking")
def start_ticking(**_kwargs: Any) -> None:
    """Whatever the last worker left is sent as soon as a new one is up, then every OUTBOX_SWEEP_SECONDS."""
    _stopping.clear()
    threading.Thread(target=_tick, name="outbox sweep", daemon=True).start()


@worker_shutting_down.connect(dispatch_uid="outbox.stop_ticking")
def stop_ticking(**_kwargs: Any) -> None:
    """No more messages to a worker that is going."""
    _stopping.set()
