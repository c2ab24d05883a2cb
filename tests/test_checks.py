"""Production refuses to start with unsafe settings, and says which."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from resilience_portal import checks
from tests.cast import make_user

SECRET = "kJ3v-Yc0R8qWmZ7xTn2Lb5Hs9Fd1Gp4Qa6Ue0Oi8Uy7Tr5Ew-"
SAFE = {
    "PORTAL_PRODUCTION": "1",
    "SECRET_KEY": SECRET + "secret-key",
    "DISCLOSURE_SECRET": SECRET + "disclosure",
    "AUDIT_SECRET": SECRET + "audit-secret",
    "ADDRESS_SECRET": SECRET + "address-secret",
    "PUBLICATION_SECRET": SECRET + "publication",
    "DATABASE_URL": "postgres://portal:word@127.0.0.1:1/portal",
    "REDIS_URL": "redis://:word@127.0.0.1:1/0",
    "SITE_URL": "https://portal.example.org",
    "ALLOWED_HOSTS": "portal.example.org",
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


def start(tmp_path, *command, **changed):
    """Starts the portal with these variables; a value of None leaves one out."""
    ours = {*SAFE, "STATIC_BACKEND", "DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {key: value for key, value in os.environ.items() if key not in ours}
    environment |= SAFE | changed | {"PORTAL_VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "resilience_portal.settings"}
    environment = {key: value for key, value in environment.items() if value is not None}
    return subprocess.run([sys.executable, *command], env=environment, capture_output=True, text=True, timeout=100)


def test_safe_settings_start(tmp_path):
    ran = start(tmp_path, "-c", "import resilience_portal.wsgi")
    assert ran.returncode == 0, ran.stderr


@pytest.mark.thorough
def test_safe_settings_raise_no_warning(tmp_path):
    ran = start(tmp_path, "manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert ran.returncode == 0, ran.stderr


def test_the_web_server_refuses_and_names_everything_at_once_but_no_secret(tmp_path):
    ran = start(
        tmp_path, "-c", "import resilience_portal.wsgi",
        DEBUG="1", SECRET_KEY="short-word", DATABASE_URL=None, REDIS_URL="redis://127.0.0.1:1/0", SITE_URL="http://portal.example.org",
        ALLOWED_HOSTS="*",
    )  # fmt: skip
    assert ran.returncode != 0
    for named in ("DEBUG", "SECRET_KEY", "SQLite", "REDIS_URL has no password", "SITE_URL", "ALLOWED_HOSTS"):
        assert named in ran.stderr, named
    assert "short-word" not in ran.stderr


@pytest.mark.thorough
def test_the_worker_refuses_too(tmp_path):
    ran = start(tmp_path, "-m", "celery", "-A", "resilience_portal", "worker", "-P", "solo", DEBUG="1")
    assert ran.returncode != 0
    assert "DEBUG" in ran.stderr


@pytest.mark.thorough
def test_the_demo_does_not_run_in_production(tmp_path):
    ran = start(tmp_path, "manage.py", "demo")
    assert ran.returncode != 0
    assert "production" in ran.stderr


def test_a_generated_secret_is_not_enough_for_any_of_them(tmp_path):
    ran = start(tmp_path, "-c", "import resilience_portal.wsgi", **dict.fromkeys(checks.SECRETS))
    for missing in checks.SECRETS:
        assert f"{missing} is not set" in ran.stderr


@pytest.mark.django_db
def test_a_demo_account_that_opens_is_named(settings):
    settings.PRODUCTION = True
    opens, changed, closed = (make_user(name) for name in ("officer", "lead", "auditor"))
    for user, password in ((opens, checks.DEMO_PASSWORD), (changed, "another-long-password"), (closed, checks.DEMO_PASSWORD)):
        user.set_password(password)
        user.save()
    closed.is_active = False
    closed.save()
    assert ["'officer'" in str(message.msg) for message in checks.demo_accounts(None)] == [True]


def test_the_embedded_mode_is_left_alone(settings):
    settings.PRODUCTION = False
    assert checks.production_settings(None) == []


@pytest.mark.parametrize(("wanted", "wrong"), [(1, False), (2, False), (0, True), (3, True)])
def test_a_report_takes_one_or_two_approvals(settings, wanted, wrong):
    settings.REPORT_APPROVALS = wanted
    assert bool(checks.report_approvals(None)) == wrong
