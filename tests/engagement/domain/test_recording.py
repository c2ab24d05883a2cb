"""Logging: nothing twice, nothing lost, nobody overwritten."""

from __future__ import annotations

import uuid
from datetime import date

import pytest

from engagement.domain import drafting, recording
from engagement.enums import ConversationState, Method
from engagement.models import Conversation, ConversationDraft
from engagement.policies import Refused
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from tests.engagement import scene

pytestmark = pytest.mark.django_db


def fields(**more):
    """What the quick form asks."""
    return {
        "phase": scene.phase(),
        "organization": scene.organization(),
        "held_on": date(2026, 11, 20),
        "method": Method.PHONE,
        "notes": "Rencontre à l'école.",
    } | more


def test_a_form_sent_twice_makes_one_record_and_uses_up_its_draft(now):
    ana, token = scene.staff("ana", Role.OFFICER), uuid.uuid4()
    drafting.save_draft(id=token, fields={"notes": "Rencontre"}, version=0, by=ana, now=now)
    first = recording.record(id=token, fields=fields(), by=ana, now=now)
    second = recording.record(id=token, fields=fields(notes="other"), by=ana, now=now)
    assert (first.is_new, second.is_new) == (True, False)
    assert Conversation.objects.get() == first.conversation
    assert first.conversation.state == ConversationState.DRAFT
    assert not ConversationDraft.objects.exists()
    assert AuditEvent.objects.filter(kind="conversation.recorded").count() == 1


def test_references_count_up_and_are_never_used_again(now):
    ana = scene.staff("ana", Role.OFFICER)
    one = recording.record(id=uuid.uuid4(), fields=fields(), by=ana, now=now).conversation
    one.delete()
    two = recording.record(id=uuid.uuid4(), fields=fields(), by=ana, now=now).conversation
    assert (one.reference, two.reference) == ("P1-0001", "P1-0002")


def test_somebody_elses_token_gives_nothing_away(now):
    ana, bo = scene.staff("ana", Role.OFFICER), scene.staff("bo", Role.OFFICER)
    token = uuid.uuid4()
    drafting.save_draft(id=token, fields={"notes": "secret"}, version=0, by=ana, now=now)
    with pytest.raises(Refused):
        drafting.save_draft(id=token, fields={"notes": "x"}, version=1, by=bo, now=now)
    assert ConversationDraft.objects.get().fields == {"notes": "secret"}


def test_an_edit_over_a_newer_version_is_refused_with_what_stands_there(now):
    ana = scene.staff("ana", Role.OFFICER)
    talk = recording.record(id=uuid.uuid4(), fields=fields(), by=ana, now=now).conversation
    recording.edit(conversation=talk, fields={"notes": "first"}, version=1, by=ana, now=now)
    stale = Conversation.objects.get(pk=talk.pk)
    with pytest.raises(recording.Conflict) as caught:
        recording.edit(conversation=stale, fields={"notes": "second"}, version=1, by=ana, now=now)
    assert caught.value.theirs.notes == "first"
    assert Conversation.objects.get(pk=talk.pk).notes == "first"


def test_two_tabs_do_not_overwrite_each_others_draft(now):
    ana, token = scene.staff("ana", Role.OFFICER), uuid.uuid4()
    drafting.save_draft(id=token, fields={"notes": "a"}, version=0, by=ana, now=now)
    drafting.save_draft(id=token, fields={"notes": "ab"}, version=1, by=ana, now=now)
    with pytest.raises(drafting.DraftConflict) as caught:
        drafting.save_draft(id=token, fields={"notes": "zz"}, version=1, by=ana, now=now)
    assert caught.value.theirs.fields == {"notes": "ab"}


@pytest.mark.parametrize("role", [Role.LIAISON, Role.ADMINISTRATOR, Role.AUDITOR])
def test_roles_outside_the_team_log_nothing(role, now):
    with pytest.raises(Refused):
        recording.record(id=uuid.uuid4(), fields=fields(), by=scene.staff("cy", role), now=now)
    assert not Conversation.objects.exists()


def test_the_organization_remembers_its_last_contact_and_never_an_earlier_one(now):
    ana = scene.staff("ana", Role.OFFICER)
    for day in (date(2026, 11, 20), date(2026, 3, 1)):
        recording.record(id=uuid.uuid4(), fields=fields(held_on=day), by=ana, now=now)
    organization = scene.organization()
    organization.refresh_from_db()
    assert organization.last_contact_on == date(2026, 11, 20)
