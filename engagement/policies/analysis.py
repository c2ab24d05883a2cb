"""Who may do what with points, codes, the codebook, quotes and findings. The same two forms: `check_can_x`, `can_x`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from engagement.enums import ConversationState, FindingState, PointStatus, QuoteLicence, QuoteState, SecondCodingState
from engagement.models import CodingStep, Conversation, Finding, Point, PointTheme, Quote, SecondCoding
from engagement.policies import Refused, answers
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User

Q = QuoteState
QUOTE_TRANSITIONS: dict[QuoteState, frozenset[QuoteState]] = {
    Q.CANDIDATE: frozenset({Q.APPROVED, Q.WITHDRAWN}),
    Q.APPROVED: frozenset({Q.CANDIDATE, Q.PUBLISHED, Q.WITHDRAWN}),
    Q.PUBLISHED: frozenset({Q.WITHDRAWN}),
    Q.WITHDRAWN: frozenset(),
}

F = FindingState
FINDING_TRANSITIONS: dict[FindingState, frozenset[FindingState]] = {
    F.DRAFT: frozenset({F.IN_REVIEW, F.HELD_BY_HOST}),
    F.IN_REVIEW: frozenset({F.DRAFT, F.APPROVED, F.HELD_BY_HOST}),
    F.APPROVED: frozenset({F.DRAFT, F.PUBLISHED, F.HELD_BY_HOST}),
    F.PUBLISHED: frozenset({F.DRAFT}),
    F.HELD_BY_HOST: frozenset({F.DRAFT}),
}
CLOSED_TO_WORK = (ConversationState.DRAFT, ConversationState.WITHDRAWN, ConversationState.DISPOSED)
# What a conversation says of its words is the upper limit of what a quote from it may do.
BARRED = "not_for_publication"
NAMED = frozenset({"organization", "named"})


def _check_is_analyst(by: User, sentence: str) -> None:
    if not by.has_role(Role.ANALYST, Role.LEAD):
        raise Refused(sentence)


# --- Points ------------------------------------------------------------------------------------------------------------
def check_can_answer_point(point: Point, *, status: PointStatus, has_reason: bool, by: User) -> None:
    """The team answers, at any time of the record's life; what can't be resolved is given a reason."""
    check_can_follow_point(point, by=by)
    if status == PointStatus.NOT_RESOLVABLE and not has_reason:
        raise Refused(_("Say why it can't be resolved. Those who raised it will want to know."))


def check_can_follow_point(point: Point, *, by: User) -> None:
    """Whoever wrote the record, its analysts and leads."""
    if point.conversation.created_by_id != by.pk and not by.has_role(Role.ANALYST, Role.LEAD):
        raise Refused(_("Only the person who logged this conversation, an analyst or a lead answers its points."))
    if point.conversation.state in CLOSED_TO_WORK:
        raise Refused(_("This conversation is a draft or was withdrawn, so its points are not worked on."))


def check_can_let_out(point: Point, *, by: User) -> None:
    """A second person, with the right to review."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("A reason is let out by a reviewer or an engagement lead."))
    if point.conversation.state in CLOSED_TO_WORK:
        raise Refused(_("This conversation is a draft or was withdrawn, so its points are not worked on."))
    if point.status != PointStatus.NOT_RESOLVABLE or not point.closing_reason:
        raise Refused(_("This point has no reason that could be published."))
    if point.closed_by_id == by.pk:
        raise Refused(_("You wrote this reason, so someone else has to let it out."))


# --- The codebook ------------------------------------------------------------------------------------------------------
def check_can_keep_codebook(*, by: User) -> None:
    """Analysts and leads change it; the whole team reads it."""
    _check_is_analyst(by, _("The codebook is kept by the analysts."))


# --- Double coding -----------------------------------------------------------------------------------------------------
def check_can_ask_second_coding(*, by: User) -> None:
    """Analysts and leads ask a second coder."""
    _check_is_analyst(by, _("Double coding is the analysts' work."))


