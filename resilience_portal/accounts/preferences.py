"""What a person chose and should not have to choose again: open folds, last method, a guide that was read. No names, no words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from resilience_portal.accounts.models import User


@transaction.atomic
def remember(user: User, corner: str, **chosen: Any) -> None:
    """Keeps these choices under `corner` ("log"), beside what is kept there already; two tabs do not undo each other."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    kept = {**locked.preferences.get(corner, {}), **chosen}
    if kept == locked.preferences.get(corner):
        return
    locked.preferences = {**locked.preferences, corner: kept}
    locked.save(update_fields=["preferences"])
    user.preferences = locked.preferences


def remembered(user: User, corner: str) -> Mapping[str, Any]:
    """What is kept under `corner`; empty when nothing was chosen yet, or what is kept makes no sense."""
    kept = user.preferences.get(corner) if isinstance(user.preferences, dict) else None
    return kept if isinstance(kept, dict) else {}
