"""Facets as numbers, and the two indexes by which a list of a million is read. PostgreSQL only; filled after `migrate`.

Built beside running work, one by one: run again, it does what is still to do.
"""

from django.db import migrations

import engagement.models.facets

INDEXES = {
    "conversation_by_facets": "USING gin (facets)",
    "conversation_walk": "(held_on DESC, id DESC) INCLUDE (facets, state, level, created_by_id, organization_id)",
}


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, over in INDEXES.items():
            schema_editor.execute(f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON engagement_conversation {over}")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("engagement", "0093_notice_versions")]

    operations = [
        migrations.AddField(
            model_name="conversation",
            name="facets",
            field=engagement.models.facets.FacetKeys(db_default="{}", editable=False),
        ),
        migrations.RunPython(create, drop),
    ]
