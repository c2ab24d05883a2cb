"""The publication log: every release writes its entry, nothing in it can be changed, keys change in the open."""

from __future__ import annotations

import hashlib
import json
from io import StringIO

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from phases.domain import publication_log
from phases.domain.publishing import publish_report
from phases.enums import LogKind
from phases.models import PublicationLogEntry
from resilience_portal.audit.models import AuditEvent
from tests.engagement import scene
from tests.factories.phases import payload, released_files

pytestmark = pytest.mark.django_db


@pytest.fixture
def released(now):
    """A released report."""
    scene.phase()
    made = payload()
    return publish_report(payload=made, files=released_files(), by=None, now=now)


def signed_by(entry: PublicationLogEntry) -> str:
    """The public key that the entry's signature fits. Raises InvalidSignature."""
    content = entry.content
    signature, name = content.pop("signature"), content["key"]
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(name)).verify(
        bytes.fromhex(signature), publication_log.canonical(content).encode()
    )
    return name


def test_a_release_is_an_entry_with_the_hash_of_every_file(released):
    first, second = PublicationLogEntry.objects.all()
    assert [first.kind, second.kind] == [LogKind.KEY, LogKind.RELEASE]
    content = second.content
    assert (content["what"], content["version"], content["day"]) == (released.slug, 1, "2026-11-24")
    assert content["payload_sha256"] == released.payload_sha256
    stored = {hashlib.sha256(bytes(file.body)).hexdigest() for file in released.files.all()}
    assert {row["sha256"] for row in content["files"]} == stored
    assert len(content["files"]) == released.files.count()
    assert "en/reports/what-we-heard-phase-1/v1/report.pdf" in [row["path"] for row in content["files"]]


def test_entries_are_chained_signed_and_without_a_time_of_day(released, now):
    publication_log.append(kind=LogKind.SUPERSEDE, report=released, now=now, details={"by_version": 2})
    before = publication_log.NOTHING_BEFORE
    for place, entry in enumerate(PublicationLogEntry.objects.all(), 1):
        assert (entry.number, entry.content["before"]) == (place, before)
        assert signed_by(entry) == publication_log.public_key()
        before = hashlib.sha256(entry.line.encode()).hexdigest()
        assert before == entry.sha256
        assert str(now.year) in entry.line
        assert f"{now:%H:%M}" not in entry.line
    assert publication_log.head() == {"number": 3, "sha256": before}


def test_a_withdrawn_report_has_no_files(released, now):
    entry = publication_log.append(kind=LogKind.WITHDRAWAL, report=released, now=now, details={"reason": "asked for"})
    assert entry.content["files"] == []
    assert entry.content["details"] == {"reason": "asked for"}


def test_what_is_undone_leaves_no_entry(released, now):
    with transaction.atomic():
        publication_log.append(kind=LogKind.SUPERSEDE, report=released, now=now)
        transaction.set_rollback(True)
    assert publication_log.head()["number"] == PublicationLogEntry.objects.count() == 2


@pytest.mark.parametrize("statement", ["UPDATE {} SET line = 'x'", "DELETE FROM {} WHERE number = 2"])
def test_the_database_refuses_to_change_or_delete(released, statement):
    publication_log.LOG.install(connection)
    try:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format(publication_log.LOG.table))
    finally:
        publication_log.LOG.remove(connection)
    assert PublicationLogEntry.objects.count() == 2


def test_a_new_key_is_named_by_the_old_one(released, settings, now):
    old, old_secret = publication_log.public_key(), settings.PUBLICATION_SECRET
    settings.PUBLICATION_SECRET = "another secret of forty characters and more"
    with pytest.raises(publication_log.WrongKey):
        publication_log.append(kind=LogKind.SUPERSEDE, report=released, now=now)
    assert [found.id for found in publication_log.check_key(None)] == ["phases.E002"]
    settings.PUBLICATION_SECRET_BEFORE = old_secret
    out = StringIO()
    call_command("rotate_publication_key", stdout=out)
    rotation = PublicationLogEntry.objects.last()
    new = publication_log.public_key()
    assert signed_by(rotation) == old != new
    assert new in out.getvalue()
    proof = rotation.content["details"]["proof"]
    told = f"{publication_log.SCHEMA} {rotation.content['before']} {new}".encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(new)).verify(bytes.fromhex(proof), told)
    assert signed_by(publication_log.append(kind=LogKind.SUPERSEDE, report=released, now=now)) == new
    assert AuditEvent.objects.filter(kind="publication_key.rotated").exists()
    assert publication_log.check_key(None) == []


@pytest.mark.parametrize("before", ["", "a guess that is not the old secret at all"])
def test_nobody_takes_over_the_log_without_the_old_key(released, settings, before):
    settings.PUBLICATION_SECRET, settings.PUBLICATION_SECRET_BEFORE = "another secret of forty characters and more", before
    with pytest.raises(CommandError):
        call_command("rotate_publication_key")
    assert PublicationLogEntry.objects.count() == 2


def test_an_entry_is_one_line_in_the_canonical_form(released):
    for entry in PublicationLogEntry.objects.all():
        assert "\n" not in entry.line
        assert publication_log.canonical(json.loads(entry.line)) == entry.line
