"""Taking one's words back is an answer of its own; it used to be kept as a correction."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import migrations, models

ANSWERS = [
    ("not_requested", "Not requested"),
    ("requested", "To be sent"),
    ("sent", "Sent"),
    ("confirmed", "Confirmed"),
    ("corrected", "Corrected"),
    ("no_reply", "No reply"),
    ("withdrawn", "Taken back by those who spoke"),
]


def tell_apart(apps: Any, schema_editor: Any) -> None:
    """The audit log knows which checks were answered so. What the door had written in place of a correction goes."""
    events = apps.get_model("audit", "AuditEvent").objects.filter(kind="speak_back.withdrawn")
    keys = [uuid.UUID(key) for key in events.values_list("subject_id", flat=True)]
    for check in apps.get_model("engagement", "CheckRequest").objects.filter(pk__in=keys, state="corrected"):
        check.state, check.correction = "withdrawn", ""
        check.save(update_fields=["state", "correction"])
        talks = apps.get_model("engagement", "Conversation").objects.filter(pk=check.conversation_id)
        talks.filter(state="withdrawn", participant_check="corrected").update(participant_check="withdrawn")


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0071_news_by_mail"),
        ("audit", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="checkrequest",
            name="state",
            field=models.CharField(choices=ANSWERS, default="sent", max_length=16, verbose_name="answer"),
        ),
        migrations.AlterField(
            model_name="conversation",
            name="participant_check",
            field=models.CharField(
                choices=ANSWERS, default="not_requested", max_length=16, verbose_name="participant check"
            ),
        ),
        migrations.RunPython(tell_apart, migrations.RunPython.noop, elidable=True),
    ]
