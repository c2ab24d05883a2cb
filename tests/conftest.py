"""What every test may use: a clean cache, a real worker, a browser that finds its Chromium."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import translation

from tests.worker import RealWorker, worker_environment

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Compiles the catalogues once, before the test processes start: French and Arabic pages are tested in their words."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own loop runs in the test's thread
    if not hasattr(config, "workerinput"):
        from resilience_portal.ui.management.commands.compile_catalogues import compile_catalogues

        compile_catalogues()


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector of cycles need not walk it again and again (a twentieth of the time)."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The slow ones first, so that they run beside all others; what needs servers is skipped where there are none."""
    items.sort(key=lambda item: [item.get_closest_marker(slow) is None for slow in ("worker", "thorough")])
    if os.environ.get("DATABASE_URL", "").startswith("postgres") and os.environ.get("REDIS_URL"):
        return
    for item in items:
        if item.get_closest_marker("servers"):
            item.add_marker(pytest.mark.skip(reason="needs DATABASE_URL (PostgreSQL) and REDIS_URL"))


@pytest.fixture(autouse=True)
def _clean_cache() -> None:
    """Rate limits and cached answers of one test are not the next one's."""
    cache.clear()


@pytest.fixture(autouse=True)
def _language_of_the_portal() -> None:
    """The language of the last page that one test opened is not that of the next one's sentences."""
    translation.deactivate()


@pytest.fixture(autouse=True)
def _no_site_of_a_worker(request: pytest.FixtureRequest) -> Iterator[None]:
    """Pages that a real worker wrote would be answered to the tests after its own. Browser tests see to that themselves."""
    yield
    if request.node.get_closest_marker("worker") and not request.node.get_closest_marker("browser"):
        shutil.rmtree(settings.RELEASED_SITE_DIR, ignore_errors=True)


@pytest.fixture
def now() -> datetime:
    """The moment at which a test's verbs happen."""
    return NOW


@pytest.fixture(scope="module")
def kept(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a fixture of the same scope writes behind this one stays for every test of the module, and is gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def real_worker(transactional_db: None) -> Iterator[RealWorker]:
    """A Celery worker process on this test's database and broker. `.kill()` is `kill -9`; `.start()` starts it again."""
    worker = RealWorker(worker_environment())
    worker.start()
    yield worker
    worker.kill()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium; without its sandbox only for root, who can't have one."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    args = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": found, "args": args} if found else browser_type_launch_args
