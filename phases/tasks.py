"""What the worker does for the public side."""

from __future__ import annotations

import uuid

from celery import shared_task
from django.utils import timezone

from phases.exports import site
from resilience_portal.outbox.queue import working

BUILD_SITE_TASK = "phases.build_site"


@shared_task(name=BUILD_SITE_TASK)
def build_site(plan_id: str) -> None:
    """Renders the released site and switches over to it."""
    with working(task=BUILD_SITE_TASK, subject=uuid.UUID(plan_id), now=timezone.now()) as lease:
        if lease:
            site.build()
