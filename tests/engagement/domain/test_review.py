"""Four eyes, and the table of states."""

from __future__ import annotations

import itertools

import pytest

from engagement import policies
from engagement.domain import coding, review
from engagement.enums import ConsentState, Stance
from engagement.enums import ConversationState as S
from engagement.models import Conversation, PointTheme
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from tests.engagement import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return scene.staff("ana", Role.OFFICER)


@pytest.fixture
def bo():
    return scene.staff("bo", Role.REVIEWER)


@pytest.mark.parametrize(("before", "after"), list(itertools.product(S, S)))
def test_only_the_moves_of_the_table_are_possible(before, after, ana):
    talk = scene.conversation(ana, before)
    if after in policies.CONVERSATION_TRANSITIONS[before]:
        policies.check_transition(talk, after)
    else:
        with pytest.raises(policies.Refused):
            policies.check_transition(talk, after)


def test_from_draft_to_accepted(ana, bo, now):
    talk = scene.conversation(ana)
    review.submit(conversation=talk, fields={"consent_state": ConsentState.GIVEN_WRITTEN}, by=ana, now=now)
    noor = scene.staff("noor", Role.ANALYST)
    talk.refresh_from_db()
    coding.code(conversation=talk, theme=scene.theme(), stance=Stance.CONCERN, start=0, end=8, by=noor, now=now)
    done = review.accept(conversation=talk, by=bo, now=now)
    assert (done.state, done.reviewed_by) == (S.ACCEPTED, bo)
    assert list(Conversation.objects.publishable()) == [done]
    kinds = list(AuditEvent.objects.order_by("number").values_list("kind", flat=True))
    assert kinds == ["conversation.submitted", "conversation.coded", "conversation.accepted"]


@pytest.mark.parametrize("part", ["created_by", "lead", "note_taker"])
def test_nobody_reviews_what_they_had_a_part_in(part, ana, now):
    both = scene.staff("both", Role.OFFICER, Role.REVIEWER)
    talk = scene.coded(scene.conversation(ana, S.SUBMITTED, **{part: both}), "TRU-STIG")
    with pytest.raises(policies.Refused, match="took part"):
        review.accept(conversation=talk, by=both, now=now)
    talk.refresh_from_db()
    assert talk.state == S.SUBMITTED


def test_uncoded_or_without_summary_is_not_accepted(ana, bo, now):
    talk = scene.conversation(ana, S.SUBMITTED)
    with pytest.raises(policies.Refused, match="theme"):
        review.accept(conversation=talk, by=bo, now=now)
    scene.coded(talk, "TRU-STIG")
    Conversation.objects.update(public_summary="")
    with pytest.raises(policies.Refused, match="summary"):
        review.accept(conversation=talk, by=bo, now=now)
    Conversation.objects.update(consent_state=ConsentState.DECLINED)
    assert review.accept(conversation=talk, by=bo, now=now).state == S.ACCEPTED
    assert not Conversation.objects.publishable().exists()


def test_returned_with_a_reason_edited_and_handed_in_again(ana, bo, now):
    talk = scene.conversation(ana, S.SUBMITTED)
    back = review.return_(conversation=talk, reason="A name stands in the summary.", by=bo, now=now)
    assert (back.state, back.review_reason) == (S.RETURNED, "A name stands in the summary.")
    assert review.submit(conversation=back, by=ana, now=now).state == S.SUBMITTED


def test_the_second_of_two_reviewers_is_told(ana, bo, now):
    talk = scene.coded(scene.conversation(ana, S.SUBMITTED), "TRU-STIG")
    di = scene.staff("di", Role.REVIEWER)
    review.accept(conversation=talk, by=bo, now=now)
    with pytest.raises(policies.Refused):
        review.return_(conversation=talk, reason="late", by=di, now=now)
    talk.refresh_from_db()
    assert (talk.state, talk.reviewed_by) == (S.ACCEPTED, bo)


def test_withdrawn_is_no_longer_counted(ana, now):
    talk = scene.conversation(ana, S.ACCEPTED)
    assert Conversation.objects.publishable().exists()
    review.withdraw(conversation=talk, by=ana, now=now)
    assert not Conversation.objects.publishable().exists()


def test_coding_stays_within_the_notes_and_the_rules(ana, now):
    noor = scene.staff("noor", Role.ANALYST)
    talk = scene.conversation(ana, S.SUBMITTED, notes="قال الأستاذ 🌈 ok")
    length = len(talk.notes)
    coding.code(conversation=talk, theme=scene.theme(), stance=Stance.MIXED, start=length - 2, end=length, by=noor, now=now)
    point = talk.points.get()
    assert talk.notes[point.start : point.end] == "ok"
    for start, end in ((0, length + 1), (5, 5), (7, 3)):
        with pytest.raises(policies.Refused):
            coding.code(conversation=talk, theme=scene.theme(), stance=Stance.MIXED, start=start, end=end, by=noor, now=now)
    with pytest.raises(policies.Refused):
        coding.code(conversation=talk, theme=scene.theme(), stance=Stance.MIXED, by=ana, now=now)
    coding.uncode(coding=PointTheme.objects.get(), by=noor, now=now)
    assert not talk.points.exists()
