"""Promises and follow-ups: states, moved days, four languages of no, and reminders that go out once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from engagement.domain import following_up, reminding
from engagement.domain.plan_edits import Conflict
from engagement.enums import CommitmentState as D
from engagement.enums import ConversationState, Level
from engagement.exports import calendar, reminder_mail
from engagement.models import Commitment, FollowUp, ReminderMail
from engagement.policies import Refused
from engagement.tasks import plan_reminders, send_reminder
from resilience_portal.accounts.models import User
from resilience_portal.audit.models import AuditEvent
from resilience_portal.outbox.models import OutboxJob
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene

TODAY = date(2026, 11, 24)


@pytest.fixture
def promise(cast: Cast) -> Commitment:  # noqa: F811
    User.objects.filter(pk=cast.ana.pk).update(email="ana@example.org", language="fr")
    cast.ana.refresh_from_db()
    talk = scene.conversation(cast.ana, ConversationState.SUBMITTED)
    made = Commitment(conversation=talk, text="Zirconflower gets the guide", owner=cast.ana, due_on=TODAY)
    following_up.add(item=made, by=cast.ana, now=scene.NOW)
    return made


def test_a_moved_day_keeps_the_old_one_and_the_reason(promise, cast):  # noqa: F811
    following_up.move(
        item=promise, due_on=TODAY + timedelta(9), reasons={"reason_en": "Printer late"}, by=cast.ana, now=scene.NOW
    )
    later = scene.NOW + timedelta(1)
    following_up.move(item=promise, due_on=TODAY + timedelta(19), reasons={"reason_en": "Snow"}, by=cast.lea, now=later)
    moves = list(promise.moves.values_list("moved_from", "moved_to", "reason_en"))
    assert moves == [
        (TODAY, TODAY + timedelta(9), "Printer late"),
        (TODAY + timedelta(9), TODAY + timedelta(19), "Snow"),
    ]
    promise.refresh_from_db()
    assert promise.due_on == TODAY + timedelta(19)


def test_states_follow_the_table_and_overdue_is_computed(promise, cast):  # noqa: F811
    assert not promise.is_overdue(today=TODAY)
    assert promise.is_overdue(today=TODAY + timedelta(1))
    assert list(Commitment.objects.overdue(today=TODAY + timedelta(1))) == [promise]
    following_up.complete(item=promise, on=TODAY, by=cast.ana, now=scene.NOW)
    assert not promise.is_overdue(today=TODAY + timedelta(1))
    with pytest.raises(Refused):
        following_up.cancel(item=promise, reasons={"cancel_reason_en": "x"}, by=cast.ana, now=scene.NOW)
    with pytest.raises(Refused):
        following_up.move(item=promise, due_on=TODAY, reasons={"reason_en": "x"}, by=cast.ana, now=scene.NOW)
    following_up.reopen(item=promise, by=cast.ana, now=scene.NOW)
    following_up.cancel(item=promise, reasons={"cancel_reason_en": "Not ours"}, by=cast.ana, now=scene.NOW)
    following_up.reopen(item=promise, by=cast.ana, now=scene.NOW)
    promise.refresh_from_db()
    assert (promise.state, promise.completed_on, promise.cancel_reason_en) == (D.OPEN, None, "")
    kinds = list(AuditEvent.objects.filter(subject_id=str(promise.pk)).order_by("number").values_list("kind", flat=True))
    assert kinds == [f"commitment.{past}" for past in ("added", "completed", "reopened", "cancelled", "reopened")]
    assert "Zirconflower" not in str(list(AuditEvent.objects.values()))


def test_only_owner_adder_or_lead_and_only_a_lead_words_it(promise, cast):  # noqa: F811
    for user in (cast.ben, cast.nia, cast.bo):
        with pytest.raises(Refused):
            following_up.complete(item=promise, on=TODAY, by=user, now=scene.NOW)
    wording = {"wording_en": "We will send a guide.", "wording_fr": "Nous enverrons un guide.", "wording_ar": "سنرسل دليلاً."}
    with pytest.raises(Refused):
        following_up.word(commitment=promise, wording=wording, is_public=True, by=cast.ana, now=scene.NOW)
    with pytest.raises(Refused):
        following_up.word(commitment=promise, wording=wording | {"wording_ar": " "}, is_public=True, by=cast.lea, now=scene.NOW)
    following_up.word(commitment=promise, wording=wording, is_public=True, by=cast.lea, now=scene.NOW)
    promise.refresh_from_db()
    assert (promise.is_public, promise.wording_ar) == (True, "سنرسل دليلاً.")


def test_two_people_change_it_and_the_second_is_told(promise, cast):  # noqa: F811
    second = Commitment.objects.get(pk=promise.pk)
    following_up.change(item=promise, fields={"text": "Mine"}, sequence=0, by=cast.ana, now=scene.NOW)
    with pytest.raises(Conflict):
        following_up.change(item=second, fields={"text": "Theirs"}, sequence=0, by=cast.lea, now=scene.NOW)
    assert Commitment.objects.get(pk=promise.pk).text == "Mine"


def test_the_calendar_entry_is_made_of_the_record_alone(promise, cast):  # noqa: F811
    first = calendar.entries([promise])
    assert first == calendar.entries([Commitment.objects.get(pk=promise.pk)])
    [entry] = Calendar.from_ical(first).walk("VEVENT")
    assert entry["UID"].startswith(str(promise.pk))
    assert (entry["SEQUENCE"], entry.decoded("DTSTAMP"), entry.decoded("DTSTART")) == (0, scene.NOW, TODAY)
    assert b"Zirconflower" not in first
    assert b"Organization" not in first
    later = scene.NOW + timedelta(hours=1)
    following_up.move(item=promise, due_on=TODAY + timedelta(2), reasons={"reason_en": "x"}, by=cast.ana, now=later)
    [entry] = Calendar.from_ical(calendar.entries([promise])).walk("VEVENT")
    assert (entry["SEQUENCE"], entry.decoded("DTSTAMP"), entry.decoded("DTSTART")) == (1, later, TODAY + timedelta(2))
    following_up.cancel(item=promise, reasons={"cancel_reason_en": "x"}, by=cast.ana, now=later)
    assert b"STATUS:CANCELLED" in calendar.entries([promise])


def plan_and_send(today: date) -> int:
    """A tick and a worker on that day. Returns how many mails went out."""
    before = len(mail.outbox)
    reminding.plan(today=today, now=scene.NOW)
    for _run in range(2):
        for job in OutboxJob.objects.filter(task=reminding.REMIND_TASK):
            send_reminder(str(job.subject))
    return len(mail.outbox) - before


@pytest.mark.django_db(transaction=True)
def test_reminders_run_twice_send_once_and_stop_when_done(promise, cast):  # noqa: F811
    sent = {}
    for day in range(-5, 20):
        reminding.plan(today=TODAY + timedelta(day), now=scene.NOW)
        if count := plan_and_send(TODAY + timedelta(day)):
            sent[day] = count
        if day == 14:
            following_up.complete(item=promise, on=TODAY, by=cast.ana, now=scene.NOW)
    assert sent == {-3: 1, 0: 1, 7: 1, 14: 1}  # three days ahead, on the day, then weekly until it is done
    assert ReminderMail.objects.filter(sent_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_reminder_says_nothing_of_who_and_what_in_the_owners_language(promise, cast):  # noqa: F811
    FollowUp.objects.create(conversation=promise.conversation, text="Zirconflower again", owner=cast.ana, due_on=TODAY)
    for language, word in (("fr", "liste"), ("ar", "قائمتك"), ("en", "your list")):
        User.objects.filter(pk=cast.ana.pk).update(language=language)
        row, _new = ReminderMail.objects.get_or_create(owner=cast.ana, day=TODAY)
        letter = reminder_mail.message(reminding.prepare(row.pk))
        whole = letter.message().as_string() + letter.subject + letter.body + str(letter.attachments)
        assert word in letter.subject, letter.subject
        assert letter.to == ["ana@example.org"]
        assert "/staff/" in letter.body
        for secret in ("Zirconflower", "Organization", "P1-0", "gaming"):
            assert secret not in letter.subject + letter.body
        assert "Zirconflower" not in whole


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("why", ["no address", "inactive", "may not open it", "no role"])
def test_nobody_is_reminded_who_should_not_be(promise, cast, why):  # noqa: F811
    if why == "no address":
        User.objects.filter(pk=cast.ana.pk).update(email="")
    elif why == "inactive":
        User.objects.filter(pk=cast.ana.pk).update(is_active=False)
    elif why == "may not open it":
        promise.conversation.created_by = cast.ben
        promise.conversation.level = Level.RESTRICTED
        promise.conversation.save()
    else:
        cast.ana.groups.clear()
        promise.conversation.created_by = cast.ben
        promise.conversation.save()
    assert plan_and_send(TODAY) == 0


@pytest.mark.django_db(transaction=True)
def test_the_tick_plans_by_day_only_and_no_mail_at_night(promise, time_machine):
    time_machine.move_to("2026-11-24 05:00 -0700", tick=False)
    plan_reminders()
    assert not ReminderMail.objects.exists()
    time_machine.move_to("2026-11-24 08:00 -0700", tick=False)
    plan_reminders()
    plan_reminders()
    assert ReminderMail.objects.count() == 1
