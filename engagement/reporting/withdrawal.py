"""Taking back: a quote from every version that shows it, or a report as a whole.

    withdraw_quote(quote=quote, reason="The speaker asked.", by=user, now=now)

The words are out of use at once; the worker takes them out of every page and file within minutes (`remove_quote`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagement.domain import review
from engagement.enums import QuoteState, ReportState
from engagement.enums.analysis import QuoteStep
from engagement.models import Conversation, Quote, QuoteEvent, QuoteWithdrawal, Report
from engagement.policies import analysis
from engagement.policies import reports as policies
from engagement.reporting import clearing
from phases.domain import withdrawing
from phases.exports.files import render_files, render_pdfs
from phases.models import PublishedReport
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue

REMOVE_TASK = "engagement.remove_quote"
WITH_ITS_CONVERSATION = _("The conversation was withdrawn.")


@transaction.atomic
def withdraw_quote(*, quote: Quote, reason: str, by: User, now: datetime) -> QuoteWithdrawal:
    """Any state -> WITHDRAWN. Nothing draws on the words from here on; the worker is asked to take them out of what is public.

    A report in the making loses them at once, and with them its approvals. `reason` stays inside, in the quote's trail.
    Raises Refused.
    """
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    analysis.check_can_withdraw_quote(quote, by=by)
    was, quote.state = quote.state, QuoteState.WITHDRAWN
    quote.save(update_fields=["state"])
    QuoteEvent.objects.create(quote=quote, step=QuoteStep.WITHDRAWN, licence=quote.licence, note=reason, by=by, at=now)
    made = QuoteWithdrawal.objects.create(quote=quote, by=by, at=now)
    for report in Report.objects.in_the_making().exclude(payload=None):
        _drop(report, quote, by=by, now=now)
    queue.enqueue(task=REMOVE_TASK, subject=quote.pk, now=now)
    audit("quote.withdrawn", by=by, on=quote, now=now, details={"was": was})
    return made


@transaction.atomic
def withdraw_quotes_of(*, conversation: Conversation, reason: str, by: User, now: datetime) -> int:
    """Every quote of a conversation that is not withdrawn yet. Returns how many."""
    open_quotes = list(Quote.objects.filter(conversation=conversation).exclude(state=QuoteState.WITHDRAWN))
    for quote in open_quotes:
        withdraw_quote(quote=quote, reason=reason, by=by, now=now)
    return len(open_quotes)


@transaction.atomic
def withdraw_conversation(*, conversation: Conversation, by: User, now: datetime) -> Conversation:
    """Any state -> WITHDRAWN. Its quotes leave what is public at once; out of the figures it goes with the next edition."""
    found = review.withdraw(conversation=conversation, by=by, now=now)
    withdraw_quotes_of(conversation=found, reason=str(WITH_ITS_CONVERSATION), by=by, now=now)
    return found


@transaction.atomic
def withdraw_report(*, report: Report, reason: Mapping[str, str], by: User, now: datetime) -> Report:
    """RELEASED -> WITHDRAWN, with all its versions. `reason` (language code -> text) is public.

    Their figures stay known to protection: what was public once, somebody holds.
    """
    report = clearing.locked(report)
    policies.check_can_withdraw_report(report, by=by)
    withdrawing.withdraw_report(slug=report.slug, reason=reason, by=by, now=now)
    Report.objects.published().filter(slug=report.slug).update(state=ReportState.WITHDRAWN)
    audit("report.withdrawn", by=by, on=report, now=now, details={"slug": report.slug, "version": report.version})
    report.refresh_from_db(fields=["state"])
    return report


def keys_of(report: Report) -> list[str | None]:
    """The keys of the quotes that a payload shows, in its order. Of reports older than these keys, found by their words."""
    assert report.payload is not None
    shown = report.payload["quotes"]
    keys = (report.inputs or {}).get("quotes")
    if keys is None:
        by_words = {
            text: str(pk) for pk, text in Quote.objects.filter(text__in=[q["text"] for q in shown]).values_list("pk", "text")
        }
        keys = [by_words.get(quote["text"]) for quote in shown]
    return list(keys)


def _places(report: Report, quote: Quote) -> Iterator[int]:
    """Where a payload shows these words."""
    assert report.payload is not None
    for place, (key, shown) in enumerate(zip(keys_of(report), report.payload["quotes"], strict=True)):
        if key == str(quote.pk) and not shown.get("withdrawn_on"):
            yield place


def _drop(report: Report, quote: Quote, *, by: User, now: datetime) -> None:
    """Takes the words out of a report in the making. What was approved held them, so it has to be approved again."""
    report = clearing.locked(report)
    places = set(_places(report, quote))
    if not places or report.payload is None:
        return
    keys = [key for place, key in enumerate(keys_of(report)) if place not in places]
    left = [shown for place, shown in enumerate(report.payload["quotes"]) if place not in places]
    report.payload = report.payload | {"quotes": left}
    report.inputs = (report.inputs or {}) | {"quotes": keys}
    report.save(update_fields=["payload", "inputs"])
    clearing.clear(report, by=by, now=now)


def remove_quote(*, quote_id: uuid.UUID, now: datetime) -> None:
    """The worker's part: every released version that shows the words gets a tombstone in their place, and new files.

    One version at a time, each in its own transaction: killed in between, the next run goes on with the rest. Run twice, the
    second does nothing.
    """
    quote = Quote.objects.select_related("withdrawal").filter(pk=quote_id, state=QuoteState.WITHDRAWN).first()
    if quote is None:
        return
    day = timezone.localdate(quote.withdrawal.at).isoformat()
    for report in Report.objects.published().exclude(published=None).select_related("published").order_by("slug", "version"):
        for place in _places(report, quote):
            _replace(report, place, day=day, by=quote.withdrawal.by, now=now)
    QuoteWithdrawal.objects.filter(quote=quote, completed_at=None).update(completed_at=now)


def _replace(report: Report, place: int, *, day: str, by: User, now: datetime) -> None:
    """Makes the files of one version again without the words at `place`, then exchanges them in one transaction."""
    assert report.payload is not None
    assert report.published is not None
    quotes = list(report.payload["quotes"])
    quotes[place] = withdrawing.tombstone(quotes[place], number=place + 1, on=day)
    payload = report.payload | {"quotes": quotes}
    published = report.published
    files = [] if published.is_withdrawn else _files(published, payload)
    with transaction.atomic():
        clearing.locked(report)
        if not published.is_withdrawn:
            withdrawing.replace_words(report=published, payload=payload, files=files, number=place + 1, by=by, now=now)
        report.payload = payload
        report.save(update_fields=["payload"])


def _files(published: PublishedReport, payload: dict[str, Any]) -> list[Any]:
    """Every file of the version; its PDFs with the banner that it carries."""
    files = render_files(payload)
    if published.notice:
        files = [file for file in files if file.name != "report.pdf"] + render_pdfs(payload, notice=published.notice)
    return files
