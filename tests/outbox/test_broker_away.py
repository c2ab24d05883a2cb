"""Redis is away, in the two ways it can be: nobody listens, or somebody listens and never answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys

import pytest

# In a process of its own: which broker an application has is decided once, when it starts.
SAVES = """
import django, json, sys, time, uuid
django.setup()
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from resilience_portal.outbox.models import OutboxJob
from resilience_portal.outbox.queue import enqueue
call_command("migrate", "outbox", verbosity=0)
took = []
for number in range(10):
    begun = time.monotonic()
    with transaction.atomic():
        enqueue(task="tests.away", subject=uuid.uuid4(), now=timezone.now())
    took.append(time.monotonic() - begun)
print(json.dumps({"saved": OutboxJob.objects.count(), "longest": max(took), "later": max(took[1:])}))
"""


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def silent_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        yield listener.getsockname()[1]


def saves(port, tmp_path):
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "resilience_portal.settings",
        "PORTAL_VAR_DIR": str(tmp_path),
        "REDIS_URL": f"redis://:secret-word@127.0.0.1:{port}/0",
    }
    ran = subprocess.run([sys.executable, "-c", SAVES], env=environment, capture_output=True, text=True, timeout=100)
    assert ran.returncode == 0, ran.stderr
    assert "secret-word" not in ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def test_nobody_listens(closed_port, tmp_path):
    found = saves(closed_port, tmp_path)
    assert found["saved"] == 10
    assert found["longest"] < 2


@pytest.mark.thorough
def test_somebody_listens_and_never_answers(silent_port, tmp_path):
    found = saves(silent_port, tmp_path)
    assert found["saved"] == 10
    assert found["longest"] < 6, "the one try waited longer than the socket's time limits allow"
    assert found["later"] < 1, "saves after the first waited as well"
