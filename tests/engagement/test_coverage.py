"""The board of coverage: everybody stands in one place, gaps are named, a level binds it, the public reads protected words."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagement.models import Conversation, OutreachAttempt
from engagement.reporting.coverage import Grouping, Standing, board
from stakeholders.models import Organization
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.engagement.scene import NOW, ConversationState

pytestmark = pytest.mark.django_db


def attempt(organization, outcome: str, by, on: date = date(2026, 11, 1)) -> None:
    OutreachAttempt.objects.create(
        organization=organization, phase=scene.phase(), made_on=on, outcome=outcome, made_by=by, created_at=NOW
    )


def standing_of(cast: Cast, organization) -> Standing:  # noqa: F811
    found = board(scene.phase(), among=Organization.objects.all(), seen_by=cast.lea)
    return next(place.standing for place in found.places if place.organization == organization)


def test_where_one_stands_follows_from_what_was_done(cast: Cast):  # noqa: F811
    one = scene.organization(1)
    assert standing_of(cast, one) == Standing.NOT_REACHED
    attempt(one, "no_reply", cast.ana)
    assert standing_of(cast, one) == Standing.TRIED
    attempt(one, "scheduled", cast.ana, date(2026, 11, 5))
    assert standing_of(cast, one) == Standing.PLANNED
    attempt(one, "declined", cast.ana, date(2026, 11, 3))  # noted later, made earlier
    assert standing_of(cast, one) == Standing.PLANNED
    talk = scene.conversation(cast.ana, organization=one)
    assert standing_of(cast, one) == Standing.PLANNED, "a draft is nobody's record yet"
    Conversation.objects.filter(pk=talk.pk).update(state=ConversationState.SUBMITTED)
    assert standing_of(cast, one) == Standing.HEARD
    Conversation.objects.filter(pk=talk.pk).update(state=ConversationState.WITHDRAWN)
    assert standing_of(cast, one) == Standing.PLANNED


DONE = st.sampled_from(["", "no_reply", "declined", "scheduled", "talk"])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["faith", "youth"]), DONE), max_size=8), st.sampled_from(Grouping.values))
def test_it_adds_up_whatever_was_done(cast: Cast, made, by):  # noqa: F811
    Conversation.objects.all().delete()
    OutreachAttempt.objects.all().delete()
    Organization.objects.all().delete()
    for number, (sector, what) in enumerate(made, start=1):
        one = scene.organization(number, sector=scene.sector(sector), main_language="so" if number % 2 else "fr")
        if what == "talk":
            scene.conversation(cast.ana, ConversationState.SUBMITTED, organization=one)
        elif what:
            attempt(one, what, cast.ana)
    found = board(scene.phase(), among=Organization.objects.all(), seen_by=cast.lea, by=by)
    assert found.total.total == len(made) == sum(line.total for line in found.lines)
    assert [sum(column) for column in zip(*(line.cells for line in found.lines), strict=True)] == (
        found.total.cells if made else []
    )
    assert len(found.open_places()) == sum(what in ("", "no_reply", "scheduled") for _sector, what in made)


def test_gaps_are_named_and_go_when_somebody_is_heard(cast: Cast):  # noqa: F811
    one = scene.organization(1, ward=scene.ward("metis"), main_language="so")
    scene.conversation(cast.ana, ConversationState.SUBMITTED, organization=scene.organization(2))
    found = board(scene.phase(), among=Organization.objects.all(), seen_by=cast.lea)
    assert [(gap.sector, gap.ward, gap.language) for gap in found.gaps] == [("", "", "so"), ("Faith", "Metis", "")]
    scene.conversation(cast.ana, ConversationState.SUBMITTED, organization=one)
    assert board(scene.phase(), among=Organization.objects.all(), seen_by=cast.lea).gaps == []


def test_a_level_binds_the_board_too(cast: Cast):  # noqa: F811
    scene.conversation(cast.ana, ConversationState.SUBMITTED, organization=scene.organization(1), level="restricted")
    for user, heard in ((cast.lea, 1), (cast.ben, 0)):
        found = board(scene.phase(), among=Organization.objects.all(), seen_by=user)
        assert found.total.counts.get(Standing.HEARD, 0) == heard


def test_what_is_merged_or_outside_the_universe_is_not_on_it(cast: Cast):  # noqa: F811
    scene.organization(1, in_universe=False)
    scene.organization(2, merged_into=scene.organization(3))
    found = board(scene.phase(), among=Organization.objects.all(), seen_by=cast.lea)
    assert [place.organization.name for place in found.places] == ["Organization 3"]


@pytest.mark.parametrize("many", [1, 30])
def test_the_page_costs_the_same_and_survives_nonsense(cast: Cast, many, django_assert_num_queries):  # noqa: F811
    for number in range(many):
        attempt(scene.organization(number + 1), "no_reply", cast.ana)
    client = Client()
    client.force_login(cast.ana)
    page = client.get("/staff/coverage/?sector=nonsense&language=%00&phase=none")
    assert "Organization 1" in page.content.decode()
    with django_assert_num_queries(14):
        client.get("/staff/coverage/")


def test_what_is_shown_is_what_the_filter_says(cast: Cast):  # noqa: F811
    scene.phase()
    scene.organization(1, main_language="so", ward=scene.ward("dene"))
    scene.organization(2)
    client = Client()
    client.force_login(cast.ana)
    page = client.get("/staff/coverage/?by=language&language=so")
    assert page.context["facets"]["phase"].value() == page.context["phase"].slug
    assert [(line.label, line.total) for line, _cells, _words in page.context["lines"]] == [("Somali", 1)]
    assert "Nobody whose main language is “Somali” was heard yet" in page.content.decode()
    assert "What the public reads" not in page.content.decode()
