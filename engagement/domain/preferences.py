"""How somebody likes the list: views under a name, columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from engagement.models import ListColumns, SavedView
from engagement.policies import desk
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


@transaction.atomic
def save_view(*, name: str, facets: Mapping[str, str], is_shared: bool, by: User, now: datetime) -> SavedView:
    """Keeps the facets under a name; one's own view of that name is replaced."""
    desk.check_can_sort(by=by)
    view, _is_new = SavedView.objects.update_or_create(
        owner=by, name=name, defaults={"facets": dict(facets), "is_shared": is_shared}
    )
    audit("view.saved", by=by, on=view, now=now, details={"shared": is_shared})
    return view


@transaction.atomic
def delete_view(*, view: SavedView, by: User, now: datetime) -> None:
    """One's own only."""
    desk.check_owns_view(view, by=by)
    audit("view.deleted", by=by, on=view, now=now)
    view.delete()


@transaction.atomic
def choose_columns(*, names: Sequence[str], by: User, now: datetime) -> None:
    """Remembered until others are chosen."""
    desk.check_can_sort(by=by)
    found, _is_new = ListColumns.objects.update_or_create(owner=by, defaults={"names": list(names)})
    audit("columns.chosen", by=by, on=found, now=now, details={"columns": list(names)})
