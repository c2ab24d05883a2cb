"""The list at work: facets in pairs, words in three scripts, views, columns, bulk steps, sheets, and nothing by a side door."""

from __future__ import annotations

import csv
import io
import logging
import re
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from engagement.domain import listing
from engagement.enums import ConsentState, Level
from engagement.enums import ConversationState as S
from engagement.exports.conversation_sheet import COLUMNS
from engagement.models import Conversation, FollowUp, SavedView
from resilience_portal.audit.models import AuditEvent
from resilience_portal.text import searchable
from stakeholders.models import Organization, Tag
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation

LIST, BULK = reverse("engagement:conversation-list"), reverse("engagement:conversation-bulk")


def found(client, query="", words=None):
    """References of the rows."""
    page = client.post(f"{LIST}?{query}", {"q": words}) if words else client.get(f"{LIST}?{query}")
    return [row.pk for row in page.context["rows"]]


def worded(by, text, **fields):
    return make_conversation(by, S.SUBMITTED, notes=text, search_text=searchable(f"P1-1 {text}"), **fields).pk


def test_facets_narrow_alone_and_together(client, cast: Cast):  # noqa: F811
    youth = scene.organization(2, sector=scene.sector("youth"), ward=scene.ward("metis"))
    one = make_conversation(cast.ana, S.SUBMITTED, held_on=date(2026, 3, 1), organization=youth)
    two = make_conversation(cast.ben, S.SUBMITTED, held_on=date(2026, 9, 1), assigned_to=cast.nia)
    three = make_conversation(cast.ben, S.ACCEPTED, held_on=date(2026, 10, 1), level=Level.RESTRICTED)
    tag = Tag.objects.create(name="gala")
    one.tags.add(tag)
    today = timezone.localdate()
    FollowUp.objects.create(conversation=two, text="x", owner=cast.ben, due_on=today - timedelta(1))
    FollowUp.objects.create(conversation=three, text="x", owner=cast.ben, due_on=today + timedelta(1))
    client.force_login(cast.lea)
    cases = {
        "ward=metis": {one}, "sector=youth": {one}, "held_from=2026-09-01": {two, three}, "held_to=2026-09-01": {one, two},
        f"lead={cast.ben.pk}": {two, three}, f"assigned={cast.nia.pk}": {two}, f"tag={tag.pk}": {one},
        "follow_up=open": {two, three}, "follow_up=overdue": {two}, "follow_up=none": {one},
        f"organization={youth.pk}": {one}, "state=submitted&held_from=2026-08-01": {two},
        "level=restricted&state=submitted": set(), "held_from=nonsense": {one, two, three}, "tag=%00": {one, two, three},
        "organization=x": {one, two, three}, "created_by__password__startswith=p": {one, two, three},
        "search_text__contains=a": {one, two, three}, "q=zzz": {one, two, three},
    }  # fmt: skip
    for query, expected in cases.items():
        assert set(found(client, query)) == {talk.pk for talk in expected}, query


def test_words_are_found_by_any_part_in_any_form_and_by_the_organizations_name(client, cast):  # noqa: F811
    french = worded(cast.ana, "L’École Sainte-Thérèse accueille les élèves")
    arabic = worded(cast.ana, "قالت الأُستاذة إنّ المدرسةَ ٢٠٢٦ آمنة")
    english = worded(cast.ana, "Gaming chats pull young people in", organization=scene.organization(7))
    Organization.objects.filter(pk=scene.organization(7).pk).update(search_text=searchable("Café Müller"))
    client.force_login(cast.lea)
    cases = {
        "ecole": {french}, "ÉCOLE therese": {french}, "élèv": {french}, "استاذه": {arabic}, "المدرسة": {arabic},
        "مدرس": {arabic}, "2026": {arabic}, "أمنة": {arabic}, "gam": {english}, "muller": {english}, "cafe chats": {english},
        "cafe ecole": set(), "ga": {english}, "hat": {english}, "yo in": {english}, "🙂": set(), "p1": {french, arabic, english},
        "am": set(), "%": set(), "_": set(), "a" * 3000: set(),
    }  # fmt: skip
    for words, expected in cases.items():
        assert set(found(client, words=words)) == expected, words


def test_a_search_stays_in_the_body_through_paging_bulk_and_back(client, cast, caplog):  # noqa: F811
    for _n in range(30):
        worded(cast.ana, "Zirconflower said so")
    client.force_login(cast.lea)
    with caplog.at_level(logging.DEBUG):
        page = client.post(LIST, {"q": "zirconflower"})
        html = page.content.decode()
        more = page.context["page"].more
        older = client.post(LIST, {"q": "zirconflower", "after": f"{more.held_on:%Y-%m-%d}_{more.pk}"})
        client.post(BULK, {"q": "zirconflower", "action": "csv"})
    assert len(older.context["rows"]) == 5
    assert html.count('name="q" value="zirconflower"') >= 2
    assert "zirconflower" not in "".join(line for line in caplog.text.lower().splitlines() if "portal" in line)
    assert not [link for link in re.findall(r'(?:href|action)="([^"]*)"', html) if "zircon" in link.lower()]
    assert "zircon" not in str(list(AuditEvent.objects.values())).lower()


