"""The table of rows goes. SQLite is told to write over what it frees: a deleted row would stay readable in the file."""

from typing import Any

from django.db import migrations


def write_over(_apps: Any, schema_editor: Any) -> None:
    """For this connection, from here on."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("PRAGMA secure_delete = ON")


class Migration(migrations.Migration):
    dependencies = [("engagement", "0100_answers_added_up")]

    operations = [migrations.RunPython(write_over, migrations.RunPython.noop), migrations.DeleteModel(name="EqualityAnswers")]
