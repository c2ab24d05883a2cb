"""The database itself keeps which themes a conversation has, whatever is done to codes."""

from __future__ import annotations

import pytest
from django.db import connection

from engagement.domain.importing.undoing import touched_talks
from engagement.enums import Stance
from engagement.models import Conversation, Point, PointTheme, ThemeLink
from engagement.models import theme_link as links
from tests.engagement import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk():
    return scene.conversation(scene.staff("ana"))


def code(talk, *codes):
    point = Point.objects.create(conversation=talk, created_at=scene.NOW)
    made = [
        PointTheme(point=point, theme=scene.theme(each), stance=Stance.MIXED, coder=talk.lead, coded_at=scene.NOW)
        for each in codes
    ]
    return PointTheme.objects.bulk_create(made)


def kept(talk):
    return sorted(ThemeLink.objects.filter(conversation=talk).values_list("theme__code", flat=True))


def test_codes_come_and_go(talk):
    [first] = code(talk, "TRU-A")
    second, _third = code(talk, "TRU-A", "TRU-B")
    assert kept(talk) == ["TRU-A", "TRU-B"]
    first.delete()
    assert kept(talk) == ["TRU-A", "TRU-B"]
    second.delete()
    assert kept(talk) == ["TRU-B"]


def test_many_codes_move_at_once_as_when_themes_are_merged(talk):
    other = scene.conversation(scene.staff("ben"))
    code(talk, "TRU-A", "TRU-B")
    code(other, "TRU-A")
    PointTheme.objects.filter(theme__code="TRU-A").update(theme=scene.theme("TRU-C"))
    assert (kept(talk), kept(other)) == (["TRU-B", "TRU-C"], ["TRU-C"])
    assert list(talk._meta.model.objects.with_theme(scene.theme("TRU-A"), seen_by=talk.lead)) == []
    assert set(talk._meta.model.objects.with_theme(scene.theme("TRU-C"), seen_by=talk.lead)) == {talk, other}


def test_points_and_conversations_take_theirs_along(talk):
    code(talk, "TRU-A")
    talk.points.all().delete()
    assert kept(talk) == []
    code(talk, "TRU-A")
    talk.delete()
    assert not ThemeLink.objects.exists()


def test_what_was_missed_while_a_trigger_was_gone_is_made_up_for(talk):
    of_table = "" if connection.vendor == "sqlite" else f" ON {links.CODINGS}"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER theme_link_insert{of_table}")
    code(talk, "TRU-A")
    assert kept(talk) == []
    links.install(connection)
    assert kept(talk) == ["TRU-A"]
    code(talk, "TRU-B")
    assert kept(talk) == ["TRU-A", "TRU-B"]


def test_they_are_no_work_that_would_stand_against_taking_an_import_back(talk):
    code(talk, "TRU-A")
    assert kept(talk) == ["TRU-A"]
    assert not touched_talks(Conversation.objects.filter(pk=talk.pk)).exists()
    scene.attachment(talk, talk.lead)
    assert touched_talks(Conversation.objects.filter(pk=talk.pk)).exists()
