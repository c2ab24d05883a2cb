"""What production refuses to start with, and says so. `manage.py check --deploy` lists all of it; `refuse_unsafe` stops a start.

Passwords and secrets are judged here, never repeated in a message.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from django.utils.module_loading import import_string
from whitenoise.storage import CompressedManifestStaticFilesStorage

from resilience_portal.accounts.roles import Role
from resilience_portal.env import SECRETS, SECRETS_OF

Apps = Sequence[AppConfig] | None
SECRET_LENGTH = 40
SECRET_VARIETY = 10
DEMO_ACCOUNTS = (*Role.values, "officer2")
DEMO_PASSWORD = "demo-portal"  # noqa: S105 - known to everybody, which is the point
SQLITE_WITHOUT_WAL_BUG = (3, 51, 3)


def _secrets() -> Iterator[CheckMessage]:
    held = SECRETS_OF.get(settings.SERVICE)
    if held is None:
        yield Error(f"PORTAL_SERVICE must be one of: {', '.join(filter(None, SECRETS_OF))}.", id="portal.E004")
        return
    for name in (*SECRETS, "PUBLICATION_SECRET_BEFORE"):
        if name.removesuffix("_BEFORE") not in held and os.environ.get(name):
            yield Error(f"{name} reaches {settings.SERVICE}, which has no use for it: take it out there.", id="portal.E005")
    values = [getattr(settings, name) for name in held]
    for name, value in zip(held, values, strict=True):
        if not os.environ.get(name):
            yield Error(f"{name} is not set: the embedded mode's generated file is not for production.", id="portal.E001")
        elif len(value) < SECRET_LENGTH or len(set(value)) < SECRET_VARIETY:
            yield Error(f"{name} is too short or too regular: {SECRET_LENGTH} random characters or more.", id="portal.E002")
    if len(set(values)) < len(values):
        yield Error(f"{', '.join(held)} must differ from each other.", id="portal.E003")


def _servers() -> Iterator[CheckMessage]:
    database = settings.DATABASES["default"]
    if not database["ENGINE"].endswith("postgresql"):
        yield Error("DATABASE_URL must name a PostgreSQL database: SQLite is for a first try.", id="portal.E010")
    elif not database.get("PASSWORD"):
        yield Error("DATABASE_URL has no password.", id="portal.E011")
    if not settings.REDIS_URL:
        yield Error("REDIS_URL is not set: the broker made of files serves one machine's first try.", id="portal.E012")
    elif not urlsplit(settings.REDIS_URL).password:
        yield Error("REDIS_URL has no password: an open Redis lets anybody start tasks.", id="portal.E013")


def _addresses() -> Iterator[CheckMessage]:
    if urlsplit(settings.SITE_URL).scheme != "https":
        yield Error("SITE_URL must begin with https://.", id="portal.E020")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS must name the hosts, without '*'.", id="portal.E021")
    elif urlsplit(settings.SITE_URL).hostname not in settings.ALLOWED_HOSTS:
        yield Error("ALLOWED_HOSTS does not hold the host of SITE_URL.", id="portal.E022")
    if not settings.SECURE_SSL_REDIRECT and settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0:
        yield Error(
            "SECURE_SSL_REDIRECT is off and no proxy is trusted (TRUSTED_PROXIES): pages would go out unencrypted.",
            id="portal.E023",
        )


def _modes() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error("DEBUG is on: error pages would show what people said.", id="portal.E030")
    if not issubclass(import_string(settings.STORAGES["staticfiles"]["BACKEND"]), CompressedManifestStaticFilesStorage):
        yield Error("STATIC_BACKEND must be whitenoise's manifest storage (leave it unset).", id="portal.E031")
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "filebased.EmailBackend")):
        yield Warning("EMAIL_BACKEND writes mail into the log: set a real one before accounts use it.", id="portal.W032")


RULES: tuple[Callable[[], Iterator[CheckMessage]], ...] = (_secrets, _servers, _addresses, _modes)


@register(Tags.security, deploy=True)
def production_settings(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """Each unsafe setting by name. Only in production: the embedded mode is unsafe on purpose and listens on this machine."""
    if not settings.PRODUCTION:
        return []
    return [message for rule in RULES for message in rule()]


@register(Tags.database, deploy=True)
def demo_accounts(app_configs: Apps, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """In production, each demo account that still opens with the password everybody knows."""
    if not settings.PRODUCTION or (databases is not None and "default" not in databases):
        return []
    found = get_user_model().objects.filter(username__in=DEMO_ACCOUNTS, is_active=True)
    try:
        open_doors = sorted(user.get_username() for user in found if user.check_password(DEMO_PASSWORD))
    except DatabaseError:  # no tables yet: nobody can sign in
        return []
    return [Error(f"The demo account '{name}' can sign in with the demo password.", id="portal.E040") for name in open_doors]


@register(Tags.database)
def sqlite_version(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """SQLite before 3.51.3 has a rare fault that can damage a database in WAL mode (sqlite.org/wal.html, 'the WAL-reset bug')."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3") and sqlite3.sqlite_version_info < SQLITE_WITHOUT_WAL_BUG:
        advice = "Fine for a first try; use PostgreSQL for real records."
        return [Warning(f"SQLite {sqlite3.sqlite_version} has a rare WAL fault.", hint=advice, id="portal.W050")]
    return []


def refuse_unsafe() -> None:
    """Called where a server or a worker starts. In production raises ImproperlyConfigured that names everything unsafe."""
    found = [*production_settings(None), *demo_accounts(None)]
    reasons = [str(message.msg) for message in found if message.is_serious()]
    if reasons:
        raise ImproperlyConfigured("Refusing to start in production:\n" + "\n".join(f"  - {reason}" for reason in reasons))


@register(Tags.security)
def report_approvals(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:
    """A report is released by one or two people beside its authors, never by none."""
    if settings.REPORT_APPROVALS in (1, 2):
        return []
    return [Error("REPORT_APPROVALS must be 1 or 2.", id="portal.E060")]
