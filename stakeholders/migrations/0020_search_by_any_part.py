"""Search by any part of a name: a trigram index, where the database has them (SQLite scans, in milliseconds); initials and sounds."""

from django.db import migrations

from stakeholders.domain.directory import findable

CREATE = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX IF NOT EXISTS organization_by_words ON stakeholders_organization USING gin (search_text gin_trgm_ops);
"""


def create(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS organization_by_words")


def find_by_more(apps, schema_editor):
    Organization = apps.get_model("stakeholders", "Organization")
    batch = []
    for found in Organization.objects.only("pk", "reference", "name", "aliases").iterator(chunk_size=500):
        people = found.affiliations.order_by("person_id").values_list("person__name", flat=True)
        found.search_text = findable(found.reference, found.name, found.aliases, people)
        batch.append(found)
        if len(batch) == 500:
            Organization.objects.bulk_update(batch, ["search_text"])
            batch = []
    Organization.objects.bulk_update(batch, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("stakeholders", "0060_registry_at_work")]
    operations = [
        migrations.RunPython(create, drop),
        migrations.RunPython(find_by_more, migrations.RunPython.noop),
    ]
