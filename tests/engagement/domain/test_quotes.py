"""The quote bank: nothing is approved by whoever proposed it, nothing names anybody unseen, nothing is used past its day."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from engagement.domain import quotes
from engagement.enums import Attribution, QuoteLicence, QuoteState
from engagement.enums import ConversationState as S
from engagement.models import Quote
from engagement.policies import Refused
from resilience_portal.audit.models import AuditEvent
from tests import pages
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.scene import NOW

pytestmark = pytest.mark.django_db
NOTES = "They said: 🌈 people remember who came back. Call Organization 1 at 780-555-0142."


@pytest.fixture
def talk(cast: Cast):  # noqa: F811
    return scene.conversation(cast.ana, S.ACCEPTED, notes=NOTES)


@pytest.fixture
def quote(cast: Cast, talk):  # noqa: F811
    start = NOTES.index("people")
    return quotes.propose(conversation=talk, start=start, end=start + 30, by=cast.nia, now=NOW)


def license_it(quote, by, licence=QuoteLicence.VERBATIM):
    return quotes.license_(quote=quote, licence=licence, note="Said so.", by=by, now=NOW)


def test_from_candidate_to_approved_with_a_trail(cast: Cast, quote):  # noqa: F811
    assert (quote.text, quote.state, quote.licence) == ("people remember who came back.", "candidate", "counted")
    quote = license_it(quote, cast.nia)
    for unfit in (cast.nia, cast.ana, cast.ben):
        with pytest.raises(Refused):
            quotes.approve(quote=quote, by=unfit, now=NOW)
    quotes.approve(quote=quote, by=cast.bo, now=NOW)
    assert list(Quote.objects.publishable(on=date(2026, 12, 1))) == [quote]
    assert sorted(event.step for event in quote.events.all()) == ["approved", "licensed", "proposed"]
    assert AuditEvent.objects.filter(kind="quote.approved", actor_id=cast.bo.pk).count() == 1
    license_it(quote, cast.nia, QuoteLicence.COUNTED)
    quote.refresh_from_db()
    assert (quote.state, quote.approved_by) == (QuoteState.CANDIDATE, None)  # a new licence has to be approved again


def test_the_last_day_of_use_is_honoured(cast: Cast, quote):  # noqa: F811
    quotes.approve(quote=license_it(quote, cast.nia), by=cast.bo, now=NOW)
    quotes.set_end(quote=quote, expires_on=date(2026, 12, 1), by=cast.nia, now=NOW)
    assert Quote.objects.publishable(on=date(2026, 12, 1)).exists()
    assert not Quote.objects.publishable(on=date(2026, 12, 2)).exists()
    assert Quote.objects.ending_until(date(2026, 12, 20)).exists()


def test_words_that_name_somebody_need_a_reason_to_stay(client, cast: Cast, talk):  # noqa: F811
    start = NOTES.index("Call")
    quote = license_it(quotes.propose(conversation=talk, start=start, end=len(NOTES), by=cast.nia, now=NOW), cast.nia)
    client.force_login(cast.bo)
    page = reverse("engagement:quote-detail", args=[quote.pk])
    assert "780-555-0142" in client.get(page).content.decode()
    approve = reverse("engagement:quote-approve", args=[quote.pk])
    answer = pages.press(client, page, approve, {"reason": ""})
    assert answer.status_code == 422
    assert "could identify somebody" in answer.content.decode()
    assert pages.press(client, page, approve, {"reason": "A public line."}).status_code == 302
    assert quote.events.get(step="approved").note == "A public line."


def test_a_quote_does_no_more_than_its_conversation_lets_it(cast: Cast, quote, talk):  # noqa: F811
    with pytest.raises(Refused):
        license_it(quote, cast.nia, QuoteLicence.ATTRIBUTED)
    type(talk).objects.filter(pk=talk.pk).update(attribution=Attribution.NOT_FOR_PUBLICATION)
    with pytest.raises(Refused):
        license_it(quote, cast.nia)
    with pytest.raises(Refused):
        quotes.propose(conversation=talk, start=0, end=700, by=cast.nia, now=NOW)


def test_the_desk_by_hand(client, cast: Cast, talk):  # noqa: F811
    client.force_login(cast.nia)
    propose = reverse("engagement:quote-propose", args=[talk.pk])
    assert client.post(propose, {"words": "never said"}).status_code == 409
    assert client.post(propose, {"words": "people remember who came back."}).status_code == 302
    assert client.post(propose, {"words": "people remember who came back."}).status_code == 409  # in the bank already
    quote = Quote.objects.get()

    def press(name, **fields):
        return client.post(reverse(f"engagement:quote-{name}", args=[quote.pk]), fields).status_code

    assert press("license", licence="verbatim", note="") == 422
    assert press("license", licence="verbatim", note="E-mail of 12 May") == 302
    assert press("end", expires_on="soon") == 422
    assert press("end", expires_on="2026-11-30") == 302
    client.force_login(cast.lea)
    assert press("approve") == 409, "nobody says what was read"
    page, approve = (reverse(f"engagement:quote-{name}", args=[quote.pk]) for name in ("detail", "approve"))
    assert pages.press(client, page, approve).status_code == 302
    assert "These end soon" in client.get(reverse("engagement:quote-list")).content.decode()
    assert press("take-back", **{"back-reason": "Too close."}) == 302
    assert press("withdraw", **{"out-reason": ""}) == 422
    assert press("withdraw", **{"out-reason": "They asked."}) == 302
    quote.refresh_from_db()
    assert quote.state == QuoteState.WITHDRAWN
    assert quote.events.get(step="withdrawn").note == "They asked."
    assert press("withdraw", **{"out-reason": "Again."}) == 409


def test_the_list_costs_the_same_with_one_and_with_thirty(client, cast: Cast, django_assert_max_num_queries):  # noqa: F811
    client.force_login(cast.nia)

    def fill(numbers):
        for number in numbers:
            talk = scene.conversation(cast.ana, S.ACCEPTED, organization=scene.organization(number))
            Quote.objects.create(conversation=talk, text=f"Word {number}.", language="en", proposed_by=cast.nia, proposed_at=NOW)

    def cost():
        with django_assert_max_num_queries(40) as queries:
            assert client.get(reverse("engagement:quote-list")).status_code == 200
        return len(queries)

    fill([1])
    few = cost()
    fill(range(2, 32))
    assert cost() == few
