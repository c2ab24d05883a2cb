"""The list (facets, search, pages, constant cost) and the record as it is read."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from engagement.enums import ConversationState as S
from engagement.enums import Level, Stance
from engagement.models import Commitment, Conversation, Point, PointTheme
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation, make_draft, make_report

pytestmark = pytest.mark.django_db
LIST = reverse("engagement:conversation-list")


def cost(client, address, method="get", data=None):
    """Number of queries of one request."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert getattr(client, method)(address, data).status_code == 200
    return len(queries)


def many(by, number):
    for index in range(number):
        talk = make_conversation(
            by, S.SUBMITTED, reference=f"P1-9{index:03}", organization=scene.organization(100 + index),
            held_on=date(2026, 11, 20) - timedelta(days=index % 3), search_text="kite",
        )  # fmt: skip
        scene.coded(talk, "TRU-STIG")


def test_the_list_costs_the_same_with_one_row_and_with_thirty(client, cast: Cast):  # noqa: F811
    client.force_login(cast.lea)
    many(cast.ana, 1)
    one = cost(client, LIST), cost(client, LIST, "post", {"q": "kite"})
    Conversation.objects.all().delete()
    many(cast.ana, 30)
    assert (cost(client, LIST), cost(client, LIST, "post", {"q": "kite"})) == one
    assert one[0] <= 20


@pytest.mark.parametrize("who", ["ana", "nia", "bo", "lea"])
def test_my_work_costs_the_same_with_one_row_of_each_kind_and_with_eight(client, cast: Cast, who):  # noqa: F811
    user = getattr(cast, who)
    client.force_login(user)

    def add(start):
        for index in range(start, start + 4):
            organization = scene.organization(200 + index)
            make_conversation(user, S.RETURNED, reference=f"P1-7{index:03}", organization=organization, review_reason="x")
            make_conversation(user, S.DRAFT, reference=f"P1-6{index:03}", organization=organization)
            talk = make_conversation(
                cast.ben, S.SUBMITTED, reference=f"P1-8{index:03}", organization=organization, public_summary=""
            )
            Commitment.objects.create(conversation=talk, text="Call back", owner=user, due_on=date(2026, 1, 1))
            make_draft(user, notes="x")

    make_report(cast.ben if who == "lea" else cast.lea) if who != "lea" else None
    add(0)
    few = cost(client, reverse("engagement:home"))
    add(4)
    assert cost(client, reverse("engagement:home")) == few
    assert few <= 30


def test_a_record_costs_the_same_with_one_theme_and_with_ten(client, cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ana, S.SUBMITTED)
    client.force_login(cast.nia)

    def add(numbers):
        for index in numbers:
            point = Point.objects.create(conversation=talk, start=index, end=index + 3, created_at=scene.NOW)
            theme = scene.theme(f"TRU-{index}")
            PointTheme.objects.create(point=point, theme=theme, stance=Stance.CONCERN, coder=cast.nia, coded_at=scene.NOW)

    add([0])
    pages = [reverse(f"engagement:conversation-{name}", args=[talk.pk]) for name in ("detail", "code")]
    client.get(pages[0])  # the first audit row ever also makes the head of the chain
    few = [cost(client, page) for page in pages]
    add(range(1, 10))
    assert [cost(client, page) for page in pages] == few
    assert max(few) <= 30


def test_pages_follow_each_other_without_a_gap_or_a_repeat(client, cast: Cast):  # noqa: F811
    client.force_login(cast.lea)
    many(cast.ana, 60)
    seen, where = [], ""
    for _page in range(3):
        page = client.post(LIST, {"after": where})
        seen += [row.pk for row in page.context["rows"]]
        more = page.context["page"].more
        where = f"{more.held_on:%Y-%m-%d}_{more.pk}" if more else ""
    assert len(seen) == len(set(seen)) == 60
    assert more is None
    for nonsense in ("x", "2026-99-99_1", "2026-11-20", "\x00_\x00", "9" * 5000):
        assert client.post(LIST, {"after": nonsense}).status_code == 200


