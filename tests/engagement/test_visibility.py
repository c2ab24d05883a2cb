"""Who may open which conversation: one table, every role."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from engagement.enums import ConversationState as S
from engagement.enums import Level
from engagement.models import Commitment, Conversation, ConversationDraft, Point, Quote
from resilience_portal.accounts.roles import Role
from tests.engagement import scene

pytestmark = pytest.mark.django_db


def sees(user, record) -> bool:
    """Whether the one question lets this account open the record."""
    return type(record).objects.visible_to(user).filter(pk=record.pk).exists()


@pytest.mark.parametrize(
    ("role", "team", "restricted"),
    [
        (Role.OFFICER, True, False),
        (Role.ANALYST, True, False),
        (Role.REVIEWER, True, True),
        (Role.LEAD, True, True),
        (Role.LIAISON, False, False),
        (Role.ADMINISTRATOR, False, False),
        (Role.AUDITOR, False, False),
    ],
)
def test_the_level_decides_for_each_role(role, team, restricted):
    author = scene.staff("author", Role.OFFICER)
    reader = scene.staff("reader", role)
    assert sees(reader, scene.conversation(author, S.SUBMITTED)) is team
    assert sees(reader, scene.conversation(author, S.SUBMITTED, level=Level.RESTRICTED)) is restricted


def test_nobody_is_shown_to_visitors_or_to_switched_off_accounts():
    author = scene.staff("author", Role.OFFICER)
    talk = scene.conversation(author, S.SUBMITTED)
    gone = scene.staff("gone", Role.LEAD)
    gone.is_active = False
    for nobody in (None, AnonymousUser(), gone):
        assert not sees(nobody, talk)


def test_a_draft_is_its_authors_alone():
    author, lead = scene.staff("author", Role.OFFICER), scene.staff("lead", Role.LEAD)
    talk = scene.conversation(author, S.DRAFT)
    assert sees(author, talk)
    assert not sees(lead, talk)


def test_a_named_colleague_opens_a_restricted_record():
    author, named = scene.staff("author", Role.OFFICER), scene.staff("named", Role.OFFICER)
    other = scene.staff("other", Role.OFFICER)
    talk = scene.conversation(author, S.SUBMITTED, level=Level.RESTRICTED, named_people=[named])
    assert sees(named, talk)
    assert not sees(other, talk)


def test_a_record_closed_to_an_institution_is_closed_to_its_leads_too_but_not_to_its_author():
    author = scene.staff("author", Role.OFFICER, at="police")
    lead = scene.staff("lead", Role.LEAD, at="police")
    city = scene.staff("city.officer", Role.OFFICER)
    talk = scene.conversation(author, S.SUBMITTED, closed_to=[scene.institution("police")])
    assert sees(author, talk)
    assert sees(city, talk)
    assert not sees(lead, talk)


def test_a_liaison_reads_only_what_was_opened_to_their_institution():
    author = scene.staff("author", Role.OFFICER)
    liaison = scene.staff("liaison", Role.LIAISON, at="police")
    elsewhere = scene.staff("elsewhere", Role.LIAISON, at="prevention")
    opened = scene.conversation(author, S.ACCEPTED, opened_to=[scene.institution("police")])
    shut = scene.conversation(author, S.ACCEPTED)
    assert sees(liaison, opened)
    assert not sees(liaison, shut)
    assert not sees(elsewhere, opened)
    assert Conversation.objects.visible_to(liaison).count() == 1


def test_an_author_who_lost_every_role_sees_nothing():
    author = scene.staff("author", Role.OFFICER)
    talk = scene.conversation(author, S.SUBMITTED)
    author.groups.clear()
    assert not sees(scene.staff("author"), talk)


def test_an_administrator_reads_notes_only_with_the_separate_right():
    author = scene.staff("author", Role.OFFICER)
    administrator = scene.staff("administrator", Role.ADMINISTRATOR)
    talk = scene.conversation(author, S.SUBMITTED)
    administrator.may_read_notes = True
    assert sees(administrator, talk)
    assert not sees(administrator, scene.conversation(author, S.SUBMITTED, level=Level.RESTRICTED))


def test_points_quotes_commitments_and_drafts_follow_their_conversation():
    author, other = scene.staff("author", Role.OFFICER), scene.staff("other", Role.OFFICER)
    talk = scene.conversation(author, S.SUBMITTED, level=Level.RESTRICTED)
    point = Point.objects.create(conversation=talk, created_at=scene.NOW)
    quote = Quote.objects.create(conversation=talk, text="Words", language="en")
    commitment = Commitment.objects.create(conversation=talk, text="Call back")
    draft = ConversationDraft.objects.create(owner=author, fields={"notes": "x"}, updated_at=scene.NOW)
    for record in (point, quote, commitment, draft):
        assert sees(author, record)
        assert not sees(other, record)


def test_search_finds_words_without_accents_and_never_what_is_hidden():
    author, other = scene.staff("author", Role.OFFICER), scene.staff("other", Role.OFFICER)
    talk = scene.conversation(author, S.SUBMITTED, level=Level.RESTRICTED, search_text="ecole jeunesse")
    assert list(Conversation.objects.visible_to(author).matching("École")) == [talk]
    assert not Conversation.objects.visible_to(other).matching("École").exists()
