"""The floors: imports, foreign keys and reverse accessors all point down."""

from __future__ import annotations

import subprocess
import sys

from django.db.models import ForeignKey, ManyToManyField, OneToOneField

from resilience_portal.privacy.register import own_models, undeclared
from tests.architecture.source import ROOT

FLOOR = {"engagement": 5, "phases": 4, "stakeholders": 4, "accounts": 3, "audit": 2, "outbox": 2}  # anything else is ground


def floor(model) -> int:
    return FLOOR.get(model._meta.app_label, 0)


def keys():
    for model in own_models():
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many):
            if isinstance(field, ForeignKey | OneToOneField | ManyToManyField):
                yield model, field


def test_imports_go_down_only():
    ran = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_foreign_keys_go_down_only():
    up = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model, field in keys()
        if model._meta.app_label != field.related_model._meta.app_label and floor(model) <= floor(field.related_model)
    ]
    assert up == []


def test_a_lower_floor_has_no_way_up():
    open_doors = [
        f"{model._meta.label}.{field.name}"
        for model, field in keys()
        if floor(field.related_model)
        and model._meta.app_label != field.related_model._meta.app_label
        and not field.remote_field.hidden
    ]
    assert open_doors == [], 'a key that leaves its app needs related_name="+"'


def test_every_field_has_a_class_and_a_lifetime():
    assert undeclared() == []


def test_the_register_notices_a_field_without_a_class(monkeypatch):
    """The check above can fail."""
    model = next(own_models())
    monkeypatch.delattr(model, "privacy")
    assert any(name.startswith(model._meta.label) for name in undeclared())
