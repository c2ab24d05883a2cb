"""A report in the making survives its worker: killed at each step, it is public once, within a minute, and never half."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from engagement.enums import ReportState
from engagement.management.first_report import ask
from engagement.models import Report
from engagement.reporting import approval
from phases.models import PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import first_broken
from resilience_portal.outbox.models import OutboxJob
from tests.worker import RealWorker, wait_until, worker_environment

pytestmark = [pytest.mark.worker, pytest.mark.timeout(300), pytest.mark.django_db(transaction=True)]
RECOVERED_SECONDS = 60  # the promise


@pytest.fixture
def worker(transactional_db):
    worker = RealWorker(worker_environment() | {"OUTBOX_LEASE_SECONDS": "3", "OUTBOX_SWEEP_SECONDS": "1"})
    yield worker
    worker.kill()


def is_at(report, *states):
    return Report.objects.filter(pk=report.pk, state__in=states).exists()


def kill_in_the_middle(worker, report, task):
    """Lets the worker take the task up, kills it there, and starts another."""
    worker.start()
    taken = OutboxJob.objects.filter(task=task, subject=report.pk, attempts__gte=1)
    wait_until(taken.exists, seconds=30, what=f"{task} taken up")
    worker.kill()
    worker.start()


def test_from_the_request_to_the_public_through_two_kills(worker):
    call_command("load_demo", verbosity=0)
    report = ask()
    kill_in_the_middle(worker, report, "engagement.build_report")
    wait_until(lambda: is_at(report, ReportState.READY), seconds=RECOVERED_SECONDS, what="built after the kill")
    worker.kill()
    report.refresh_from_db()
    approval.approve(report=report, by=User.objects.get(username="reviewer"), now=timezone.now())
    assert not PublishedReport.objects.exists()
    kill_in_the_middle(worker, report, "engagement.publish_report")
    wait_until(lambda: is_at(report, ReportState.RELEASED), seconds=RECOVERED_SECONDS, what="released after the kill")
    assert PublishedReport.objects.count() == 1
    kinds = list(AuditEvent.objects.filter(subject_id=str(report.pk)).order_by("number").values_list("kind", flat=True))
    assert kinds == ["report.requested", "report.built", "report.approved", "report.released"], (
        "a step was done twice, or not told"
    )
    assert first_broken() is None
    wait_until(
        lambda: not OutboxJob.objects.open().exclude(task="phases.new_day").exists(),
        seconds=RECOVERED_SECONDS,
        what="nothing left to do",
    )
    assert not OutboxJob.objects.filter(failed_at__isnull=False).exists()
