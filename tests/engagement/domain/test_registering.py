"""Places in sessions: never more than there are, in order, told in time, forgotten when paid."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar, Event

from engagement import tasks
from engagement.domain import planning, reaching, registering, session_changes
from engagement.enums import ConsentState
from engagement.models import FocusGroupSession, Registration
from phases.enums import ItemKind, ListHolder, RegistrationState, SessionState
from phases.policies import Refused, check_criterion
from resilience_portal.outbox import queue
from resilience_portal.outbox.models import OutboxJob
from stakeholders.enums import ContactSafety
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.items import release
from tests.factories.plan import make_group, make_registration, make_session
from tests.factories.stakeholders import make_organization, make_person
from tests.pages import opened

pytestmark = pytest.mark.django_db
S = RegistrationState


def states(session) -> list[str]:
    return list(Registration.objects.filter(session=session).order_by("created_at").values_list("state", flat=True))


def test_a_full_session_gives_a_waiting_list_that_moves_up_in_order(cast, now):  # noqa: F811
    session = make_session(capacity=2)
    people = [make_registration(session) for _each in range(5)]
    for minute, person in enumerate(people):
        registering.register(registration=person, by=cast.ana, now=now + timedelta(minutes=minute))
    assert states(session) == [S.REGISTERED, S.REGISTERED, S.WAITLISTED, S.WAITLISTED, S.WAITLISTED]
    registering.leave(registration=people[3], to=S.CANCELLED, by=cast.ana, now=now)
    registering.leave(registration=people[0], to=S.WITHDRAWN, by=cast.ana, now=now)
    assert states(session) == [S.WITHDRAWN, S.REGISTERED, S.REGISTERED, S.CANCELLED, S.WAITLISTED]
    gone = Registration.objects.get(pk=people[0].pk)
    assert (gone.name, gone.email, gone.accommodations) == ("", "", "")
    assert session.registrations.placed().count() == 2


def test_no_place_is_given_up_to_anybody_in_a_cancelled_session(cast, now):  # noqa: F811
    session = make_session(capacity=1)
    first, second = make_registration(session), make_registration(session)
    for person in (first, second):
        registering.register(registration=person, by=cast.ana, now=now)
    session.state = SessionState.CANCELLED
    session.save()
    registering.leave(registration=first, to=S.CANCELLED, by=cast.ana, now=now)
    assert states(session) == [S.CANCELLED, S.WAITLISTED]


def test_only_who_meets_the_criteria_is_invited_and_only_by_officers_and_leads(cast, now):  # noqa: F811
    session = make_session()
    person = make_registration(session, state=S.INTERESTED, meets_criteria=None)
    Registration.objects.filter(pk=person.pk).update(session=None)
    with pytest.raises(Refused):
        registering.register(registration=person, by=cast.ana, now=now)
    with pytest.raises(Refused):
        registering.invite(registration=person, session=session, by=cast.ana, now=now)
    for by in (cast.nia, cast.bo, cast.cy, cast.ada):
        with pytest.raises(Refused):
            registering.judge(registration=person, meets_criteria=True, by=by, now=now)
    registering.judge(registration=person, meets_criteria=True, by=cast.ana, now=now)
    with pytest.raises(Refused):
        registering.invite(registration=person, session=make_session(), by=cast.ana, now=now)
    assert registering.invite(registration=person, session=session, by=cast.lea, now=now).state == S.INVITED
    for by in (cast.nia, cast.bo, cast.cy, cast.ada, None):
        assert not Registration.objects.visible_to(by).exists()


def test_reminders_go_out_once_with_a_calendar_entry_and_name_nobody_else(cast, settings):  # noqa: F811
    now = timezone.now()
    session = make_session(held_on=timezone.localdate() + timedelta(days=1), capacity=2)
    people = [make_registration(session, language="ar"), make_registration(session), make_registration(session)]
    for person in people:
        registering.register(registration=person, by=cast.ana, now=now)
    job = OutboxJob.objects.get(task=registering.REMIND_TASK)
    for _twice in range(2):
        OutboxJob.objects.filter(pk=job.pk).update(due_at=now - timedelta(seconds=1), done_at=None, attempts=0)
        tasks.remind_session(str(session.pk))
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(person.email for person in people[:2])
    arabic = next(sent for sent in mail.outbox if sent.to == [people[0].email])
    assert people[0].receipt in arabic.body
    assert "مرحبا" in arabic.body
    assert people[1].name not in arabic.body
    name, calendar, kind = arabic.attachments[0]
    assert (name, kind) == ("session.ics", "text/calendar")
    assert "BEGIN:VEVENT" in calendar
    assert people[0].name not in calendar


def test_nobody_is_reminded_of_what_was_called_off(cast):  # noqa: F811
    now = timezone.now()
    session = make_session(held_on=timezone.localdate() + timedelta(days=1))
    registering.register(registration=make_registration(session), by=cast.ana, now=now)
    session.state = SessionState.POSTPONED
    session.save()
    assert registering.to_remind(session.pk, now=now) == []


# --- Invited, registered, waiting, moved up ------------------------------------------------------------------------------------
def interested(session, **fields) -> Registration:
    """Somebody who meets the criteria and was asked to nothing yet."""
    person = make_registration(session, state=S.INTERESTED, **fields)
    Registration.objects.filter(pk=person.pk).update(session=None)
    return person


def tell_of_places() -> list:
    """The worker, ten minutes later, twice. Returns what went out."""
    before = len(mail.outbox)
    for _twice in range(2):
        for person in Registration.objects.order_by("created_at"):
            queue.enqueue(task=reaching.PLACE_TASK, subject=person.pk, now=timezone.now())
            tasks.tell_place(str(person.pk))
    return mail.outbox[before:]


def test_who_is_invited_and_who_gets_a_place_hears_once_a_step_in_their_language(cast):  # noqa: F811
    now, day = timezone.now(), timezone.localdate() + timedelta(days=9)
    session = make_session(held_on=day, capacity=1, place="Room 4")
    first, second = interested(session, language="fr"), interested(session, language="ar")
    for person in (first, second):
        registering.invite(registration=person, session=session, by=cast.ana, now=now)
    job = OutboxJob.objects.filter(task=reaching.PLACE_TASK).first()
    assert job.due_at >= now + reaching.GRACE, "a slip of the hand can be put right"
    asked = {sent.to[0]: sent for sent in tell_of_places()}
    assert set(asked) == {first.email, second.email}
    french, arabic = asked[first.email], asked[second.email]
    assert "Vous êtes invité" in french.body
    assert "Room 4" in french.body
    assert first.receipt in french.body
    assert second.name not in french.body
    assert "أنتم مدعوون" in arabic.body
    event = calendar_of(french)
    assert (event["method"], event["status"]) == ("PUBLISH", "TENTATIVE")
    begins = timezone.make_aware(datetime.combine(day, time(18, 30)))
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (begins, begins + timedelta(minutes=120))
    assert "TZID" not in french.attachments[0][1], "a time zone that the file does not describe: other programs guess"
    for person in (first, second):
        registering.register(registration=person, by=cast.ana, now=now)
    has_place, waits = tell_of_places()
    assert "Vous avez une place" in has_place.body
    assert calendar_of(has_place)["status"] == "CONFIRMED"
    assert "قائمة الانتظار" in waits.subject
    assert waits.attachments == [], "no place, no entry"
    assert tell_of_places() == []


def test_a_slip_of_the_hand_and_a_session_that_is_over_or_off_tell_nobody(cast):  # noqa: F811
    now, today = timezone.now(), timezone.localdate()
    taken_back = interested(make_session(held_on=today + timedelta(days=9)))
    registering.invite(registration=taken_back, session=taken_back.session, by=cast.ana, now=now)
    registering.leave(registration=taken_back, to=S.CANCELLED, by=cast.ana, now=now)
    late = make_registration(make_session(held_on=today - timedelta(days=1)))
    registering.register(registration=late, by=cast.ana, now=now)
    off = make_registration(make_session(held_on=today + timedelta(days=9), state=SessionState.CANCELLED))
    registering.register(registration=off, by=cast.ana, now=now)
    assert tell_of_places() == []


@pytest.mark.parametrize("days", [1, 9])
def test_who_moves_up_hears_that_the_place_is_theirs_once_also_when_reminders_went_out_already(client, cast, days):  # noqa: F811
    now = timezone.now()
    session = make_session(held_on=timezone.localdate() + timedelta(days=days), capacity=1)
    placed, waits, after = make_registration(session), make_registration(session), make_registration(session)
    for person in (placed, waits, after):
        registering.register(registration=person, by=cast.ana, now=now)
    remind(session)
    tell_of_places()
    mail.outbox.clear()
    client.force_login(cast.ana)
    told = client.post(f"/staff/phases/registrations/{placed.pk}/do/cancel/", follow=True).content.decode()
    assert "1 person moved up from the waiting list and is told by mail." in told
    if days <= registering.REMIND_DAYS_BEFORE:
        assert OutboxJob.objects.open().filter(task=registering.REMIND_TASK).exists(), "by itself, at once"
        remind(session)
    tell_of_places()
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == ([waits.email], "A place is free: it is yours")
    assert "has become free, and it is yours" in sent.body
    assert calendar_of(sent)["status"] == "CONFIRMED"


def remind(session) -> None:
    """The worker, two mornings before, twice."""
    for _twice in range(2):
        queue.enqueue(task=registering.REMIND_TASK, subject=session.pk, now=timezone.now())
        tasks.remind_session(str(session.pk))


def test_more_places_tell_who_moves_up_and_nobody_moves_up_into_a_session_that_was_held(client, cast):  # noqa: F811
    now, today = timezone.now(), timezone.localdate()
    session, held = make_session(held_on=today + timedelta(days=9), capacity=1), make_session(held_on=today, capacity=1)
    for each in (session, held):
        for person in (make_registration(each), make_registration(each, email="", phone="555-0123")):
            registering.register(registration=person, by=cast.ana, now=now)
    tell_of_places()
    registering.move_up(session, by=cast.ana, now=now)
    change(session, cast.lea, now, capacity=2)
    assert states(session) == [S.REGISTERED, S.REGISTERED]
    client.force_login(cast.ana)
    people = client.get(f"/staff/phases/sessions/{session.pk}/places/").content.decode()
    assert "1 person has to be told in another way" in people
    FocusGroupSession.objects.filter(pk=held.pk).update(held_on=today - timedelta(days=1))
    change(held, cast.lea, now, capacity=2)
    assert states(held) == [S.REGISTERED, S.WAITLISTED]


def test_who_gave_no_recorded_yes_or_is_not_to_be_contacted_is_told_by_a_colleague(client, cast):  # noqa: F811
    session = make_session(held_on=timezone.localdate() + timedelta(days=9), capacity=9)
    unasked = interested(session, consent_state=ConsentState.PENDING)
    shut = interested(session, organization=make_organization("Quiet", do_not_contact=True))
    unsafe, willing = interested(session), interested(session)
    make_person("Wren", email=unsafe.email.upper(), safety=ContactSafety.NEVER_WRITE)
    client.force_login(cast.ana)
    pages = {}
    for person in (unasked, shut, unsafe, willing):
        address = f"/staff/phases/registrations/{person.pk}/invite/"
        given = {"session": str(session.pk), "back": "group"}
        pages[person.pk] = client.post(address, given, follow=True).content.decode()
    assert "They are told by mail in ten minutes." in pages[willing.pk]
    assert "No mail can go to them" in pages[unasked.pk]
    assert [sent.to for sent in tell_of_places()] == [[willing.email]]
    people = f"/staff/phases/groups/{session.group_id}/people/"
    assert client.get(people).content.decode().count("/do/told/") == 3
    for person in (unasked, shut, unsafe):
        client.post(f"/staff/phases/registrations/{person.pk}/do/told/", {"back": "group"})
    assert "/do/told/" not in client.get(people).content.decode()


@pytest.mark.parametrize("by_mail", [0, 1, 2])
@pytest.mark.parametrize("by_hand", [0, 1, 2])
def test_whoever_moves_a_session_reads_who_is_told_by_mail_and_whom_they_have_to_call(client, cast, by_mail, by_hand):  # noqa: F811
    day = timezone.localdate() + timedelta(days=9)
    session = make_session(held_on=day, capacity=9)
    release(ItemKind.SESSION, session)
    people = [{}] * by_mail + [{"email": "", "phone": "555-0123"}] * by_hand
    for each in people:
        registering.register(registration=make_registration(session, **each), by=cast.ana, now=timezone.now())
    client.force_login(cast.lea)
    address = f"/staff/phases/session/{session.pk}/edit/"
    moved = opened(client, address) | {"held_on": str(day + timedelta(days=7))}
    said = [(each.level_tag, str(each)) for each in client.post(address, moved, follow=True).context["messages"]]
    asked = {
        1: "1 person asked to it is told by mail in ten minutes. Change it back before then, and nothing is sent.",
        2: "2 people asked to it are told by mail in ten minutes. Change it back before then, and nothing is sent.",
    }
    called = {
        1: "1 person can’t be told by mail: see “Places and waiting list”.",
        2: "2 people can’t be told by mail: see “Places and waiting list”.",
    }
    wanted = [("info", asked[by_mail])] if by_mail else []
    wanted += [("warning", called[by_hand])] if by_hand else []
    assert said == [*wanted, ("success", "Saved. The public reads it once it is released.")]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "2 people moved up from the waiting list and can’t be told by mail: tell them in another way."),
        ("ar", "انتقل شخصان"),
    ],
)
def test_whom_nobody_may_write_to_and_who_moves_up_has_to_be_called(client, cast, language, words):  # noqa: F811
    session = make_session(held_on=timezone.localdate() + timedelta(days=9), capacity=1)
    for number in range(3):
        person = make_registration(session, email="", phone=f"555-012{number}")
        registering.register(registration=person, by=cast.ana, now=timezone.now())
        Registration.objects.filter(pk=person.pk).update(told_state=Registration.objects.get(pk=person.pk).state)
    client.force_login(cast.lea)
    client.cookies["django_language"] = language
    address = f"/staff/phases/session/{session.pk}/edit/"
    html = client.post(address, opened(client, address) | {"capacity": "3"}, follow=True).content.decode()
    assert words in html


def change(session, by, now, **fields) -> None:
    """As the form does it."""
    planning.keep(record=FocusGroupSession.objects.get(pk=session.pk), fields=fields, by=by, now=now)


def tell(session) -> None:
    """The worker, ten minutes later, twice."""
    for _twice in range(2):
        queue.enqueue(task=session_changes.TELL_TASK, subject=session.pk, now=timezone.now())
        tasks.tell_session_change(str(session.pk))


def calendar_of(message) -> Event:
    """The entry that came with it, read by a calendar's own reader."""
    _name, words, _kind = message.attachments[0]
    calendar = Calendar.from_ical(words)
    event = calendar.walk("VEVENT")[0]
    event["method"] = calendar["method"]
    return event


