"""Roles are groups by these names. Safe to run again: what is there stays."""

from django.db import migrations

ROLES = ("officer", "analyst", "reviewer", "lead", "liaison", "administrator", "auditor")


def create_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name in ROLES:
        groups.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(create_roles, migrations.RunPython.noop, elidable=False)]
