"""I would like to come: open to everybody without an account, closed to machines, nothing shown back."""

from __future__ import annotations

import re
import time
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from engagement.domain import equality, registering
from engagement.forms.intake import SALT
from engagement.models import FocusGroup, Registration, SealedAnswers
from engagement.reporting import item_release
from phases.enums import FocusGroupState, ItemKind, PhaseState
from phases.models import Phase
from phases.policies import Refused
from resilience_portal.audit.models import AuditEvent
from resilience_portal.ui.phrases import day_words
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.items import release
from tests.factories.plan import make_group, make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    """A public group that looks for people."""
    made = make_group(slug="parents")
    release(ItemKind.FOCUS_GROUP, made)
    return made


def at(seconds: int):
    """The signing clock, so many seconds from now."""
    return patch("django.core.signing.time.time", return_value=time.time() + seconds)


def stamp(seconds_ago: int = 60) -> str:
    with at(-seconds_ago):
        return signing.TimestampSigner(salt=SALT).sign("form")


def answers(**more):
    return {"name": "Juno", "email": "juno@example.org", "language": "en", "consent": "on", "stamp": stamp()} | more


URL = "/en/take-part/parents/"


def test_it_works_without_account_and_gives_a_number(client: Client, group):
    page = client.get(URL)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    sent = client.post(URL, answers(age_range="25-34", background=["newcomer"]))
    assert sent.status_code == 302
    made = Registration.objects.get()
    assert (made.name, made.email, made.state, made.session) == ("Juno", "juno@example.org", "interested", None)
    thanks = client.get(sent["Location"]).content.decode()
    assert made.receipt in thanks
    assert f"answers you by {day_words(registering.answer_by(made.created_at))}." in thanks
    assert client.get(f"/en/take-part/received/{made.receipt}/").status_code == 404, "nobody makes one up"
    assert "Juno" not in thanks
    kept = SealedAnswers.objects.get()
    assert equality._unseal(kept.sealed) == {"age_range": ["25-34"], "background": ["newcomer"]}
    assert b"newcomer" not in bytes(kept.sealed)
    assert "juno" not in str(list(AuditEvent.objects.values_list("details", "actor_name"))).lower()


def test_groups_that_look_for_people_come_first_and_those_that_are_over_last(client: Client, group):
    for reference, title, state in (("FG-00", "Over", "completed"), ("FG-000", "Under way", "in_progress")):
        more = make_group(reference=reference, title_en=title, state=state, takes_interest=False)
        release(ItemKind.FOCUS_GROUP, more)
    FocusGroup.objects.filter(pk=group.pk).update(reference="FG-99", title_en="Looking")
    release(ItemKind.FOCUS_GROUP, FocusGroup.objects.get(pk=group.pk))
    page = client.get("/en/focus-groups/").content.decode()
    assert re.findall(r'<h3><a href="/en/focus-groups/[^>]*>([^<]*)</a>', page[page.index('id="groups"') :]) == [
        "Looking",
        "Under way",
        "Over",
    ]


def test_the_cookie_of_the_form_ends_with_the_visit(client: Client, group):
    cookie = client.get(URL).cookies["csrftoken"]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_mistake_keeps_what_was_typed(client: Client, group, language):
    page = client.post(f"/{language}/take-part/parents/", answers(email="", phone="", consent="", accommodations="Childcare"))
    assert page.status_code == 422
    html = page.content.decode()
    assert 'value="Juno"' in html
    assert 'value="Childcare"' in html
    assert html.count('class="err"') == 2
    assert not Registration.objects.exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"website": "https://buy.example"}, "could not be sent"),
        ({"stamp": ""}, "open for too long"),
        ({"stamp": "form:forged"}, "open for too long"),
        ({"stamp": "now"}, "too fast"),
        ({"stamp": "old"}, "open for too long"),
    ],
)
def test_machines_are_refused_in_words(client: Client, group, more, words):
    made = {"now": lambda: stamp(0), "old": lambda: stamp(60 * 60 * 25)}.get(more.get("stamp", ""))
    page = client.post(URL, answers(**(more | ({"stamp": made()} if made else {}))))
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Registration.objects.exists()


