"""Reports: who asks, writes, approves, releases, corrects and takes back, and in which state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from engagement.enums import ReportState, TextState
from engagement.models import Report, ReportText
from engagement.policies.refusal import Refused, answers
from resilience_portal.accounts.roles import Role

if TYPE_CHECKING:
    from resilience_portal.accounts.models import User

R = ReportState
REPORT_TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    R.REQUESTED: frozenset({R.BUILDING, R.CANCELLED}),
    R.BUILDING: frozenset({R.READY, R.FAILED, R.CANCELLED}),
    R.READY: frozenset({R.IN_REVIEW, R.APPROVED, R.REQUESTED, R.CANCELLED}),
    R.IN_REVIEW: frozenset({R.READY, R.APPROVED, R.REQUESTED, R.CANCELLED}),
    R.APPROVED: frozenset({R.RELEASED, R.READY}),
    R.RELEASED: frozenset({R.SUPERSEDED, R.WITHDRAWN}),
    R.SUPERSEDED: frozenset({R.WITHDRAWN}),
    R.WITHDRAWN: frozenset(),
    R.FAILED: frozenset(),
    R.CANCELLED: frozenset(),
}


def check_can_request_report(*, by: User) -> None:
    """Leads ask for reports."""
    if not by.has_role(Role.LEAD):
        raise Refused(_("Reports are asked for by an engagement lead."))


def check_report_transition(report: Report, to: ReportState) -> None:
    """Refuses a move that the table does not know."""
    now = ReportState(report.state)
    if to not in REPORT_TRANSITIONS[now]:
        raise Refused(
            _("This report is “%(now)s”, so it can't become “%(to)s”. Someone may have been faster: load the page again.")
            % {"now": now.label, "to": to.label}
        )


def check_can_cancel_report(report: Report, *, by: User) -> None:
    """A lead gives up a report that is not yet on its way to the public."""
    if not by.has_role(Role.LEAD):
        raise Refused(_("Reports are cancelled by an engagement lead."))
    check_report_transition(report, R.CANCELLED)


def check_can_build_again(report: Report, *, by: User) -> None:
    """A lead has the worker count anew, with what was accepted or taken back since."""
    check_can_request_report(by=by)
    check_report_transition(report, R.REQUESTED)


def check_can_release(report: Report, *, by: User) -> None:
    """A second person: a reviewer or a lead who neither asked for this report nor wrote on it."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("Reports are released by a reviewer or an engagement lead."))
    if report.requested_by_id == by.pk:
        raise Refused(_("You asked for this report, so someone else has to release it."))
    if by.pk in report.authors:
        raise Refused(_("You wrote on this report, so someone else has to release it."))
    if report.approvals.filter(by=by).exists():
        raise Refused(_("You have approved this report already. It takes one more person."))
    check_report_transition(report, R.APPROVED)


def check_can_take_back(report: Report, *, by: User) -> None:
    """A reviewer or a lead stops what is approved but not public: nobody has to be asked for that."""
    if not by.has_role(Role.REVIEWER, Role.LEAD):
        raise Refused(_("An approval is taken back by a reviewer or an engagement lead."))
    if report.state == R.APPROVED and report.embargo_until is None:
        raise Refused(_("This report is being published at this moment. Withdraw it once it is public."))
    check_report_transition(report, R.READY)


def check_can_write(report: Report, *, by: User) -> None:
    """Leads and analysts write the report's words until it is public."""
    if not by.has_role(Role.LEAD, Role.ANALYST):
        raise Refused(_("A report's words are written by engagement leads and analysts."))
    if report.state in (R.REQUESTED, R.BUILDING, R.READY, R.IN_REVIEW):
        return
    if report.state == R.APPROVED and report.embargo_until is not None:
        return
    raise Refused(_("This report is “%(now)s”: its words stand as they are.") % {"now": R(report.state).label})


def check_can_check_text(text: ReportText, *, by: User) -> None:
    """A text is checked by somebody who did not write it."""
    if not by.has_role(Role.LEAD, Role.ANALYST, Role.REVIEWER):
        raise Refused(_("Texts are checked by reviewers, analysts and engagement leads."))
    if text.edited_by_id == by.pk:
        raise Refused(_("You wrote this text, so someone else has to check it."))
    if text.state != TextState.WRITTEN:
        raise Refused(_("There is nothing to check: this text is “%(now)s”.") % {"now": TextState(text.state).label})


def check_can_correct(report: Report, *, by: User) -> None:
    """A lead mends the version that readers have now."""
    check_can_request_report(by=by)
    if report.state != R.RELEASED:
        raise Refused(_("Only the newest released version can be corrected."))


def check_can_withdraw_report(report: Report, *, by: User) -> None:
    """A lead takes a released report back as a whole."""
    if not by.has_role(Role.LEAD):
        raise Refused(_("Reports are withdrawn by an engagement lead."))
    if report.state != R.RELEASED:
        raise Refused(_("Only a released report can be withdrawn, and its newest version stands for all of them."))


can_request_report = answers(check_can_request_report)
can_cancel_report = answers(check_can_cancel_report)
can_build_again = answers(check_can_build_again)
can_release = answers(check_can_release)
can_take_back = answers(check_can_take_back)
can_write = answers(check_can_write)
can_check_text = answers(check_can_check_text)
can_correct = answers(check_can_correct)
can_withdraw_report = answers(check_can_withdraw_report)
