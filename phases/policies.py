"""Which state of the plan may follow which. Values go in, not records: the records of groups and projects live upstairs."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from phases.enums import FocusGroupState, PhaseState, ProjectState, RegistrationState, SessionState
from resilience_portal.accounts.roles import Role

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User


class Refused(Exception):
    """The rules forbid it. The message is a sentence for the person who asked, in their language.

    `part`: the part of the item where it can be put right, if there is one.
    """

    def __init__(self, sentence: str, *, part: str = "") -> None:
        super().__init__(sentence)
        self.part = part


State = TypeVar("State", bound=TextChoices)

P = PhaseState
PHASE_TRANSITIONS: Mapping[PhaseState, frozenset[PhaseState]] = {
    P.PLANNED: frozenset({P.OPEN, P.NOT_GOING_FORWARD}),
    P.OPEN: frozenset({P.CLOSED_ANALYZING, P.NOT_GOING_FORWARD, P.PLANNED}),  # the last: opened too early
    P.CLOSED_ANALYZING: frozenset({P.OPEN, P.CLOSED_REPORT_AVAILABLE, P.CLOSED_NO_REPORT}),
    P.CLOSED_REPORT_AVAILABLE: frozenset({P.CLOSED_ANALYZING}),  # said too early, or the report was taken back
    P.CLOSED_NO_REPORT: frozenset({P.CLOSED_REPORT_AVAILABLE}),
    P.NOT_GOING_FORWARD: frozenset({P.PLANNED}),
}
G = FocusGroupState
GROUP_TRANSITIONS: Mapping[FocusGroupState, frozenset[FocusGroupState]] = {
    G.PLANNED: frozenset({G.RECRUITING, G.POSTPONED, G.CANCELLED}),
    G.RECRUITING: frozenset({G.IN_PROGRESS, G.POSTPONED, G.CANCELLED}),
    G.IN_PROGRESS: frozenset({G.COMPLETED, G.POSTPONED, G.CANCELLED}),
    G.POSTPONED: frozenset({G.PLANNED, G.RECRUITING, G.IN_PROGRESS, G.CANCELLED}),
    G.COMPLETED: frozenset({G.IN_PROGRESS}),  # said too early
    G.CANCELLED: frozenset({G.PLANNED, G.RECRUITING}),  # called off by mistake, or taken up again
}
GROUPS_OVER = frozenset({G.COMPLETED, G.CANCELLED})
S = SessionState
SESSION_TRANSITIONS: Mapping[SessionState, frozenset[SessionState]] = {
    S.PLANNED: frozenset({S.SCHEDULED, S.POSTPONED, S.CANCELLED}),
    S.SCHEDULED: frozenset({S.COMPLETED, S.POSTPONED, S.CANCELLED}),
    S.POSTPONED: frozenset({S.SCHEDULED, S.CANCELLED}),
    S.COMPLETED: frozenset({S.SCHEDULED}),  # said too early
    S.CANCELLED: frozenset({S.SCHEDULED}),  # by mistake: those who were told are told again
}
J = ProjectState
PROJECT_TRANSITIONS: Mapping[ProjectState, frozenset[ProjectState]] = {
    J.PROPOSED: frozenset({J.PLANNED, J.ACTIVE, J.ENDED_EARLY}),
    J.PLANNED: frozenset({J.ACTIVE, J.PAUSED, J.ENDED_EARLY}),
    J.ACTIVE: frozenset({J.PAUSED, J.COMPLETED, J.ENDED_EARLY}),
    J.PAUSED: frozenset({J.PLANNED, J.ACTIVE, J.ENDED_EARLY}),
    J.COMPLETED: frozenset({J.ACTIVE}),  # said too early
    J.ENDED_EARLY: frozenset({J.PLANNED, J.ACTIVE}),  # said too early, or taken up again
}

N = RegistrationState
REGISTRATION_TRANSITIONS: Mapping[RegistrationState, frozenset[RegistrationState]] = {
    N.INTERESTED: frozenset({N.INVITED, N.REGISTERED, N.WAITLISTED, N.CANCELLED, N.WITHDRAWN}),
    N.INVITED: frozenset({N.REGISTERED, N.WAITLISTED, N.CANCELLED, N.WITHDRAWN}),
    N.WAITLISTED: frozenset({N.REGISTERED, N.CANCELLED, N.WITHDRAWN}),
    N.REGISTERED: frozenset({N.ATTENDED, N.NO_SHOW, N.CANCELLED, N.WITHDRAWN}),
    N.ATTENDED: frozenset({N.NO_SHOW, N.WITHDRAWN}),
    N.NO_SHOW: frozenset({N.ATTENDED, N.WITHDRAWN}),
    N.CANCELLED: frozenset({N.WITHDRAWN}),  # nobody is left who could be asked again
    N.WITHDRAWN: frozenset(),
}


def check_move(table: Mapping[State, frozenset[State]], now: State, to: State) -> None:
    """Refuses a move that the table does not know."""
    if to not in table[now]:
        raise Refused(
            _("This is “%(now)s”, so it can't become “%(to)s”. Someone may have been faster: load the page again.")
            % {"now": now.label, "to": to.label}
        )


def check_phase_move(now: PhaseState, to: PhaseState, *, has_report: bool, promised: bool) -> None:
    """By the table; a closing phase has told the public when it will hear; a report that is said to be there is there."""
    check_move(PHASE_TRANSITIONS, now, to)
    if to == P.CLOSED_ANALYZING and not promised:
        raise Refused(_("Say first by when the public will hear about this phase."))
    if to == P.CLOSED_REPORT_AVAILABLE and not has_report:
        raise Refused(_("No report of this phase has been released yet."))


def check_project_move(now: ProjectState, to: ProjectState, *, has_primary: bool) -> None:
    """By the table; nothing leaves “proposed” without a primary finding that it answers."""
    check_move(PROJECT_TRANSITIONS, now, to)
    if (now == J.PROPOSED or to != J.ENDED_EARLY) and not has_primary:
        sentence = _("Name first the finding that this project mainly answers: a project grows out of what was heard.")
        raise Refused(sentence, part="answers")


def check_can_plan(*, by: User) -> None:
    """Plan content is a lead's."""
    if not by.has_role(Role.LEAD):
        raise Refused(_("The plan is kept by an engagement lead."))


