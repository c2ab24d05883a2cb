"""Who may bring a sheet, and which step of an import may follow which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from engagement.enums.importing import ImportKind, ImportState
from engagement.models import FocusGroup, ImportBatch
from engagement.policies import Refused, answers
from phases.enums import FocusGroupState
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
    """Officers and leads bring conversations and registrations; who keeps the registry brings organizations and people."""
    if kind in (ImportKind.CONVERSATIONS, ImportKind.REGISTRATIONS):
        if not by.has_role(Role.OFFICER, Role.LEAD):
            raise Refused(_("Only an engagement officer or a lead may import conversations and registrations."))
    elif not can_keep_directory(by):
        raise Refused(_("Only a lead or an administrator may import organizations and people."))


def check_takes_names(group: FocusGroup | None) -> None:
    """Registrations are of a group that still meets, and whose list is ours to keep."""
    if group is None:
        raise Refused(_("Say to which focus group these people come."))
    if group.is_held_by_host:
        raise Refused(_("The host holds the list of this group: we keep no names of its people, only how many came."))
    if group.state in (FocusGroupState.COMPLETED, FocusGroupState.CANCELLED):
        raise Refused(_("This group is over, so nobody can be registered for it."))


def check_import_transition(batch: ImportBatch, to: ImportState) -> None:
    """Refuses a move that the table does not know."""
    now = ImportState(batch.state)
    if to not in IMPORT_TRANSITIONS[now]:
        raise Refused(
            _("This import is “%(now)s”, so it can't become “%(to)s”. It may have moved on: load the page again.")
            % {"now": now.label, "to": to.label}
        )


can_import = answers(check_can_import)
can_take_names = answers(check_takes_names)
can_move_import = answers(check_import_transition)
