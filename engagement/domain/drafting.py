"""Keeping what is typed while it is typed. Nothing is overwritten in silence: what another tab typed lies beside it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from engagement import policies
from engagement.models import ConversationDraft
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

MOST_RIVALS = 12  # tabs of one form with texts of their own; more is a machine, not a person


@dataclass(frozen=True)
class Tab:
    """Where a form stands open: a name that the browser made up, and how many changes were made there so far."""

    name: str = ""
    changes: int = 0


NO_TAB = Tab()


class DraftConflict(Exception):
    """Another tab or device saved this draft in between. `theirs` is what stands in the database now."""

    def __init__(self, theirs: ConversationDraft) -> None:
        super().__init__(str(theirs.pk))
        self.theirs = theirs


def save_draft(
    *, id: uuid.UUID, fields: Mapping[str, Any], version: int, by: User, now: datetime, tab: Tab = NO_TAB
) -> ConversationDraft:
    """Keeps what stands in an open form. `version` is the last one that this form saved (0 = none yet).

    Raises DraftConflict when another tab saved in between: this tab's text is then kept as a rival, and the draft stays as it
    was. Raises Refused when the id is somebody else's.
    """
    policies.check_can_record(by=by)
    draft, is_kept = _keep(id=id, fields=fields, version=version, by=by, now=now, tab=tab)
    if not is_kept:  # after the transaction, so that the rival stays
        raise DraftConflict(draft)
    return draft


@transaction.atomic
def _keep(
    *, id: uuid.UUID, fields: Mapping[str, Any], version: int, by: User, now: datetime, tab: Tab
) -> tuple[ConversationDraft, bool]:
    draft = ConversationDraft.objects.select_for_update().filter(pk=id).first()
    if draft is None:
        first = {"owner": by, "fields": dict(fields), "updated_at": now, "tab": tab.name, "tab_changes": tab.changes}
        draft, is_new = ConversationDraft.objects.get_or_create(id=id, defaults=first)
        if is_new:
            return draft, True
    if draft.owner_id != by.pk:
        raise policies.Refused("")
    is_same_tab = bool(tab.name) and draft.tab == tab.name
    if is_same_tab and tab.changes < draft.tab_changes:
        return draft, True  # overtaken on its way by a later save of the same tab
    if draft.version != version and not is_same_tab:
        _keep_beside(draft, fields, tab)
        return draft, False
    draft.fields, draft.version, draft.updated_at = dict(fields), draft.version + 1, now
    draft.tab, draft.tab_changes = tab.name, tab.changes
    draft.rivals.pop(tab.name, None)
    draft.save()
    return draft, True


def _keep_beside(draft: ConversationDraft, fields: Mapping[str, Any], tab: Tab) -> None:
    if dict(fields) == draft.fields:
        draft.rivals.pop(tab.name, None)
    elif tab.name and (tab.name in draft.rivals or len(draft.rivals) < MOST_RIVALS):
        draft.rivals[tab.name] = dict(fields)
    draft.save(update_fields=["rivals"])


@transaction.atomic
def settle(
    *, draft: ConversationDraft, fields: Mapping[str, Any], version: int, tab: str, by: User, now: datetime
) -> ConversationDraft:
    """Writes what was chosen between the draft and its rival from `tab`. Raises DraftConflict when either changed meanwhile."""
    locked = ConversationDraft.objects.select_for_update().get(pk=draft.pk, owner=by)
    if locked.version != version:
        raise DraftConflict(locked)
    locked.fields, locked.version, locked.updated_at, locked.tab = dict(fields), version + 1, now, ""
    locked.rivals.pop(tab, None)
    locked.save()
    return locked


def consume(*, id: uuid.UUID, by: User, tab: str) -> None:
    """The form was sent from `tab`, so its draft is done. What other tabs typed and nobody chose from stays as a draft.

    Call inside the transaction that records.
    """
    draft = ConversationDraft.objects.select_for_update().filter(pk=id, owner=by).first()
    if draft is None:
        return
    others = [fields for other, fields in draft.rivals.items() if other != tab]
    if not others:
        draft.delete()
        return
    draft.fields, draft.rivals = others[0], {str(place): fields for place, fields in enumerate(others[1:])}
    draft.version += 1
    draft.save()


@transaction.atomic
def discard_draft(*, draft: ConversationDraft, by: User, now: datetime) -> None:
    """Throws an unsent draft away; the door asks first."""
    audit("draft.discarded", by=by, on=draft, now=now)
    draft.delete()
