"""Reads the declarations of all models together."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from resilience_portal.privacy.declare import Privacy

OWN_APPS = ("outbox", "audit", "accounts", "stakeholders", "phases", "engagement")


def own_models() -> Iterator[type[Model]]:
    """Every model that this project defines, the history tables of its records included."""
    for label in OWN_APPS:
        yield from apps.get_app_config(label).get_models(include_auto_created=False)


def undeclared() -> list[str]:
    """`app.Model.field` of every stored field without a class; a history table answers to its record's declaration."""
    missing = []
    for model in own_models():
        record = getattr(model, "instance_type", model)  # what a history table is the history of
        privacy = getattr(record, "privacy", None)
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
            if field.name.startswith("history_"):
                continue
            if not isinstance(privacy, Privacy) or privacy.of(field.name) is None:
                missing.append(f"{model._meta.label}.{field.name}")
    return missing
