"""Production refuses to start with unsafe settings, and says which."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.test import Client

from phases.domain import publication_log, signing
from resilience_portal import checks
from resilience_portal.env import SECRETS_OF
from tests.cast import make_user
from tests.conftest import NOW

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


@pytest.mark.thorough
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


@pytest.mark.thorough
def test_a_generated_secret_is_not_enough_for_any_of_them(tmp_path):
    ran = start(tmp_path, "-c", "import resilience_portal.wsgi", **dict.fromkeys(checks.SECRETS))
    for missing in checks.SECRETS:
        assert f"{missing} is not set" in ran.stderr


@pytest.mark.thorough
def test_a_secret_that_reaches_the_wrong_process_stops_it(tmp_path):
    ran = start(tmp_path, "-c", "import resilience_portal.wsgi", PORTAL_SERVICE="web-public")
    assert ran.returncode != 0
    for name in ("DISCLOSURE_SECRET", "AUDIT_SECRET", "ADDRESS_SECRET", "PUBLICATION_SECRET"):
        assert f"{name} reaches web-public" in ran.stderr
    assert SECRET not in ran.stderr


def test_compose_gives_each_process_its_own_secrets_and_no_more(monkeypatch, settings):
    root = Path(settings.BASE_DIR)
    services = yaml.safe_load((root / "docker-compose.yml").read_text())["services"]
    file = [line.partition("=")[0] for line in (root / ".env.example").read_text().splitlines() if not line.startswith("#")]
    named = {}
    for service, found in services.items():
        given = found.get("environment", {})
        if "PORTAL_SERVICE" in given:
            assert given["PORTAL_SERVICE"] == service
            named[service] = {name: f"${name}" for name in file if found.get("env_file")} | given
    assert set(named) == {service for service in SECRETS_OF if service}
    for service, given in named.items():
        assert {name for name in checks.SECRETS if given.get(name)} == set(SECRETS_OF[service]), service
    public = named["web-public"]
    assert not any("POSTGRES_PASSWORD" in f"{name} {value}" for name, value in public.items()), (
        "the owner's way into the database"
    )
    assert public["SECRET_KEY"] != named["web-staff"]["SECRET_KEY"]


@pytest.mark.django_db
def test_only_the_worker_signs(settings):
    settings.PUBLICATION_SECRET = ""
    with pytest.raises(signing.NoKey):
        publication_log.begin(now=NOW)
    assert publication_log.check_key(None) == []
    assert Client().get("/en/verify/").status_code == 200


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
