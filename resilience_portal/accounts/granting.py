"""Gives and takes roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.record import record as audit


def note_roles(*, user: User, before: Collection[str], by: User | None, now: datetime) -> None:
    """Writes to the audit log which roles were given and taken since `before`. Silent when nothing changed."""
    user.__dict__.pop("roles", None)  # the cached answer is out of date
    after = set(user.groups.values_list("name", flat=True))
    given, taken = sorted(after - set(before)), sorted(set(before) - after)
    if given or taken:
        audit("account.roles_changed", by=by, on=user, now=now, details={"given": given, "taken": taken})


@transaction.atomic
def set_roles(*, user: User, roles: Collection[Role], by: User | None, now: datetime) -> None:
    """The account holds exactly these roles afterwards, with its next request. `by=None` is the command line."""
    before = list(user.groups.values_list("name", flat=True))
    user.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in roles])
    note_roles(user=user, before=before, by=by, now=now)
