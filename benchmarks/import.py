"""Seconds and peak memory of importing 100,000 conversations, and of what a hostile file costs.

`python benchmarks/import.py [rows]` on an empty database of its own: set DATABASE_URL (PostgreSQL) or nothing (SQLite in a
temporary folder). Each stage runs in this one process; the peak is of the whole process, interpreter and Django included.
"""

from __future__ import annotations

import io
import os
import resource
import sys
import tempfile
import time
import zipfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "resilience_portal.settings")
os.environ.setdefault("PORTAL_VAR_DIR", tempfile.mkdtemp())

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from engagement.domain.importing import checking, receiving, undoing, writing
from engagement.management import edmonton_people, edmonton_plan
from engagement.models import Conversation
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.sheets import reading
from resilience_portal.sheets.bounds import Unreadable
from stakeholders.models import Organization

NOTE = "Spoke of the hall, the young people and who to call first; asked for a sheet in plain words. Number {n}. " * 3


def server_seconds() -> float:
    """Seconds of a processor that the server process of our connection has used; 0 where there is none on this machine."""
    try:
        return int(Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]) / 1e9
    except (AttributeError, OSError):
        return 0.0


def peak() -> int:
    """MiB that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


@contextmanager
def stage(name: str):
    begun, worked, served = time.monotonic(), time.process_time(), server_seconds()
    yield
    seconds, own, server = time.monotonic() - begun, time.process_time() - worked, server_seconds() - served
    worked_in = f"on a processor {own:5.1f} s here, {server:5.1f} s in the server"
    print(f"{name:30} {seconds:7.1f} s, {worked_in}   peak {peak()} MiB", flush=True)


def sheet(rows: int, out: IO[str]) -> None:
    """A good sheet: every organization in turn, a theme or two, some follow-ups."""
    names = list(Organization.objects.exclude(name="Northern Loom Youth Hub").values_list("name", flat=True))
    out.write("Organization,Date,Start time,Minutes,How,Number of people,Language,Notes,Themes,Consent,Follow-up\r\n")
    for n in range(rows):
        day = f"20{19 + n % 7}-{1 + n % 12:02d}-{1 + n % 28:02d}"
        name = names[n % len(names)].replace('"', '""')
        themes, task = ("TRU-POLICE; NEE-TOOLS", "") if n % 3 else ("NEE-LANG", "Call back" if n % 30 == 0 else "")
        out.write(f'"{name}",{day},19:00,60,Phone,3,en,"{NOTE.format(n=n)}",{themes},"Yes, verbal",{task}\r\n')


def hostile() -> None:
    """64 MiB of one letter in one cell, and a workbook that is as full as one may be."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/workbook.xml", "<workbook/>")
        with file.open("xl/worksheets/sheet1.xml", "w") as part:
            for _piece in range(64):
                part.write(b"A" * (1024 * 1024))
    with stage("a bomb of 64 MiB, refused"):
        said = ""
        try:
            reading.read(out)
        except Unreadable as refused:
            said = refused.issue.code
    assert said == "file.unpacks_too_large", said


def main(rows: int) -> None:
    call_command("migrate", verbosity=0)
    now = timezone.now()
    if not User.objects.exists():
        edmonton_people.load_accounts(now)
        edmonton_people.load_sectors()
        edmonton_people.load_organizations()
        edmonton_plan.load_plan()
        edmonton_plan.load_codebook()
    print(f"{connection.vendor}, {rows:,} rows; before: peak {peak()} MiB")
    hostile()
    path = Path(tempfile.mkdtemp()) / "big.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        sheet(rows, out)
    print(f"the sheet has {path.stat().st_size / 1024**2:.1f} MiB; load of this machine: {os.getloadavg()[0]:.1f}")
    lead, phase, begun = User.objects.get(username="lead"), Phase.objects.get(number=1), time.monotonic()
    with stage("received (staged)"), path.open("rb") as source:
        batch = receiving.receive(kind="conversations", source=source, name="big.csv", phase=phase, by=lead, now=now)
    with stage("checked (every row judged)"):
        receiving.match(batch=batch, fields=batch.fields, options={}, by=lead, now=now)
        checking.begin(batch=batch, by=lead, now=now)
        batch = checking.check(batch_id=batch.pk, now=now)
    with stage("imported"):
        writing.start(batch=batch, by=lead, now=now, in_worker=False)
        batch = writing.run(batch_id=batch.pk, now=now)
    print(f"{'in all':34} {time.monotonic() - begun:7.1f} s   {batch.done_count:,} conversations")
    assert Conversation.objects.filter(import_batch=batch).count() == batch.done_count == rows, batch.counts
    with stage("taken back"):
        undoing.begin(batch=batch, by=lead, now=now)
        undoing.undo(batch_id=batch.pk, now=now)
    assert not Conversation.objects.filter(import_batch=batch).exists()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