def test_a_form_left_open_overnight_is_sent_again_with_one_press(client: Client, group):
    page = client.post(URL, answers(stamp=stamp(60 * 60 * 25)))
    fresh = page.context["form"]["stamp"].value()
    with at(10):
        assert client.post(URL, answers(stamp=fresh)).status_code == 302


def test_a_flood_from_one_connection_is_slowed_down(client: Client, group):
    seen = [client.post(URL, answers()).status_code for _each in range(8)]
    assert seen == [302] * 6 + [422] * 2
    assert client.post(URL, answers(), REMOTE_ADDR="198.51.100.7").status_code == 302


def test_a_group_that_is_not_public_or_takes_nobody_is_not_there(client: Client, group):
    make_group(slug="hidden")
    for slug in ("hidden", "none"):
        assert client.get(f"/en/take-part/{slug}/").status_code == 404
    assert client.get("/en/take-part/received/R-<b>-9999/").status_code == 404


def test_an_old_link_to_a_group_that_is_full_leads_on_to_those_that_look_for_people(client: Client, group):
    closed = make_group(slug="full", takes_interest=False)
    release(ItemKind.FOCUS_GROUP, closed)
    session = make_session(group, held_on=timezone.localdate() + timedelta(days=9))
    release(ItemKind.SESSION, session)
    release(ItemKind.SESSION, make_session(closed, held_on=timezone.localdate() + timedelta(days=9)))
    page = client.get("/en/take-part/full/")
    html = page.content.decode()
    assert page.status_code == 200
    assert "This group does not look for people now" in html
    assert html.count("/en/take-part/parents/") == 1
    assert html.count('<div class="day">') == 1, "only sessions that one can still come to"
    assert client.post("/en/take-part/full/", answers()).status_code == 409
    assert not Registration.objects.exists()


@pytest.mark.parametrize("changed", ["phase", "group"])
def test_nobody_more_is_taken_in_once_the_phase_is_closed_or_the_group_over(client: Client, group, cast, changed):  # noqa: F811
    release(ItemKind.SESSION, make_session(group, held_on=timezone.localdate() + timedelta(days=9)))
    pages = ("/en/focus-groups/", "/en/focus-groups/parents/")
    assert all("I would like to come" in client.get(path).content.decode() for path in pages)
    if changed == "phase":
        Phase.objects.filter(pk=group.phase_id).update(report_due_on=timezone.localdate())
        release(ItemKind.PHASE, Phase.objects.get(pk=group.phase_id))  # the public knows by when it will hear
        item_release.move_phase(phase=group.phase, to=PhaseState.CLOSED_ANALYZING, by=cast.lea, now=timezone.now())
    else:
        FocusGroup.objects.filter(pk=group.pk).update(state=FocusGroupState.COMPLETED)
        release(ItemKind.FOCUS_GROUP, FocusGroup.objects.get(pk=group.pk))
    for path in pages:
        assert "I would like to come" not in client.get(path).content.decode()
    assert "does not look for people now" in client.get(URL).content.decode()
    assert client.post(URL, answers()).status_code == 409
    assert not Registration.objects.exists()
    with pytest.raises(Refused):
        registering.express_interest(group=FocusGroup.objects.get(pk=group.pk), fields={}, answers={}, now=timezone.now())


def test_who_closes_a_phase_is_told_which_groups_stop_and_which_sessions_are_still_to_come(client: Client, group, cast):  # noqa: F811
    release(ItemKind.SESSION, make_session(group, held_on=date(2099, 3, 4)))
    over = make_group(takes_interest=False)
    release(ItemKind.FOCUS_GROUP, over)
    client.force_login(cast.lea)
    address = f"/staff/phases/{group.phase_id}/move/closed_analyzing/"
    html = client.get(address).content.decode()
    assert "These groups stop looking for people:<ul><li><bdi>" + group.title in html
    assert "4 March 2099 · <bdi>" + group.title in html
    assert over.title not in html
