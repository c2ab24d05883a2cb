"""From nothing to a released report, step by step: `.venv-dev/bin/python benchmarks/site.py`. Seconds of processor and of the clock.

Each step is a process of its own, as it is after a worker's start: what one remembers in memory is no help to the next.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")
QUIET = {"verbosity": 0}


def worker_start() -> None:
    """What a worker loads before its first task."""
    from resilience_portal.celery import app

    app.loader.import_default_modules()


def tables() -> None:
    """All migrations on an empty database."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, **QUIET)


def assets() -> None:
    """Fonts, style sheets and everything else that browsers load, pressed."""
    from django.core.management import call_command

    call_command("build_assets", "--collect", **QUIET)


def demo_data() -> None:
    """The Edmonton case."""
    from django.core.management import call_command

    call_command("load_demo", **QUIET)


def site() -> None:
    """The released site."""
    from phases.exports import site

    site.build()


def report() -> None:
    """A report from the request to its release: files are made twice."""
    from django.utils import timezone

    from engagement.management import first_report
    from engagement.reporting import approval, build, release
    from resilience_portal.accounts.models import User

    asked = first_report.ask()
    build.build(report_id=asked.pk, now=timezone.now())
    asked.refresh_from_db()
    approval.approve(report=asked, by=User.objects.get(username="reviewer"), now=timezone.now())
    release.publish(report_id=asked.pk, now=timezone.now())


STEPS: list[tuple[str, Callable[[], None]]] = [
    ("worker start", worker_start),
    ("tables", tables),
    ("assets", assets),
    ("demo data", demo_data),
    ("site before a report", site),
    ("report", report),
    ("site with the report", site),
    ("site, nothing changed", site),
]


def run(number: int) -> None:
    """One step, in this process; prints what it took, without Python's own start."""
    import django

    name, step = STEPS[number]
    if step is not worker_start:
        django.setup()
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    step()
    took, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"{name:<22} {busy:7.2f} s of processor {took:7.2f} s", flush=True)


def main() -> None:
    """All steps, in an empty data folder."""
    with tempfile.TemporaryDirectory(prefix="portal-benchmark-") as folder:
        environment = {**os.environ, "PORTAL_VAR_DIR": folder, "LOG_LEVEL": "ERROR"}
        for number in range(len(STEPS)):
            subprocess.run([sys.executable, __file__, str(number)], env=environment, check=True)


if __name__ == "__main__":
    run(int(sys.argv[1])) if len(sys.argv) > 1 else main()