def can_plan(*, by: User) -> bool:
    """Whether `by` keeps the plan."""
    return by.has_role(Role.LEAD)


def can_take_interest(*, takes_interest: bool, group: str, phase: str | None) -> bool:
    """Whether people may say that they would like to come: the group says so and is not over, and its phase is open."""
    return takes_interest and group not in GROUPS_OVER and phase == P.OPEN


def check_can_recruit(*, by: User) -> None:
    """Places in sessions are the officers' and leads' work."""
    if not by.has_role(Role.OFFICER, Role.LEAD):
        raise Refused(_("Places in sessions are kept by officers and engagement leads."))


def can_recruit(*, by: User) -> bool:
    """Whether `by` keeps the places in sessions."""
    return by.has_role(Role.OFFICER, Role.LEAD)


def check_can_approve_item(*, by: User, proposed_by: uuid.UUID) -> None:
    """A second person: a reviewer or a lead who did not propose it."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("What becomes public is approved by a reviewer or an engagement lead."))
    if by.pk == proposed_by:
        raise Refused(_("You proposed this, so someone else has to approve it."))


def can_approve_item(*, by: User, proposed_by: uuid.UUID) -> bool:
    """Whether `by` may be the second person."""
    return by.has_role(Role.REVIEWER, Role.LEAD) and by.pk != proposed_by


def check_can_take_back(*, by: User) -> None:
    """Taking something back is quick on purpose: one reviewer or lead, with a reason."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("A public item is taken back by a reviewer or an engagement lead."))


# Belief and case: what nobody is chosen for or kept out for, in the languages in which criteria are written.
BELIEF_OR_CASE = re.compile(
    r"\b(religio|belief|believ|muslim|islam|christian|jew|sikh|hindu|buddhis|atheis|convert(s|ed)?\b|radicali|extremis|suspect"
    r"|under investigation|case file|criminal record|convicted|watch ?list"
    r"|croyan|musulman|chrétien|juif|juive|athée|extrémis|soupçonn|casier judiciaire|sous enquête|condamné"
    r"|دين|ديان|معتقد|عقيد|مسلم|مسيحي|يهود|ملحد|متطرف|مشتبه|قيد التحقيق|سجل جنائي|محكوم)",
    re.IGNORECASE,
)
# A role in a congregation is no belief: such words are taken out before the search.
ROLES_IN_FAITH = re.compile(
    r"faith leaders?|religious leaders?|responsables religieux|القيادات الدينية|رجال الدين|جماعة دينية", re.IGNORECASE
)


def check_criterion(text: str) -> None:
    """A criterion names a situation (a parent, a student, a role), never what somebody believes or a case about them."""
    if BELIEF_OR_CASE.search(ROLES_IN_FAITH.sub("", text)):
        raise Refused(
            _("People are not chosen, or kept out, for what they believe or for a case about them. Name a situation or a role.")
        )
