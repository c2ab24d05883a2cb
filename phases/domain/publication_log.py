"""Adds to the publication log, inside the transaction of the verb that makes something public or takes it back.

An entry is one line of canonical JSON (sorted keys, no spaces, UTF-8). It names the SHA-256 of the line before it and of every
file that it speaks of, and is signed over everything but the signature. No entry has a time of day.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, transaction
from django.utils import timezone

from phases.domain import signing
from phases.enums import LogKind
from phases.models import PublicationLogEntry, PublicationLogHead, PublishedReport, ReleasedItem
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.audit.triggers import AppendOnly

SCHEMA = "resilience-portal/log/1"
NOTHING_BEFORE = "0" * 64
LOG = AppendOnly(
    PublicationLogEntry._meta.db_table, "publication_log", "entries of the publication log are append-only", "phases.W001"
)


@dataclass(frozen=True)
class Subject:
    """The version that an entry speaks of: a report by its address, an item of the plan by kind and address."""

    what: str = ""
    version: int | None = None
    payload_sha256: str | None = None


NO_SUBJECT = Subject()  # of entries about keys


class WrongKey(Exception):
    """The configured secret is not that of the key which the log names as its own."""


def canonical(content: Mapping[str, Any]) -> str:
    """The one way in which an entry is written."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def head() -> dict[str, Any] | None:
    """The newest entry as a witness carries it: number and SHA-256. None before the first release."""
    found = PublicationLogHead.objects.filter(id=1, number__gt=0).first()
    return {"number": found.number, "sha256": found.sha256} if found else None


def public_key() -> str:
    """The public key that signs the next entry, as the log names it; empty before the first entry."""
    kinds = [LogKind.KEY, LogKind.KEY_ROTATION]
    newest = PublicationLogEntry.objects.filter(kind__in=kinds).order_by("-number").first()
    return str(newest.content["details"]["public_key"]) if newest else ""


