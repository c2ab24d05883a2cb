"""An import survives its worker: killed in the middle, twice, every row is in the portal once and none is lost."""

from __future__ import annotations

import io

import pytest
from django.utils import timezone

from engagement.domain.importing import checking, receiving, undoing, writing
from engagement.enums.importing import ImportState
from engagement.management import edmonton_people, edmonton_plan
from engagement.models import Conversation, FollowUp, ImportBatch, PointTheme
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import first_broken
from resilience_portal.outbox.models import OutboxJob
from stakeholders.models import Organization
from tests.worker import RealWorker, wait_until, worker_environment

pytestmark = [pytest.mark.worker, pytest.mark.timeout(300), pytest.mark.django_db(transaction=True)]
ROWS = 6_000


@pytest.fixture
def worker(transactional_db):
    worker = RealWorker(worker_environment() | {"OUTBOX_LEASE_SECONDS": "3", "OUTBOX_SWEEP_SECONDS": "1"})
    yield worker
    worker.kill()


def checked_sheet() -> ImportBatch:
    """A good sheet, checked."""
    now = timezone.now()
    edmonton_people.load_accounts(now)
    edmonton_people.load_sectors()
    edmonton_people.load_organizations()
    edmonton_plan.load_plan()
    edmonton_plan.load_codebook()
    head = "Organization,Date,How,Notes,Themes,Consent,Follow-up\r\n"
    rows = "".join(f'Aspenmere Collegiate,2019-01-02,Phone,Said {n},NEE-LANG,"Yes, verbal",Call back\r\n' for n in range(ROWS))
    lead = User.objects.get(username="lead")
    source = io.BytesIO((head + rows).encode())
    batch = receiving.receive(
        kind="conversations", source=source, name="big.csv", phase=Phase.objects.get(number=1), by=lead, now=now
    )
    receiving.match(batch=batch, fields=batch.fields, options={}, by=lead, now=now)
    checking.begin(batch=batch, by=lead, now=now)
    return checking.check(batch_id=batch.pk, now=now)


def test_two_kills_lose_nothing_and_double_nothing(worker):
    batch = checked_sheet()
    assert batch.to_do == ROWS
    writing.start(batch=batch, by=batch.created_by, now=timezone.now())
    written = Conversation.objects.filter(import_batch=batch)
    before = 0
    for _kill in range(2):
        worker.start()
        wait_until(lambda before=before: written.count() > before, seconds=90, what="some more rows written")
        worker.kill()
        before = written.count()
        assert 0 < before < ROWS, "killed too late to prove anything"
    worker.start()
    done = ImportBatch.objects.filter(pk=batch.pk, state=ImportState.DONE)
    wait_until(done.exists, seconds=120, what="the rest written")
    assert (
        written.count() == written.values("import_row").distinct().count() == written.values("notes").distinct().count() == ROWS
    )
    assert PointTheme.objects.count() == FollowUp.objects.count() == ROWS
    assert list(AuditEvent.objects.filter(kind="import.completed").values_list("details__written", flat=True)) == [ROWS]
    assert first_broken() is None
    wait_until(lambda: not OutboxJob.objects.open().exists(), seconds=30, what="nothing left to do")
    undoing.begin(batch=done.get(), by=batch.created_by, now=timezone.now())
    wait_until(lambda: not written.exists(), seconds=120, what="taken back by the worker")
    assert not Organization.objects.exclude(last_contact_on=None).exists()
