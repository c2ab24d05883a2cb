"""What people sent by themselves goes when its time is over, by itself, once; what is owed or unanswered stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from engagement import tasks
from engagement.domain import answering, equality, retention
from engagement.enums.public import EnquiryState
from engagement.models import Enquiry, FocusGroup, FocusGroupSession, Registration, SealedAnswers
from phases.enums import FocusGroupState, RegistrationState, SessionState
from resilience_portal.audit.models import AuditEvent
from resilience_portal.ui.phrases import day_words
from tests.cast import cast  # noqa: F401 - a fixture
from tests.factories.plan import make_group, make_registration, make_session

pytestmark = pytest.mark.django_db
S = RegistrationState


def known() -> set[str]:
    return set(Registration.objects.exclude(name="").values_list("name", flat=True))


def letter(now, *, days: int, state: str = EnquiryState.ANSWERED) -> Enquiry:
    """One that came two days before it was answered, that many days ago."""
    at = now - timedelta(days=days)
    made = answering.receive(fields={"kind": "question", "message": f"From {days} days ago"}, now=at - timedelta(days=2))
    answered = {"answered_at": at, "answered_by_id": None} if state == EnquiryState.ANSWERED else {}
    made.state = state
    for name, value in answered.items():
        setattr(made, name, value)
    return made


def test_a_place_is_forgotten_a_month_after_the_session_when_nothing_is_owed(now):
    group, today = make_group(), now.date()
    lately = make_session(group, reference="S-1", slug="s-1", held_on=today - timedelta(days=29))
    before = make_session(group, reference="S-2", slug="s-2", held_on=today - timedelta(days=31))
    coming = make_session(group, reference="S-3", slug="s-3", held_on=today + timedelta(days=9))
    owed = {"honorarium_due_on": today - timedelta(days=10)}
    make_registration(lately, name="Lately", state=S.ATTENDED)
    make_registration(before, name="Came", state=S.ATTENDED, email="came@example.org", accommodations="childcare")
    make_registration(before, name="Stayed away", state=S.NO_SHOW)
    make_registration(before, name="Waited", state=S.WAITLISTED)
    make_registration(coming, name="Cancelled on a sheet", state=S.CANCELLED)
    make_registration(before, name="Is owed", state=S.ATTENDED, **owed)
    make_registration(coming, name="Will come", state=S.REGISTERED, created_at=now - timedelta(days=700))
    assert retention.forget_due(now=now)["places"] == 4
    assert known() == {"Lately", "Is owed", "Will come"}
    assert Registration.objects.count() == 7, "that somebody held a place stays"
    assert not Registration.objects.filter(email="came@example.org").exists()
    assert not Registration.objects.filter(accommodations="childcare").exists()


def test_interest_of_which_no_session_came_is_kept_for_a_year_or_until_the_group_is_over(now, settings):
    group = make_group()
    over = make_group(reference="FG-2", slug="second")
    for name, days, of in (("New", 300, group), ("Old", 370, group), ("Over", 40, over), ("Just over", 10, over)):
        made = make_registration(make_session(of, reference=name, slug=name.lower().replace(" ", "-")), name=name)
        values = {"session": None, "state": S.INTERESTED, "created_at": now - timedelta(days=days)}
        Registration.objects.filter(pk=made.pk).update(**values)
    FocusGroup.objects.filter(pk=over.pk).update(state=FocusGroupState.COMPLETED)
    settings.RETENTION_YEARS = settings.RETENTION_YEARS | {"contact": 2}
    retention.forget_due(now=now)
    assert known() == {"New", "Old", "Just over"}
    settings.RETENTION_YEARS = settings.RETENTION_YEARS | {"contact": 1}
    retention.forget_due(now=now)
    assert known() == {"New", "Just over"}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def held(days: int, **fields):
    """Somebody who had a place in a session that many days ago, of which nobody has noted who came."""
    session = make_session(make_group(honorarium=fields.pop("honorarium", 40)), held_on=localdate() - timedelta(days=days))
    return make_registration(session, name="Juno", state=S.REGISTERED, **fields)


def act(client: Client, registration: Registration, verb: str) -> None:
    address = reverse("engagement:registration-act", args=[registration.pk, verb])
    assert client.post(address, {"back": "owed"}).status_code == 302


def test_who_may_be_owed_something_is_known_until_it_is_noted_whether_they_came(cast):  # noqa: F811
    juno, lead, owed = held(200), signed_in(cast.lea), reverse("engagement:honorarium-list")
    until = day_words(juno.session.held_on + timedelta(days=365))
    tasks.forget_due()
    assert known() == {"Juno"}
    places = reverse("engagement:session-places", args=[juno.session_id])
    for page in (reverse("engagement:home"), owed):
        html = lead.get(page).content.decode()
        assert f'href="{places}"' in html, "where it is noted"
        assert "40 dollars may be owed to each" in html
        assert f"names and addresses are deleted after {until}" in html
    act(lead, juno, "came")
    tasks.forget_due()
    assert "Juno" in lead.get(owed).content.decode(), "owed now"
    assert "Nobody has noted who came" not in lead.get(reverse("engagement:home")).content.decode()
    act(lead, juno, "pay")
    assert known() == set()


def test_a_year_later_what_may_be_owed_is_noted_without_the_person(cast):  # noqa: F811
    juno, lead = held(367, email="juno@example.org"), signed_in(cast.lea)
    tasks.forget_due()
    assert known() == set()
    assert not Registration.objects.filter(email="juno@example.org").exists()
    home = lead.get(reverse("engagement:home")).content.decode()
    assert "only their receipt numbers are left" in home
    act(lead, juno, "came")
    owed = lead.get(reverse("engagement:honorarium-list")).content.decode()
    assert juno.receipt in owed, "whoever shows the number is paid"
    act(lead, juno, "pay")
    assert "Nothing is owed" in lead.get(reverse("engagement:honorarium-list")).content.decode()


def test_the_lead_is_told_before_names_go_of_a_session_without_an_honorarium(cast):  # noqa: F811
    juno, lead, home = held(24, honorarium=0), signed_in(cast.lea), reverse("engagement:home")
    until = day_words(juno.session.held_on + timedelta(days=30))
    html = lead.get(home).content.decode()
    assert f"names and addresses are deleted after {until}" in html
    assert "Note it soon" in html
    assert "may be owed" not in html
    FocusGroupSession.objects.update(held_on=localdate() - timedelta(days=31))
    tasks.forget_due()
    assert known() == set()
    assert "Nobody has noted who came" not in lead.get(home).content.decode(), "nobody can note it any more"


def test_a_session_that_is_not_yet_over_asks_for_nothing(cast):  # noqa: F811
    held(0)
    assert "Nobody has noted who came" not in signed_in(cast.lea).get(reverse("engagement:home")).content.decode()


def test_who_does_not_invite_reads_of_nobody(cast):  # noqa: F811
    held(10)
    assert "Nobody has noted who came" in signed_in(cast.ana).get(reverse("engagement:home")).content.decode()
    for user in (cast.nia, cast.bo):
        assert "Nobody has noted who came" not in signed_in(user).get(reverse("engagement:home")).content.decode()


def test_nothing_is_owed_for_a_session_that_was_called_off_and_one_that_was_put_off_still_comes(cast):  # noqa: F811
    held(40)
    FocusGroupSession.objects.update(state=SessionState.POSTPONED)
    tasks.forget_due()
    assert known() == {"Juno"}, "it keeps its old day until it has a new one"
    assert "Nobody has noted who came" not in signed_in(cast.lea).get(reverse("engagement:home")).content.decode()
    FocusGroupSession.objects.update(state=SessionState.CANCELLED)
    tasks.forget_due()
    assert known() == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "nobody has noted whether you came: until 2 years after your session; then only your receipt number is left."),
        ("fr", "jusqu’à 2 ans après votre séance"),
        ("ar", "إلى ما بعد جلستك بمدة سنتين"),
    ],
)
def test_the_public_reads_how_long_that_is(cast, language, words, settings):  # noqa: F811
    settings.RETENTION_YEARS = settings.RETENTION_YEARS | {"contact": 2}
    assert words in Client().get(f"/{language}/privacy/").content.decode()
    juno = held(700)
    tasks.forget_due()
    assert known() == {"Juno"}
    FocusGroupSession.objects.filter(pk=juno.session_id).update(held_on=localdate() - timedelta(days=732))
    tasks.forget_due()
    assert known() == set(), "and so it is"


def test_a_letter_goes_a_year_after_its_answer_and_never_unanswered(now, django_user_model):
    ana = django_user_model.objects.create_user("ana")
    for days, state in ((364, "answered"), (367, "answered"), (367, "closed"), (900, "received"), (900, "in_hand")):
        made = letter(now, days=days, state=EnquiryState(state))
        if state == "answered":
            made.answered_by = ana
        made.save()
    assert retention.forget_due(now=now)["letters"] == 2
    left = set(Enquiry.objects.values_list("message", "state"))
    assert left == {
        ("From 364 days ago", "answered"), ("From 900 days ago", "received"), ("From 900 days ago", "in_hand")
    }  # fmt: skip


def test_run_twice_it_finds_nothing_and_says_in_the_log_how_many_not_who(now):
    session = make_session(held_on=now.date() - timedelta(days=90))
    make_registration(session, name="Juno", state=S.ATTENDED)
    equality.keep(group=session.group, answers={"gender": ["woman"]})
    FocusGroup.objects.update(state=FocusGroupState.COMPLETED)
    assert retention.forget_due(now=now) == {"places": 1, "letters": 0, "sealed_answers": 1}
    assert retention.forget_due(now=now) == {"places": 0, "letters": 0, "sealed_answers": 0}
    event = AuditEvent.objects.get(kind="retention.forgotten")
    assert event.details == {"places": 1, "letters": 0, "sealed_answers": 1}
    assert not SealedAnswers.objects.exists()


def test_the_workers_tick_does_it(now):
    make_registration(make_session(held_on=now.date() - timedelta(days=900)), name="Juno", state=S.NO_SHOW)
    tasks.forget_due()
    assert known() == set()


def test_it_asks_the_same_however_many_there_are(now):
    session = make_session(held_on=now.date() - timedelta(days=90))
    seen = []
    for people in (1, 1, 30):  # the first time also begins the audit log
        for number in range(people):
            make_registration(session, name=f"Person {number}", state=S.NO_SHOW)
        with CaptureQueriesContext(connection) as queries:
            assert retention.forget_due(now=now)["places"] == people
        seen.append(len(queries))
    assert seen[1] == seen[2]
