"""Asks for work and holds work. See `docs/adr/0002-outbox.md`.

Leases and due times are measured by the database's clock, so a host whose clock is wrong neither steals work nor sleeps
through it. `now` is what people read in the row: when it was asked for, when it was done.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from celery import current_app
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Least, Now

from resilience_portal.outbox.models import OutboxJob

log = logging.getLogger("portal.outbox")

MAX_ATTEMPTS = 5
BROKER_QUIET_SECONDS = 15.0  # after the broker refused once, saves don't try it again for so long; the sweeper does
WORKER_LOST = "WorkerLost"  # the name of a failure that no exception tells: the process was killed each time

_broker_quiet_until = 0.0


class LeaseLost(Exception):
    """Another worker has taken the work over: whatever this one still has in hand must not be written."""


def enqueue(*, task: str, subject: uuid.UUID, now: datetime, due_at: datetime | None = None) -> OutboxJob:
    """Adds the row inside the caller's transaction and, once that commits, hints at it through the broker.

    At most one open row per task and record. Asked again while a worker has it in hand, it runs once more afterwards.
    Asked many times in one transaction, the broker hears of it once. Never waits for the broker, never fails because of it.
    """
    job = _upsert(task=task, subject=subject, now=now, due_at=due_at)
    told = _Hint(task, subject)
    if due_at is None and not (job.asked > 1 and told.waits()):
        transaction.on_commit(told, robust=True)
    return job


@dataclass(frozen=True)
class _Hint:
    """What is done after the commit."""

    task: str
    subject: uuid.UUID

    def __call__(self) -> None:
        hint(task=self.task, subject=self.subject)

    def waits(self) -> bool:
        """Whether an equal one waits for this commit. It was asked in this block or around it: only together are they undone."""
        return any(waiting[1] == self for waiting in connection.run_on_commit)


def _upsert(*, task: str, subject: uuid.UUID, now: datetime, due_at: datetime | None) -> OutboxJob:
    """The open row of this work, made when there is none."""
    due = Now() if due_at is None else Value(due_at, output_field=OutboxJob._meta.get_field("due_at"))
    open_jobs = OutboxJob.objects.open().of(task=task, subject=subject)
    # Waiting: the earlier of both times. In hand: its holder sees by `asked` that it has to be done once more.
    sooner = Case(When(lease_until=None, then=Least(F("due_at"), due)), default=due)
    for _attempt in range(3):
        if open_jobs.update(due_at=sooner, asked=F("asked") + 1, sent_at=None):
            found = open_jobs.first()
            if found:
                return found
        try:
            with transaction.atomic():
                return OutboxJob.objects.create(task=task, subject=subject, created_at=now, due_at=due)
        except IntegrityError:
            continue  # asked in the same moment by somebody else: that row counts
    raise RuntimeError(f"the outbox row of {task} can be neither found nor made")


def hint(*, task: str, subject: uuid.UUID) -> bool:
    """Tells the broker. False when it can't be told: the sweeper will."""
    global _broker_quiet_until  # one per process, as the broker is
    if time.monotonic() < _broker_quiet_until:
        return False
    try:
        current_app.send_task(task, [str(subject)], ignore_result=True, retry=False)
    except Exception as error:  # whatever the broker's client raises, the save behind it is done
        _broker_quiet_until = time.monotonic() + BROKER_QUIET_SECONDS
        log.warning("broker not reached (%s): the sweeper will send %s", type(error).__name__, task)
        return False
    return True