def test_who_was_asked_to_a_moved_session_is_told_once_in_their_language(cast):  # noqa: F811
    now, day = timezone.now(), timezone.localdate() + timedelta(days=9)
    session = make_session(held_on=day, capacity=1, place="Room 4")
    invited, placed, waits = make_registration(session, language="fr"), make_registration(session), make_registration(session)
    for person in (placed, waits):
        registering.register(registration=person, by=cast.ana, now=now)
    make_registration(session, state=S.CANCELLED), make_registration(session, email="", phone="555-0134")
    change(session, cast.lea, now, capacity=2)
    assert not OutboxJob.objects.filter(task=session_changes.TELL_TASK).exists(), "that concerns nobody"
    change(session, cast.lea, now, held_on=day + timedelta(days=7), state_reason_en="The hall is flooded.")
    job = OutboxJob.objects.get(task=session_changes.TELL_TASK)
    assert job.due_at >= now + session_changes.GRACE
    tell(session)
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(p.email for p in (invited, placed, waits))
    french = next(sent for sent in mail.outbox if sent.to == [invited.email])
    assert "a changé" in french.body
    assert "The hall is flooded." in french.body
    assert invited.receipt in french.body
    assert placed.name not in french.body
    event = calendar_of(french)
    assert (event["method"], int(event["sequence"])) == ("PUBLISH", 1)
    assert timezone.localdate(event.decoded("dtstart")) == day + timedelta(days=7)
    session.refresh_from_db()
    assert int(session.sequence) == 1
    late = registering.invite(registration=make_registration(session, state=S.INTERESTED), session=session, by=cast.ana, now=now)
    late = registering.register(registration=late, by=cast.ana, now=now)
    tell(session)
    assert len(mail.outbox) == 3, "nobody twice, and not whoever came after the change"
    assert late.state == S.WAITLISTED


