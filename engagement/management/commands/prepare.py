"""`manage.py prepare`: brings a production database to this version, once per release, before anything else starts."""

from __future__ import annotations

import os
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.utils import timezone
from psycopg2 import sql

from phases.domain.site_work import rebuild_site

PUBLIC_ROLE = "portal_public"
PUBLIC_APPS = ("phases",)  # what the public site may read: the plan and what was released, nothing else


class Command(BaseCommand):
    """Migrations, the rights of the public site's own database role, and the public pages as this version writes them."""

    help = "Migrate, grant the public site's database role what it may read, and have the public pages written again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Idempotent. The role's password comes from the environment only, so that no process list shows it."""
        call_command("check", deploy=True, databases=["default"])
        call_command("migrate", interactive=False)
        password = os.environ.get("PUBLIC_DATABASE_PASSWORD", "")
        if connection.vendor == "postgresql" and password:
            grant_public_role(password)
            self.stdout.write(f"Role {PUBLIC_ROLE} may read: {', '.join(public_tables())}")
        rebuild_site(now=timezone.now())  # pages of the version before name style sheets that this one no longer has


def public_tables() -> list[str]:
    """Tables of the public side, history tables left out: they hold who changed what."""
    models = [model for label in PUBLIC_APPS for model in apps.get_app_config(label).get_models(include_auto_created=True)]
    return sorted(model._meta.db_table for model in models if not model.__name__.startswith("Historical"))


@transaction.atomic
def grant_public_role(password: str) -> None:
    """Makes the role when it is missing, takes all its rights and gives back SELECT on the public tables."""
    role = sql.Identifier(PUBLIC_ROLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [PUBLIC_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(sql.SQL("CREATE ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE").format(role))
        cursor.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password)))
        cursor.execute(sql.SQL("ALTER ROLE {} SET default_transaction_read_only = on").format(role))
        cursor.execute(sql.SQL("ALTER ROLE {} SET statement_timeout = '15s'").format(role))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
        for table in public_tables():
            cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(sql.Identifier(table), role))