def test_pages_follow_each_other_and_the_number_is_asked_for_by_itself(client, cast, monkeypatch):  # noqa: F811
    """Every row once, in order; the first page says how many there are only where it shows them all."""
    made = [make_conversation(cast.ana, S.SUBMITTED, held_on=date(2026, 1, 1 + number % 7)) for number in range(30)]
    client.force_login(cast.lea)
    page, rows = client.get(LIST), []
    assert "More than 25 conversations" in page.content.decode()
    while True:
        rows += page.context["rows"]
        more = page.context["page"].more
        if more is None:
            break
        page = client.get(LIST, {"after": f"{more.held_on:%Y-%m-%d}_{more.pk}"})
    assert rows == sorted(made, key=lambda talk: (talk.held_on, talk.pk), reverse=True)
    counts = reverse("engagement:conversation-count")
    assert client.post(counts).content.decode().strip() == "30 conversations"
    assert client.post(f"{counts}?state=accepted", {"q": "x"}).content.decode().strip() == "0 conversations"
    monkeypatch.setattr(listing, "COUNTED", 9)
    assert client.post(counts).content.decode().strip() == "More than 1,000 conversations"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="the database that keeps numbers of facets")
def test_the_database_keeps_the_facets_whatever_is_done(client, cast):  # noqa: F811
    client.force_login(cast.lea)
    talk = make_conversation(cast.ana, S.SUBMITTED)
    tag = Tag.objects.create(name="gala")
    talk.tags.add(tag)
    FollowUp.objects.create(conversation=talk, text="x", owner=cast.ana)
    scene.coded(talk, "TRU-A")
    youth = scene.sector("youth")
    Organization.objects.filter(pk=talk.organization_id).update(sector=youth, ward=scene.ward("metis"))
    asked = (f"tag={tag.pk}", "follow_up=open", "theme=TRU-A", "sector=youth", "ward=metis", "state=submitted")
    for query in (*asked, "&".join(asked)):
        assert found(client, query) == [talk.pk], query
    talk.tags.clear()
    FollowUp.objects.update(state="cancelled")
    talk.points.all().delete()
    Organization.objects.filter(pk=talk.organization_id).update(sector=scene.sector("faith"), ward=None)
    Conversation.objects.update(state=S.RETURNED)
    for query in asked:
        assert found(client, query) == [], query
    Conversation.objects.filter(pk=talk.pk).update(facets=[])
    assert found(client, "state=returned") == [talk.pk], "nobody but the database writes it"


def test_columns_are_chosen_and_remembered_at_constant_cost(client, cast):  # noqa: F811
    client.force_login(cast.ana)
    make_conversation(cast.ana)
    client.post(reverse("engagement:conversation-columns"), {"columns": [*COLUMNS, "created_by__password"]})
    page = client.get(LIST)
    assert [name for name, _label in page.context["headings"]] == list(COLUMNS)

    def cost():
        with CaptureQueriesContext(connection) as ran:
            assert client.get(LIST).status_code == 200
        return len(ran)

    scene.coded(make_conversation(cast.ana), "TRU-A").tags.add(Tag.objects.create(name="a"))
    few = cost()
    for number in range(28):
        talk = scene.coded(make_conversation(cast.ana, organization=scene.organization(number)), f"TRU-{number}")
        talk.tags.add(Tag.objects.create(name=f"t{number}"))
    assert cost() == few <= 24


def test_views_are_ones_own_or_shared(client, cast):  # noqa: F811
    client.force_login(cast.ana)
    save = reverse("engagement:view-save") + "?state=submitted&q=secret&x=1"
    client.post(save, {"name": "To read", "is_shared": "on"})
    client.post(save, {"name": "Only me"})
    assert {view.name: view.facets for view in SavedView.objects.all()} == {
        "To read": {"state": "submitted"}, "Only me": {"state": "submitted"},
    }  # fmt: skip
    client.force_login(cast.ben)
    assert [row["view"].name for row in client.get(LIST).context["views"]] == ["To read"]
    own = SavedView.objects.get(name="Only me")
    assert client.post(reverse("engagement:view-delete", args=[own.pk])).status_code == 404
    client.force_login(cast.cy)
    assert client.get(LIST).context["views"] == []


