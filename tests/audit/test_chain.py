"""The audit log: what is in it stays in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.checks import run_checks
from django.db import IntegrityError, connection, transaction
from django.test import Client

from resilience_portal.audit.models import AuditEvent, AuditHead
from resilience_portal.audit.record import first_broken, record
from resilience_portal.audit.triggers import AUDIT
from tests.cast import Cast, cast  # noqa: F401


@pytest.fixture
def three(cast: Cast, now) -> list[AuditEvent]:  # noqa: F811
    return [
        record(f"thing.done_{number}", by=cast.ana, on=cast.city, now=now, details={"number": number}) for number in (1, 2, 3)
    ]


@pytest.fixture
def guarded(three) -> Iterator[list[AuditEvent]]:
    AUDIT.install(connection)
    yield three
    AUDIT.remove(connection)


def test_a_whole_chain_is_whole(three) -> None:
    assert first_broken() is None
    assert [event.number for event in AuditEvent.objects.order_by("number")] == [1, 2, 3]


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "thing.undone"},
        {"actor_name": "somebody"},
        {"actor_id": None},
        {"details": {"number": 4}},
        {"subject_id": "x"},
        {"at": "2001-01-01T00:00:00Z"},
    ],
)
def test_a_changed_row_is_found(three, change: dict[str, object]) -> None:
    AuditEvent.objects.filter(number=2).update(**change)
    assert first_broken() == 2


def test_a_dropped_row_is_found(three) -> None:
    AuditEvent.objects.filter(number=2).delete()
    assert first_broken() == 2


def test_a_cut_tail_is_found(three) -> None:
    AuditEvent.objects.filter(number=3).delete()
    assert first_broken() == 3


def test_a_tail_cut_together_with_its_head_is_a_chain_that_somebody_resealed(three) -> None:
    """Without the key the head can be set back, but only to a state that was true once: the exported digest tells."""
    AuditEvent.objects.filter(number=3).delete()
    AuditHead.objects.update(number=2, digest=three[1].digest)
    assert first_broken() is None
    assert AuditHead.objects.get().digest != three[2].digest


def test_a_row_resealed_with_another_key_is_found(three, settings) -> None:
    from resilience_portal.audit.record import seal

    event, key = AuditEvent.objects.get(number=2), settings.AUDIT_SECRET
    event.kind = "thing.undone"
    settings.AUDIT_SECRET = "guessed"
    event.digest = seal(event, before=three[0].digest)
    settings.AUDIT_SECRET = key
    AuditEvent.objects.filter(number=2).update(kind=event.kind, digest=event.digest)
    assert first_broken() == 2


@pytest.mark.parametrize("statement", ["UPDATE audit_auditevent SET kind = 'x'", "DELETE FROM audit_auditevent"])
def test_the_database_refuses_to_change_or_delete(guarded, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEvent.objects.count() == 3
    assert first_broken() is None


def test_the_database_refuses_to_truncate(guarded) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_auditevent")
    assert AuditEvent.objects.count() == 3


def test_rows_are_still_added(guarded, now) -> None:
    record("thing.done_4", by=None, on=None, now=now)
    assert first_broken() is None


def test_the_system_check_tells_when_the_guard_is_gone(three, settings) -> None:
    settings.AUDIT_TRIGGERS = True
    AUDIT.install(connection)
    assert not [found for found in run_checks(databases=["default"]) if found.id == "audit.W001"]
    AUDIT.remove(connection)
    assert [found for found in run_checks(databases=["default"]) if found.id == "audit.W001"]


def test_migrate_puts_the_guard_back(three, settings) -> None:
    settings.AUDIT_TRIGGERS = True
    assert AUDIT.missing(connection)
    AUDIT.install_after_migrate(using="default")
    assert not AUDIT.missing(connection)
    AUDIT.remove(connection)


def test_the_admin_shows_the_log_and_offers_no_change(client: Client, cast: Cast, three) -> None:  # noqa: F811
    client.force_login(cast.ada)
    page = "/admin/audit/auditevent/"
    assert "thing.done_1" in client.get(page).content.decode()
    assert [event.number for event in client.get(page, {"q": "thing.done_2"}).context["cl"].result_list] == [2]
    assert client.get(f"{page}2/change/").status_code == 200
    assert client.post(f"{page}2/change/", {"kind": "x"}).status_code == 403
    assert client.get(f"{page}add/").status_code == 403
    assert client.post(f"{page}2/delete/", {"post": "yes"}).status_code == 403
    assert first_broken() is None
