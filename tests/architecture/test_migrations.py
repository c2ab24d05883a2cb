"""A fresh database is made by the squashed migrations; one that stands at any of the old ones goes on with those.

What the databases themselves say of it: `tests/journeys/test_upgrade.py`.
"""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

ALL = MigrationLoader(None, replace_migrations=False)
SQUASHED = {key: migration for key, migration in ALL.disk_migrations.items() if migration.replaces}
OLD = {key for migration in SQUASHED.values() for key in migration.replaces}
APPS = sorted(app for app, _name in SQUASHED)


@pytest.fixture(autouse=True)
def _migrations(settings) -> None:
    """`--nomigrations` takes them from every test after the first that needs a database."""
    settings.MIGRATION_MODULES = {}


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch):
    """What Django makes of a database on which these migrations were run."""

    def at(applied: set[tuple[str, str]]) -> MigrationExecutor:
        monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda _recorder: dict.fromkeys(applied))
        return MigrationExecutor(connection)

    return at


def _one_by_one(plan) -> list[tuple[str, str]]:
    """A squashed migration as those that it stands for."""
    return [key for migration, _back in plan for key in migration.replaces or [(migration.app_label, migration.name)]]


def _complete(applied: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The squashed migrations that Django writes down beside these, once it has seen them."""
    return {key for key, migration in SQUASHED.items() if applied.issuperset(migration.replaces)}


def test_every_app_that_was_squashed_is_looked_at():
    assert APPS == ["accounts", "engagement", "phases", "stakeholders"]


@pytest.mark.parametrize("app", APPS)
def test_whoever_stands_at_an_old_migration_has_the_others_before_them_and_none_twice(app, standing):
    """With nothing more than it needs; and with everything but it and what needs it: one app at its end, another behind."""
    made_of_old = set(ALL.graph.nodes) - {after for key in SQUASHED for after in ALL.graph.backwards_plan(key)}
    for key in sorted(key for key in OLD if key[0] == app):
        for applied in (set(ALL.graph.forwards_plan(key)), made_of_old - set(ALL.graph.backwards_plan(key))):
            for written_down in (applied, applied | _complete(applied)):
                executor = standing(written_down)
                executor.loader.check_consistent_history(connection)
                plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
                assert sorted(_one_by_one(plan)) == sorted(set(ALL.graph.nodes) - set(SQUASHED) - applied), (key, len(applied))


def test_whoever_stands_at_the_last_has_nothing_to_do(standing):
    executor = standing(set(ALL.graph.nodes) - set(SQUASHED))
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []


def test_a_fresh_database_has_each_app_made_in_one_step(standing):
    executor = standing(set())
    plan = [(migration.app_label, migration.name) for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    assert set(SQUASHED) <= set(plan)
    assert not OLD & set(plan)


def test_either_way_ends_at_the_same_models(standing):
    first = {migration.replaces[0] for migration in SQUASHED.values()}  # whoever has begun with the old ones goes on with them
    begun = {before for key in first for before in ALL.graph.forwards_plan(key)}
    old, fresh = standing(begun).loader, standing(set()).loader
    assert set(old.graph.nodes) >= OLD
    assert not OLD & set(fresh.graph.nodes)
    old_models, fresh_models = old.project_state().models, fresh.project_state().models
    assert old_models.keys() == fresh_models.keys()
    assert [key for key, model in fresh_models.items() if model != old_models[key]] == []


def test_the_next_migration_is_numbered_on():
    last = {app: name for app, name in MigrationLoader(None).graph.leaf_nodes() if app in APPS}
    for app, name in SQUASHED:
        highest = max(int(replaced[:4]) for _app, replaced in SQUASHED[app, name].replaces)
        assert MigrationAutodetector.parse_number(last[app]) >= highest
