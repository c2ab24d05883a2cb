"""The desk's daily work: promises and follow-ups, tags and assignments, files, checks, attempts. The same two forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from engagement.enums import CommitmentState, ConsentState, ConversationState, ParticipantCheck, PointStatus
from engagement.models import Attachment, CheckRequest, Commitment, Conversation, FollowUp, OutreachAttempt, Point, SavedView
from engagement.policies import check_can_submit
from engagement.policies.refusal import Refused, answers
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.ui.phrases import named

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User

C = ConversationState
D = CommitmentState
DUE_TRANSITIONS: dict[CommitmentState, frozenset[CommitmentState]] = {
    D.OPEN: frozenset({D.IN_PROGRESS, D.DONE, D.CANCELLED}),
    D.IN_PROGRESS: frozenset({D.OPEN, D.DONE, D.CANCELLED}),
    D.DONE: frozenset({D.OPEN}),
    D.CANCELLED: frozenset({D.OPEN}),
    D.DECLINED: frozenset({D.OPEN}),
}


def check_can_follow_up(*, by: User) -> None:
    """Whoever works with conversations may note what is to be done after one."""
    if not by.has_role(*ENGAGEMENT_ROLES):
        raise Refused(_("Promises and follow-ups are the engagement team's."))


def check_can_keep(item: Commitment | FollowUp, *, by: User) -> None:
    """Its owner, whoever added it, or a lead."""
    check_can_follow_up(by=by)
    if by.pk not in (item.owner_id, item.created_by_id) and not by.has_role(Role.LEAD):
        raise Refused(_("Only its owner, the person who added it or a lead can change this."))


def check_is_pending(item: Commitment | FollowUp) -> None:
    """What is done or cancelled stands as it is."""
    if not item.is_pending:
        raise Refused(_("This is “%(now)s”. Reopen it first.") % {"now": CommitmentState(item.state).label})


def check_due_transition(item: Commitment | FollowUp, to: CommitmentState) -> None:
    """Refuses a move that the table does not know."""
    now = CommitmentState(item.state)
    if to not in DUE_TRANSITIONS[now]:
        raise Refused(
            _("This is “%(now)s”, so it can't become “%(to)s”. Someone may have been faster: load the page again.")
            % {"now": now.label, "to": to.label}
        )


def check_can_word(commitment: Commitment, *, by: User) -> None:
    """Leads decide which promises the public is told of, and in which words."""
    if not by.has_role(Role.LEAD):
        raise Refused(_("Public wording is decided by an engagement lead."))


def check_is_worded(wording: Mapping[str, str], *, is_public: bool) -> None:
    """A public promise is worded in every language of the portal."""
    if is_public and not all(wording.get(f"wording_{code}", "").strip() for code, _name in settings.LANGUAGES):
        raise Refused(_("A promise that the public is told of is worded in every language."))


def check_can_tell(point: Point, *, by: User) -> None:
    """Leads tell the public of a closed point; its reason, once a second person let it out."""
    if not by.has_role(Role.LEAD):
        raise Refused(_("Public wording is decided by an engagement lead."))
    if point.status == PointStatus.OPEN:
        raise Refused(_("This point is open. Close it first, with what came of it."))
    if point.status == PointStatus.NOT_RESOLVABLE and point.reason_approved_by_id is None:
        raise Refused(_("The reason has not been let out yet. A reviewer or a lead who did not write it decides."))
    if not Conversation.objects.publishable().filter(pk=point.conversation_id).exists():
        raise Refused(_("This conversation may not be drawn on in public: it is not accepted, or consent is missing."))


def check_can_sort(*, by: User) -> None:
    """Tags, assignments and sheets of the list are the engagement team's."""
    if not by.has_role(*ENGAGEMENT_ROLES):
        raise Refused(_("Your role does not sort conversations."))


def check_owns_view(view: SavedView, *, by: User) -> None:
    """A shared view is read by all and thrown away by its owner."""
    if view.owner_id != by.pk:
        raise Refused(_("Only the person who saved this view can delete it."))


def check_can_assign(conversation: Conversation, *, to: User | None, by: User) -> None:
    """To somebody who may open it."""
    check_can_sort(by=by)
    if to and not Conversation.objects.visible_to(to).filter(pk=conversation.pk).exists():
        raise Refused(_("%(name)s may not open this conversation.") % {"name": named(to.display_name)})


def check_can_submit_unasked(conversation: Conversation, *, by: User) -> None:
    """Several are handed in at once only where consent was answered already: nobody answers it for many."""
    check_can_submit(conversation, by=by)
    if conversation.consent_state == ConsentState.PENDING:
        raise Refused(_("Consent has not been recorded. Hand it in by itself."))


def check_can_attach(conversation: Conversation, *, by: User) -> None:
    """The engagement team, while the record is in use."""
    check_can_sort(by=by)
    if conversation.state in (C.WITHDRAWN, C.DISPOSED):
        raise Refused(_("This conversation is out of use, so nothing can be attached to it."))


def check_can_detach(attachment: Attachment, *, by: User) -> None:
    """Whoever attached it, or a lead."""
    if attachment.added_by_id != by.pk and not by.has_role(Role.LEAD):
        raise Refused(_("Only the person who attached this file or a lead can remove it."))


def check_can_take_back(attempt: OutreachAttempt, *, by: User) -> None:
    """Whoever noted it, or a lead."""
    if attempt.made_by_id != by.pk and not by.has_role(Role.LEAD):
        raise Refused(_("Only the person who noted this attempt or a lead can take it back."))


def check_can_ask_check(conversation: Conversation, *, by: User) -> None:
    """The engagement team, once there is a summary to be checked, one time after the other."""
    check_can_sort(by=by)
    if conversation.state in (C.DRAFT, C.WITHDRAWN, C.DISPOSED):
        raise Refused(_("Only a conversation that was handed in can be checked by those who spoke."))
    if not conversation.public_summary.strip():
        raise Refused(_("The public summary is missing. Write it first: it is what they check."))
    if CheckRequest.objects.filter(conversation=conversation).waiting().exists():
        raise Refused(_("They were asked already, and the answer is not recorded yet."))


def check_can_answer_check(check: CheckRequest, *, by: User) -> None:
    """The engagement team; an answer is recorded once."""
    check_can_sort(by=by)
    if check.state != ParticipantCheck.SENT:
        raise Refused(_("The answer is recorded already. Ask again if they say something new."))


def cancel_reason_fields(item: Commitment | FollowUp) -> tuple[str, ...]:
    """Where the reason stands: of a commitment in every language, for the public may read it."""
    if isinstance(item, FollowUp):
        return ("cancel_reason",)
    return tuple(f"cancel_reason_{code}" for code, _name in settings.LANGUAGES)


can_follow_up = answers(check_can_follow_up)
can_keep = answers(check_can_keep)
can_tell = answers(check_can_tell)
can_word = answers(check_can_word)
can_sort = answers(check_can_sort)
can_attach = answers(check_can_attach)
can_detach = answers(check_can_detach)
can_ask_check = answers(check_can_ask_check)
