"""The quote bank: words proposed, licensed, approved by somebody else, with a trail. Taking back is `reporting.withdrawal`'s."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain.as_read import check_read
from engagement.domain.details import look_through
from engagement.enums import QuoteLicence, QuoteState
from engagement.enums.analysis import QuoteStep
from engagement.models import Conversation, Point, Quote, QuoteEvent
from engagement.models.quote import QUOTE_MAX_LENGTH
from engagement.policies import analysis
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


def _locked(quote: Quote) -> Quote:
    return Quote.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=quote.pk)


def identifying(text: str) -> list[str]:
    """Words that surely could identify somebody: names of the registry, contact details, places, numbers."""
    return [detail.text for detail in look_through(text) if detail.is_sure]


def _trail(quote: Quote, step: QuoteStep, *, by: User, now: datetime, note: str = "") -> None:
    QuoteEvent.objects.create(quote=quote, step=step, licence=quote.licence, note=note, by=by, at=now)
    audit(f"quote.{step}", by=by, on=quote, now=now, details={"licence": quote.licence, "state": quote.state})


@transaction.atomic
def propose(
    *,
    conversation: Conversation,
    start: int,
    end: int,
    licence: QuoteLicence = QuoteLicence.COUNTED,
    note: str = "",
    by: User,
    now: datetime,
) -> Quote:
    """A CANDIDATE from the exact words [start, end) of the notes. `note`: how the licence was given."""
    analysis.check_can_propose_quote(conversation, by=by)
    analysis.check_licence(conversation, licence)
    if not 0 <= start < end <= len(conversation.notes):
        raise policies.Refused(_("The passage does not lie within the notes. Select it again."))
    text = conversation.notes[start:end].strip()
    if not text or len(text) > QUOTE_MAX_LENGTH:
        raise policies.Refused(_("A quote has at most %(most)s characters. Select less.") % {"most": QUOTE_MAX_LENGTH})
    if Quote.objects.filter(conversation=conversation, text=text).exclude(state=QuoteState.WITHDRAWN).exists():
        raise policies.Refused(_("These words are in the quote bank already."))
    quote = Quote.objects.create(
        conversation=conversation,
        point=Point.objects.filter(conversation=conversation, start=start, end=end).first(),
        text=text,
        language=conversation.language,
        licence=licence,
        proposed_by=by,
        proposed_at=now,
    )
    _trail(quote, QuoteStep.PROPOSED, by=by, now=now, note=note)
    return quote


@transaction.atomic
def license_(*, quote: Quote, licence: QuoteLicence, note: str, by: User, now: datetime) -> Quote:
    """Sets what may be done with the words, and how that was given. An approved quote has to be approved again."""
    quote = _locked(quote)
    analysis.check_can_license_quote(quote, by=by)
    analysis.check_licence(quote.conversation, licence)
    quote.licence = licence
    quote.state, quote.approved_by, quote.approved_at = QuoteState.CANDIDATE, None, None
    quote.save(update_fields=["licence", "state", "approved_by", "approved_at"])
    _trail(quote, QuoteStep.LICENSED, by=by, now=now, note=note)
    return quote


@transaction.atomic
def set_end(*, quote: Quote, expires_on: date | None, by: User, now: datetime) -> Quote:
    """The last day on which the words may go into a release; None = without end."""
    quote = _locked(quote)
    analysis.check_can_end_quote(quote, by=by)
    quote.expires_on = expires_on
    quote.save(update_fields=["expires_on"])
    _trail(quote, QuoteStep.EXPIRY, by=by, now=now, note=expires_on.isoformat() if expires_on else "")
    return quote


def told_to_approver(quote: Quote) -> dict[str, Any]:
    """What is approved: these words, for this use, until this day."""
    return {"text": quote.text, "language": quote.language, "licence": quote.licence, "expires_on": quote.expires_on}


@transaction.atomic
def approve(*, quote: Quote, reason: str = "", by: User, now: datetime, seen: str | None = None) -> Quote:
    """CANDIDATE -> APPROVED by a second person. What could identify somebody has to go, or stays for a `reason`.

    `seen`: the mark of what was read (`as_read`, of `told_to_approver`).
    """
    quote = _locked(quote)
    analysis.check_can_approve_quote(quote, by=by)
    check_read(seen, told_to_approver(quote))
    found = identifying(quote.text)
    if found and not reason.strip():
        raise policies.Refused(
            _("These words could identify somebody: %(words)s. Choose other words, or say why they may stay.")
            % {"words": " · ".join(dict.fromkeys(found))}
        )
    quote.state, quote.approved_by, quote.approved_at = QuoteState.APPROVED, by, now
    quote.save(update_fields=["state", "approved_by", "approved_at"])
    _trail(quote, QuoteStep.APPROVED, by=by, now=now, note=reason)
    return quote


@transaction.atomic
def take_back(*, quote: Quote, reason: str, by: User, now: datetime) -> Quote:
    """APPROVED -> CANDIDATE, while nothing is public yet."""
    quote = _locked(quote)
    analysis.check_can_take_back_quote(quote, by=by)
    quote.state, quote.approved_by, quote.approved_at = QuoteState.CANDIDATE, None, None
    quote.save(update_fields=["state", "approved_by", "approved_at"])
    _trail(quote, QuoteStep.RETURNED, by=by, now=now, note=reason)
    return quote
