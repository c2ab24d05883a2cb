"""The facets of a conversation as one column of numbers, so that a list of a million is narrowed in one look. PostgreSQL only.

Each facet (its phase, a theme, a tag, that something is still to do) is a word like `tag:<id>`, kept as the first four bytes of
its SHA-256. Two words may share a number: what is found by numbers is asked again, exactly, for the rows of the page. The
database keeps the column itself, by triggers on everything that has a facet in it: no verb can forget it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

KEPT_BY = "facets_of_conversation"
TABLE = "engagement_conversation"


class FacetKeys(models.Field[Any, Any]):
    """`integer[]`, written by triggers. Where there are none (SQLite) it is empty, and nothing asks it."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str:
        """Numbers where they are asked."""
        return "integer[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        """As the database takes it; a text is its own way to write numbers: `{1,2}`."""
        if connection.vendor != "postgresql":
            return ""
        return value if isinstance(value, str) else list(value or [])


@FacetKeys.register_lookup
class HasAll(models.lookups.FieldGetDbPrepValueMixin, models.Lookup[Any]):
    """Holds every one of these numbers."""

    lookup_name, operator = "has_all", "@>"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """The operators that a GIN index answers."""
        left, before = self.process_lhs(compiler, connection)
        right, after = self.process_rhs(compiler, connection)
        return f"{left} {self.operator} {right}::integer[]", [*before, *after]


@FacetKeys.register_lookup
class HasAny(HasAll):
    """Holds at least one of these numbers."""

    lookup_name, operator = "has_any", "&&"


class Mentions(models.Func):
    """Whether the search text of the row with this key is, of each two patterns, like one. PostgreSQL only."""

    function, output_field = "conversation_mentions", models.BooleanField()


def number(word: str) -> int:
    """A facet's number, as `facet_number` in the database has it."""
    return int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big", signed=True)


def numbers(words: Iterable[str]) -> list[int]:
    """Those of several."""
    return [number(word) for word in words]


NUMBER = """CREATE OR REPLACE FUNCTION facet_number(word text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS
    $$ SELECT ('x' || left(encode(sha256(convert_to(word, 'UTF8')), 'hex'), 8))::bit(32)::int $$"""
KEEP = """CREATE OR REPLACE FUNCTION facets_of_conversation() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.facets := (SELECT coalesce(array_agg(DISTINCT facet_number(word)), '{}') FROM (
        SELECT unnest(ARRAY['phase:' || NEW.phase_id, 'state:' || NEW.state, 'level:' || NEW.level, 'lead:' || NEW.lead_id,
            'assigned:' || NEW.assigned_to_id, 'organization:' || NEW.organization_id, 'check:' || NEW.participant_check]) AS word
        UNION ALL SELECT unnest(ARRAY['sector:' || sector_id, 'ward:' || ward_id])
            FROM stakeholders_organization WHERE id = NEW.organization_id
        UNION ALL SELECT 'theme:' || theme_id FROM engagement_themelink WHERE conversation_id = NEW.id
        UNION ALL SELECT 'tag:' || tag_id FROM engagement_conversation_tags WHERE conversation_id = NEW.id
        UNION ALL SELECT 'person:' || person_id FROM engagement_participation WHERE conversation_id = NEW.id
        UNION ALL SELECT 'follow_up:open' WHERE EXISTS (
            SELECT 1 FROM engagement_followup WHERE conversation_id = NEW.id AND state IN ('open', 'in_progress'))
    ) words WHERE word IS NOT NULL);
    RETURN NEW; END $$"""
# What hangs on a conversation has changed, however many rows at once: the conversation's own trigger does the rest.
LINKED = ("engagement_themelink", "engagement_conversation_tags", "engagement_participation", "engagement_followup")
TOUCH = """CREATE OR REPLACE FUNCTION facets_of_links() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE engagement_conversation SET facets = facets WHERE id IN (SELECT conversation_id FROM changed);
    RETURN NULL; END $$"""
MOVED = """CREATE OR REPLACE FUNCTION facets_of_organization() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE engagement_conversation SET facets = facets WHERE organization_id = NEW.id;
    RETURN NULL; END $$"""


# Whether all words occur in one row, asked by its key. In a function with a price of its own: of a subquery the planner believes
# that it is run for every row of the table, and so never walks the days; it is run for the few rows that have the facets.
MENTIONS = """CREATE OR REPLACE FUNCTION conversation_mentions(pk uuid, VARIADIC patterns text[]) RETURNS boolean
    LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE COST 10 AS $$ DECLARE words text; BEGIN
    SELECT search_text INTO words FROM engagement_conversation WHERE id = pk;
    FOR n IN 1 .. array_length(patterns, 1) / 2 LOOP
        IF NOT (words LIKE patterns[2 * n - 1] OR words LIKE patterns[2 * n]) THEN RETURN false; END IF;
    END LOOP;
    RETURN true; END $$"""
FILL = """UPDATE engagement_conversation SET facets = facets
    WHERE id IN (SELECT id FROM engagement_conversation WHERE facets = '{}' LIMIT 5000)"""


def _triggers() -> list[str]:
    made = [
        NUMBER, KEEP, TOUCH, MOVED, MENTIONS,
        f"CREATE OR REPLACE TRIGGER {KEPT_BY} BEFORE INSERT OR UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {KEPT_BY}()",
        "CREATE OR REPLACE TRIGGER facets_of_organization AFTER UPDATE ON stakeholders_organization FOR EACH ROW "
        "WHEN (OLD.sector_id IS DISTINCT FROM NEW.sector_id OR OLD.ward_id IS DISTINCT FROM NEW.ward_id) "
        "EXECUTE FUNCTION facets_of_organization()",
    ]  # fmt: skip
    for table in LINKED:
        for verb, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            made.append(
                f"CREATE OR REPLACE TRIGGER facets_{verb.lower()} AFTER {verb} ON {table} "
                f"REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION facets_of_links()"
            )
    return made


def install(connection: BaseDatabaseWrapper) -> None:
    """The triggers; and the numbers of rows that were written while they were missing, some thousands at a time."""
    with connection.cursor() as cursor:
        for statement in _triggers():
            cursor.execute(statement)
        cursor.execute(FILL)
        while cursor.rowcount > 0:
            cursor.execute(FILL)


def install_after_migrate(*, using: str, **kwargs: Any) -> None:
    """Receiver of `post_migrate`; the tables that it hangs on may not all be there yet."""
    connection = connections[using]
    wanted = {TABLE, "stakeholders_organization", *LINKED}
    if connection.vendor == "postgresql" and wanted <= set(connection.introspection.table_names()):
        install(connection)
