"""Reads the declarations of all models together."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from resilience_portal.privacy.declare import Kind, Lifetime, Privacy

OWN_APPS = ("outbox", "audit", "accounts", "stakeholders", "phases", "engagement")


def own_models() -> Iterator[type[Model]]:
    """Every model that this project defines, the history tables of its records included."""
    for label in OWN_APPS:
        yield from apps.get_app_config(label).get_models(include_auto_created=False)


def undeclared() -> list[str]:
    """`app.Model.field` of every stored field without a class, and `app.Model` of what tells of people without saying what for.

    A history table answers to its record's declaration.
    """
    missing = []
    for model in own_models():
        record = getattr(model, "instance_type", model)  # what a history table is the history of
        privacy = getattr(record, "privacy", None)
        if isinstance(privacy, Privacy) and privacy.is_told and privacy.kind is None:
            missing.append(model._meta.label)
        for field in (*model._meta.concrete_fields, *model._meta.local_many_to_many):
            if field.name.startswith("history_"):
                continue
            if not isinstance(privacy, Privacy) or privacy.of(field.name) is None:
                missing.append(f"{model._meta.label}.{field.name}")
    return missing


def lifetimes() -> dict[Kind, set[Lifetime]]:
    """How long each kind of information is kept, by what its models declare."""
    found: dict[Kind, set[Lifetime]] = {}
    for model in own_models():
        privacy = getattr(model, "privacy", None)
        if isinstance(privacy, Privacy) and privacy.kind:
            found.setdefault(privacy.kind, set()).add(privacy.lifetime)
    return found
