"""`make demo` as a person runs it: a command, an address, a released report made by a real worker, Ctrl-C."""

from __future__ import annotations

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.worker import wait_until

pytestmark = [pytest.mark.worker, pytest.mark.timeout(420)]
ROOT = Path(__file__).resolve().parents[2]
STOPS = "Ctrl-C stops everything"
SERVERS = {
    "DATABASE_URL",
    "REDIS_URL",
    "DJANGO_SETTINGS_MODULE",
    "STATIC_BACKEND",
    "LOG_LEVEL",
    "OUTBOX_SWEEP_SECONDS",
    "EMAIL_BACKEND",
}


class Demo:
    """One run of the command on its own data folder and port."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "demo.log"
        self.environment = {key: value for key, value in os.environ.items() if key not in SERVERS}
        self.environment["PORTAL_VAR_DIR"] = str(folder / "var")

    def start(self) -> float:
        """Seconds until the address is printed."""
        with self.log.open("wb") as output:
            command = [sys.executable, "manage.py", "demo", "--port", str(self.port)]
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=self.environment, stdout=output, stderr=output, start_new_session=True
            )
        return wait_until(lambda: STOPS in self.said() or self.process.poll() is not None, seconds=300, what="the demo is up")

    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, headers=headers), timeout=20) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def processes(self) -> list[int]:
        """Processes, anywhere, that have this run's data folder in their environment."""
        mark = self.environment["PORTAL_VAR_DIR"].encode()
        found = []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and mark in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def commands(self) -> bytes:
        """The command lines of them all; of one that has ended meanwhile, nothing."""
        found = [Path(f"/proc/{pid}/cmdline") for pid in self.processes()]
        return b"\0".join(path.read_bytes() for path in found if path.exists())

    def is_gone(self, *, seconds: float) -> None:
        """Fails with the command lines of what is left."""
        deadline = time.monotonic() + seconds
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert [Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ") for pid in left] == []

    def stop(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            os.killpg(self.process.pid, number)
        return self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.start()
    yield demo
    demo.stop()
    for process in demo.processes():
        os.kill(process, signal.SIGKILL)


def test_it_comes_up_and_tells_where_and_who(demo):
    assert demo.process.poll() is None, demo.said()
    for word in (demo.url, "demo-portal", "officer2", "auditor"):
        assert word in demo.said()
    wait_until(lambda: b"\0beat\0" in demo.commands(), seconds=30, what="the ticks of the day: reminders, releases on a day")


def test_a_mail_can_be_read_and_its_link_opens(demo):
    mails = Path(demo.environment["PORTAL_VAR_DIR"]) / "mail"
    assert str(mails) in demo.said()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with opener.open(f"{demo.url}/en/take-part/news/", timeout=20) as page:
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|stamp)" value="([^"]+)"', page.read().decode()))
    time.sleep(3.1)  # nobody fills in the form faster
    typed = urllib.parse.urlencode(hidden | {"email": "wren@poplar.example", "wants": "reports", "language": "en"}).encode()
    with opener.open(f"{demo.url}/en/take-part/news/", typed, timeout=20) as page:
        assert "Look into your mailbox" in page.read().decode()
    wait_until(lambda: any(mails.glob("*")), seconds=30, what="the mail")
    [mail] = mails.glob("*")
    link = re.search(rf"^{demo.url}(/en/take-part/news/yes/\S+)$", mail.read_text(), re.MULTILINE)
    assert demo.get(link.group(1))[0] == 200


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_report_is_public_in_every_language(demo, language):
    status, page = demo.get(f"/{language}/reports/what-we-heard-phase-1/")
    assert status == 200
    assert f'lang="{language}"'.encode() in page
    assert demo.get(f"/{language}/reports/what-we-heard-phase-1/v1/report.pdf")[1].startswith(b"%PDF-")


def test_the_public_site_holds_nothing_that_must_not_be_public(demo):
    secrets = [row for row in csv.reader((ROOT / "tests/data/edmonton/must_not_be_public.csv").open())][1:]
    seen, queue, pages = set(), ["/en/", "/fr/", "/ar/", "/api/v1/", "/api/v1/reports/", "/feeds/all.atom"], {}
    while queue:
        path = queue.pop()
        if path in seen:
            continue
        seen.add(path)
        status, body = demo.get(path)
        assert status == 200, path
        pages[path] = body.decode(errors="ignore")
        links = re.findall(r'(?:href|src)="(/(?:en|fr|ar|data|api|feeds)/[^"#?]*)"', pages[path])
        queue += [link for link in links if not link.endswith((".pdf", ".xlsx"))]
    assert len(pages) > 20
    found = [
        (text[:20], path) for row in secrets for text in row for path, page in pages.items() if len(text) > 6 and text in page
    ]
    assert found == []


def test_staff_pages_ask_who_is_there(demo):
    opener = urllib.request.build_opener(_NoRedirect)
    with pytest.raises(urllib.error.HTTPError, match="302"):
        opener.open(f"{demo.url}/staff/conversations/", timeout=20)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def test_a_second_demo_in_the_same_folder_says_so(demo):
    command = [sys.executable, "manage.py", "demo", "--port", str(demo.port + 1)]
    ran = subprocess.run(command, cwd=ROOT, env=demo.environment, capture_output=True, text=True, timeout=60)
    assert ran.returncode != 0
    assert "already runs" in ran.stderr


def test_a_taken_port_is_named(demo, tmp_path):
    other = demo.environment | {"PORTAL_VAR_DIR": str(tmp_path)}
    command = [sys.executable, "manage.py", "demo", "--port", str(demo.port)]
    ran = subprocess.run(command, cwd=ROOT, env=other, capture_output=True, text=True, timeout=60)
    assert ran.returncode != 0
    assert f"PORT={demo.port + 1}" in ran.stderr


def test_ctrl_c_leaves_no_process_and_the_second_start_keeps_the_data(demo):
    _status, before = demo.get("/en/reports/what-we-heard-phase-1/")
    assert demo.stop(signal.SIGINT) == 0
    demo.is_gone(seconds=10)
    demo.start()
    assert demo.get("/en/reports/what-we-heard-phase-1/")[1] == before


def test_a_dead_worker_ends_the_demo_with_a_word(demo):
    worker = next(pid for pid in demo.processes() if b"celery" in Path(f"/proc/{pid}/cmdline").read_bytes())
    os.kill(worker, signal.SIGKILL)
    assert demo.process.wait(timeout=30) != 0
    assert "worker process ended" in demo.said()
    demo.is_gone(seconds=10)


def test_killed_outright_it_still_leaves_no_process(demo):
    demo.start()
    demo.process.kill()
    demo.is_gone(seconds=20)
