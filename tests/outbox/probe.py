"""A task for the outbox's own tests: writes a line into a file when it begins and one when it ends."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path

from celery import shared_task
from django.utils import timezone

from resilience_portal.outbox.queue import working

TASK = "tests.probe"


@shared_task(name=TASK)
def probe(subject: str) -> None:
    """Takes PROBE_SECONDS; PROBE_LOG names the file."""
    log = Path(os.environ["PROBE_LOG"])
    with working(task=TASK, subject=uuid.UUID(subject), now=timezone.now()) as lease:
        if lease:
            with log.open("a") as file:
                file.write(f"begin {subject}\n")
            time.sleep(float(os.environ.get("PROBE_SECONDS", "0")))
            with log.open("a") as file:
                file.write(f"end {subject}\n")