def test_facets_narrow_and_nonsense_is_left_out(client, cast: Cast):  # noqa: F811
    coded = scene.coded(make_conversation(cast.ana, S.SUBMITTED, level=Level.RESTRICTED), "TRU-STIG")
    other = make_conversation(cast.ben, S.ACCEPTED, organization=scene.organization(2, sector=scene.sector("youth")))
    client.force_login(cast.lea)
    found = {
        "theme=TRU-STIG": {coded}, "state=accepted": {other}, "level=restricted": {coded}, "sector=youth": {other},
        "phase=inform-and-consult": {coded, other}, "mine=on": set(), "state=nonsense": {coded, other},
        "notes__startswith=T": {coded, other}, "ordering=created_by__password": {coded, other}, "theme=%00": {coded, other},
    }  # fmt: skip
    for query, expected in found.items():
        assert set(client.get(f"{LIST}?{query}").context["rows"]) == expected, query


def test_searched_words_stand_in_no_address_and_no_log(client, cast: Cast, caplog):  # noqa: F811
    make_conversation(cast.ana, S.SUBMITTED, search_text="ecole jeunesse")
    client.force_login(cast.lea)
    with caplog.at_level(logging.INFO):
        page = client.post(LIST, {"q": "École"})
    assert len(page.context["rows"]) == 1
    assert "cole" not in caplog.text
    assert "q=" not in page.content.decode()
    assert len(client.get(LIST, {"q": "nothing like it"}).context["rows"]) == 1  # an address is not searched by


def test_reading_a_note_is_written_down_and_listing_is_not(client, cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ana, S.SUBMITTED)
    client.force_login(cast.bo)
    client.get(LIST)
    assert not AuditEvent.objects.filter(kind="notes.read").exists()
    client.get(reverse("engagement:conversation-detail", args=[talk.pk]))
    client.get(reverse("engagement:conversation-review", args=[talk.pk]))
    read = AuditEvent.objects.filter(kind="notes.read", subject_id=str(talk.pk), actor_id=cast.bo.pk)
    assert read.count() == 2
    scene.coded(talk, "T01", coder=cast.nia)
    point = talk.points.get()
    type(point).objects.update(start=0, end=4)
    client.force_login(cast.lea)
    client.get(reverse("engagement:point-detail", args=[point.pk]))
    client.get(reverse("engagement:theme-detail", args=["T01"]))
    Conversation.objects.filter(pk=talk.pk).update(state=S.RETURNED)
    client.force_login(cast.ana)
    client.get(reverse("engagement:conversation-edit", args=[talk.pk]))
    read = AuditEvent.objects.filter(actor_id__in=[cast.lea.pk, cast.ana.pk], kind__in=["notes.read", "passages.read"])
    assert list(read.order_by("number").values_list("kind", flat=True)) == ["notes.read", "passages.read", "notes.read"]
    assert read.get(kind="passages.read").details == {"conversations": [str(talk.pk)]}
    assert "gaming" not in str(list(AuditEvent.objects.values()))


def test_lists_never_show_notes(client, cast: Cast):  # noqa: F811
    make_conversation(cast.ana, S.SUBMITTED, notes="Zirconflower said so", public_summary="Zirconflower again")
    for user in (cast.ana, cast.nia, cast.bo, cast.lea):
        client.force_login(user)
        for address in (LIST, reverse("engagement:home")):
            assert b"Zirconflower" not in client.get(address).content


def test_overlapping_and_nested_passages_are_painted_and_the_text_is_whole(client, cast: Cast):  # noqa: F811
    notes = "قال الأستاذ 🌈 <b>ok</b> and more"
    talk = make_conversation(cast.ana, S.SUBMITTED, notes=notes)
    for start, end in ((0, 12), (5, 14), (6, 8), (len(notes) - 4, len(notes) + 50)):
        point = Point.objects.create(conversation=talk, start=start, end=end, created_at=scene.NOW)
        PointTheme.objects.create(point=point, theme=scene.theme(), stance=Stance.MIXED, coder=cast.nia, coded_at=scene.NOW)
    client.force_login(cast.nia)
    page = client.get(reverse("engagement:conversation-detail", args=[talk.pk]))
    assert "".join(part.text for part in page.context["segments"]) == notes
    assert [part.text for part in page.context["segments"] if len(part.numbers) == 3] == [notes[6:8]]
    assert b"<b>ok</b>" not in page.content


@pytest.mark.parametrize("who", ["ana", "nia", "bo", "lea", "cy", "abe", "noone"])
def test_a_get_of_a_list_changes_nothing(client, cast: Cast, who):  # noqa: F811
    make_conversation(cast.ana, S.SUBMITTED)
    client.force_login(getattr(cast, who))
    before = list(Conversation.objects.values())
    for address in (LIST, reverse("engagement:home")):
        client.get(address)
    assert list(Conversation.objects.values()) == before
    assert not AuditEvent.objects.exists()