def test_a_session_called_off_leaves_the_calendar_and_a_slip_of_the_hand_tells_nobody(cast):  # noqa: F811
    now, day = timezone.now(), timezone.localdate() + timedelta(days=3)
    session = make_session(held_on=day)
    person = registering.register(registration=make_registration(session), by=cast.ana, now=now)
    change(session, cast.lea, now, held_on=day + timedelta(days=1))
    change(session, cast.lea, now, held_on=day)
    tell(session)
    assert mail.outbox == []
    change(session, cast.lea, now, state=SessionState.CANCELLED)
    tell(session)
    event = calendar_of(mail.outbox[0])
    assert (event["method"], event["status"], int(event["sequence"])) == ("CANCEL", "CANCELLED", 1)
    assert timezone.localdate(event.decoded("dtstart")) == day
    assert "does not take place" in mail.outbox[0].body
    with pytest.raises(Refused):
        change(session, cast.lea, now, state=SessionState.COMPLETED)
    change(session, cast.lea, now, state=SessionState.SCHEDULED)
    tell(session)
    assert [int(calendar_of(sent)["sequence"]) for sent in mail.outbox] == [1, 2]
    assert {sent.to[0] for sent in mail.outbox} == {person.email}


def test_a_past_session_put_right_tells_nobody(cast):  # noqa: F811
    now, day = timezone.now(), timezone.localdate() - timedelta(days=3)
    session = make_session(held_on=day)
    make_registration(session, state=S.REGISTERED)
    change(session, cast.lea, now, held_on=day - timedelta(days=1))
    tell(session)
    assert mail.outbox == []


