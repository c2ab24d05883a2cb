"""Which themes a conversation has, as one row each: what the list of conversations asks, at any size, in one look.

The database keeps the rows itself, by triggers on the codings: no verb can forget them, however many codes it moves at once.
Like those of the audit log they are installed after every `migrate`; where they were missing, the rows are brought up to date.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from engagement.models.conversation import Conversation
from phases.models import Theme
from resilience_portal.audit.triggers import PRESENT
from resilience_portal.privacy.declare import Lifetime, declare

CODINGS, POINTS, LINKS = "engagement_pointtheme", "engagement_point", "engagement_themelink"
NAMES = ("theme_link_insert", "theme_link_delete", "theme_link_update")


class ThemeLink(models.Model):
    """A theme was raised in a conversation. Written by the database only."""

    # Each has an index of its own in Meta that begins with it.
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="theme_links", db_index=False)
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="+", db_index=False)

    privacy = declare(internal="id conversation theme", lifetime=Lifetime.PHASE)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["conversation", "theme"], name="theme_link_once")]
        indexes: ClassVar = [models.Index(fields=["theme", "conversation"], name="theme_link_by_theme")]

    def __str__(self) -> str:
        return f"{self.conversation_id} {self.theme_id}"


_ADD = """INSERT INTO engagement_themelink (conversation_id, theme_id)
    SELECT conversation_id, NEW.theme_id FROM engagement_point WHERE id = NEW.point_id
    ON CONFLICT (conversation_id, theme_id) DO NOTHING;"""
_TAKE = """DELETE FROM engagement_themelink WHERE theme_id = OLD.theme_id
    AND conversation_id = (SELECT conversation_id FROM engagement_point WHERE id = OLD.point_id)
    AND NOT EXISTS (SELECT 1 FROM engagement_pointtheme c JOIN engagement_point p ON p.id = c.point_id
        WHERE c.theme_id = OLD.theme_id AND p.conversation_id = engagement_themelink.conversation_id);"""
_FILL = """INSERT INTO engagement_themelink (conversation_id, theme_id)
    SELECT DISTINCT p.conversation_id, c.theme_id
    FROM engagement_pointtheme c JOIN engagement_point p ON p.id = c.point_id
    WHERE NOT EXISTS (
        SELECT 1 FROM engagement_themelink l WHERE l.conversation_id = p.conversation_id AND l.theme_id = c.theme_id)"""
_STEPS = {"insert": _ADD, "delete": _TAKE, "update": _TAKE + _ADD}

# PostgreSQL does it once for all rows of a statement: an import writes thousands of codings in one, and each link written wakes
# the trigger of the facets.
_ADD_ALL = """INSERT INTO engagement_themelink (conversation_id, theme_id)
    SELECT DISTINCT p.conversation_id, c.theme_id FROM added c JOIN engagement_point p ON p.id = c.point_id
    ON CONFLICT (conversation_id, theme_id) DO NOTHING;"""
_TAKE_ALL = """DELETE FROM engagement_themelink l USING gone g JOIN engagement_point p ON p.id = g.point_id
    WHERE l.conversation_id = p.conversation_id AND l.theme_id = g.theme_id
    AND NOT EXISTS (SELECT 1 FROM engagement_pointtheme c JOIN engagement_point q ON q.id = c.point_id
        WHERE c.theme_id = l.theme_id AND q.conversation_id = l.conversation_id);"""
_STEPS_ALL = {
    "insert": ("NEW TABLE AS added", _ADD_ALL),
    "delete": ("OLD TABLE AS gone", _TAKE_ALL),
    "update": ("OLD TABLE AS gone NEW TABLE AS added", _TAKE_ALL + _ADD_ALL),
}


def _statements(vendor: str) -> list[str]:
    if vendor == "sqlite":
        return [
            f"CREATE TRIGGER IF NOT EXISTS theme_link_{verb} AFTER {verb.upper()} ON {CODINGS} BEGIN {step} END"
            for verb, step in _STEPS.items()
        ]
    made = []
    for verb, (rows, step) in _STEPS_ALL.items():
        made += [
            f"CREATE OR REPLACE FUNCTION theme_link_{verb}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {step} RETURN NULL; END $$",
            f"CREATE OR REPLACE TRIGGER theme_link_{verb} AFTER {verb.upper()} ON {CODINGS} "
            f"REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION theme_link_{verb}()",
        ]
    return made


def install(connection: BaseDatabaseWrapper) -> None:
    """The triggers as they are today, and the rows that were not kept while one of them was missing."""
    with connection.cursor() as cursor:
        cursor.execute(PRESENT[connection.vendor], [CODINGS])
        were_there = set(NAMES) <= {row[0] for row in cursor.fetchall()}
        with transaction.atomic(using=connection.alias):  # whoever writes meanwhile meets the old ones or the new ones, whole
            for statement in _statements(connection.vendor):
                cursor.execute(statement)
        if not were_there:
            cursor.execute(_FILL)


def install_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`."""
    connection = connections[using]
    if {CODINGS, POINTS, LINKS} <= set(connection.introspection.table_names()):
        install(connection)
