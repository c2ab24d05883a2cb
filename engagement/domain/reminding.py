"""Reminders: one mail a person and a day, planned by a tick, sent by the worker. Both may run twice; one mail goes out.

A mail goes to our own staff only, never to anybody who spoke, and tells how much is due, not what.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from engagement.models import Commitment, FollowUp, ReminderMail
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox.queue import enqueue

REMIND_TASK = "engagement.send_reminder"
KINDS: tuple[type[Commitment] | type[FollowUp], ...] = (Commitment, FollowUp)


@dataclass(frozen=True)
class Reminder:
    """What a mail is made of: to whom, and what is pending on their list for the calendar."""

    mail: ReminderMail
    owner: User
    items: tuple[Commitment | FollowUp, ...]


def plan(*, today: date, now: datetime) -> int:
    """A mail for everybody who has something due and had none today. Returns how many; a second run finds nothing to plan."""
    owners: set[uuid.UUID] = set()
    for kind in KINDS:
        found = kind.objects.to_remind_of(today=today).order_by().values_list("owner", flat=True).distinct()
        owners |= {owner for owner in found if owner}
    told = set(ReminderMail.objects.filter(day=today).values_list("owner", flat=True))
    waiting = User.objects.filter(pk__in=owners - told, is_active=True).exclude(email="")
    return sum(_plan_for(owner, today=today, now=now) for owner in waiting)


@transaction.atomic
def _plan_for(owner: User, *, today: date, now: datetime) -> bool:
    mail, is_new = ReminderMail.objects.get_or_create(owner=owner, day=today)
    if is_new:
        enqueue(task=REMIND_TASK, subject=mail.pk, now=now)
    return is_new


def prepare(mail_id: uuid.UUID) -> Reminder | None:
    """What to send now; None when it was sent, or nothing is due any more, or its owner may no longer open it."""
    mail = ReminderMail.objects.select_related("owner").filter(pk=mail_id, sent_at=None).first()
    if mail is None or not mail.owner.is_active or not mail.owner.email:
        return None
    items: list[Commitment | FollowUp] = []
    for kind in KINDS:
        seen = kind.objects.visible_to(mail.owner).owned_by(mail.owner)
        items += seen.to_remind_of(today=mail.day)
    return Reminder(mail, mail.owner, tuple(items)) if items else None


@transaction.atomic
def sent(reminder: Reminder, *, now: datetime) -> None:
    """The mail went out: not again today, and of these things not again before their next day."""
    if not ReminderMail.objects.filter(pk=reminder.mail.pk, sent_at=None).update(sent_at=now):
        return
    for item in reminder.items:
        type(item).objects.filter(pk=item.pk, sequence=item.sequence).update(reminded_on=reminder.mail.day)
    audit("reminder.sent", by=None, on=reminder.mail, now=now, details={"items": len(reminder.items)})
