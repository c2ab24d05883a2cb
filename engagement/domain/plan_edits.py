"""What was changed of an item in the making, of a finding or a promise: kept, so that it can be seen and undone.

with changing(record, subject=record.pk, by=user, now=now):
    ...the change...
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import serializers
from django.db.models import Model
from django.utils import translation

from engagement.models import PlanEdit
from resilience_portal.accounts.models import User

Rows = dict[str, dict[str, Any]]
Keys = Mapping[type[Model], Iterable[Any]]


def keys_of(records: Iterable[Model]) -> dict[type[Model], list[Any]]:
    """Model -> keys."""
    found: dict[type[Model], list[Any]] = {}
    for record in records:
        found.setdefault(type(record), []).append(record.pk)
    return found


def rows_of(keys: Keys, names: Collection[str] | None = None) -> Rows:
    """The records as they are in the database: "app.model:key" -> fields, as JSON holds them; `names`: these fields only.

    Told in the portal's first language, whoever asks: a translated field is read in the language of the moment else.
    """
    found: Rows = {}
    with translation.override(settings.MODELTRANSLATION_DEFAULT_LANGUAGE):
        for model, pks in keys.items():
            several = {field.name for field in model._meta.many_to_many}
            for row in json.loads(serializers.serialize("json", model._default_manager.filter(pk__in=list(pks)), fields=names)):
                fields = {name: sorted(value) if name in several else value for name, value in row["fields"].items()}
                found[f"{row['model']}:{row['pk']}"] = fields
    return found


@contextmanager
def changing(
    *records: Model,
    subject: uuid.UUID,
    by: User,
    now: datetime,
    part: str = "",
    names: Collection[str] | None = None,
    also: Callable[[], Iterable[Model]] = tuple,
) -> Iterator[None]:
    """Keeps what is changed inside of these records; with `names`, of these fields of theirs. Nothing where nothing differs.

    `also`: records that belong to them, asked for before and after: those that are made inside are kept as made.
    """
    before = rows_of(keys_of([*records, *also()]), names)
    yield
    after = rows_of(keys_of([*records, *also()]), names)  # one that was deleted inside has no key any more
    keep(subject=subject, part=part, before=before, after=after, by=by, now=now)


def keep(*, subject: uuid.UUID, part: str, before: Rows, after: Rows, by: User, now: datetime) -> None:
    """What differs between the two, as one change."""
    was: dict[str, Any] = {}
    became: dict[str, Any] = {}
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        names = [name for name in old if _told(old[name]) != _told(new.get(name))] if old and new else None
        if names == []:
            continue
        was[key] = {name: old[name] for name in names} if old and names else old
        became[key] = {name: new[name] for name in names} if new and names else new
    if was:
        PlanEdit.objects.create(subject=subject, part=part, before=was, after=became, by=by, at=now)


def _told(value: Any) -> Any:
    """A text that was never written and one that a form left empty say the same."""
    return "" if value is None else value


def made_since(subject: uuid.UUID, since: datetime) -> set[str]:
    """Rows of an item that were made since then: "app.model:key"."""
    edits = PlanEdit.objects.filter(subject=subject, at__gte=since)
    return {key for edit in edits for key, was in edit.before.items() if was is None}


class Conflict(Exception):
    """Somebody else changed it in between. Nothing was written."""


def fingerprint(records: Iterable[Model], names: Collection[str] | None = None) -> str:
    """What stands in these records now; with `names`, in these fields. A form goes out with it and comes back with it."""
    rows = rows_of(keys_of(records), names).items()
    told = json.dumps({key: {name: _told(value) for name, value in row.items()} for key, row in rows}, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()


def check_seen(seen: str | None, records: Iterable[Model], names: Collection[str] | None = None) -> None:
    """Raises Conflict where something else stands there now than what was read. Under the lock of whoever writes.

    `seen`: the fingerprint of what was read; None where nobody read it, for the change does not hang on what stood there.
    """
    if seen is not None and seen != fingerprint(records, names):
        raise Conflict
