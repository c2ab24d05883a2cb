"""What the worker does. A task takes an id, claims its work, makes one call inward; run twice, the second does nothing."""

from __future__ import annotations

import uuid
from functools import partial

from celery import shared_task
from django.utils import timezone

from engagement.domain import answering, news, reaching, registering, reminding, retention, session_changes
from engagement.domain.answering import ANSWER_TASK
from engagement.domain.importing import working as importing
from engagement.domain.importing.checking import IMPORT_TASK
from engagement.domain.news import CONFIRM_TASK, NEWS_TASK
from engagement.domain.reaching import PLACE_TASK
from engagement.domain.registering import REMIND_TASK as REMIND_SESSION_TASK
from engagement.domain.reminding import REMIND_TASK
from engagement.domain.session_changes import TELL_TASK
from engagement.exports import answer_mail, news_mail, reminder_mail, session_mail
from engagement.models import Subscription
from engagement.reporting import build, item_release, release, withdrawal
from engagement.reporting.approval import PUBLISH_TASK
from engagement.reporting.item_release import PUBLISH_ITEM_TASK
from engagement.reporting.request import BUILD_TASK
from engagement.reporting.withdrawal import REMOVE_TASK
from resilience_portal.outbox.queue import working

EARLIEST_HOUR = 7  # of the portal's time zone: nobody is woken


@shared_task(name=BUILD_TASK)
def build_report(report_id: str) -> None:
    """REQUESTED -> READY."""
    subject, now = uuid.UUID(report_id), timezone.now()
    give_up = partial(build.give_up, report_id=subject, now=now)
    with working(task=BUILD_TASK, subject=subject, now=now, on_giving_up=give_up) as lease:
        if lease:
            build.build(report_id=subject, now=now)


@shared_task(name=PUBLISH_TASK)
def publish_report(report_id: str) -> None:
    """APPROVED -> RELEASED; back to READY when it can't be done."""
    subject, now = uuid.UUID(report_id), timezone.now()
    give_up = partial(release.give_up, report_id=subject, now=now)
    with working(task=PUBLISH_TASK, subject=subject, now=now, on_giving_up=give_up) as lease:
        if lease:
            release.publish(report_id=subject, now=now)


@shared_task(name=PUBLISH_ITEM_TASK)
def publish_item(release_id: str) -> None:
    """An approved item of the plan becomes public on its day."""
    subject, now = uuid.UUID(release_id), timezone.now()
    with working(task=PUBLISH_ITEM_TASK, subject=subject, now=now) as lease:
        if lease:
            item_release.publish_due(release_id=subject, now=now)


@shared_task(name="engagement.plan_item_releases")
def plan_item_releases() -> None:
    """Beat's tick: items whose day has come and whose work was given up are asked for again."""
    item_release.plan_due(now=timezone.now())


@shared_task(name=ANSWER_TASK)
def mail_answer(enquiry_id: str) -> None:
    """An answer to a letter goes out, once."""
    subject, now = uuid.UUID(enquiry_id), timezone.now()
    with working(task=ANSWER_TASK, subject=subject, now=now) as lease:
        enquiry = answering.to_mail(subject) if lease else None
        if enquiry:
            answer_mail.answer(enquiry).send()
            answering.mailed(enquiry=enquiry, now=now)


@shared_task(name=CONFIRM_TASK)
def mail_confirmation(subscription_id: str) -> None:
    """Asks a mailbox whether it wants news; one that said yes gets the way to change or leave. Once each time somebody asks."""
    subject, now = uuid.UUID(subscription_id), timezone.now()
    with working(task=CONFIRM_TASK, subject=subject, now=now) as lease:
        found = Subscription.objects.filter(pk=subject).first() if lease else None
        if found:
            (news_mail.on_the_list(found) if found.confirmed_at else news_mail.confirmation(found)).send()


