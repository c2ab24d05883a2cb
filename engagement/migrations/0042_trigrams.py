"""Search by any part of a word at a million records: a trigram index, where the database has them. SQLite scans."""

from django.db import migrations

CREATE = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX IF NOT EXISTS conversation_by_words ON engagement_conversation USING gin (search_text gin_trgm_ops);
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS conversation_by_words")


class Migration(migrations.Migration):
    dependencies = [("engagement", "0041_lists")]
    operations = [migrations.RunPython(create, drop)]
