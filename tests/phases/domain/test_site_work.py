"""When the public pages are made again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from phases import tasks
from phases.domain.site_work import BUILD_SITE_TASK, await_release, rebuild_site
from resilience_portal.outbox.models import OutboxJob
from resilience_portal.outbox.tasks import sweep_now
from tests.engagement import scene

pytestmark = pytest.mark.django_db


def test_pages_wait_for_a_release_that_is_about_to_come_and_are_made_with_it(now, monkeypatch):
    scene.phase()
    built = []
    monkeypatch.setattr(tasks.site, "build", lambda: built.append(1))
    rebuild_site(now=now)
    await_release(until=timezone.now() + timedelta(minutes=2))
    plan = OutboxJob.objects.get(task=BUILD_SITE_TASK).subject
    tasks.build_site(str(plan))
    assert (built, sweep_now()) == ([], 0)
    rebuild_site(now=now)  # as every release does
    tasks.build_site(str(plan))
    assert built == [1]
