"""Makes the database itself refuse to change or delete the rows of a log.

Installed after every `migrate`, not by a migration: SQLite rebuilds a table on a later change of it and drops its triggers
without a word. Whoever drops them by hand still breaks the chain (`record.first_broken`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.signals import post_migrate

from resilience_portal.audit.models import AuditEvent

PRESENT = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled <> 'D'",
}


@dataclass(frozen=True)
class AppendOnly:
    """A table whose rows stay as they are. `name` begins the names of its triggers, `refusal` is what the database answers."""

    table: str
    name: str
    refusal: str
    check_id: str

    @property
    def _names(self) -> dict[str, tuple[str, ...]]:
        return {
            "sqlite": (f"{self.name}_no_update", f"{self.name}_no_delete"),
            "postgresql": (f"{self.name}_no_change", f"{self.name}_no_truncate"),
        }

    def _statements(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"""CREATE TRIGGER IF NOT EXISTS {self.name}_no_{verb} BEFORE {verb.upper()} ON {self.table}
                    BEGIN SELECT RAISE(ABORT, '{self.refusal}'); END"""
                for verb in ("update", "delete")
            ]
        return [
            f"""CREATE OR REPLACE FUNCTION {self.name}_refuse() RETURNS trigger LANGUAGE plpgsql AS
                $$ BEGIN RAISE EXCEPTION '{self.refusal}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
            f"""CREATE OR REPLACE TRIGGER {self.name}_no_change BEFORE UPDATE OR DELETE ON {self.table}
                FOR EACH ROW EXECUTE FUNCTION {self.name}_refuse()""",
            f"""CREATE OR REPLACE TRIGGER {self.name}_no_truncate BEFORE TRUNCATE ON {self.table}
                FOR EACH STATEMENT EXECUTE FUNCTION {self.name}_refuse()""",
        ]

    def install(self, connection: BaseDatabaseWrapper) -> None:
        """Creates the triggers; does nothing where they are."""
        with connection.cursor() as cursor:
            for statement in self._statements(connection.vendor):
                cursor.execute(statement)

    def remove(self, connection: BaseDatabaseWrapper) -> None:
        """Takes them away: for tests, and for an operator's retention run under two persons' eyes."""
        of_table = "" if connection.vendor == "sqlite" else f" ON {self.table}"
        with connection.cursor() as cursor:
            for name in self._names[connection.vendor]:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{of_table}")

    def missing(self, connection: BaseDatabaseWrapper) -> list[str]:
        """Names of the triggers that should be there and are not; empty before the table exists."""
        if self.table not in connection.introspection.table_names():
            return []
        with connection.cursor() as cursor:
            cursor.execute(PRESENT[connection.vendor], [self.table])
            present = {row[0] for row in cursor.fetchall()}
        return [name for name in self._names[connection.vendor] if name not in present]

    def install_after_migrate(self, *, using: str, **kwargs: Any) -> None:
        """Receiver of `post_migrate`."""
        connection = connections[using]
        if getattr(settings, "AUDIT_TRIGGERS", True) and self.table in connection.introspection.table_names():
            self.install(connection)

    def check(
        self, *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
    ) -> list[CheckMessage]:
        """System check. A warning, not an error: an error would stop the very `migrate` that puts them back."""
        if not getattr(settings, "AUDIT_TRIGGERS", True):
            return []
        gone = {alias: self.missing(connections[alias]) for alias in databases or ()}
        return [
            Warning(
                f"The log {self.table} of database {alias!r} can be changed: {', '.join(names)} missing.",
                hint="Run `manage.py migrate`: it installs them again.",
                id=self.check_id,
            )
            for alias, names in gone.items()
            if names
        ]

    def keep(self, app: AppConfig) -> None:
        """Called by the app's `ready`. The one signal of the house: `migrate` has no other door."""
        post_migrate.connect(self.install_after_migrate, sender=app, weak=False, dispatch_uid=f"{self.name} triggers")
        register(partial(self.check), Tags.database)  # a bound method can't carry a tag


AUDIT = AppendOnly(AuditEvent._meta.db_table, "audit", "audit events are append-only", "audit.W001")
