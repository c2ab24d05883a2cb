"""The admin has no back door to notes: the separate right, the same question, an audit row for every reading, no change."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engagement.enums import ConversationState as S
from engagement.enums import Level
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.factories.engagement import make_conversation, make_report

pytestmark = pytest.mark.django_db
LIST = reverse("admin:engagement_conversation_changelist")


def change(record):
    return reverse(f"admin:engagement_{record._meta.model_name}_change", args=[record.pk])


def test_without_the_right_an_administrator_reads_no_note(client, cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ana, S.SUBMITTED, notes="Zirconflower")
    client.force_login(cast.ada)
    for address in (reverse("admin:index"), LIST, change(talk)):
        answer = client.get(address)
        assert talk.reference not in answer.content.decode()
        assert b"Zirconflower" not in answer.content
    assert not AuditEvent.objects.filter(kind="notes.read").exists()


def test_with_the_right_reading_is_written_down_and_nothing_can_be_changed(client, cast: Cast):  # noqa: F811
    cast.ada.may_read_notes = True
    cast.ada.save()
    talk = make_conversation(cast.ana, S.SUBMITTED, notes="Zirconflower")
    hidden = make_conversation(cast.ana, S.SUBMITTED, level=Level.RESTRICTED, notes="Obsidian")
    draft = make_conversation(cast.ana, notes="Obsidian")
    client.force_login(cast.ada)
    assert talk.reference in client.get(LIST).content.decode()
    assert hidden.reference not in client.get(LIST).content.decode()
    assert "Zirconflower" in client.get(change(talk)).content.decode()
    assert AuditEvent.objects.filter(kind="notes.read", subject_id=str(talk.pk)).count() == 1
    for other in (hidden, draft):
        assert b"Obsidian" not in client.get(change(other)).content
    assert client.post(change(talk), {"notes": "changed"}).status_code in (403, 404, 405)
    talk.refresh_from_db()
    assert talk.notes == "Zirconflower"


def test_reports_are_read_without_what_they_count(client, cast: Cast):  # noqa: F811
    report = make_report(cast.lea, inputs={"organizations": ["zirconflower"]})
    client.force_login(cast.ada)
    page = client.get(change(report))
    assert page.status_code == 200
    assert b"zirconflower" not in page.content
    assert client.post(change(report), {"slug": "x"}).status_code in (403, 404, 405)
