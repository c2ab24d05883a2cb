"""Voluntary answers leave their rows, which lay in the order of the registrations: five people or more are added up to totals, fewer
are sealed until they are five. The rows themselves go with their table in the next migration. Backups from before still hold them.
"""

import json
import uuid
from collections import Counter, defaultdict
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from resilience_portal.privacy.sealing import seal  # what is sealed here is opened by `engagement.domain.equality`

LEAST, LENGTH = 5, 240
QUESTIONS = ("age_range", "gender", "background")


def _answers(row: Any) -> dict[str, list[str]]:
    given = {name: [chosen for chosen in getattr(row, name).split(",") if chosen] for name in QUESTIONS}
    return {name: chosen for name, chosen in given.items() if chosen}


def add_up(apps: Any, schema_editor: Any) -> None:
    """Group by group; read by random key, so that nothing is written in the order of the registrations again."""
    rows = apps.get_model("engagement", "EqualityAnswers").objects.order_by("group_id", "pk")
    total, sealed = apps.get_model("engagement", "EqualityTotal"), apps.get_model("engagement", "SealedAnswers")
    of_group: dict[Any, list[dict[str, list[str]]]] = defaultdict(list)
    for row in rows.iterator(chunk_size=500):
        of_group[row.group_id].append(_answers(row))
    for group, people in of_group.items():
        if len(people) < LEAST:
            words = [json.dumps(answers).ljust(LENGTH) for answers in people]
            sealed.objects.bulk_create(sealed(group_id=group, sealed=seal(each, purpose="equality")) for each in words)
            continue
        counts = Counter((name, answer) for each in people for name in QUESTIONS for answer in each.get(name) or [""])
        total.objects.bulk_create(
            total(group_id=group, question=name, answer=answer, people=count) for (name, answer), count in sorted(counts.items())
        )


class Migration(migrations.Migration):
    dependencies = [("engagement", "0094_facets")]

    operations = [
        migrations.CreateModel(
            name="EqualityTotal",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "question",
                    models.CharField(
                        choices=[
                            ("age_range", "Age"),
                            ("gender", "Gender"),
                            ("background", "Any of these that you wish to name"),
                        ],
                        max_length=20,
                        verbose_name="question",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=20, verbose_name="answer")),
                ("people", models.PositiveIntegerField(verbose_name="people")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="engagement.focusgroup"
                    ),
                ),
            ],
            options={
                "verbose_name": "total of voluntary answers",
                "verbose_name_plural": "totals of voluntary answers",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SealedAnswers",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.BinaryField(verbose_name="sealed answers")),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="engagement.focusgroup"
                    ),
                ),
            ],
            options={
                "verbose_name": "sealed answers",
                "verbose_name_plural": "sealed answers",
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="equalitytotal",
            constraint=models.UniqueConstraint(fields=("group", "question", "answer"), name="equality_total_once_an_answer"),
        ),
        migrations.RunPython(add_up, migrations.RunPython.noop),  # back: totals don't become rows again
    ]