def test_no_mail_reaches_whom_the_registry_protects_and_a_colleague_tells_them(client, cast):  # noqa: F811
    now = timezone.now()
    session = make_session(held_on=timezone.localdate() + timedelta(days=1), capacity=5)
    unsafe, willing = make_registration(session), make_registration(session)
    shut = make_registration(session, organization=make_organization("Quiet", do_not_contact=True))
    make_person("Wren", email=unsafe.email.upper(), safety=ContactSafety.NEVER_WRITE)
    for person in (unsafe, willing, shut):
        registering.register(registration=person, by=cast.ana, now=now)
    assert [person.pk for person in registering.to_remind(session.pk, now=now)] == [willing.pk]
    change(session, cast.lea, now, state=SessionState.CANCELLED)
    tell(session)
    assert [sent.to for sent in mail.outbox] == [[willing.email]]
    client.force_login(cast.ana)
    places = f"/staff/phases/sessions/{session.pk}/places/"
    assert "2 people have to be told in another way" in client.get(places).content.decode()
    for person in (unsafe, shut):
        client.post(f"/staff/phases/registrations/{person.pk}/do/told/")
    assert "in another way" not in client.get(places).content.decode()
    assert session_changes.untold(FocusGroupSession.objects.get(pk=session.pk)) == []


