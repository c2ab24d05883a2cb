"""Logging in the browser: nothing lost, nothing twice, nobody overwritten, every mistake said next to its field."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from engagement.enums import ConversationState as S
from engagement.enums import Level
from engagement.models import Conversation, ConversationDraft
from tests.cast import PASSWORD, Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation, make_draft, quick_fields
from tests.pages import form_in, opened

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client, cast: Cast):  # noqa: F811
    client.force_login(cast.ana)
    return cast.ana


def create(token=None):
    return reverse("engagement:conversation-create", args=[token or uuid.uuid4()])


def test_new_leads_to_a_fresh_token_each_time(client, ana):
    scene.phase()
    first, second = (client.get(reverse("engagement:conversation-new"))["Location"] for _ in range(2))
    assert first != second
    assert client.get(first).status_code == 200
    assert not ConversationDraft.objects.exists()


def test_five_answers_make_a_record_and_lead_to_handing_in(client, ana):
    token = uuid.uuid4()
    answer = client.post(create(token), quick_fields(action="submit"))
    assert answer["Location"] == reverse("engagement:conversation-submit", args=[token])
    talk = Conversation.objects.get(pk=token)
    assert (talk.state, talk.created_by, talk.lead, talk.phase.number) == (S.DRAFT, ana, ana, 1)
    done = client.post(
        answer["Location"],
        {"consent_state": "given_verbal", "attribution": "aggregate", "notice": "spoken", "public_summary": ""},
    )
    assert done.status_code == 302
    talk.refresh_from_db()
    assert (talk.state, talk.consent_state, talk.consent_on) == (S.SUBMITTED, "given_verbal", talk.held_on)


def test_the_same_form_twice_makes_one_record(client, ana):
    token = uuid.uuid4()
    client.post(create(token), quick_fields(action="draft"))
    again = client.post(create(token), quick_fields(action="draft", notes="other words"))
    assert again["Location"] == reverse("engagement:conversation-detail", args=[token])
    assert Conversation.objects.get().notes == quick_fields()["notes"]
    assert client.get(create(token))["Location"] == reverse("engagement:conversation-detail", args=[token])


def test_somebody_elses_token_makes_nothing_and_says_nothing(client, ana, cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ben, S.SUBMITTED, level=Level.RESTRICTED, notes="Zirconflower")
    answer = client.post(create(talk.pk), quick_fields())
    assert answer.status_code == 404
    talk.refresh_from_db()
    assert talk.notes == "Zirconflower"
    draft = make_draft(cast.ben, notes="Zirconflower")
    assert b"Zirconflower" not in client.post(create(draft.pk), quick_fields(held_on="")).content
    draft.refresh_from_db()
    assert draft.fields["notes"] == ["Zirconflower"]


BAD = [
    ({"held_on": "2999-01-01"}, "held_on", "in the future"),
    ({"held_on": "1066-10-14"}, "held_on", "Check the year"),
    ({"held_on": "31/31/2026"}, "held_on", "as you say it"),
    ({"held_on": "03/04/2026"}, "held_on", "4 March 2026 or 3 April 2026"),
    ({"held_on": "tomorrow"}, "held_on", "in the future"),
    ({"held_on": ""}, "held_on", "required"),
    ({"people": "Nobody Known, chair"}, "people", "Nobody is known at this organization"),
    ({"safety_protocol_on": "2999-01-01"}, "safety_protocol_on", "in the future"),
    ({"collection_notice": "x"}, "collection_notice", "valid"),
    ({"participant_check": "confirmed"}, "participant_check", "valid choice"),
    ({"retention_class": "for ever"}, "retention_class", "valid choice"),
    ({"notes": ""}, "notes", "Write what was said"),
    ({"notes": "x" * 100_000}, "notes", "100000 characters"),
    ({"notes": "a\x00b"}, "notes", "Null characters"),
    ({"organization": str(uuid.uuid4())}, "organization", "from the list"),
    ({"organization": "1 OR 1=1"}, "organization", "from the list"),
    ({"organization": "\x00"}, "organization", "from the list"),
    ({"organization": ""}, "organization", "required"),
    ({"method": "telepathy"}, "method", "valid choice"),
    ({"level": "everybody"}, "level", "valid choice"),
    ({"people_count": "-3"}, "people_count", "greater than or equal"),
    ({"duration_minutes": "99999999999"}, "duration_minutes", "less than or equal"),
    ({"start_time": "25:99"}, "start_time", "valid time"),
    ({"lead": str(uuid.uuid4())}, "lead", "valid choice"),
    ({"closed_to": "nobody"}, "closed_to", "valid"),
    ({"phase": "x"}, "phase", "valid"),
    ({"purpose": "p" * 201}, "purpose", "200"),
]


@pytest.mark.parametrize(("change", "field", "words"), BAD, ids=[f"{n}-{next(iter(b[0]))}" for n, b in enumerate(BAD)])
def test_a_mistake_is_said_next_to_its_field_and_the_text_is_kept(client, ana, change, field, words):
    token = uuid.uuid4()
    answer = client.post(create(token), quick_fields(action="submit", purpose="Kite festival") | change)
    assert answer.status_code == 422
    assert words in " ".join(answer.context["form"].errors[field])
    page = answer.content.decode()
    assert f'id="id_{field}_error"' in page
    assert "Kite festival" in page or "purpose" in change
    assert "gaming chats" in page or "notes" in change
    assert not Conversation.objects.exists()
    kept = ConversationDraft.objects.get(pk=token, owner=ana)
    if "notes" not in change:
        assert kept.fields["notes"] == [quick_fields()["notes"]]


def test_a_long_note_comes_back_whole(client, ana):
    note = "ش" * 100_000
    page = client.post(create(), quick_fields(notes=note))
    assert note in page.content.decode()
    assert ConversationDraft.objects.get().fields["notes"] == [note]


def test_an_archived_or_merged_organization_cant_be_picked(client, ana):
    gone = scene.organization(3, status="merged")
    assert client.post(create(), quick_fields(organization=str(gone.pk))).status_code == 422


def test_markup_in_notes_and_names_is_text(client, ana):
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    organization = scene.organization(9, name=hostile)
    token = uuid.uuid4()
    client.post(create(token), quick_fields(action="draft", notes=hostile, purpose=hostile, organization=str(organization.pk)))
    for address in (
        reverse("engagement:conversation-detail", args=[token]),
        reverse("engagement:conversation-edit", args=[token]),
        reverse("engagement:conversation-list"),
        reverse("engagement:home"),
        create(),
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_keep_as_draft_keeps_what_is_not_complete_yet(client, ana):
    token = uuid.uuid4()
    answer = client.post(create(token), {"notes": "Only a first line", "action": "draft"})
    assert answer["Location"] == reverse("engagement:home")
    assert "Only a first line" in client.get(create(token)).content.decode()
    assert not Conversation.objects.exists()


def test_autosave_keeps_what_is_typed_and_the_form_shows_it_again(client, ana):
    token = uuid.uuid4()
    saved = client.post(reverse("engagement:draft-save", args=[token]), {"notes": "half a sen", "draft_version": "0"}).json()
    assert saved["version"] == 1
    client.post(reverse("engagement:draft-save", args=[token]), {"notes": "half a sentence\x00", "draft_version": "1"})
    page = client.get(create(token)).content.decode()
    assert "half a sentence" in page
    assert 'data-draft-version="2"' in page
    assert client.get(reverse("engagement:home")).content.decode().count(create(token)) >= 1


def test_two_tabs_the_second_is_told_and_sees_both_texts(client, ana):
    token = uuid.uuid4()
    save = reverse("engagement:draft-save", args=[token])
    client.post(save, {"notes": "first tab", "draft_version": "0"})
    clash = client.post(save, {"notes": "second tab", "draft_version": "0"})
    assert clash.status_code == 409
    assert clash.json()["fields"]["notes"] == ["first tab"]
    fields = quick_fields(notes="second tab", action="submit")
    both = client.post(create(token), fields | {"draft_version": "0"})
    assert both.status_code == 409
    page = both.content.decode()
    assert "first tab" in page
    assert "second tab" in page
    assert not Conversation.objects.exists()
    chosen = fields | {"draft_version": "1", "choose-notes": "both", "action": "draft"}
    assert client.post(create(token), chosen).status_code == 302
    assert Conversation.objects.get().notes == "second tab\n\nfirst tab"


def test_after_signing_in_again_the_draft_is_there(client, ana):
    token = uuid.uuid4()
    client.post(reverse("engagement:draft-save", args=[token]), {"notes": "Before the session ended", "draft_version": "0"})
    client.logout()
    away = client.post(create(token), quick_fields())
    assert away.status_code == 302
    assert "next=" in away["Location"]
    client.post(reverse("account_login"), {"login": "ana", "password": PASSWORD})
    assert "Before the session ended" in client.get(create(token)).content.decode()


def test_signing_out_takes_what_is_kept_in_the_browser_with_it(client, ana):
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in client.post(reverse("account_login"), {"login": "ana", "password": PASSWORD}).headers


def save(client, token, notes, *, version=0, tab="", changes=0):
    address = reverse("engagement:draft-save", args=[token])
    return client.post(address, {"notes": notes, "draft_version": version, "tab": tab, "changes": changes})


def test_a_save_whose_answer_got_lost_is_no_conflict_when_it_is_sent_again(client, ana):
    token = uuid.uuid4()
    save(client, token, "One", tab="a", changes=1)
    assert save(client, token, "One two", tab="a", changes=2).status_code == 200
    late = save(client, token, "One", tab="a", changes=1)  # overtaken on its way
    assert late.json()["version"] == 2
    assert ConversationDraft.objects.get().fields["notes"] == ["One two"]


def test_what_another_tab_typed_is_kept_until_somebody_chose(client, ana):
    token = uuid.uuid4()
    save(client, token, "first tab", tab="a", changes=1)
    assert save(client, token, "second", tab="b", changes=1).status_code == 409
    assert save(client, token, "second tab", tab="b", changes=2).status_code == 409
    assert save(client, token, "third tab", tab="c", changes=1).status_code == 409
    page = client.get(create(token))
    assert page.status_code == 409
    assert "second tab" in page.content.decode()
    assert client.post(create(token), quick_fields(action="submit", draft_version="1", tab="a")).status_code == 409
    assert not Conversation.objects.exists()
    draft = ConversationDraft.objects.get()
    chosen = {"notes": "second tab", "choose-notes": "both", "draft_version": draft.version, "tab": "b"}
    settle = reverse("engagement:draft-settle", args=[token])
    assert client.post(settle, chosen)["Location"] == create(token)
    assert "third tab" in client.get(create(token)).content.decode()
    stale = client.post(settle, {"notes": "third tab", "choose-notes": "mine", "draft_version": draft.version, "tab": "c"})
    assert stale.status_code == 302  # chosen against an older text: nothing was written
    draft.refresh_from_db()
    assert "second tab" in draft.fields["notes"][0]
    assert list(draft.rivals) == ["c"]
    client.post(settle, {"notes": "third tab", "choose-notes": "theirs", "draft_version": draft.version, "tab": "c"})
    assert client.get(create(token)).status_code == 200


def test_a_tab_left_open_after_sending_keeps_its_text_as_changes_of_the_record(client, ana):
    token = uuid.uuid4()
    client.post(create(token), quick_fields(action="draft"))
    assert save(client, token, "Typed in the tab that stayed open", version=3, tab="b", changes=9).status_code == 200
    edit = reverse("engagement:conversation-edit", args=[token])
    assert "Typed in the tab that stayed open" in client.get(edit).content.decode()
    assert Conversation.objects.get().notes == quick_fields()["notes"]


def test_what_was_typed_after_handing_in_can_still_be_read(client, ana):
    talk = make_conversation(ana, S.SUBMITTED)
    save(client, talk.pk, "Typed too late", version=4, tab="b", changes=2)
    answer = client.get(reverse("engagement:conversation-edit", args=[talk.pk]))
    assert answer.status_code == 409
    assert "Typed too late" in answer.content.decode()


def test_a_draft_is_discarded_by_its_owner(client, ana):
    draft = make_draft(ana, notes="x")
    client.post(reverse("engagement:draft-discard", args=[draft.pk]))
    assert not ConversationDraft.objects.exists()


def test_an_edit_over_a_newer_version_shows_both_and_lets_choose(client, ana):
    token = uuid.uuid4()
    client.post(create(token), quick_fields(action="draft"))
    edit = reverse("engagement:conversation-edit", args=[token])
    assert 'name="version" value="1"' in client.get(edit).content.decode()
    assert client.post(edit, quick_fields(notes="first save", version="1")).status_code == 302
    clash = client.post(edit, quick_fields(notes="second save", purpose="Mine", version="1"))
    assert clash.status_code == 409
    page = clash.content.decode()
    assert "first save" in page
    assert "second save" in page
    assert {row.name for row in clash.context["differences"]} >= {"notes", "purpose"}
    chosen = quick_fields(notes="second save", purpose="Mine", version="2") | {"choose-notes": "theirs", "choose-purpose": "mine"}
    assert client.post(edit, chosen).status_code == 302
    talk = Conversation.objects.get()
    assert (talk.notes, talk.purpose, talk.version) == ("first save", "Mine", 3)


def test_two_tabs_of_one_record_keep_what_each_of_them_changed(client, ana):
    token = uuid.uuid4()
    client.post(create(token), quick_fields(action="draft", purpose="First talk"))
    edit = reverse("engagement:conversation-edit", args=[token])
    both_open = opened(client, edit)
    assert client.post(edit, both_open | {"notes": ["Notes of one tab."]}).status_code == 302
    clash = client.post(edit, both_open | {"purpose": ["Second talk"]})
    assert clash.status_code == 409
    chosen = form_in(clash.content.decode(), edit)
    assert (chosen["choose-notes"], chosen["choose-purpose"]) == (["theirs"], ["mine"])
    assert client.post(edit, chosen | {"action": ["draft"]}).status_code == 302
    talk = Conversation.objects.get()
    assert (talk.notes, talk.purpose) == ("Notes of one tab.", "Second talk")


def test_what_was_typed_and_kept_in_between_is_never_taken_for_untouched(client, ana):
    """A restored draft shows words of which nobody knows any more over what they were typed: they stay chosen."""
    token = uuid.uuid4()
    client.post(create(token), quick_fields(action="draft"))
    edit = reverse("engagement:conversation-edit", args=[token])
    kept = {**quick_fields(notes="Half changed"), "version": "1", "draft_version": "0", "tab": "a"}
    client.post(reverse("engagement:draft-save", args=[token]), kept)
    restored = opened(client, edit)
    assert restored["notes"] == ["Half changed"]
    Conversation.objects.update(notes="Changed elsewhere.", version=2)
    clash = client.post(edit, restored)
    assert form_in(clash.content.decode(), edit)["choose-notes"] == ["mine"]


def test_somebody_named_who_left_the_team_is_still_ticked(client, ana, cast: Cast):  # noqa: F811
    talk = make_conversation(ana, S.DRAFT, level=Level.RESTRICTED)
    talk.named_people.set([cast.ben])
    cast.ben.is_active = False
    cast.ben.save()
    page = client.get(reverse("engagement:conversation-edit", args=[talk.pk]))
    ticked = [box.data["value"] for box in page.context["form"]["named_people"] if box.data["selected"]]
    assert [str(value) for value in ticked] == [str(cast.ben.pk)]


def test_an_unsent_edit_is_in_the_form_again(client, ana):
    talk = make_conversation(ana, S.RETURNED, review_reason="A name stands in the summary.")
    edit = reverse("engagement:conversation-edit", args=[talk.pk])
    client.post(reverse("engagement:draft-save", args=[talk.pk]), {"notes": "Half changed", "version": "1", "draft_version": "0"})
    page = client.get(edit).content.decode()
    assert "Half changed" in page
    assert "A name stands in the summary." in page
    client.post(edit, quick_fields(notes="Changed", version="1"))
    assert not ConversationDraft.objects.exists()


def test_what_was_handed_in_is_not_edited_and_the_page_says_why(client, ana):
    talk = make_conversation(ana, S.SUBMITTED)
    for answer in (
        client.get(reverse("engagement:conversation-edit", args=[talk.pk])),
        client.post(reverse("engagement:conversation-edit", args=[talk.pk]), quick_fields(version="1")),
    ):
        assert answer.status_code == 409
        assert "handed in" in answer.content.decode()


def test_the_picker_finds_by_name_and_tells_two_of_one_name_apart(client, ana):
    for number in (21, 22):
        scene.organization(number, name="Northern Loom Youth Hub", search_text=f"org {number:03} northern loom youth hub")
    rows = client.post(reverse("engagement:organization-search"), {"q": "loom"}).json()["results"]
    assert [row["text"] for row in rows] == ["Northern Loom Youth Hub"] * 2
    assert len({row["meta"] for row in rows}) == 2
    assert client.get(reverse("engagement:organization-search"), {"q": "loom"}).status_code == 405
    page = client.get(create()).content.decode()
    assert "Northern Loom Youth Hub (ORG-021)" in page


def test_posting_fields_that_are_not_asked_changes_nothing(client, ana, cast: Cast):  # noqa: F811
    token = uuid.uuid4()
    extra = {"state": "accepted", "created_by": str(cast.ben.pk), "reviewed_by": str(cast.bo.pk), "reference": "P9-9999"}
    client.post(create(token), quick_fields(action="draft") | extra)
    talk = Conversation.objects.get()
    assert (talk.state, talk.created_by, talk.reviewed_by) == (S.DRAFT, ana, None)
    assert talk.reference != "P9-9999"
