"""What a migration may use beside what Django has. Migrations name it by this address: it stays as long as one of them does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.operations.models import AddIndex, CreateModel
from django.db.migrations.state import ProjectState


class CreateModels(Operation):
    """All tables of an app at once, those that point at one another too.

    After each single `CreateModel` Django makes the classes of every related model again: of sixty models that hang together,
    thousands of times. Here they are made once, when all are known.
    """

    category = OperationCategory.ADDITION

    def __init__(self, operations: Sequence[CreateModel]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Forgets the classes made so far; whoever asks for `state.apps` next has all of them made."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """One after the other, each in its final shape."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """The other way round, so that what points at a table goes before it."""
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """As `migrate --plan` and `sqlmigrate` show it."""
        return f"Create {len(self.operations)} models"


class AddIndexInUse(AddIndex):
    """An index on a table that is in use: PostgreSQL makes it without a lock that stops writers. Needs `atomic = False`.

    Run again after it broke off in the middle, it removes the half-made one first.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """`CREATE INDEX CONCURRENTLY` where there is such a thing."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        postgresql: Any = schema_editor  # whose `add_index` knows one word more
        postgresql.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {schema_editor.quote_name(self.index.name)}")
        postgresql.add_index(to_state.apps.get_model(app_label, self.model_name), self.index, concurrently=True)
