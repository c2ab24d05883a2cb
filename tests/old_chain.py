"""`python -m tests.old_chain`: a database as it stood half-way on the migrations from before the squash, with rows in it.

A process of its own: the migrations write to the portal's database. For `tests/journeys/test_upgrade.py`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import django
from django.core.management import call_command
from django.db.migrations import executor
from django.db.migrations.loader import MigrationLoader

HALF_WAY = ("engagement", "0062_projects")


class OldChain(MigrationLoader):
    """The migrations of that time: no squashed one, and none that came after."""

    def load_disk(self) -> None:
        super().load_disk()
        known = self.disk_migrations
        replaced = {key for migration in known.values() for key in migration.replaces}
        apps = {app for app, _name in replaced}
        self.disk_migrations = {key: known[key] for key in known if key in replaced or key[0] not in apps}


def fill(make: Any) -> None:
    """Rows that the migrations after `HALF_WAY` have something to do with."""
    user = make("accounts.User", username="lea")
    plan = make("phases.EngagementPlan", slug="plan", title="Plan")
    phase = make("phases.Phase", plan=plan, slug="one", number=1, kind="listening", iap2_level="consult", edmonton_role="advise")
    words = make("phases.ThemeGroup", code="trust", name="Trust")
    make("phases.Theme", group=words, code="T1", slug="being-heard", name="Being heard", use_when="Somebody was not answered.")
    sector = make("stakeholders.Sector", code="faith", name="Faith")
    house = make("stakeholders.Organization", reference="O-1", name="Maison Océane", sector=sector)
    when = {
        "held_on": date(2026, 9, 1),
        "created_at": datetime(2026, 9, 2, tzinfo=UTC),
        "updated_at": datetime(2026, 9, 2, tzinfo=UTC),
    }
    make("engagement.Conversation", reference="C-1", **when, phase=phase, organization=house, lead=user, created_by=user)
    few, many = (make("engagement.FocusGroup", reference=slug, slug=slug, title=slug, phase=phase) for slug in ("few", "many"))
    session = make("engagement.FocusGroupSession", group=few, reference="S-1", slug="s-1")
    make("engagement.Registration", group=few, session=session, receipt="R-1", state="registered")
    for group, people in ((few, 2), (many, 6)):
        for _ in range(people):
            make("engagement.EqualityAnswers", group=group, gender="woman")


def main() -> None:
    django.setup()
    from django.db import connection

    executor.MigrationLoader = OldChain
    call_command("migrate", *HALF_WAY, verbosity=0)
    models = OldChain(connection).project_state(HALF_WAY).apps
    fill(lambda model, /, **values: models.get_model(model).objects.create(**values))


if __name__ == "__main__":
    main()
