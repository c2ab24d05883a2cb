"""The front desk: a letter gets a number and a day, somebody takes it, and it is answered or closed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from engagement.domain.days import working_days_after
from engagement.domain.registering import new_receipt
from engagement.enums.public import EnquiryKind, EnquiryState
from engagement.models import Enquiry
from engagement.policies import front_desk
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue

ANSWER_TASK = "engagement.mail_answer"
# Working days until an answer, as the public page promises.
WORKING_DAYS = {EnquiryKind.QUESTION: 10, EnquiryKind.CORRECTION: 5, EnquiryKind.COMPLAINT: 20, EnquiryKind.MY_WORDS: 5}


def day_of_answer(kind: EnquiryKind, *, received: date) -> date:
    """The day by which we answer."""
    return working_days_after(received, WORKING_DAYS[kind])


@transaction.atomic
def receive(*, fields: Mapping[str, Any], now: datetime) -> Enquiry:
    """A letter from the public: `kind`, `message` and, where given, `about`, `name`, `email`, `language`."""
    kind = EnquiryKind(fields["kind"])
    day = day_of_answer(kind, received=timezone.localdate(now))
    made = Enquiry.objects.create(receipt=new_receipt(), received_at=now, answer_by=day, **fields)
    audit("enquiry.received", by=None, on=made, now=now, details={"kind": kind.value})
    return made


def _locked(enquiry: Enquiry, *, by: User) -> Enquiry:
    found = Enquiry.objects.select_for_update(of=("self",)).get(pk=enquiry.pk)
    front_desk.check_can_answer(found, by=by)
    return found


@transaction.atomic
def take(*, enquiry: Enquiry, by: User, now: datetime) -> Enquiry:
    """It is in these hands now, so that nobody answers twice."""
    enquiry = _locked(enquiry, by=by)
    enquiry.state, enquiry.taken_by = EnquiryState.IN_HAND, by
    enquiry.save(update_fields=["state", "taken_by"])
    audit("enquiry.taken", by=by, on=enquiry, now=now)
    return enquiry


@transaction.atomic
def give_back(*, enquiry: Enquiry, by: User, now: datetime) -> Enquiry:
    """It is in nobody's hands again: taken by mistake, or whoever has it is away."""
    enquiry = _locked(enquiry, by=by)
    enquiry.state, enquiry.taken_by = EnquiryState.RECEIVED, None
    enquiry.save(update_fields=["state", "taken_by"])
    audit("enquiry.given_back", by=by, on=enquiry, now=now)
    return enquiry


@transaction.atomic
def answer(*, enquiry: Enquiry, text: str, by: User, now: datetime) -> Enquiry:
    """Our answer is kept and, where an address was given, mailed by the worker."""
    enquiry = _locked(enquiry, by=by)
    enquiry.state, enquiry.answer, enquiry.answered_at, enquiry.answered_by = EnquiryState.ANSWERED, text, now, by
    enquiry.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if enquiry.email:
        queue.enqueue(task=ANSWER_TASK, subject=enquiry.pk, now=now)
    audit("enquiry.answered", by=by, on=enquiry, now=now)
    return enquiry


@transaction.atomic
def close(*, enquiry: Enquiry, by: User, now: datetime) -> Enquiry:
    """Nothing to answer: spam, or answered in another way. The letter stays until its time is over."""
    enquiry = _locked(enquiry, by=by)
    enquiry.state, enquiry.taken_by = EnquiryState.CLOSED, by
    enquiry.save(update_fields=["state", "taken_by"])
    audit("enquiry.closed", by=by, on=enquiry, now=now)
    return enquiry


def to_mail(enquiry_id: uuid.UUID) -> Enquiry | None:
    """The answered letter whose answer has still to go out; None when it went."""
    waiting = Enquiry.objects.filter(pk=enquiry_id, state=EnquiryState.ANSWERED, mailed_at=None).exclude(email="")
    return waiting.first()


def mailed(*, enquiry: Enquiry, now: datetime) -> None:
    """It went out: not a second time."""
    Enquiry.objects.filter(pk=enquiry.pk, mailed_at=None).update(mailed_at=now)
