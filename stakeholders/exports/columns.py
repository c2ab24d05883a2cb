"""Columns of a registry file that are no field of an organization."""

from __future__ import annotations

from typing import Any

from import_export.fields import Field

from stakeholders.models import Organization


class OwnColumn(Field):  # type: ignore[misc]  # import-export ships no types
    """A field of our own; its heading is its code."""

    def export(self, instance: Organization, **kwargs: Any) -> str:
        """As it is kept."""
        return str(instance.custom.get(self.column_name, ""))


class TagsColumn(Field):  # type: ignore[misc]
    """The tags, with a comma between them."""

    def export(self, instance: Organization, **kwargs: Any) -> str:
        """Read beforehand for all rows."""
        return ", ".join(tag.name for tag in instance.tags.all())