def test_a_bulk_step_does_what_it_may_and_says_why_of_the_rest(client, cast):  # noqa: F811
    ready = make_conversation(cast.ana)
    unasked = make_conversation(cast.ana, consent_state=ConsentState.PENDING)
    empty = make_conversation(cast.ana, notes=" ")
    others = make_conversation(cast.ben, S.SUBMITTED)
    hidden = make_conversation(cast.ben)  # a draft of somebody else
    client.force_login(cast.ana)
    answer = client.post(BULK, {"action": "submit", "chosen": [t.pk for t in (ready, unasked, empty, others, hidden)] + ["x"]})
    outcome = answer.context["outcome"]
    assert outcome.done == [ready]
    assert {talk.pk: bool(why) for talk, why in outcome.left_out} == {t.pk: True for t in (unasked, empty, others)}
    assert answer.context["missing"] == 1
    assert hidden.reference not in answer.content.decode()
    states = {talk.pk: talk.state for talk in Conversation.objects.all()}
    assert states == {ready.pk: S.SUBMITTED, unasked.pk: S.DRAFT, empty.pk: S.DRAFT, others.pk: S.SUBMITTED, hidden.pk: S.DRAFT}


def test_assign_and_tag_touch_only_what_is_open_to_both(client, cast):  # noqa: F811
    open_, closed = make_conversation(cast.ana, S.SUBMITTED), make_conversation(cast.ana, S.SUBMITTED, level=Level.RESTRICTED)
    foreign = make_conversation(cast.ben, S.SUBMITTED, level=Level.RESTRICTED)
    client.force_login(cast.ana)
    chosen = [open_.pk, closed.pk, foreign.pk]
    outcome = client.post(BULK, {"action": "assign", "to": cast.nia.pk, "chosen": chosen}).context["outcome"]
    assert (outcome.done, [talk for talk, _why in outcome.left_out]) == ([open_], [closed])
    client.post(BULK, {"action": "tag", "tag": "  Gala   2026 ", "chosen": chosen})
    client.post(BULK, {"action": "tag", "tag": "gala 2026", "chosen": chosen})
    assert [tag.name for tag in Tag.objects.all()] == ["Gala 2026"]
    assert (open_.tags.count(), closed.tags.count(), foreign.tags.count()) == (1, 1, 0)
    client.post(BULK, {"action": "untag", "tag": "gala 2026", "chosen": [open_.pk]})
    assert (open_.tags.count(), closed.tags.count()) == (0, 1)
    kinds = set(AuditEvent.objects.values_list("kind", flat=True))
    assert {"conversation.assigned", "conversation.tagged", "conversation.untagged"} <= kinds
    assert client.post(BULK, {"action": "tag", "tag": "", "chosen": chosen}, follow=True).context["messages"]
    assert client.post(BULK, {"action": "drop table", "chosen": chosen}).status_code == 302


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\u200f=cmd()", "\u00a0=1", "\uff1d1+1", "|calc", "\u200e\u00a0+1", "%0A=1"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_runs_nothing_holds_no_notes_and_is_written_down(client, cast, kind):  # noqa: F811
    for number, name in enumerate(FORMULAS):
        talk = make_conversation(
            cast.ana, S.SUBMITTED, organization=scene.organization(200 + number, name=name), notes="Zirconflower"
        )
        talk.tags.add(Tag.objects.create(name=f"={number}"))
    make_conversation(cast.ben, S.SUBMITTED, level=Level.RESTRICTED, organization=scene.organization(99, name="Hidden Hall"))
    client.force_login(cast.ana)
    client.post(reverse("engagement:conversation-columns"), {"columns": list(COLUMNS)})
    answer = client.post(BULK, {"action": kind})
    assert "attachment" in answer["Content-Disposition"]
    if kind == "csv":
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        lines = [[str(cell.value or "") for cell in row] for row in book.active.iter_rows()]
        assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n"}
        assert book.properties.created.year == 2000
    assert len(lines) == len(FORMULAS) + 1
    names = {line[lines[0].index("Organization")] for line in lines[1:]}
    assert names == {f"'{name}" for name in FORMULAS}
    assert all(line[lines[0].index("Tags")].startswith("'=") for line in lines[1:])
    assert "Zirconflower" not in str(lines)
    assert "Hidden Hall" not in str(lines)
    event = AuditEvent.objects.get(kind="conversations.exported")
    assert (event.details["rows"], event.details["kind"]) == (len(FORMULAS), kind)


def test_an_export_of_ticked_rows_asks_each_id_whether_it_is_open(client, cast):  # noqa: F811
    mine = make_conversation(cast.ana, S.SUBMITTED)
    foreign = make_conversation(cast.ben, S.SUBMITTED, level=Level.RESTRICTED)
    client.force_login(cast.ana)
    body = client.post(BULK, {"action": "csv", "chosen": [mine.pk, foreign.pk]}).content.decode()
    assert mine.reference in body
    assert foreign.reference not in body
    client.force_login(cast.cy)
    assert client.post(BULK, {"action": "csv"}).status_code == 404
