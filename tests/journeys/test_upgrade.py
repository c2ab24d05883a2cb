"""A database that stood half-way on the old migrations and goes on is what a fresh one is, and nothing in it is lost."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.db import connection

from tests.architecture.source import ROOT

pytestmark = [pytest.mark.thorough, pytest.mark.timeout(300)]

OF_POSTGRESQL = {  # each row: what it is of, its name, how it is made
    "columns": """SELECT attrelid::regclass::text, attname,
                    concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, attidentity, pg_get_expr(adbin, adrelid))
                  FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                  WHERE attrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r')
                    AND attnum > 0 AND NOT attisdropped""",
    "constraints": """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
                      WHERE connamespace = 'public'::regnamespace""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "triggers": "SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": """SELECT '', oid::regprocedure::text, pg_get_functiondef(oid) FROM pg_proc
                    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'""",
    "extensions": "SELECT '', extname, extversion FROM pg_extension",
}


@dataclass(frozen=True)
class Database:
    """One of its own, and a folder for what the portal writes beside it."""

    vendor: str
    address: str
    folder: Path

    def run(self, *words: str) -> str:
        """A command of the portal's, on this database."""
        url = f"sqlite:///{self.address}" if self.vendor == "sqlite" else self.address
        environment = os.environ | {
            "DATABASE_URL": url, "PORTAL_VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "resilience_portal.settings",
        }  # fmt: skip
        ran = subprocess.run([sys.executable, *words], env=environment, cwd=ROOT, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """Read past Django."""
        with closing(sqlite3.connect(self.address) if self.vendor == "sqlite" else psycopg2.connect(self.address)) as connected:
            cursor = connected.cursor()
            cursor.execute(sql)
            return cursor.fetchall()

    def schema(self) -> dict[tuple[str, str, str], Any]:
        """Everything but rows, in no order: SQLite and time have put the columns of some tables in another."""
        if self.vendor == "sqlite":
            every = self.rows("SELECT type, tbl_name, name, sql FROM sqlite_master")
            return {
                (kind, table, name): _parts(sql) if kind == "table" else _words(sql or "") for kind, table, name, sql in every
            }
        every = [(kind, *row) for kind, sql in OF_POSTGRESQL.items() for row in self.rows(sql)]
        return {(kind, table, name): _uncast(made) if kind == "indexes" else _words(made) for kind, table, name, made in every}


def _words(sql: str) -> str:
    """However its lines break."""
    return " ".join(sql.split())


def _uncast(index: str) -> str:
    """PostgreSQL casts a list of words as a whole, or word by word once a column beside them has been altered: the same index."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", _words(index))


def _parts(table: str) -> list[str]:
    """Columns and constraints of a `CREATE TABLE`."""
    parts, depth = [""], 0
    for sign in table[table.index("(") + 1 : table.rindex(")")]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        parts[-1] += sign
        if sign == "," and depth == 0:
            parts[-1] = parts[-1][:-1]
            parts.append("")
    return sorted(part.strip() for part in parts)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def two(request: pytest.FixtureRequest, tmp_path: Path):
    """Two empty databases."""
    if request.param == "sqlite":
        yield tuple(Database("sqlite", str(tmp_path / f"{name}.sqlite3"), tmp_path / name) for name in ("old", "fresh"))
        return
    known = connection.settings_dict
    names = [f"test_{known['NAME'].removeprefix('test_')}_upgrade_{name}" for name in ("old", "fresh")]
    who = known["USER"] + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
    server = f"postgres://{who}@{known['HOST'] or '127.0.0.1'}:{known['PORT'] or 5432}/"
    with closing(psycopg2.connect(f"{server}postgres")) as connected:
        connected.autocommit = True
        cursor = connected.cursor()
        for name in names:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        yield tuple(Database("postgresql", server + name, tmp_path / name) for name in names)
        for name in names:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_from_half_way_to_what_a_fresh_database_is(two: tuple[Database, Database]):
    old, fresh = two
    old.run("-m", "tests.old_chain")
    assert ("0080_one_index_a_question",) not in old.rows("SELECT name FROM django_migrations"), "it stands half-way"
    for database in two:
        database.run("manage.py", "migrate", "--verbosity", "0")
        assert "No migrations to apply" in database.run("manage.py", "migrate")

    upgraded, made = old.schema(), fresh.schema()
    assert upgraded.keys() == made.keys()
    assert {key: (upgraded[key], made[key]) for key in made if upgraded[key] != made[key]} == {}
    assert any(kind.startswith("trigger") and table == "audit_auditevent" for kind, table, _name in made)

    assert old.rows("SELECT name FROM auth_group ORDER BY 1") == fresh.rows("SELECT name FROM auth_group ORDER BY 1") != []
    permissions = (
        "SELECT app_label, codename FROM auth_permission JOIN django_content_type t ON t.id = content_type_id ORDER BY 1, 2"
    )
    assert old.rows(permissions) == fresh.rows(permissions)

    assert old.rows("SELECT reference FROM engagement_conversation") == [("C-1",)]
    assert old.rows("SELECT use_when_en FROM phases_theme") == [("Somebody was not answered.",)]
    assert "oceane" in old.rows("SELECT search_text FROM stakeholders_organization")[0][0]
    assert old.rows("SELECT state, told_state FROM engagement_registration") == [("registered", "registered")]
    assert old.rows("SELECT answer, people FROM engagement_equalitytotal WHERE question = 'gender'") == [("woman", 6)]
    assert len(old.rows("SELECT id FROM engagement_sealedanswers")) == 2
    if old.vendor == "postgresql":
        assert old.rows("SELECT count(*) FROM engagement_conversation WHERE facets = '{}'") == [(0,)]