def check_can_be_second_coder(conversation: Conversation, *, coder: User) -> None:
    """Someone who codes, had no part in the record or its codes, and reads no log in which the codes stand."""
    _check_is_analyst(coder, _("A second coder is an analyst or a lead."))
    if coder.pk in conversation.authors:
        raise Refused(_("The second coder took part in this conversation or logged it."))
    if coder.has_role(Role.AUDITOR, Role.ADMINISTRATOR):
        raise Refused(_("The second coder can read the audit log, where the first codes stand."))
    if not Conversation.objects.visible_to(coder).filter(pk=conversation.pk).exists():
        raise Refused(_("The second coder may not open this conversation."))
    has_coded = PointTheme.objects.filter(point__conversation=conversation, coder=coder).exists()
    if has_coded or CodingStep.objects.of(conversation, coder).exists():
        raise Refused(_("The second coder has coded this conversation already."))
    if SecondCoding.objects.filter(conversation=conversation).exists():
        raise Refused(_("This conversation is coded a second time already."))


def check_can_second_code(second: SecondCoding, *, by: User) -> None:
    """The second coder alone, until the work is handed in."""
    if second.coder_id != by.pk:
        raise Refused(_("Only the second coder can do this."))
    if second.state != SecondCodingState.IN_PROGRESS:
        raise Refused(_("These codes were handed in, so they stand."))


def check_can_adjudicate(second: SecondCoding, *, by: User) -> None:
    """A third person: neither of the two coders."""
    _check_is_analyst(by, _("Double coding is the analysts' work."))
    if second.state != SecondCodingState.SUBMITTED:
        raise Refused(_("The second coder has not handed in yet."))
    first = PointTheme.objects.filter(point__conversation=second.conversation_id, coder=by).exists()
    if second.coder_id == by.pk or first:
        raise Refused(_("You are one of the two coders, so someone else has to decide."))


# --- Quotes ------------------------------------------------------------------------------------------------------------
def check_quote_transition(quote: Quote, to: QuoteState) -> None:
    """Refuses a move that the table does not know."""
    now = QuoteState(quote.state)
    if to not in QUOTE_TRANSITIONS[now]:
        raise Refused(
            _("This quote is “%(now)s”, so it can't become “%(to)s”. Someone may have been faster: load the page again.")
            % {"now": now.label, "to": to.label}
        )


def check_licence(conversation: Conversation, licence: QuoteLicence) -> None:
    """A quote may do no more than its conversation lets it."""
    if conversation.attribution == BARRED and licence not in (QuoteLicence.NONE, QuoteLicence.COUNTED):
        raise Refused(_("This conversation is not for publication, so its words can't be shown."))
    if licence == QuoteLicence.ATTRIBUTED and conversation.attribution not in NAMED:
        raise Refused(_("Those who spoke did not agree to be named, so the words can't be attributed."))


def check_can_propose_quote(conversation: Conversation, *, by: User) -> None:
    """The engagement team proposes, from a record that was handed in."""
    if not by.has_role(*ENGAGEMENT_ROLES):
        raise Refused(_("Your role does not propose quotes."))
    if conversation.state in CLOSED_TO_WORK:
        raise Refused(_("Quotes are proposed from a conversation that was handed in."))


def check_can_license_quote(quote: Quote, *, by: User) -> None:
    """Whoever logged the talk or proposed the words, analysts and leads; not after it became public."""
    own = by.pk in (quote.proposed_by_id, quote.conversation.created_by_id)
    if not own and not by.has_role(Role.ANALYST, Role.LEAD):
        raise Refused(_("Only whoever proposed the quote, logged the conversation, or an analyst or lead changes its licence."))
    if quote.state not in (Q.CANDIDATE, Q.APPROVED):
        raise Refused(_("A published or withdrawn quote keeps its licence. Withdraw it instead."))


