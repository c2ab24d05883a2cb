"""What was changed of an item in the making, and its undo: exactly that change, and only while nothing newer lies over it.

before = rows_of(records)
...the change...
remember(subject=item.pk, part="", before=before, after=rows_of(records), by=user, now=now)
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import translation
from django.utils.translation import gettext as _

from engagement.domain import session_changes
from engagement.models import DocumentFile, FocusGroupSession, PlanEdit
from phases.policies import Refused, check_can_plan
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

Rows = dict[str, dict[str, Any]]


def rows_of(records: Iterable[Model]) -> Rows:
    """The records as they are in the database: "app.model:key" -> fields, as JSON holds them."""
    found: Rows = {}
    by_model: dict[type[Model], list[Any]] = {}
    for record in records:
        by_model.setdefault(type(record), []).append(record.pk)
    for model, keys in by_model.items():
        told = serializers.serialize("json", model._default_manager.filter(pk__in=keys))
        found |= {f"{row['model']}:{row['pk']}": row["fields"] for row in json.loads(told)}
    return found


def remember(*, subject: uuid.UUID, part: str, before: Rows, after: Rows, by: User, now: datetime) -> None:
    """Keeps what differs; nothing where nothing does."""
    was: dict[str, Any] = {}
    became: dict[str, Any] = {}
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        names = [name for name in old if old[name] != new.get(name)] if old and new else None
        was[key] = {name: old[name] for name in names} if old and names else old
        became[key] = {name: new[name] for name in names} if new and names else new
    if was:
        PlanEdit.objects.create(subject=subject, part=part, before=was, after=became, by=by, at=now)


def newest(subject: uuid.UUID) -> str:
    """The newest change, as a form that was opened now remembers it."""
    return str(PlanEdit.objects.filter(subject=subject).values_list("pk", flat=True).first() or "")


@transaction.atomic
def undo(*, edit: PlanEdit, by: User, now: datetime) -> None:
    """As it was before. Raises Refused where the same fields were changed again, or what it needs is gone."""
    check_can_plan(by=by)
    edit = PlanEdit.objects.select_for_update(of=("self",)).get(pk=edit.pk)
    if edit.undone_at is not None:
        raise Refused(_("This is undone already."))
    for key, became in edit.after.items():
        if not _still(key, became):
            raise Refused(_("It was changed again since. Undo the newer change first."))
    try:
        with transaction.atomic(), translation.override(settings.MODELTRANSLATION_DEFAULT_LANGUAGE):
            for key, was in edit.before.items():
                _put_back(key, was, now=now)
    except IntegrityError:
        raise Refused(_("It can’t be undone: something else stands in its place now.")) from None
    edit.undone_at = now
    edit.save(update_fields=["undone_at"])
    audit("plan_edit.undone", by=by, on=edit, now=now, details={"subject": str(edit.subject), "part": edit.part})


def _row(key: str) -> tuple[type[Model], str, dict[str, Any] | None]:
    """Model, key, and the fields as they are now."""
    label, _colon, pk = key.partition(":")
    model = apps.get_model(label)
    return model, pk, rows_of(model._default_manager.filter(pk=pk)).get(key)


def _still(key: str, became: Mapping[str, Any] | None) -> bool:
    _model, _pk, now = _row(key)
    if now is None or became is None:
        return now is None and became is None
    return all(now.get(name) == value for name, value in became.items())


def _put_back(key: str, was: Mapping[str, Any] | None, *, now: datetime) -> None:
    model, pk, is_now = _row(key)
    if was is None:
        model._default_manager.filter(pk=pk).delete()
        return
    if was.get("file") and not DocumentFile.objects.filter(pk=was["file"]).exists():
        raise Refused(_("The file of this document is not kept any more. Bring it again."))
    session = FocusGroupSession.objects.filter(pk=pk).first() if model is FocusGroupSession else None
    facts = session_changes.facts(session) if session else None
    row = {"model": model._meta.label_lower, "pk": pk, "fields": {**(is_now or {}), **was}}
    for found in serializers.deserialize("python", [row]):
        found.save()
    if facts is not None:
        session_changes.note(session=FocusGroupSession.objects.get(pk=pk), was=facts, now=now)
