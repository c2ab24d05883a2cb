"""The public site's own database role reads the plan and what was released. Taken over, it still reads no conversation."""

from __future__ import annotations

import psycopg2
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.management.commands import prepare
from engagement.management.commands.prepare import PUBLIC_ROLE, grant_public_role, public_tables
from phases.domain.site_work import BUILD_SITE_TASK
from resilience_portal.outbox.models import OutboxJob
from tests.engagement import scene

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]
PASSWORD = "a'b\\c-only-for-this-test"


@pytest.fixture
def public():
    grant_public_role(PASSWORD)
    grant_public_role(PASSWORD)  # run again, it changes nothing
    known = connection.settings_dict
    place = {"host": known["HOST"], "port": known["PORT"] or 5432, "dbname": known["NAME"]}
    with psycopg2.connect(**place, user=PUBLIC_ROLE, password=PASSWORD) as connected:
        connected.autocommit = True
        yield connected.cursor()
    connected.close()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP OWNED BY {PUBLIC_ROLE}")
        cursor.execute(f"DROP ROLE {PUBLIC_ROLE}")


def test_it_reads_what_is_public(public):
    for table in public_tables():
        public.execute(f"SELECT count(*) FROM {table}")
    assert "phases_publishedreport" in public_tables()


@pytest.mark.parametrize(
    "table",
    [
        "engagement_conversation",
        "engagement_quote",
        "engagement_report",
        "stakeholders_person",
        "accounts_user",
        "audit_auditevent",
    ],
)
def test_it_reads_nothing_else(public, table):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        public.execute(f"SELECT count(*) FROM {table}")


def test_it_writes_nothing(public):
    with pytest.raises((psycopg2.errors.InsufficientPrivilege, psycopg2.errors.ReadOnlySqlTransaction)):
        public.execute("DELETE FROM phases_publishedreport")


def test_public_pages_ask_for_public_tables_only(client):
    """What the role may read is enough for every public page."""
    with CaptureQueriesContext(connection) as asked:
        for path in (
            "/en/",
            "/en/phases/",
            "/en/themes/",
            "/en/reports/",
            "/en/data/",
            "/api/v1/reports/",
            "/feeds/all.atom",
            "/healthz",
        ):
            assert client.get(path).status_code == 200, path
    private = [
        query["sql"]
        for query in asked
        if any(f'"{app}_' in query["sql"] for app in ("engagement", "stakeholders", "accounts", "audit"))
    ]
    assert private == []


def test_an_upgrade_has_the_public_pages_written_again_once(monkeypatch):
    scene.phase()
    monkeypatch.setattr(prepare, "call_command", lambda *_words, **_options: None)  # the checks and migrations of a real upgrade
    prepare.Command().handle()
    prepare.Command().handle()
    assert OutboxJob.objects.open().filter(task=BUILD_SITE_TASK).count() == 1