def check_can_approve_quote(quote: Quote, *, by: User) -> None:
    """A reviewer or lead who neither proposed the words nor had a part in the talk."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("Quotes are approved by a reviewer or an engagement lead."))
    if by.pk == quote.proposed_by_id or by.pk in quote.conversation.authors:
        raise Refused(_("You proposed this quote or took part in the conversation, so someone else has to approve it."))
    check_quote_transition(quote, Q.APPROVED)
    if quote.licence == QuoteLicence.NONE:
        raise Refused(_("The licence of this quote allows no use, so there is nothing to approve."))
    check_licence(quote.conversation, QuoteLicence(quote.licence))


def check_can_end_quote(quote: Quote, *, by: User) -> None:
    """As for the licence; of a published quote too: the next release honours it."""
    own = by.pk in (quote.proposed_by_id, quote.conversation.created_by_id)
    if not own and not by.has_role(Role.ANALYST, Role.LEAD):
        raise Refused(_("Only whoever proposed the quote, logged the conversation, or an analyst or lead changes its end."))
    if quote.state == Q.WITHDRAWN:
        raise Refused(_("This quote was withdrawn."))


def check_can_take_back_quote(quote: Quote, *, by: User) -> None:
    """Whoever may approve may think again, until it is public."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("Quotes are approved by a reviewer or an engagement lead."))
    check_quote_transition(quote, Q.CANDIDATE)


def check_can_withdraw_quote(quote: Quote, *, by: User) -> None:
    """The whole team, at any time: taking words back is never held up by a role."""
    if not by.has_role(*ENGAGEMENT_ROLES):
        raise Refused(_("Your role does not withdraw quotes."))
    check_quote_transition(quote, Q.WITHDRAWN)


# --- Findings ----------------------------------------------------------------------------------------------------------
def check_finding_transition(finding: Finding, to: FindingState) -> None:
    """Refuses a move that the table does not know."""
    now = FindingState(finding.state)
    if to not in FINDING_TRANSITIONS[now]:
        raise Refused(
            _("This finding is “%(now)s”, so it can't become “%(to)s”. Someone may have been faster: load the page again.")
            % {"now": now.label, "to": to.label}
        )


def check_can_write_finding(*, by: User) -> None:
    """Analysts and leads write findings."""
    _check_is_analyst(by, _("Findings are written by the analysts."))


def check_can_edit_finding(finding: Finding, *, by: User) -> None:
    """Any analyst or lead; what is in review waits for its reader."""
    check_can_write_finding(by=by)
    if finding.state == F.IN_REVIEW:
        raise Refused(_("This finding is in review. It can be changed again when it comes back."))


def check_can_submit_finding(finding: Finding, *, by: User) -> None:
    """With words and something that it rests on."""
    check_can_write_finding(by=by)
    check_finding_transition(finding, F.IN_REVIEW)
    if not all(getattr(finding, f"statement_{code}") for code, _name in settings.LANGUAGES):
        raise Refused(_("Write the finding in every language first."))
    if not finding.conversations.exists():
        raise Refused(_("Choose the conversations that this finding rests on."))


def check_can_return_finding(finding: Finding, *, by: User) -> None:
    """As for approving."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("Findings are approved by a reviewer or an engagement lead."))
    if finding.state != F.IN_REVIEW:
        raise Refused(_("Only a finding in review can be returned."))


def check_can_approve_finding(finding: Finding, *, by: User) -> None:
    """A second person, with the right to review."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("Findings are approved by a reviewer or an engagement lead."))
    if finding.written_by_id == by.pk:
        raise Refused(_("You wrote this finding, so someone else has to approve it."))
    check_finding_transition(finding, F.APPROVED)
    if not finding.conversations.exists():
        raise Refused(_("Choose the conversations that this finding rests on."))


can_follow_point = answers(check_can_follow_point)
can_let_out = answers(check_can_let_out)
can_keep_codebook = answers(check_can_keep_codebook)
can_ask_second_coding = answers(check_can_ask_second_coding)
can_be_second_coder = answers(check_can_be_second_coder)
can_second_code = answers(check_can_second_code)
can_adjudicate = answers(check_can_adjudicate)
can_propose_quote = answers(check_can_propose_quote)
can_license_quote = answers(check_can_license_quote)
can_approve_quote = answers(check_can_approve_quote)
can_end_quote = answers(check_can_end_quote)
can_take_back_quote = answers(check_can_take_back_quote)
can_withdraw_quote = answers(check_can_withdraw_quote)
can_write_finding = answers(check_can_write_finding)
can_edit_finding = answers(check_can_edit_finding)
can_submit_finding = answers(check_can_submit_finding)
can_return_finding = answers(check_can_return_finding)
can_approve_finding = answers(check_can_approve_finding)