def test_a_reminder_waits_with_its_session(cast):  # noqa: F811
    now, day = timezone.now(), timezone.localdate() + timedelta(days=2)
    session = make_session(held_on=day)
    person = registering.register(registration=make_registration(session), by=cast.ana, now=now)
    registering.reminded(person, now=now)
    change(session, cast.lea, now, held_on=day + timedelta(days=20))
    tell(session)
    OutboxJob.objects.filter(task=registering.REMIND_TASK).update(due_at=now - timedelta(seconds=1))
    tasks.remind_session(str(session.pk))
    job = OutboxJob.objects.open().get(task=registering.REMIND_TASK)
    assert timezone.localdate(job.due_at) == day + timedelta(days=18)
    FocusGroupSession.objects.filter(pk=session.pk).update(held_on=timezone.localdate())
    assert [found.pk for found in registering.to_remind(session.pk, now=now)] == [person.pk], "reminded of the new day, too"


def test_who_came_is_owed_and_forgotten_when_paid(cast, now):  # noqa: F811
    session = make_session(held_on=now.date() - timedelta(days=1))
    person = make_registration(session, state=S.REGISTERED, accommodations="childcare")
    came = registering.note_attendance(registration=person, came=True, by=cast.ana, now=now)
    assert came.honorarium_due_on == session.held_on + timedelta(days=14)
    assert list(Registration.objects.owed()) == [person]
    paid = registering.pay(registration=person, paid_on=now.date(), by=cast.lea, now=now)
    assert (paid.name, paid.email, paid.phone, paid.accommodations) == ("", "", "", "")
    assert not Registration.objects.owed().exists()
    with pytest.raises(Refused):
        registering.pay(registration=person, paid_on=now.date(), by=cast.lea, now=now)


