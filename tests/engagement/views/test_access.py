"""Every page against every role, and every record against those who may not open it."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from engagement.enums import ConversationState as S
from engagement.enums import Level
from engagement.models import PointTheme
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation, make_draft, make_report

pytestmark = pytest.mark.django_db
TEAM = {"officer", "analyst", "reviewer", "lead"}
PAGES = {
    "home": TEAM | {"liaison", "administrator", "auditor", "none"},
    "conversation-list": TEAM | {"liaison"},
    "report-list": TEAM,
    "report-create": {"lead"},
    "audit-list": {"auditor", "administrator"},
}
SECRET = "Zirconflower was mentioned by two parents."


def test_a_stranger_signs_in_first(client):
    for name in PAGES:
        answer = client.get(reverse(f"engagement:{name}"))
        assert answer.status_code == 302
        assert "/staff/account/" in answer["Location"]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_exists_for_its_roles_only(client, cast: Cast, name):  # noqa: F811
    for role, user in cast.by_role.items():
        client.force_login(user)
        expected = 200 if role in PAGES[name] else 404
        assert client.get(reverse(f"engagement:{name}")).status_code == expected, role


RECORD_PAGES = [
    ("get", "conversation-detail"),
    ("get", "conversation-edit"),
    ("get", "conversation-submit"),
    ("get", "conversation-code"),
    ("get", "conversation-review"),
    ("get", "conversation-withdraw"),
    ("post", "conversation-edit"),
    ("post", "conversation-submit"),
    ("post", "conversation-code"),
    ("post", "conversation-summarize"),
    ("post", "conversation-accept"),
    ("post", "conversation-return"),
    ("post", "conversation-withdraw"),
]


@pytest.mark.parametrize(("method", "name"), RECORD_PAGES)
def test_a_hidden_record_is_the_same_404_as_none(client, cast: Cast, method, name):  # noqa: F811
    talk = make_conversation(cast.ana, S.SUBMITTED, level=Level.RESTRICTED, notes=SECRET)
    for user in (cast.ben, cast.nia, cast.cy, cast.ada, cast.abe, cast.noone):
        client.force_login(user)
        hidden = getattr(client, method)(reverse(f"engagement:{name}", args=[talk.pk]))
        absent = getattr(client, method)(reverse(f"engagement:{name}", args=[uuid.uuid4()]))
        assert hidden.status_code == absent.status_code == 404, user.username
        assert b"Zirconflower" not in hidden.content
    talk.refresh_from_db()
    assert (talk.state, talk.version) == (S.SUBMITTED, 1)


def test_a_draft_is_its_authors_alone_even_for_the_lead(client, cast: Cast):  # noqa: F811
    talk, draft = make_conversation(cast.ana), make_draft(cast.ana, notes=SECRET)
    client.force_login(cast.lea)
    assert client.get(reverse("engagement:conversation-detail", args=[talk.pk])).status_code == 404
    assert client.post(reverse("engagement:draft-save", args=[draft.pk]), {"notes": "x", "draft_version": 1}).status_code == 404
    assert client.post(reverse("engagement:draft-discard", args=[draft.pk])).status_code == 404
    page = client.get(reverse("engagement:conversation-create", args=[draft.pk]))
    assert b"Zirconflower" not in page.content
    draft.refresh_from_db()
    assert draft.fields == {"notes": [SECRET]}


def test_a_partners_liaison_meets_no_note_no_name_and_no_count(client, cast: Cast):  # noqa: F811
    hidden = scene.organization(7, name="Obsidian Table", search_text="obsidian table")
    make_conversation(cast.ana, S.ACCEPTED, notes=SECRET, organization=hidden, search_text="zirconflower")
    client.force_login(cast.cy)
    pages = [
        client.get(reverse("engagement:home")),
        client.get(reverse("engagement:conversation-list")),
        client.post(reverse("engagement:conversation-list"), {"q": "zirconflower"}),
        client.get(reverse("engagement:conversation-list"), {"state": "accepted", "sector": "faith"}),
    ]
    for page in pages:
        assert page.status_code == 200
        assert b"Zirconflower" not in page.content
        assert b"Obsidian" not in page.content
    assert [page.context["page"].total for page in pages[1:]] == [0, 0, 0]
    assert client.post(reverse("engagement:organization-search"), {"q": "obsidian"}).status_code == 404


def test_what_was_opened_to_the_institution_is_on_the_liaisons_page_and_can_be_read(client, cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ana, S.ACCEPTED, opened_to=[cast.police])
    client.force_login(cast.cy)
    address = reverse("engagement:conversation-detail", args=[talk.pk])
    assert address in client.get(reverse("engagement:home")).content.decode()
    page = client.get(address)
    assert page.status_code == 200
    assert b"Withdraw" not in page.content


def test_reports_in_the_making_are_the_teams(client, cast: Cast):  # noqa: F811
    report = make_report(cast.lea)
    for name in ("report-detail", "report-progress", "report-release", "report-cancel"):
        for user in (cast.cy, cast.ada, cast.abe, cast.noone):
            client.force_login(user)
            assert client.get(reverse(f"engagement:{name}", args=[report.pk])).status_code == 404
    client.force_login(cast.ana)
    assert client.get(reverse("engagement:report-detail", args=[report.pk])).status_code == 200
    assert client.get(reverse("engagement:report-preview", args=[report.pk, "en"])).status_code == 404  # nothing built yet


def test_a_code_of_a_hidden_record_cant_be_taken_off(client, cast: Cast):  # noqa: F811
    scene.coded(make_conversation(cast.ana, S.SUBMITTED, level=Level.RESTRICTED), "TRU-STIG")
    client.force_login(cast.nia)
    assert client.post(reverse("engagement:coding-remove", args=[PointTheme.objects.get().pk])).status_code == 404
    assert PointTheme.objects.count() == 1
