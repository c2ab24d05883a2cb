"""A real Celery worker as a child process of the test, on the test's own database and broker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import connection

READY = " ready."
# As `make demo` starts it (`engagement/management/commands/demo.py`).
WORKER_OPTIONS = ("-P", "threads", "-c", "1", "--without-gossip", "--without-mingle", "-l", "INFO")


def worker_environment() -> dict[str, str]:
    """The environment that leads a child process to the database and broker of this test run."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{database['NAME']}"
    else:
        who = database["USER"] + (f":{database['PASSWORD']}" if database["PASSWORD"] else "")
        url = f"postgres://{who}@{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}/{database['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "resilience_portal.settings",
        "DISCLOSURE_SECRET": settings.DISCLOSURE_SECRET,
        "AUDIT_SECRET": settings.AUDIT_SECRET,
        "BROTLI_QUALITY": str(settings.BROTLI_QUALITY),
        "ADDRESS_SECRET": settings.ADDRESS_SECRET,
        "PUBLICATION_SECRET": settings.PUBLICATION_SECRET,
        "SECRET_KEY": settings.SECRET_KEY,
        "LOG_LEVEL": "INFO",
    }


def wait_until(true: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Seconds until `true()`; an AssertionError that says `what` did not happen otherwise."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if true():
            return time.monotonic() - begun
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


class RealWorker:
    """`celery worker` as `make demo` starts it."""

    def __init__(self, environment: Mapping[str, str], *, include: str = "") -> None:
        self.environment = dict(environment)
        self.options = (*WORKER_OPTIONS, *(["-I", include] if include else []))
        self.process: subprocess.Popen[bytes] | None = None
        self.output = tempfile.TemporaryFile(mode="w+b")  # noqa: SIM115 - closed with the object

    def start(self) -> None:
        """Starts it and waits until it takes work."""
        command = [sys.executable, "-m", "celery", "-A", "resilience_portal", "worker", *self.options]
        self.output.truncate(0)
        self.process = subprocess.Popen(
            command, env=self.environment, stdout=self.output, stderr=subprocess.STDOUT, start_new_session=True
        )
        try:
            wait_until(lambda: READY in self.said(), seconds=60, what="a worker that is ready")
        except AssertionError as error:
            raise AssertionError(f"{error}; it said:\n{self.said()}") from error

    def kill(self) -> None:
        """`kill -9` of the worker and all its children."""
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        if self.process:
            self.process.wait()

    def said(self) -> str:
        """What it printed since it was started."""
        return os.pread(self.output.fileno(), 1_000_000, 0).decode(errors="replace")
