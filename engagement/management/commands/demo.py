"""`make demo`: the whole portal on one machine, with a released report, until Ctrl-C."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from engagement.management import first_report
from engagement.management.children import ChildDied, Children
from engagement.policies import Refused
from phases.domain.site_work import await_release, rebuild_site
from resilience_portal.accounts.roles import Role

PASSWORD = "demo-portal"  # noqa: S105 - known to everybody; production refuses to start while it opens an account
# The console would be a log, and no log shows a link that opens something. Whoever names a mail server gets real mails.
MAIL = os.environ.get("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
MADE_BY_A_RUN = ("portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm", "broker", "cache", "site", "logs", "mail")


class Stopped(Exception):
    """A signal asked the demo to end."""


class Stop:
    """What a signal does: it ends whatever goes on. Remembered, for an exception raised inside some hook is lost there."""

    asked = ""

    def __call__(self, number: int, _frame: object) -> None:
        self.asked = signal.Signals(number).name
        self.check()

    def check(self) -> None:
        """Raises Stopped once a signal has come."""
        if self.asked:
            raise Stopped(self.asked)


class Command(BaseCommand):
    """`manage.py demo`."""

    help = "Run the portal with demo data, a real worker and a released report. Ctrl-C stops everything."
    requires_system_checks: list[str] = []  # noqa: RUF012 - Django's own declaration

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen, and whether to start over."""
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--reset", action="store_true", help="forget the data of earlier runs")

    def handle(self, *args: Any, host: str, port: int, reset: bool, **options: Any) -> None:
        """Prepares, starts, releases a report, prints the address, waits."""
        if settings.PRODUCTION:
            raise CommandError("This is production (PORTAL_PRODUCTION is set): the demo accounts have no place here.")
        lock = _only_one(settings.VAR_DIR / "demo.lock")
        _check_port(host, port)
        stop = Stop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # under nohup a hang-up means nothing
                signal.signal(number, stop)
        url = f"http://{host}:{port}"
        children = Children(logs=settings.VAR_DIR / "logs", environment={"SITE_URL": url, "EMAIL_BACKEND": MAIL})
        ready = False
        try:
            self._prepare(children, reset=reset)
            _start(children, host, port)
            self._release_a_report(children, url)
            _start_beat(children)
            ready = True
            while True:
                stop.check()
                children.check()
                time.sleep(0.5)
        except Stopped as error:
            self.stdout.write(f"\n{error}: stopping…")
        except (ChildDied, first_report.NotReleased, Refused, DatabaseError) as error:
            raise CommandError(f"{error}\n\nThe demo has stopped. Logs: {children.logs}") from error
        finally:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)  # an impatient second Ctrl-C must not leave processes behind
            children.stop()
            lock.close()
        self.stdout.write("Stopped. No process is left; the data is kept.")
        if not ready:
            sys.exit(130)

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()

    def _prepare(self, children: Children, *, reset: bool) -> None:
        """Tables, translations, assets, demo data: each only when something is to do. A second process makes the assets."""
        if reset:
            _forget()
            self._say("Earlier data removed")
        _warn_about_servers(self)
        stamp, digest = settings.VAR_DIR / "assets.stamp", _digest_of_assets()
        is_made = stamp.exists() and stamp.read_text() == digest
        if not is_made:
            self._say("Making fonts and style sheets")
            children.start("assets", sys.executable, str(settings.BASE_DIR / "manage.py"), "build_assets", "--collect")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self._say("Making the tables")
            call_command("migrate", verbosity=0, interactive=False)
        call_command("compile_catalogues", stdout=open(os.devnull, "w"))  # noqa: SIM115
        self._say("Loading the demo data (Edmonton: 55 organizations, 141 conversations)")
        call_command("load_demo", verbosity=0)
        rebuild_site(now=timezone.now())  # written by an earlier run, maybe of other templates
        if first_report.released() is None:
            await_release(until=timezone.now() + timedelta(seconds=first_report.BUILD_SECONDS))
        connection.close()
        if not is_made:
            children.wait_for("assets")
            stamp.write_text(digest)

    def _release_a_report(self, children: Children, url: str) -> None:
        report = first_report.released()
        if report is None:
            self._say("The worker is making the first transparency report")
            report = first_report.make_one(watch=children.check)
        first_report.wait_for_worker(watch=children.check)
        page = f"{url}/en/reports/{report.slug}/"
        first_report.wait_for_page(page, watch=children.check)
        accounts = "\n".join(f"    {role.value:<15} {role.label}" for role in Role)
        self.stdout.write(
            f"\n  The portal is running:   {url}/\n"
            f"  The public report:       {page}\n"
            f"  Staff sign in:           {url}/staff/\n\n"
            f"  Demo accounts, one a role; the password of all is {PASSWORD}\n{accounts}\n"
            f"    {'officer2':<15} a second engagement officer\n\n"
            f"  Mails are written to:    {settings.EMAIL_FILE_PATH}\n\n"
            "  Ctrl-C stops everything.\n"
        )
        self.stdout.flush()


