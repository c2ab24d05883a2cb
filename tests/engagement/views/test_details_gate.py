"""What could identify somebody does not leave with a summary, at no door, unless for a reason that is kept."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engagement.domain import review
from engagement.domain.details import Identifying
from engagement.enums import Attribution
from engagement.enums import ConversationState as S
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation
from tests.factories.stakeholders import make_organization, make_person
from tests.pages import press

pytestmark = pytest.mark.django_db
NAMED = "Trudy Ballantwhistle offered the hall; call 780-555-0177."
CLEAN = "A board member offered the hall."


@pytest.fixture(autouse=True)
def _trudy(db: None) -> None:
    make_person("Trudy Ballantwhistle", organization=make_organization("Larkhollow Community League"))


def hand_in(client, talk, **more):
    asked = {
        "consent_state": "given_verbal",
        "attribution": "aggregate",
        "notice": "spoken",
        "participant_check": "not_requested",
    }
    return client.post(reverse("engagement:conversation-submit", args=[talk.pk]), asked | more)


def test_handing_in_stops_at_the_field_and_keeps_the_text(client, cast: Cast):  # noqa: F811
    client.force_login(cast.ana)
    talk = make_conversation(cast.ana, public_summary="")
    answer = hand_in(client, talk, public_summary=NAMED)
    assert answer.status_code == 422
    told = " ".join(answer.context["form"].errors["public_summary"])
    assert "Trudy Ballantwhistle" in told
    assert "780-555-0177" in told
    page = answer.content.decode()
    assert NAMED in page
    assert 'id="details-fold" open' in page
    talk.refresh_from_db()
    assert (talk.state, talk.public_summary) == (S.DRAFT, "")
    assert hand_in(client, talk, public_summary=CLEAN).status_code == 302


def test_a_reason_lets_it_through_is_kept_and_is_audited_without_words(client, cast: Cast):  # noqa: F811
    client.force_login(cast.ana)
    talk = make_conversation(cast.ana)
    assert hand_in(client, talk, public_summary=NAMED, details_reason="She spoke as a public office holder.").status_code == 302
    talk.refresh_from_db()
    assert (talk.state, talk.details_reason) == (S.SUBMITTED, "She spoke as a public office holder.")
    event = AuditEvent.objects.get(kind="conversation.details_kept")
    assert event.details == {"person": 1, "phone": 1}
    client.force_login(cast.bo)
    page = client.get(reverse("engagement:conversation-review", args=[talk.pk])).content.decode()
    assert "Trudy Ballantwhistle" in page
    assert "public office holder" in page


def test_accepting_stops_too_when_the_summary_was_written_later(client, cast: Cast, now):  # noqa: F811
    talk = scene.coded(make_conversation(cast.ana, S.SUBMITTED, public_summary=NAMED), "TRU-STIG", coder=cast.nia)
    client.force_login(cast.bo)
    page, accept = (reverse(f"engagement:conversation-{name}", args=[talk.pk]) for name in ("review", "accept"))
    refused = press(client, page, accept)
    assert refused.status_code == 409
    assert "Trudy Ballantwhistle" in refused.content.decode()
    talk.refresh_from_db()
    assert talk.state == S.SUBMITTED
    assert press(client, page, accept, {"details_reason": "Named in the press release of both."}).status_code == 302
    talk.refresh_from_db()
    assert (talk.state, talk.details_reason) == (S.ACCEPTED, "Named in the press release of both.")


def test_what_may_be_attributed_may_stand(cast: Cast, now):  # noqa: F811
    league = make_organization("Tall Poplars Hub")
    ours = "Tall Poplars Hub offered its hall."
    talk = make_conversation(cast.ana, organization=league, attribution=Attribution.ORGANIZATION, public_summary=ours)
    assert review.submit(conversation=talk, by=cast.ana, now=now).state == S.SUBMITTED
    for attribution in (Attribution.AGGREGATE, Attribution.SECTOR):
        talk = make_conversation(cast.ana, organization=league, attribution=attribution, public_summary=ours)
        with pytest.raises(Identifying):
            review.submit(conversation=talk, by=cast.ana, now=now)