@shared_task(name="engagement.plan_news")
def plan_news() -> None:
    """Beat's tick: mails for what was released lately; in the morning those of the days before. Planned: nothing to do."""
    now = timezone.now()
    news.plan(now=now)
    if timezone.localtime(now).hour >= EARLIEST_HOUR:
        news.plan_days(now=now)


@shared_task(name=NEWS_TASK)
def mail_news(mail_id: str) -> None:
    """One mail to one mailbox, once."""
    subject, now = uuid.UUID(mail_id), timezone.now()
    with working(task=NEWS_TASK, subject=subject, now=now) as lease:
        mail = news.to_send(subject) if lease else None
        if mail:
            if message := news_mail.message(mail):
                message.send()
            news.sent(mail=mail, now=now)


@shared_task(name="engagement.forget_due")
def forget_due() -> None:
    """Beat's tick: what is no longer needed goes. Gone already: nothing to do."""
    retention.forget_due(now=timezone.now())


@shared_task(name="engagement.plan_reminders")
def plan_reminders() -> None:
    """Beat's tick, every minute of the working day. Planned already: nothing to do."""
    now = timezone.now()
    if timezone.localtime(now).hour >= EARLIEST_HOUR:
        reminding.plan(today=timezone.localdate(now), now=now)


@shared_task(name=REMIND_TASK)
def send_reminder(mail_id: str) -> None:
    """Sends one mail. The lease keeps two workers from sending it twice; once sent it is never sent again."""
    subject, now = uuid.UUID(mail_id), timezone.now()
    with working(task=REMIND_TASK, subject=subject, now=now) as lease:
        if lease and (reminder := reminding.prepare(subject)):
            reminder_mail.message(reminder).send()
            reminding.sent(reminder, now=now)


@shared_task(name=REMOVE_TASK)
def remove_quote(quote_id: str) -> None:
    """Words that were withdrawn leave every released version."""
    subject, now = uuid.UUID(quote_id), timezone.now()
    with working(task=REMOVE_TASK, subject=subject, now=now) as lease:
        if lease:
            withdrawal.remove_quote(quote_id=subject, now=now)


@shared_task(name=IMPORT_TASK)
def work_on_import(batch_id: str) -> None:
    """CHECKING -> CHECKED, RUNNING -> DONE, UNDOING -> UNDONE."""
    subject, now = uuid.UUID(batch_id), timezone.now()
    give_up = partial(importing.give_up, batch_id=subject, now=now)
    with working(task=IMPORT_TASK, subject=subject, now=now, on_giving_up=give_up) as lease:
        if lease:
            importing.go_on(batch_id=subject, now=now, still_mine=lease.check)


@shared_task(name=TELL_TASK)
def tell_session_change(session_id: str) -> None:
    """Mails to those who were asked to a session that was moved or called off; each of them once a change."""
    subject, now = uuid.UUID(session_id), timezone.now()
    with working(task=TELL_TASK, subject=subject, now=now) as lease:
        if lease:
            for registration in session_changes.to_tell(subject, now=now):
                lease.check()
                session_mail.change(registration).send()
                session_changes.told(registration, now=now)


@shared_task(name=PLACE_TASK)
def tell_place(registration_id: str) -> None:
    """Tells one person that they are invited, have a place, or wait for one; once a step."""
    subject, now = uuid.UUID(registration_id), timezone.now()
    with working(task=PLACE_TASK, subject=subject, now=now) as lease:
        registration = reaching.to_tell(subject, now=now) if lease else None
        if registration:
            session_mail.place(registration).send()
            reaching.told(registration, by=None, now=now)


@shared_task(name=REMIND_SESSION_TASK)
def remind_session(session_id: str) -> None:
    """Mails to those who are registered; each of them once."""
    subject, now = uuid.UUID(session_id), timezone.now()
    with working(task=REMIND_SESSION_TASK, subject=subject, now=now) as lease:
        if lease:
            for registration in registering.to_remind(subject, now=now):
                lease.check()
                session_mail.reminder(registration).send()
                registering.reminded(registration, now=now)
