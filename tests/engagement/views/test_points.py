"""A point that was closed reaches the public by the register of commitments: worded by a lead, released by a second person."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from engagement.domain import following_up, points
from engagement.enums import CommitmentState, ConversationState, PointStatus
from engagement.models import Commitment, ItemRelease, Point, PublicCommitment
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.engagement.scene import NOW
from tests.pages import press, send

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "fr", "ar")
ASKED = {f"wording_{code}": f"Free transit ({code})." for code in LANGUAGES}
WHY = {code: f"No money this year ({code})." for code in LANGUAGES}


@pytest.fixture
def point(cast: Cast) -> Point:  # noqa: F811
    talk = scene.coded(scene.conversation(cast.ana, ConversationState.ACCEPTED), "T01")
    return talk.points.get()


def public(language: str = "en") -> str:
    return Client().get(f"/{language}/commitments/").content.decode()


def test_what_will_not_be_done_and_why_is_public_after_two_people(client, cast: Cast, point):  # noqa: F811
    tell = reverse("engagement:point-tell", args=[point.pk])
    client.force_login(cast.lea)
    assert client.get(tell).status_code == 409, "it is open"
    points.answer(point=point, status=PointStatus.NOT_RESOLVABLE, answer="", reason=WHY, by=cast.nia, now=NOW)
    assert client.post(tell, ASKED).status_code == 409, "the reason was not let out"
    points.let_out(point=point, by=cast.bo, now=NOW)
    answer = send(client, tell, {**ASKED, "wording_ar": ""})
    assert answer.status_code == 422
    assert "Free transit (fr)." in answer.content.decode(), "nothing typed is lost"
    send(client, tell, ASKED)
    face = PublicCommitment.objects.get()
    assert (face.slug, face.commitment.state) == ("free-transit-en", CommitmentState.DECLINED)
    assert [theme.code for theme in face.themes.all()] == ["T01"]
    send(client, reverse("engagement:item-propose", args=["commitment", face.pk]), {})
    assert "Free transit" not in public()
    client.force_login(cast.bo)
    client.post(reverse("engagement:proposal-approve", args=[ItemRelease.objects.get().pk]))
    for code in LANGUAGES:
        assert f"Free transit ({code})." in public(code)
        assert WHY[code] in public(code)
    assert point.conversation.reference not in public()


def test_a_reviewer_is_led_to_a_reason_reads_it_in_every_language_and_lets_it_out(client, cast: Cast, point):  # noqa: F811
    home, page = reverse("engagement:home"), reverse("engagement:point-detail", args=[point.pk])
    client.force_login(cast.bo)
    assert client.get(page).status_code == 409, "nothing to decide"
    points.answer(point=point, status=PointStatus.NOT_RESOLVABLE, answer="We asked twice.", reason=WHY, by=cast.lea, now=NOW)
    assert page in client.get(home).content.decode()
    html = client.get(page).content.decode()
    assert [words for words in ("We asked twice.", *WHY.values()) if words not in html] == []
    assert "<textarea" not in html, "what is answered is for those who follow the point"
    assert client.post(page, {"status": "open", "answer": "Mine."}).status_code == 409
    client.force_login(cast.lea)
    assert page not in client.get(home).content.decode(), "who wrote it is not the second person"
    client.force_login(cast.bo)
    talks = type(point.conversation).objects.filter(pk=point.conversation_id)
    talks.update(state=ConversationState.WITHDRAWN)
    assert page not in client.get(home).content.decode(), "nothing of it can be published"
    assert client.post(reverse("engagement:point-let-out", args=[point.pk])).status_code == 409
    talks.update(state=ConversationState.ACCEPTED)
    client.force_login(cast.bo)
    press(client, page, reverse("engagement:point-let-out", args=[point.pk]))
    point.refresh_from_db()
    assert point.reason_approved_by == cast.bo
    assert page not in client.get(home).content.decode()


def test_a_reason_that_changed_is_not_released_before_it_is_let_out_again(client, cast: Cast, point):  # noqa: F811
    points.answer(point=point, status=PointStatus.NOT_RESOLVABLE, answer="", reason=WHY, by=cast.nia, now=NOW)
    points.let_out(point=point, by=cast.bo, now=NOW)
    client.force_login(cast.lea)
    page = send(client, reverse("engagement:point-tell", args=[point.pk]), ASKED)["Location"]
    other = {**WHY, "en": "The law forbids it."}
    points.answer(point=point, status=PointStatus.NOT_RESOLVABLE, answer="", reason=other, by=cast.nia, now=NOW)
    assert Commitment.objects.get().cancel_reason_en == "The law forbids it."
    propose = reverse("engagement:item-propose", args=["commitment", PublicCommitment.objects.get().pk])
    assert send(client, propose, {}).status_code == 409
    assert "Let the reason out there first." in client.get(page).content.decode()
    points.let_out(point=point, by=cast.bo, now=NOW)
    type(point.conversation).objects.filter(pk=point.conversation_id).update(state="withdrawn")
    assert send(client, propose, {}).status_code == 409, "what was taken back is told to nobody"


def test_a_resolved_point_is_told_as_done_by_a_lead_and_a_promise_gets_its_public_page(client, cast: Cast, point):  # noqa: F811
    points.answer(point=point, status=PointStatus.RESOLVED, answer="Called.", by=cast.ana, now=NOW)
    tell = reverse("engagement:point-tell", args=[point.pk])
    for user in (cast.ana, cast.nia, cast.bo):
        client.force_login(user)
        assert client.post(tell, ASKED).status_code == 409
    client.force_login(cast.lea)
    assert send(client, tell, ASKED).status_code == 302
    done = Commitment.objects.get()
    assert (done.state, done.completed_on) == (CommitmentState.DONE, NOW.date())
    promise = Commitment(conversation=point.conversation, point=point, text="Ask the mosque on Elm Street", owner=cast.ana)
    following_up.add(item=promise, by=cast.ana, now=NOW)
    send(client, reverse("engagement:commitment-word", args=[promise.pk]), {**ASKED, "is_public": "on"})
    face = PublicCommitment.objects.get(commitment=promise)
    assert face.slug == "free-transit-en-2"
    assert [theme.code for theme in face.themes.all()] == ["T01"]
    page = client.get(reverse("engagement:due-detail", args=["commitments", promise.pk])).content.decode()
    assert reverse("engagement:item-detail", args=["commitment", face.pk]) in page
