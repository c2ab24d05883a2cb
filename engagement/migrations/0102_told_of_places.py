"""What people were told of their place. Whoever has one already is taken as told: nobody gets a mail about a place of last month."""

from typing import Any

from django.db import migrations, models
from django.db.models import F


def told(apps: Any, _schema_editor: Any) -> None:
    """As far as they stand now."""
    apps.get_model("engagement", "Registration").objects.update(told_state=F("state"))


class Migration(migrations.Migration):
    dependencies = [("engagement", "0101_no_rows_of_answers")]

    operations = [
        migrations.AddField(
            model_name="registration",
            name="told_state",
            field=models.CharField(
                blank=True,
                default="",
                choices=[
                    ("interested", "Interested"),
                    ("invited", "Invited"),
                    ("registered", "Registered"),
                    ("waitlisted", "On the waiting list"),
                    ("attended", "Came"),
                    ("no_show", "Did not come"),
                    ("cancelled", "Cancelled"),
                    ("withdrawn", "Withdrawn"),
                ],
                editable=False,
                max_length=10,
                verbose_name="state of the place that they were told",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(told, migrations.RunPython.noop),
    ]
