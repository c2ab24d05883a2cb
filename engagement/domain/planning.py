"""Keeping what is in the making: an item of the plan is made or changed, and its parts. What is public stays as released."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model

from phases.policies import check_can_plan
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


@transaction.atomic
def keep(*, record: Model, fields: Mapping[str, Any], by: User, now: datetime) -> Model:
    """Writes these fields of a new or a known item. Names of fields go to the audit log, never their words."""
    check_can_plan(by=by)
    is_new = record._state.adding
    several = {field.name for field in record._meta.many_to_many}
    for name, value in fields.items():
        if name not in several:
            setattr(record, name, value)
    record.save()
    for name in several & fields.keys():
        getattr(record, name).set(fields[name])
    kind = record._meta.model_name
    audit(f"{kind}.{'made' if is_new else 'changed'}", by=by, on=record, now=now, details={"fields": sorted(fields)})
    return record


@transaction.atomic
def keep_parts(*, record: Model, part: str, changed: Iterable[Model], removed: Iterable[Model], by: User, now: datetime) -> None:
    """Writes the rows of one part (criteria, steps, partners); those taken out are deleted: no release ever held them by id."""
    check_can_plan(by=by)
    written, gone = list(changed), list(removed)
    for row in written:
        row.save()
    for row in gone:
        row.delete()
    details = {"part": part, "written": len(written), "removed": len(gone)}
    audit(f"{record._meta.model_name}.parts_changed", by=by, on=record, now=now, details=details)