FIELDS = ("name", "email", "phone", "accommodations", "organization_id")


def is_forgotten(registration) -> bool:
    return not any(Registration.objects.filter(pk=registration.pk).values_list(*FIELDS).get())


def test_who_leaves_is_forgotten_with_the_step(cast, now):  # noqa: F811
    session = make_session()
    place, interest = make_registration(session, phone="555-0100"), make_registration(session, state=S.INTERESTED)
    for person in (place, interest):
        registering.leave(registration=person, to=S.CANCELLED, by=cast.ana, now=now)
        assert is_forgotten(person)


def test_attendance_is_not_known_before_the_day(cast, now):  # noqa: F811
    person = make_registration(make_session(), state=S.REGISTERED)
    with pytest.raises(Refused):
        registering.note_attendance(registration=person, came=True, by=cast.ana, now=now)


def test_where_the_host_holds_the_list_there_is_a_number(cast, now):  # noqa: F811
    session = make_session(make_group(list_held_by=ListHolder.HOST))
    assert registering.count_attendance(session=session, came=9, by=cast.ana, now=now).attended_count == 9


@pytest.mark.parametrize(
    "text",
    ["Muslim parents", "Converts to a new religion", "Young men under investigation", "Personnes au casier judiciaire vierge",
     "Parents musulmans", "من يحمل معتقدا متطرفا", "No extremist views"],
)  # fmt: skip
def test_nobody_is_chosen_by_belief_or_case(text):
    with pytest.raises(Refused):
        check_criterion(text)


@pytest.mark.parametrize("text", ["Parent of a teenager", "Faith leaders", "Recognised leader of a congregation", "أم أو جدة"])
def test_a_situation_or_a_role_may_be_named(text):
    check_criterion(text)
