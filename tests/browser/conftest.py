"""A portal with demo data, a real worker and a real browser."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as django_settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import Browser, BrowserContext, Page

from phases.exports import site
from resilience_portal.ui import assets
from tests.browser.axe import RULES, SIDEWAYS
from tests.worker import RealWorker, worker_environment

PASSWORD = "demo-portal"
# Journeys of the public: each language, both widths, both colours.
EACH_LANGUAGE = pytest.mark.parametrize(
    ("language", "width", "scheme"), [("en", 1280, "light"), ("fr", 390, "light"), ("ar", 390, "dark")]
)


@pytest.fixture(scope="session", autouse=True)
def _made_assets() -> None:
    """Fonts and style sheets, as `make demo` makes them."""
    assets.build()


@pytest.fixture(autouse=True)
def _no_site_of_another_test() -> None:
    """Pages that an earlier test's worker wrote would be answered before this test's own. Bodies stay, to be taken over."""
    current = django_settings.RELEASED_SITE_DIR / site.CURRENT
    if current.exists():
        emptied = current.with_name(f"gen-{uuid.uuid4().hex}")  # a server keeps the manifest of a name that it knows
        current.resolve().rename(emptied)
        (emptied / site.MANIFEST).write_text("{}")
        current.unlink()
        current.symlink_to(emptied.name)


@pytest.fixture(scope="session")
def demo_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the loaded demo set is kept for the next test of this process."""
    return tmp_path_factory.mktemp("demo") / "demo.sqlite3"


def load_demo(copy: Path) -> None:
    """The demo set in the database: loaded once, brought back byte for byte by SQLite's own backup for every later test."""
    if connection.vendor != "sqlite":
        call_command("load_demo", verbosity=0)
        return
    connection.ensure_connection()
    if copy.exists():
        with closing(sqlite3.connect(copy)) as kept:
            kept.backup(connection.connection)
        ContentType.objects.clear_cache()  # their keys came back too
        return
    call_command("load_demo", verbosity=0)
    with closing(sqlite3.connect(copy)) as kept:
        connection.connection.backup(kept)


@pytest.fixture
def portal(transactional_db: None, live_server, settings, demo_copy: Path) -> Iterator[str]:
    """The address of a portal with demo data and a worker."""
    settings.SITE_URL = live_server.url
    load_demo(demo_copy)
    worker = RealWorker(worker_environment() | {"SITE_URL": live_server.url})
    worker.start()
    yield live_server.url
    worker.kill()


@pytest.fixture
def sign_in(browser: Browser, portal: str) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser of its own for one person; `sign_in(None)` is a visitor."""
    contexts: list[BrowserContext] = []

    def run(username: str | None, *, language: str = "en", width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(base_url=portal, viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: pytest.fail(message.text) if "Content Security" in message.text else None)
        if username:
            page.goto("/staff/")
            page.fill("input[name=login]", username)
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/staff/")
        context.add_cookies([{"name": django_settings.LANGUAGE_COOKIE_NAME, "value": language, "url": portal}])
        return page

    yield run
    for context in contexts:
        context.close()


def read_until(page: Page, address: str, words: str, *, seconds: int = 90) -> None:
    """A reader loads the page again until the worker has made it anew: asked for, not the browser's copy of a minute ago."""
    page.goto(address)
    for _ in range(seconds * 2):
        if words in page.content():
            return
        page.wait_for_timeout(500)
        page.reload()
    pytest.fail(f"{address} never said {words!r}")


def has_no_barrier(page: Page) -> None:
    """axe finds nothing, and the page does not scroll sideways."""
    found = Axe().run(page, options=RULES)
    assert found.response["violations"] == [], found.generate_report()
    wide = page.evaluate(SIDEWAYS)
    assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"
