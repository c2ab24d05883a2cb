"""What a record's state and level allow, and to whom. `check_can_x` raises with a sentence; `can_x` answers.

One transition table per noun. Whether a user may *open* a record at all is `visible_to` on its QuerySet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from engagement.enums import Attribution, ConsentState, ConversationState
from engagement.models import Conversation, Point, PointTheme, SecondCoding
from engagement.policies.refusal import Refused, answers
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User

__all__ = ["Refused", "answers"]  # beside what is written here; a report's rules are in `engagement.policies.reports`

C = ConversationState
CONVERSATION_TRANSITIONS: dict[ConversationState, frozenset[ConversationState]] = {
    C.DRAFT: frozenset({C.SUBMITTED, C.WITHDRAWN}),
    C.SUBMITTED: frozenset({C.RETURNED, C.ACCEPTED, C.WITHDRAWN}),
    C.RETURNED: frozenset({C.SUBMITTED, C.WITHDRAWN}),
    C.ACCEPTED: frozenset({C.RETURNED, C.WITHDRAWN}),  # returned: reopened, and counted nowhere until it is accepted again
    C.WITHDRAWN: frozenset({C.DISPOSED}),
    C.DISPOSED: frozenset(),
}


def check_transition(conversation: Conversation, to: ConversationState) -> None:
    """Refuses a move that the table does not know."""
    now = ConversationState(conversation.state)
    if to not in CONVERSATION_TRANSITIONS[now]:
        raise Refused(
            _("This conversation is “%(now)s”, so it can't become “%(to)s”. Someone may have been faster: load the page again.")
            % {"now": now.label, "to": to.label}
        )


def check_can_record(*, by: User) -> None:
    """Officers log conversations; so may leads, analysts and reviewers who held one."""
    if not by.has_role(*ENGAGEMENT_ROLES):
        raise Refused(_("Your role does not log conversations."))


def check_can_edit(conversation: Conversation, *, by: User) -> None:
    """The author edits while the record is a draft or was returned."""
    if conversation.created_by_id != by.pk:
        raise Refused(_("Only the person who logged this conversation can change it."))
    if conversation.state not in (C.DRAFT, C.RETURNED):
        raise Refused(_("This conversation was handed in. It can be changed again when the reviewer returns it."))


def check_can_submit(conversation: Conversation, *, by: User) -> None:
    """The author hands in what has notes."""
    check_can_edit(conversation, by=by)
    check_transition(conversation, C.SUBMITTED)
    if not conversation.notes.strip():
        raise Refused(_("Write what was said before you hand the conversation in."))


def is_blind(conversation: Conversation, *, by: User) -> bool:
    """Whether this account is coding the conversation a second time, and so may not see what the first coder gave."""
    return SecondCoding.objects.in_progress().filter(conversation=conversation, coder=by).exists()


def check_can_code(conversation: Conversation, *, by: User) -> None:
    """Analysts code what was handed in, and what is with a reviewer; the codes of an accepted record stand."""
    if not by.has_role(Role.ANALYST, Role.LEAD):
        raise Refused(_("Coding is the analysts' work."))
    if is_blind(conversation, by=by):
        raise Refused(
            _("You are coding this conversation a second time. Its codes stay hidden from you until you hand yours in.")
        )
    if conversation.state not in (C.SUBMITTED, C.RETURNED):
        raise Refused(_("Only a conversation that was handed in and not yet accepted can be coded."))


def check_can_review(conversation: Conversation, *, by: User) -> None:
    """A reviewer who had no part in making the record."""
    if not by.has_role(Role.REVIEWER):
        raise Refused(_("Reviewing is the reviewers' work."))
    if by.pk in conversation.authors:
        raise Refused(_("You took part in this conversation or logged it, so someone else has to review it."))
    if conversation.state != C.SUBMITTED:
        raise Refused(_("Only a conversation that was handed in can be accepted or returned."))


def check_can_accept(conversation: Conversation, *, by: User) -> None:
    """Reviewable, coded, and with a public summary where anything of it may become public."""
    check_can_review(conversation, by=by)
    if not PointTheme.objects.filter(point__conversation=conversation).exists():
        raise Refused(_("No theme is coded yet. An analyst codes the conversation before it can be accepted."))
    barred = conversation.attribution == Attribution.NOT_FOR_PUBLICATION
    refused = conversation.consent_state in (ConsentState.DECLINED, ConsentState.WITHDRAWN)
    if not (barred or refused) and not conversation.public_summary.strip():
        raise Refused(_("The public summary is missing. Return the conversation, or ask the analyst to write it."))


def check_can_reopen(conversation: Conversation, *, by: User) -> None:
    """What was accepted is changed by its author or the analysts only after it is opened again: then it needs a reader again."""
    if conversation.created_by_id != by.pk and not by.has_role(Role.ANALYST, Role.LEAD):
        raise Refused(_("Only the person who logged this conversation, an analyst or a lead can open it again."))
    if conversation.state != C.ACCEPTED:
        raise Refused(_("Only an accepted conversation can be opened again."))


def check_can_withdraw(conversation: Conversation, *, by: User) -> None:
    """The author, or a lead on behalf of those who spoke; at any time."""
    if conversation.created_by_id != by.pk and not by.has_role(Role.LEAD):
        raise Refused(_("Only the person who logged this conversation or a lead can withdraw it."))
    check_transition(conversation, C.WITHDRAWN)


def check_can_uncode(point: Point, *, by: User) -> None:
    """A code is taken off under the same rule as it is given."""
    check_can_code(point.conversation, by=by)


can_record = answers(check_can_record)
can_edit = answers(check_can_edit)
can_submit = answers(check_can_submit)
can_code = answers(check_can_code)
can_review = answers(check_can_review)
can_accept = answers(check_can_accept)
can_withdraw = answers(check_can_withdraw)
can_reopen = answers(check_can_reopen)