@dataclass
class Lease:
    """The right to do one piece of work, kept alive by a heartbeat. `attempt` is its fencing number."""

    job_id: uuid.UUID
    task: str
    attempt: int
    asked: int
    lost: bool = False
    _ended: threading.Event = field(default_factory=threading.Event)

    def renew(self) -> bool:
        """Extends the lease; False (and `lost`) once somebody else holds the work."""
        held = OutboxJob.objects.filter(pk=self.job_id).held(attempt=self.attempt)
        self.lost = self.lost or not held.update(lease_until=Now() + _lease())
        return not self.lost

    def check(self) -> None:
        """Raises LeaseLost when the work has passed to another worker. For long work, between its steps."""
        if not self.renew():
            raise LeaseLost

    def beat(self) -> None:
        """Renews until the work ends. Runs in its own thread, with its own connection."""
        try:
            while not self._ended.wait(settings.OUTBOX_LEASE_SECONDS / 4):
                try:
                    if not self.renew():
                        return
                except Exception as error:  # a missed beat is made up by the next one
                    log.warning("heartbeat of %s failed: %s", self.task, type(error).__name__)
                    connection.close()
        finally:
            connection.close()

    def end(self) -> None:
        """Stops the heartbeat."""
        self._ended.set()


def _lease() -> timedelta:
    return timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)


@contextmanager
def working(
    *, task: str, subject: uuid.UUID, now: datetime, on_giving_up: Callable[[], None] | None = None
) -> Iterator[Lease | None]:
    """Claims the work by one conditional UPDATE; yields None when there is nothing to claim (done, or in other hands).

    Leaves the row done; after an exception due again later, and after MAX_ATTEMPTS failed, with `on_giving_up` called
    once. The exception goes no further: its class name is logged and kept in the row, never its words.
    """
    lease = _claim(task=task, subject=subject, now=now, on_giving_up=on_giving_up)
    if lease is None:
        yield None
        return
    heart = threading.Thread(target=lease.beat, name=f"lease {task}", daemon=True)
    heart.start()
    try:
        yield lease
    except Exception as error:
        lease.end()
        _put_back(lease, failure=type(error).__name__, now=now, on_giving_up=on_giving_up)
    else:
        lease.end()
        _finish(lease, now=now)
    finally:
        lease.end()


def _claim(*, task: str, subject: uuid.UUID, now: datetime, on_giving_up: Callable[[], None] | None) -> Lease | None:
    job = OutboxJob.objects.due().of(task=task, subject=subject).first()
    if job is None:
        return None
    free = OutboxJob.objects.due().filter(pk=job.pk, attempts=job.attempts)
    if job.attempts >= MAX_ATTEMPTS:  # every attempt was killed: an exception would have been counted where it was raised
        if free.update(failed_at=now, lease_until=None, failure=WORKER_LOST):
            _give_up(task, WORKER_LOST, on_giving_up)
        return None
    if not free.update(lease_until=Now() + _lease(), attempts=job.attempts + 1):
        return None
    job.refresh_from_db(fields=["asked"])
    return Lease(job_id=job.pk, task=task, attempt=job.attempts + 1, asked=job.asked)


def _finish(lease: Lease, *, now: datetime) -> None:
    held = OutboxJob.objects.filter(pk=lease.job_id).held(attempt=lease.attempt)
    if held.filter(asked=lease.asked).update(done_at=now, lease_until=None, failure=""):
        return
    if held.update(lease_until=None, attempts=0, sent_at=None):
        log.info("%s was asked again while it ran: it stays open", lease.task)
    else:
        log.warning("%s finished after its lease was lost; another worker has it", lease.task)


def _put_back(lease: Lease, *, failure: str, now: datetime, on_giving_up: Callable[[], None] | None) -> None:
    held = OutboxJob.objects.filter(pk=lease.job_id).held(attempt=lease.attempt)
    log.warning("%s failed (%s), attempt %s of %s", lease.task, failure, lease.attempt, MAX_ATTEMPTS)
    if lease.attempt >= MAX_ATTEMPTS:
        if held.update(failed_at=now, lease_until=None, failure=failure):
            _give_up(lease.task, failure, on_giving_up)
        return
    pause = timedelta(seconds=2 * 3 ** (lease.attempt - 1))  # 2 s, 6 s, 18 s, 54 s
    held.update(due_at=Now() + pause, lease_until=None, sent_at=None, failure=failure)


def _give_up(task: str, failure: str, on_giving_up: Callable[[], None] | None) -> None:
    log.error("%s given up (%s)", task, failure)
    if on_giving_up is not None:
        on_giving_up()
