"""Who may bring a sheet, and which step of an import may follow which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from engagement.enums.importing import ImportKind, ImportState
from engagement.models import ImportBatch
from engagement.policies import Refused, answers
from resilience_portal.accounts.roles import Role
from stakeholders.policies import can_keep_directory

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User

S = ImportState
IMPORT_TRANSITIONS: dict[ImportState, frozenset[ImportState]] = {
    S.RECEIVING: frozenset({S.MATCHING}),
    S.MATCHING: frozenset({S.CHECKING}),
    S.CHECKING: frozenset({S.CHECKED, S.MATCHING}),
    S.CHECKED: frozenset({S.MATCHING, S.CHECKING, S.RUNNING}),
    S.RUNNING: frozenset({S.DONE, S.CANCELLED, S.FAILED}),
    S.DONE: frozenset({S.UNDOING}),
    S.UNDOING: frozenset({S.UNDONE, S.DONE}),
    S.UNDONE: frozenset(),
    S.CANCELLED: frozenset({S.MATCHING, S.CHECKING}),
    S.FAILED: frozenset({S.MATCHING, S.CHECKING}),
}


def check_can_import(kind: str, *, by: User) -> None:
    """Officers and leads bring conversations; who keeps the registry brings organizations and people."""
    if kind == ImportKind.CONVERSATIONS:
        if not by.has_role(Role.OFFICER, Role.LEAD):
            raise Refused(_("Only an engagement officer or a lead may import conversations."))
    elif not can_keep_directory(by):
        raise Refused(_("Only a lead or an administrator may import organizations and people."))


def check_import_transition(batch: ImportBatch, to: ImportState) -> None:
    """Refuses a move that the table does not know."""
    now = ImportState(batch.state)
    if to not in IMPORT_TRANSITIONS[now]:
        raise Refused(
            _("This import is “%(now)s”, so it can't become “%(to)s”. It may have moved on: load the page again.")
            % {"now": now.label, "to": to.label}
        )


can_import = answers(check_can_import)
can_move_import = answers(check_import_transition)
