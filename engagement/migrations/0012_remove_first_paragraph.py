"""The old columns of the first paragraph. Apart from the move: PostgreSQL alters no table with checks still to run."""

from django.db import migrations

NAMES = ("at_a_glance", "at_a_glance_en", "at_a_glance_fr", "at_a_glance_ar")


class Migration(migrations.Migration):
    dependencies = [("engagement", "0011_move_first_paragraph")]

    operations = [migrations.RemoveField(model_name="report", name=name) for name in NAMES]
