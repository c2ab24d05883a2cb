"""The first paragraph of a report becomes one of its texts, one row per language."""

from collections.abc import Iterator
from typing import Any

from django.db import migrations

LANGUAGES = ("en", "fr", "ar")
BATCH = 500


def _texts(report: Any, new_text: Any) -> Iterator[Any]:
    for language in LANGUAGES:
        words = getattr(report, f"at_a_glance_{language}") or ""
        if words:
            yield new_text(
                report=report,
                section="at_a_glance",
                language=language,
                text=words,
                state="written",
                edited_by_id=report.requested_by_id,
                edited_at=report.requested_at,
            )


def move(apps: Any, _schema_editor: Any) -> None:
    """In batches: a table of any size, never one long list."""
    report_text = apps.get_model("engagement", "ReportText")
    rows: list[Any] = []
    for report in apps.get_model("engagement", "Report").objects.defer("payload", "inputs").iterator(chunk_size=BATCH):
        rows += _texts(report, report_text)
        if len(rows) >= BATCH:
            report_text.objects.bulk_create(rows)
            rows = []
    report_text.objects.bulk_create(rows)


def move_back(apps: Any, _schema_editor: Any) -> None:
    """The columns get their words back."""
    report = apps.get_model("engagement", "Report")
    for text in apps.get_model("engagement", "ReportText").objects.filter(section="at_a_glance").iterator(chunk_size=BATCH):
        report.objects.filter(pk=text.report_id).update(**{f"at_a_glance_{text.language}": text.text})


class Migration(migrations.Migration):
    dependencies = [("engagement", "0010_report_words")]

    operations = [migrations.RunPython(move, move_back)]