def check_key(app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """System check (`check --deploy`): whether what the next release would be signed with is what the log's readers expect.

    Asked of the process that signs; the others have no key to compare.
    """
    if not signing.is_here() or (databases is not None and "default" not in databases):
        return []
    try:
        is_ours = public_key() in ("", signing.public_hex(signing.current()))
    except DatabaseError:  # no tables yet
        return []
    words = "PUBLICATION_SECRET is not the secret of the key that the publication log names: nothing could be released."
    hint = "Put the old one into PUBLICATION_SECRET_BEFORE and run `manage.py rotate_publication_key`."
    return [] if is_ours else [Error(words, hint=hint, id="phases.E002")]


def file_path(*, slug: str, version: int, name: str, language: str) -> str:
    """Where a file of a version lies below the site's root. A PDF lies beside the page of its language."""
    if name.endswith(".pdf"):
        return f"{language}/reports/{slug}/v{version}/{name}"
    return f"data/{slug}/v{version}/{name}"


def files_of(report: PublishedReport) -> list[dict[str, str]]:
    """Path and SHA-256 of every file of a version as it is stored now, by path."""
    rows = report.files.values_list("name", "language", "sha256")
    found = [
        {"path": file_path(slug=report.slug, version=report.version, name=name, language=language), "sha256": sha256}
        for name, language, sha256 in rows
    ]
    return sorted(found, key=lambda row: row["path"])


def item_path(*, kind: str, slug: str, version: int) -> str:
    """Where the content of one released version of an item lies: canonical JSON, whose SHA-256 is that of the payload."""
    return f"data/items/{kind}/{slug}/v{version}.json"


def item_files(item: ReleasedItem) -> list[dict[str, str]]:
    """Path and SHA-256 of what is served of a released version of an item."""
    sha256 = hashlib.sha256(canonical(item.payload).encode()).hexdigest()
    content = {"path": item_path(kind=item.kind, slug=item.slug, version=item.version), "sha256": sha256}
    brought = [row["file"] for row in item.payload.get("documents", []) if row.get("file")]
    documents = [{"path": document_path(slug=item.slug, name=row["name"]), "sha256": row["sha256"]} for row in brought]
    return sorted([content, *documents], key=lambda row: row["path"])


def document_path(*, slug: str, name: str) -> str:
    """Where a document of a project lies."""
    return f"data/items/project/{slug}/documents/{name}"


@transaction.atomic
def begin(*, now: datetime) -> PublicationLogHead:
    """The end of the log, held until the transaction ends. A log that is still empty begins with the name of its key."""
    end = _lock()
    if end.number == 0:
        key = signing.current()
        _write(end, key, kind=LogKind.KEY, now=now, details={"public_key": signing.public_hex(key)})
    return end


@transaction.atomic
def append(
    *, kind: LogKind, report: PublishedReport, now: datetime, details: Mapping[str, Any] | None = None
) -> PublicationLogEntry:
    """Adds what became of a version: its release, correction, replacement or withdrawal, with its files as they are stored now.

    Call it after the files have been written, in the same transaction. `details` is public: a reason, a number, never a person.
    After a WITHDRAWAL the version has no files. Raises WrongKey when the configured key is not the log's.
    """
    files = [] if kind == LogKind.WITHDRAWAL else files_of(report)
    subject = Subject(report.slug, report.version, report.payload_sha256)
    return _append(kind=kind, subject=subject, files=files, now=now, details=details)


@transaction.atomic
def append_item(
    *, kind: LogKind, item: ReleasedItem, now: datetime, details: Mapping[str, Any] | None = None
) -> PublicationLogEntry:
    """Adds what became of a version of an item of the plan. Only a released one has files."""
    files = item_files(item) if kind == LogKind.ITEM_RELEASE else []
    subject = Subject(f"{item.kind}/{item.slug}", item.version, item.payload_sha256)
    return _append(kind=kind, subject=subject, files=files, now=now, details=details)


def _append(
    *, kind: LogKind, subject: Subject, files: list[dict[str, str]], now: datetime, details: Mapping[str, Any] | None
) -> PublicationLogEntry:
    key = signing.current()
    end = begin(now=now)
    if public_key() != signing.public_hex(key):
        raise WrongKey("PUBLICATION_SECRET is not the log's key: run `manage.py rotate_publication_key`.")
    return _write(end, key, kind=kind, now=now, subject=subject, files=files, details=details)


@transaction.atomic
def rotate(*, by: User | None, now: datetime) -> PublicationLogEntry:
    """Tells the readers of the log that the configured key signs from now on. The old key signs this; so does the new one.

    Raises WrongKey when PUBLICATION_SECRET_BEFORE is not the secret of the log's key, or nothing has changed.
    """
    end, old, new = _lock(), signing.before(), signing.current()
    if end.number == 0:
        raise WrongKey("The log has no entry yet: there is no key to leave behind.")
    if old is None or signing.public_hex(old) != public_key():
        raise WrongKey("PUBLICATION_SECRET_BEFORE is not the secret of the key that the log names.")
    if signing.public_hex(new) == public_key():
        raise WrongKey("PUBLICATION_SECRET has not changed.")
    name = signing.public_hex(new)
    details = {"public_key": name, "proof": new.sign(f"{SCHEMA} {end.sha256} {name}".encode()).hex()}
    entry = _write(end, old, kind=LogKind.KEY_ROTATION, now=now, details=details)
    audit("publication_key.rotated", by=by, on=None, now=now, details={"entry": entry.number, "public_key": name})
    return entry


def _lock() -> PublicationLogHead:
    """The end of the log, held until the transaction ends."""
    end, _created = PublicationLogHead.objects.select_for_update().get_or_create(id=1)
    return end


def _write(
    end: PublicationLogHead,
    key: Ed25519PrivateKey,
    *,
    kind: LogKind,
    now: datetime,
    subject: Subject = NO_SUBJECT,
    files: list[dict[str, str]] | None = None,
    details: Mapping[str, Any] | None = None,
) -> PublicationLogEntry:
    day = timezone.localdate(now)
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "number": end.number + 1,
        "kind": kind.value,
        "what": subject.what,
        "version": subject.version,
        "day": day.isoformat(),
        "payload_sha256": subject.payload_sha256,
        "files": files or [],
        "details": dict(details or {}),
        "before": end.sha256 or NOTHING_BEFORE,
        "key": signing.public_hex(key),
    }
    line = canonical(content | {"signature": key.sign(canonical(content).encode()).hex()})
    entry = PublicationLogEntry(
        number=content["number"],
        kind=kind,
        what=content["what"],
        version=content["version"],
        day=day,
        line=line,
        sha256=hashlib.sha256(line.encode()).hexdigest(),
    )
    entry.save(force_insert=True)
    end.number, end.sha256 = entry.number, entry.sha256
    end.save(update_fields=["number", "sha256"])
    return entry
