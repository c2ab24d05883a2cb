"""The pages of promises and follow-ups."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from engagement.enums import ConversationState, Level
from engagement.models import Commitment, FollowUp
from resilience_portal.audit.models import AuditEvent
from stakeholders.models import Person
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.stakeholders import make_person
from tests.pages import send

LIST = reverse("engagement:due-list", kwargs={"kind": "commitments"})


@pytest.fixture
def talk(cast: Cast):  # noqa: F811
    return scene.conversation(cast.ana, ConversationState.SUBMITTED)


def page_of(item, name="detail"):
    return reverse(f"engagement:due-{name}", kwargs={"kind": item.kind, "pk": item.pk})


def owed(talk, user, text="Send the guide", days=5, kind=Commitment, **fields):
    due = timezone.localdate() + timedelta(days)
    return kind.objects.create(conversation=talk, text=text, owner=user, due_on=due, created_by=user, **fields)


def test_add_move_and_finish_from_the_conversation(client, cast, talk):  # noqa: F811
    client.force_login(cast.ana)
    new = reverse("engagement:due-create", kwargs={"kind": "commitments", "pk": talk.pk})
    assert new in client.get(reverse("engagement:conversation-detail", args=[talk.pk])).content.decode()
    due = timezone.localdate() + timedelta(3)
    client.post(new, {"text": "Send the guide", "owner": cast.ana.pk, "due_on": due})
    made = Commitment.objects.get()
    assert (made.text, made.owner, made.due_on, made.created_by) == ("Send the guide", cast.ana, due, cast.ana)
    later = due + timedelta(10)
    send(client, page_of(made, "move"), {"due_on": later, "reason": "The printer is late"})
    page = client.get(page_of(made)).content.decode()
    assert "The printer is late" in page
    assert f'<s><span class="vh">From </span><time datetime="{due}">' in page
    client.post(page_of(made, "complete"), {"on": timezone.localdate()})
    made.refresh_from_db()
    assert made.state == "done"
    assert "Reopen" in client.get(page_of(made)).content.decode()


def test_wrong_input_is_said_beside_the_field_and_nothing_is_lost(client, cast, talk):  # noqa: F811
    talk.level = Level.RESTRICTED
    talk.save()
    client.force_login(cast.ana)
    new = reverse("engagement:due-create", kwargs={"kind": "follow-ups", "pk": talk.pk})
    answer = client.post(new, {"text": "Ring them", "owner": cast.ben.pk, "due_on": "2020-01-01"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"owner", "due_on"}  # Ben may not open it; the day is over
    assert "Ring them" in answer.content.decode()
    assert not FollowUp.objects.exists()
    promise = owed(talk, cast.ana)
    client.force_login(cast.lea)
    word = reverse("engagement:commitment-word", args=[promise.pk])
    answer = send(client, word, {"is_public": "on", "wording_en": "A guide", "wording_fr": "Un guide"})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"wording_ar"})
    answer = send(client, page_of(promise, "cancel"), {"cancel_reason_en": "No money"})
    assert set(answer.context["form"].errors) == {"cancel_reason_fr", "cancel_reason_ar"}


def test_the_second_of_two_savers_sees_both(client, cast, talk):  # noqa: F811
    promise = owed(talk, cast.ana)
    client.force_login(cast.ana)
    client.post(page_of(promise, "edit"), {"text": "First", "owner": cast.ana.pk, "sequence": 0})
    answer = client.post(page_of(promise, "edit"), {"text": "Second", "owner": cast.ana.pk, "sequence": 0})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "First" in page
    assert "Second" in page
    assert Commitment.objects.get().text == "First"
    client.post(page_of(promise, "edit"), {"text": "Second", "owner": cast.ana.pk, "sequence": 1})
    assert Commitment.objects.get().text == "Second"


def test_what_did_we_promise_them_is_one_click_from_the_record(client, cast, talk):  # noqa: F811
    other = scene.conversation(cast.ben, ConversationState.SUBMITTED, organization=scene.organization(2))
    done, open_, elsewhere = owed(talk, cast.ben, "Done long ago"), owed(talk, cast.ana, "A room"), owed(other, cast.ben, "Tea")
    Commitment.objects.filter(pk=done.pk).update(state="done", completed_on=date(2026, 1, 1))
    client.force_login(cast.bo)
    record = client.get(reverse("engagement:conversation-detail", args=[talk.pk])).content.decode()
    address = f"{LIST}?organization={talk.organization_id}"
    assert address in record
    page = client.get(address)
    assert set(page.context["rows"]) == {done, open_}
    assert "Organization 1" in page.content.decode()
    assert elsewhere.text not in page.content.decode()


def test_overdue_comes_first_and_mine_is_mine(client, cast, talk):  # noqa: F811
    late, soon, undated = owed(talk, cast.ana, "Late", -3), owed(talk, cast.ana, "Soon", 2), owed(talk, cast.ana, "Some day")
    Commitment.objects.filter(pk=undated.pk).update(due_on=None)
    owed(talk, cast.ben, "Ben's")
    client.force_login(cast.ana)
    page = client.get(LIST)
    assert (page.context["late"], page.context["rows"]) == ([late], [soon, undated])
    assert client.get(reverse("engagement:home")).context["due"] == [late, soon, undated]
    assert len(client.get(LIST, {"whose": "all"}).context["rows"]) == 3
    for nonsense in (
        "organization=x",
        "organization=%00",
        "state=zz",
        "whose=zz",
        "text__startswith=L",
        "ordering=owner__password",
    ):
        assert client.get(f"{LIST}?{nonsense}").context["rows"] == [soon, undated], nonsense


def test_what_hangs_on_a_closed_record_is_seen_by_no_door(client, cast, talk):  # noqa: F811
    promise = owed(talk, cast.ana, "Zirconflower")
    talk.level = Level.RESTRICTED
    talk.save()
    client.force_login(cast.ben)
    assert client.get(page_of(promise)).status_code == 404
    assert client.get(page_of(promise, "calendar")).status_code == 404
    for address in (f"{LIST}?whose=all", f"{LIST}?organization={talk.organization_id}", reverse("engagement:home")):
        assert b"Zirconflower" not in client.get(address).content
    assert client.post(page_of(promise, "complete"), {"on": "2026-01-01"}).status_code == 404


def test_a_list_costs_the_same_with_one_row_and_with_thirty(client, cast, talk):  # noqa: F811
    client.force_login(cast.ana)

    def cost():
        with CaptureQueriesContext(connection) as ran:
            client.get(LIST)
        return len(ran)

    owed(talk, cast.ana)
    few = cost()
    for number in range(29):
        owed(scene.conversation(cast.ana, organization=scene.organization(number + 2)), cast.ana, days=number - 10)
    assert cost() == few <= 15


def test_who_asked_not_to_be_contacted_is_said_before_the_call(client, cast, talk):  # noqa: F811
    person = make_person("Wren", organization=talk.organization)
    talk.participations.create(person=person)
    call = owed(talk, cast.ana, kind=FollowUp)
    client.force_login(cast.ana)
    assert not client.get(page_of(call)).context["must_not_contact"]
    for change in ({"may_contact": False}, {"do_not_contact": True}, {"safety": "discreet"}):
        Person.objects.filter(pk=person.pk).update(
            **{"may_contact": True, "do_not_contact": False, "safety": "no_concern"} | change
        )
        assert "asked not to be contacted" in client.get(page_of(call)).content.decode(), change


def test_told_back_is_noted_with_its_day(client, cast, talk):  # noqa: F811
    promise = owed(talk, cast.ana)
    client.force_login(cast.ana)
    address = reverse("engagement:commitment-report-back", args=[promise.pk])
    assert client.post(address, {"on": "2999-01-01"}).status_code == 422
    client.post(address, {"on": "2026-11-01", "sequence": 0})
    assert Commitment.objects.get().reported_back_on == date(2026, 11, 1)
    late = client.post(address, {"on": "2026-11-09", "sequence": 0})
    assert (late.status_code, "2026-11-09" in late.content.decode()) == (422, True), "somebody else noted another day"
    assert "They were told on" in late.content.decode()
    assert Commitment.objects.get().reported_back_on == date(2026, 11, 1)
    assert AuditEvent.objects.filter(kind="commitment.reported_back").count() == 1


def test_the_work_of_somebody_who_left_falls_to_nobody_by_itself(client, cast, talk):  # noqa: F811
    item = owed(talk, cast.ben, kind=Commitment)
    cast.ben.groups.clear()
    client.force_login(cast.lea)
    form = client.get(page_of(item, "edit")).context["form"]
    assert [str(key) for key, _name in form.fields["owner"].choices].count(str(cast.ben.pk)) == 1
    answer = client.post(page_of(item, "edit"), {"text": "Send the new guide", "owner": cast.ben.pk})
    assert "Choose somebody else." in answer.content.decode()
    item.refresh_from_db()
    assert item.owner == cast.ben