def _only_one(path: Path) -> Any:
    """Holds `path` while the demo runs. Raises CommandError when another demo holds it."""
    lock = path.open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise CommandError("The demo already runs from this folder. Stop it first (Ctrl-C in its terminal).") from None
    return lock


def _check_port(host: str, port: int) -> None:
    """Raises CommandError when another program listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise CommandError(f"{port} is not a port number.") from None
        except OSError as error:
            advice = f"Choose another: make demo PORT={port + 1}"
            raise CommandError(f"Port {port} can't be used ({error.strerror}). {advice}") from None


def _forget() -> None:
    """Removes what earlier runs made. Only ever in the embedded mode: a server's database is not ours to drop."""
    if connection.vendor != "sqlite" or settings.REDIS_URL:
        raise CommandError("RESET works in the embedded mode only. Drop the database of DATABASE_URL yourself.")
    connection.close()
    for path in [*(settings.VAR_DIR / name for name in MADE_BY_A_RUN), *settings.VAR_DIR.glob("beat-schedule*")]:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    for name in ("messages", "control", "processed"):  # as `settings` makes them
        (settings.VAR_DIR / "broker" / name).mkdir(mode=0o700, parents=True)


def _warn_about_servers(command: BaseCommand) -> None:
    if connection.vendor != "sqlite" or settings.REDIS_URL:
        command.stdout.write("  Using the servers of DATABASE_URL / REDIS_URL")


def _digest_of_assets() -> str:
    """Changes when a source of the static files does: ours by size and time, the packages' by the lock file."""
    sources = [settings.BASE_DIR / "requirements.txt", *sorted((settings.BASE_DIR / "static").rglob("*"))]
    sources += sorted((settings.BASE_DIR / "resilience_portal" / "ui").rglob("*.py"))
    told = hashlib.sha256()
    for path in sources:
        if path.is_file():
            found = path.stat()
            told.update(f"{path.relative_to(settings.BASE_DIR)} {found.st_size} {found.st_mtime_ns}\n".encode())
    return told.hexdigest()


def _start(children: Children, host: str, port: int) -> None:
    """The worker (one process: threads need no second copy in memory) and the web server (one loaded copy, two workers)."""
    worker = ("worker", "-P", "threads", "-c", "1", "--without-gossip", "--without-mingle", "-l", "INFO")
    children.start("worker", sys.executable, "-m", "celery", "-A", "resilience_portal", *worker)
    web = ("--bind", f"{host}:{port}", "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload")
    children.start("web", sys.executable, "-m", "gunicorn", "resilience_portal.wsgi:application", *web, "--graceful-timeout", "3")


def _start_beat(children: Children) -> None:
    """The ticks of the day: reminders, news, items that go public on their day. Last: nobody who starts waits for it."""
    schedule = settings.VAR_DIR / "beat-schedule"
    children.start(
        "beat", sys.executable, "-m", "celery", "-A", "resilience_portal", "beat", "-s", str(schedule), "-l", "WARNING"
    )
