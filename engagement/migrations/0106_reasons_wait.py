"""Finds the reasons that wait to be let out without a walk over all points."""

from django.conf import settings
from django.db import migrations, models

from resilience_portal.migrating import AddIndexInUse


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("engagement", "0001_squashed_0105_groups_have_a_name"),
        ("phases", "0001_squashed_0054_report_days_move"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        AddIndexInUse(
            model_name="point",
            index=models.Index(
                condition=models.Q(("reason_approved_by", None), ("status", "not_resolvable")),
                fields=["created_at"],
                name="point_reason_waits",
            ),
        ),
    ]
