"""`manage.py import_conversations FILE --by USERNAME`: a sheet of conversations, all rows or none."""

from __future__ import annotations

from engagement.enums.importing import ImportKind
from engagement.management.commands import import_sheet


class Command(import_sheet.Command):
    """`import_sheet conversations`, by its older name."""

    kind = ImportKind.CONVERSATIONS
