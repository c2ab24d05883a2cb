"""Pages age: every build asks for the next one after midnight, and that one asks again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from phases import tasks
from resilience_portal.outbox import queue
from resilience_portal.outbox.models import OutboxJob
from tests.engagement import scene

pytestmark = pytest.mark.django_db


def test_each_build_asks_for_the_next_day(monkeypatch):
    monkeypatch.setattr(tasks.site, "build", lambda: None)  # what it makes is asked elsewhere
    plan_id = scene.phase().plan_id
    queue.enqueue(task=tasks.BUILD_SITE_TASK, subject=plan_id, now=timezone.now())
    tasks.build_site(str(plan_id))
    job = OutboxJob.objects.open().get(task=tasks.NEW_DAY_TASK)
    assert timezone.localtime(job.due_at).date() == timezone.localdate() + timedelta(days=1)
    tasks.new_day(str(plan_id))
    assert not OutboxJob.objects.open().filter(task=tasks.BUILD_SITE_TASK).exists(), "not before its time"
    OutboxJob.objects.filter(pk=job.pk).update(due_at=timezone.now() - timedelta(seconds=1))
    tasks.new_day(str(plan_id))
    tasks.build_site(str(plan_id))
    assert OutboxJob.objects.open().filter(task=tasks.NEW_DAY_TASK).count() == 1
