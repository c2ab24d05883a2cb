"""News by mail without an account: asked for, confirmed from the mailbox itself, sent once, ended by one click.
A report is told of at once, the rest of a day in one mail.

Links carry a signature over the subscription's id, so there is nothing to guess and nothing to look up.
"""

from __future__ import annotations

import hashlib
import hmac
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import TruncDate
from django.utils import timezone

from engagement.models import NewsMail, Subscription
from engagement.models.news import REPORTS, SubscriptionQuerySet
from phases.models import PublishedReport, ReleasedItem
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue
from resilience_portal.privacy import sealing

CONFIRM_TASK = "engagement.mail_confirmation"
NEWS_TASK = "engagement.mail_news"
AGAIN = timedelta(hours=1)  # between two mails that somebody's asking sends to one mailbox
NEWS_FOR = timedelta(days=14)  # a version older than that is no news
SEAL, CONFIRM, MANAGE = "seal", "confirm", "manage"  # what a key is for


def unseal(subscription: Subscription) -> str:
    """The address, to write to."""
    return sealing.unseal(subscription.sealed, purpose=SEAL)


def fingerprint(address: str) -> str:
    """Keyed, so that nobody finds out by trying who is on the list."""
    return hmac.new(sealing.key("fingerprint"), address.strip().casefold().encode(), hashlib.sha256).hexdigest()


def signature(subscription: Subscription, purpose: str) -> str:
    """What a link carries beside the id."""
    return hmac.new(sealing.key(purpose), str(subscription.pk).encode(), hashlib.sha256).hexdigest()[:40]


def signed(pk: uuid.UUID, given: str, purpose: str) -> Subscription | None:
    """The subscription behind a link, or None for a link that is not ours or no longer anybody's."""
    found = Subscription.objects.filter(pk=pk).first()
    return found if found and hmac.compare_digest(signature(found, purpose), given) else None


@transaction.atomic
def ask(*, address: str, language: str, now: datetime, wants: str = REPORTS, notice_version: str = "") -> None:
    """Somebody wants news. The mailbox is asked, or, when it is on the list, gets the link to change or leave.

    Which of the two is told to nobody but the mailbox. Asked again within the hour, it gets nothing: no stranger fills it.
    """
    sealed = sealing.seal(address.strip(), purpose=SEAL)
    given = {"sealed": sealed, "language": language, "wants": wants, "notice_version": notice_version, "asked_at": now}
    made, is_new = Subscription.objects.get_or_create(fingerprint=fingerprint(address), defaults=given)
    again = Subscription.objects.filter(pk=made.pk, asked_at__lte=now - AGAIN)
    if is_new or again.update(asked_at=now):
        queue.enqueue(task=CONFIRM_TASK, subject=made.pk, now=now)
    if is_new:
        audit("news.asked", by=None, on=made, now=now)


@transaction.atomic
def confirm(*, subscription: Subscription, now: datetime) -> None:
    """The mailbox said yes. A second yes changes nothing."""
    if Subscription.objects.filter(pk=subscription.pk, confirmed_at=None).update(confirmed_at=now):
        audit("news.confirmed", by=None, on=subscription, now=now)


@transaction.atomic
def change(*, subscription: Subscription, language: str, wants: str, now: datetime) -> None:
    """From now on in another language, or of something else."""
    Subscription.objects.filter(pk=subscription.pk).update(language=language, wants=wants)
    audit("news.changed", by=None, on=subscription, now=now)


@transaction.atomic
def leave(*, subscription: Subscription, now: datetime) -> None:
    """No more news; the address is gone with this very step."""
    audit("news.left", by=None, on=subscription, now=now)
    subscription.delete()


@transaction.atomic
def plan(*, now: datetime) -> int:
    """A mail for each version released lately and each mailbox that was on the list then. Run again, it plans nothing twice.

    What was never confirmed is thrown away here too. Returns how many mails were planned.
    """
    Subscription.objects.never_confirmed(at=now).delete()
    reports = PublishedReport.objects.current().filter(released_at__gt=now - NEWS_FOR).select_related("phase")
    return sum(_plan(Subscription.objects.to_tell(report), {"report": report}, now=now) for report in reports)


@transaction.atomic
def plan_days(*, now: datetime) -> int:
    """One mail for each day on which items of the plan became public, once the day is over. Run again, it plans nothing twice."""
    released = ReleasedItem.objects.current().filter(released_at__gt=now - NEWS_FOR).order_by()
    days = released.annotate(day=TruncDate("released_at")).values_list("day", flat=True).distinct()
    more = Subscription.objects.confirmed().exclude(wants=REPORTS)
    over = sorted(day for day in days if day < timezone.localdate(now))
    return sum(_plan(more.filter(confirmed_at__date__lte=day), {"day": day}, now=now) for day in over)


def _plan(wanted: SubscriptionQuerySet, about: dict[str, Any], *, now: datetime) -> int:
    told = NewsMail.objects.filter(**about).values("subscription")
    mails = [NewsMail.objects.create(subscription=subscription, **about) for subscription in wanted.exclude(pk__in=told)]
    for mail in mails:
        queue.enqueue(task=NEWS_TASK, subject=mail.pk, now=now)
    return len(mails)


def to_send(mail_id: uuid.UUID) -> NewsMail | None:
    """The mail that has still to go out; None when it went, or the version was taken back meanwhile."""
    mail = NewsMail.objects.select_related("subscription", "report").filter(pk=mail_id, sent_at=None).first()
    return mail if mail and not (mail.report and mail.report.is_withdrawn) else None


def sent(*, mail: NewsMail, now: datetime) -> None:
    """Not a second time."""
    NewsMail.objects.filter(pk=mail.pk, sent_at=None).update(sent_at=now)
