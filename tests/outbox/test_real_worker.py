"""A worker process of its own, killed at every bad moment."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

import pytest
from django.conf import settings

from resilience_portal.outbox.models import OutboxJob
from resilience_portal.outbox.queue import enqueue
from tests.outbox.probe import TASK
from tests.worker import RealWorker, wait_until, worker_environment

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]
RECOVERED_SECONDS = 60  # the promise


@pytest.fixture
def log(tmp_path):
    return tmp_path / "log"


@pytest.fixture
def worker(transactional_db, log):
    environment = worker_environment() | {
        "PROBE_LOG": str(log),
        "PROBE_SECONDS": "1.0",
        "OUTBOX_LEASE_SECONDS": "3",
        "OUTBOX_SWEEP_SECONDS": "1",
    }
    worker = RealWorker(environment, include="tests.outbox.probe")
    yield worker
    worker.kill()


def lines(log: Path, word: str) -> int:
    return sum(line.startswith(word) for line in log.read_text().splitlines()) if log.exists() else 0


def all_done(subjects):
    return OutboxJob.objects.filter(subject__in=subjects, done_at__isnull=False).count() == len(subjects)


def ask(now, count=1):
    subjects = [uuid.uuid4() for _number in range(count)]
    for subject in subjects:
        enqueue(task=TASK, subject=subject, now=now)
    return subjects


def test_work_reaches_a_running_worker_at_once(worker, log, now):
    worker.start()
    subjects = ask(now)
    took = wait_until(lambda: all_done(subjects), seconds=20, what="the work done")
    assert lines(log, "end") == 1
    assert took < 10


def test_killed_in_the_middle_it_is_done_by_the_next_worker_once(worker, log, now):
    worker.start()
    subjects = ask(now)
    wait_until(lambda: lines(log, "begin") == 1, seconds=20, what="the work begun")
    worker.kill()
    worker.start()
    wait_until(lambda: all_done(subjects), seconds=RECOVERED_SECONDS, what="the work recovered")
    assert (lines(log, "begin"), lines(log, "end")) == (2, 1)


def test_messages_lost_with_the_broker_are_sent_again(worker, log, now):
    subjects = ask(now, count=2)
    if not settings.REDIS_URL:  # the messages vanish, as they do when a worker dies between taking and starting
        for message in (settings.VAR_DIR / "broker" / "messages").iterdir():
            message.unlink()
    worker.start()
    wait_until(lambda: all_done(subjects), seconds=RECOVERED_SECONDS, what="lost messages made up for")
    time.sleep(2)
    assert lines(log, "end") == 2


def test_five_kills_at_odd_moments_lose_nothing_and_do_nothing_twice(worker, log, now):
    subjects = ask(now, count=5)
    for pause in (0.0, 0.3, 0.9, 1.1, 0.6):
        worker.start()
        time.sleep(pause)
        worker.kill()
    worker.start()
    wait_until(lambda: all_done(subjects), seconds=RECOVERED_SECONDS, what="all five done")
    ended = [line.split()[1] for line in log.read_text().splitlines() if line.startswith("end")]
    assert sorted(set(ended)) == sorted(map(str, subjects))
    assert len(ended) <= len(subjects) + 5, "more than a kill between the last line and the row can explain"


def test_it_stops_when_asked_and_leaves_no_process(worker, log, now):
    worker.start()
    group = worker.process.pid
    worker.process.terminate()
    worker.process.wait(timeout=30)
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)
