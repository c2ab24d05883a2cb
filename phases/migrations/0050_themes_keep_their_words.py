"""A step of its own: PostgreSQL makes no index in a transaction that has changed rows of the same table."""

from django.db import migrations, models

FIELDS = ("use_when", "do_not_use_when", "example")


def keep_the_words(apps, schema_editor):
    """What was written in one column until now is the default language's."""
    themes = apps.get_model("phases", "Theme").objects
    for field in FIELDS:
        themes.filter(**{f"{field}_en": None}).update(**{f"{field}_en": models.F(field)})


def nothing(apps, schema_editor):
    """The old column was never emptied."""


class Migration(migrations.Migration):

    dependencies = [
        ("phases", "0043_item_kinds"),
    ]

    operations = [migrations.RunPython(keep_the_words, nothing)]
