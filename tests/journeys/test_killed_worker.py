"""A report in the making survives its worker and its broker: public once, within a minute, never half. With `-s`: the figures.

Run with DATABASE_URL and REDIS_URL the same tests prove it for PostgreSQL and Redis, without them for the embedded broker.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from engagement.enums import ReportState
from engagement.management.first_report import ask
from engagement.models import Report
from engagement.reporting import approval, correction
from phases.models import PublicationLogEntry, PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import first_broken
from resilience_portal.outbox.models import OutboxJob
from tests.worker import RealWorker, wait_until, worker_environment

pytestmark = [pytest.mark.worker, pytest.mark.timeout(900), pytest.mark.django_db(transaction=True)]
RECOVERED_SECONDS = 60  # the promise
QUICK = {"OUTBOX_LEASE_SECONDS": "3", "OUTBOX_SWEEP_SECONDS": "1"}
REASON = {"en": "A theme was coded wrongly.", "fr": "Un thème était mal codé.", "ar": "رُمّز محور خطأً."}
BUILD, PUBLISH = "engagement.build_report", "engagement.publish_report"
KILLS = 20 if settings.REDIS_URL else 6  # without servers a worker is the same; what differs is how work reaches it
KILLS_EACH = 3  # of one piece of work: after five lost attempts it is given up, and says so


@pytest.fixture
def worker(transactional_db):
    worker = RealWorker(worker_environment() | QUICK)
    yield worker
    worker.kill()


def is_at(report, *states):
    return Report.objects.filter(pk=report.pk, state__in=states).exists()


def attempts(report, task) -> int:
    found = OutboxJob.objects.filter(task=task, subject=report.pk).order_by("-created_at").values_list("attempts", flat=True)
    return found.first() or 0


def kill_at_random(worker, report, task, rng) -> None:
    """Lets the worker take the task up, and kills it at a random moment of it."""
    before = attempts(report, task)
    worker.start()
    wait_until(lambda: attempts(report, task) > before, seconds=RECOVERED_SECONDS, what=f"{task} taken up")
    time.sleep(rng.uniform(0, 1.5))
    worker.kill()


def recovered(worker, report, state) -> float:
    """Seconds from the start of a new worker until the report is there."""
    worker.start()
    return wait_until(lambda: is_at(report, state), seconds=RECOVERED_SECONDS, what=f"{state} after the kills")


def approve(report) -> None:
    fresh = Report.objects.get(pk=report.pk)
    approval.approve(report=fresh, by=User.objects.get(username="reviewer"), now=timezone.now())


def nothing_is_due() -> bool:
    return not OutboxJob.objects.open().filter(due_at__lte=timezone.now()).exists()


def is_whole(report, versions: int) -> None:
    """Public once: one version, one log entry, one row of each step in an unbroken audit chain."""
    assert PublishedReport.objects.count() == versions
    assert PublishedReport.objects.current().count() == 1
    assert PublicationLogEntry.objects.filter(kind__in=["release", "correction"]).count() == versions
    steps = ["report.built", "report.approved", "report.released"]
    told = AuditEvent.objects.filter(subject_id=str(report.pk), kind__in=steps).order_by("number")
    assert list(told.values_list("kind", flat=True)) == steps, "a step was done twice, or not told"
    assert first_broken() is None
    assert not OutboxJob.objects.filter(failed_at__isnull=False).exists()


def test_kills_at_random_moments(worker):
    rng = random.Random(20)
    call_command("load_demo", verbosity=0)
    report, kills, seconds, versions = ask(), 0, [], 0
    while kills < KILLS:
        for task, state in ((BUILD, ReportState.READY), (PUBLISH, ReportState.RELEASED)):
            for _ in range(KILLS_EACH):
                if not is_at(report, state):
                    kill_at_random(worker, report, task, rng)
                    kills += 1
            if not is_at(report, state):
                seconds.append(recovered(worker, report, state))
            worker.kill()
            if task == BUILD:
                approve(report)
        versions += 1
        is_whole(report, versions)
        if kills < KILLS:
            lead = User.objects.get(username="lead")
            report = correction.correct(report=Report.objects.get(pk=report.pk), reason=REASON, by=lead, now=timezone.now())
    worker.start()
    wait_until(nothing_is_due, seconds=RECOVERED_SECONDS, what="nothing left to do")
    broker = "Redis" if settings.REDIS_URL else "embedded broker"
    seconds = sorted(seconds) or [0.0]  # none, when every work was done before it was to be killed for the last time
    print(
        f"\n{kills} kills at random moments ({broker}, {versions} releases): 0 half-made, 0 double, "
        f"recovered in {seconds[-1]:.1f} s at most, {seconds[len(seconds) // 2]:.1f} s in the middle"
    )


# --- Redis itself -----------------------------------------------------------------------------------------------------------
# In a process of its own: which broker an application has is decided once, when it starts.
ASKS = """
import django, time
django.setup()
from engagement.management.first_report import ask
begun = time.monotonic()
ask()
print(time.monotonic() - begun)
"""


class OwnRedis:
    """A Redis of our own, which may be stopped, emptied and frozen."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder, self.url = folder, f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        command = ["redis-server", "--port", str(self.port), "--save", "", "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        wait_until(self.listens, seconds=20, what="a Redis that listens")

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def send(self, number: int) -> None:
        os.kill(self.process.pid, number)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def wipe(self) -> None:
        subprocess.run(["redis-cli", "-u", self.url, "FLUSHALL"], check=True, stdout=subprocess.DEVNULL)


@pytest.fixture
def redis(tmp_path) -> Iterator[OwnRedis]:
    found = OwnRedis(tmp_path)
    found.start()
    yield found
    found.stop()


@pytest.mark.servers
@pytest.mark.parametrize("fault", ["gone", "wiped", "hanging"])
def test_redis_gone_wiped_or_hanging_loses_nothing(redis, fault, transactional_db):
    call_command("load_demo", verbosity=0)
    environment = worker_environment() | QUICK | {"REDIS_URL": redis.url}
    breaks = {"gone": redis.stop, "hanging": lambda: redis.send(signal.SIGSTOP), "wiped": lambda: None}
    mends = {"gone": redis.start, "hanging": lambda: redis.send(signal.SIGCONT), "wiped": redis.wipe}
    breaks[fault]()
    asked = subprocess.run([sys.executable, "-c", ASKS], env=environment, capture_output=True, text=True, timeout=120)
    assert asked.returncode == 0, asked.stderr
    saved_in, report = float(asked.stdout.splitlines()[-1]), Report.objects.get()
    assert saved_in < 10, "a save waited for Redis"
    mends[fault]()
    worker = RealWorker(environment)
    try:
        seconds = recovered(worker, report, ReportState.READY)
        approve(report)
        wait_until(lambda: is_at(report, ReportState.RELEASED), seconds=RECOVERED_SECONDS, what="released")
        is_whole(report, 1)
    finally:
        worker.kill()
    print(f"\nRedis {fault}: asked for in {saved_in:.2f} s, built {seconds:.1f} s after it came back, nothing lost")
