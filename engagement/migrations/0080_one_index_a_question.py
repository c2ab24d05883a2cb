"""Drops the indexes that Django made for foreign keys where another index begins with the same column already.

Each cost every insert and answered nothing. Dropped without a lock that stops writers, one by one, by looking them up: their
names differ between databases. Run again, or back, it does what is still to do.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REDUNDANT = {
    "Conversation": ("phase_id", "organization_id", "lead_id", "assigned_to_id", "created_by_id"),
    "PointTheme": ("point_id", "theme_id"),
    "ThemeLink": ("conversation_id", "theme_id"),
}


def _plain_indexes(schema_editor, model, column):
    """Names of the indexes over this column alone that the model doesn't declare."""
    with schema_editor.connection.cursor() as cursor:
        found = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
    declared = {index.name for index in model._meta.indexes}
    plain = (each for each in found.items() if each[1]["index"] and not each[1]["unique"])
    return [name for name, is_over in plain if is_over["columns"] == [column] and name not in declared]


def drop(apps, schema_editor):
    how = "CONCURRENTLY " if schema_editor.connection.vendor == "postgresql" else ""
    for name, columns in REDUNDANT.items():
        model = apps.get_model("engagement", name)
        for column in columns:
            for index in _plain_indexes(schema_editor, model, column):
                schema_editor.execute(f"DROP INDEX {how}IF EXISTS {schema_editor.quote_name(index)}")


def create(apps, schema_editor):
    for name, columns in REDUNDANT.items():
        model = apps.get_model("engagement", name)
        for column in columns:
            if not _plain_indexes(schema_editor, model, column):
                field = model._meta.get_field(column.removesuffix("_id"))
                schema_editor.execute(schema_editor._create_index_sql(model, fields=[field]))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("engagement", "0072_taken_back_by_those_who_spoke"),
        ("phases", "0050_themes_keep_their_words"),
        ("stakeholders", "0020_search_by_any_part"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="conversation",
                    name="assigned_to",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="next step by",
                    ),
                ),
                migrations.AlterField(
                    model_name="conversation",
                    name="created_by",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="logged by",
                    ),
                ),
                migrations.AlterField(
                    model_name="conversation",
                    name="lead",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="led by",
                    ),
                ),
                migrations.AlterField(
                    model_name="conversation",
                    name="organization",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="stakeholders.organization",
                        verbose_name="stakeholder",
                    ),
                ),
                migrations.AlterField(
                    model_name="conversation",
                    name="phase",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="phases.phase",
                        verbose_name="phase",
                    ),
                ),
                migrations.AlterField(
                    model_name="pointtheme",
                    name="point",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="codings", to="engagement.point"
                    ),
                ),
                migrations.AlterField(
                    model_name="pointtheme",
                    name="theme",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="phases.theme",
                        verbose_name="theme",
                    ),
                ),
                migrations.AlterField(
                    model_name="themelink",
                    name="conversation",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="theme_links",
                        to="engagement.conversation",
                    ),
                ),
                migrations.AlterField(
                    model_name="themelink",
                    name="theme",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="phases.theme"
                    ),
                ),
            ],
        ),
    ]
