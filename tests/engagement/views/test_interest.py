"""I would like to come: open to everybody without an account, closed to machines, nothing shown back."""

from __future__ import annotations

import time
from unittest.mock import patch

import pytest
from django.core import signing
from django.test import Client

from engagement.domain import equality
from engagement.forms.intake import SALT
from engagement.models import Registration, SealedAnswers
from phases.enums import ItemKind
from resilience_portal.audit.models import AuditEvent
from tests.factories.items import release
from tests.factories.plan import make_group

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
    assert "Juno" not in thanks
    kept = SealedAnswers.objects.get()
    assert equality._unseal(kept.sealed) == {"age_range": ["25-34"], "background": ["newcomer"]}
    assert b"newcomer" not in bytes(kept.sealed)
    assert "juno" not in str(list(AuditEvent.objects.values_list("details", "actor_name"))).lower()


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
    closed = make_group(slug="full", takes_interest=False)
    release(ItemKind.FOCUS_GROUP, closed)
    for slug in ("hidden", "full", "none"):
        assert client.get(f"/en/take-part/{slug}/").status_code == 404
    assert client.get("/en/take-part/received/R-<b>-9999/").status_code == 404
