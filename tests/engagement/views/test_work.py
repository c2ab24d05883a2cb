"""My work, outreach and speak-back: what needs me is on the first page, by role, at constant cost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from engagement.domain import answering, outreach
from engagement.enums import ConversationState as S
from engagement.enums import Level, OutreachOutcome, ParticipantCheck
from engagement.models import CheckRequest, Commitment, Conversation, FollowUp, ImportBatch, OutreachAttempt, ProjectStep
from phases.enums import ProjectState, StepState
from phases.models import Milestone
from resilience_portal.audit.models import AuditEvent
from stakeholders.models import Organization
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation, make_draft
from tests.factories.plan import make_finding, make_project, make_registration, make_session

LIST = reverse("engagement:conversation-list")
HOME, OUTREACH = reverse("engagement:home"), reverse("engagement:outreach-list")


def today():
    return timezone.localdate()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("ana", {"unsent", "returned", "drafts", "due", "checks_late"}), ("nia", {"to_code"}), ("bo", {"to_review"}),
        ("lea", {"gaps"}), ("ben", {"assigned", "gaps"}),
    ],
)  # fmt: skip
def test_each_role_finds_what_waits_for_it(client, cast: Cast, who, sees):  # noqa: F811
    make_draft(cast.ana, notes="x")
    make_conversation(cast.ana)
    returned = make_conversation(cast.ana, S.RETURNED, review_reason="Take the street out")
    handed_in = make_conversation(cast.ana, S.SUBMITTED, assigned_to=cast.ben)
    FollowUp.objects.create(conversation=handed_in, text="Ring", owner=cast.ana, due_on=today() - timedelta(1))
    scene.check(scene.coded(make_conversation(cast.ana, S.ACCEPTED), coder=cast.nia), cast.ana, due_on=date(2026, 1, 1))
    scene.organization(44, name="Never Heard Hall")
    sheet = ImportBatch.objects.create(
        kind="conversations", state="checked", name="event.csv", digest="0", created_by=cast.ana, created_at=scene.NOW,
        updated_at=scene.NOW,
    )  # fmt: skip
    client.force_login(getattr(cast, who))
    page = client.get(HOME)
    assert {name for name in sees if not page.context[name]} == set()
    html = page.content.decode()
    if who == "ana":
        assert "Take the street out" in html
        assert reverse("engagement:conversation-edit", args=[returned.pk]) in html
        assert page.context["late"] == 1
        assert reverse("engagement:import-detail", args=[sheet.pk]) in html
        assert reverse("engagement:import-create", args=["conversations"]) in client.get(LIST).content.decode()
    if who == "lea":
        assert "Never Heard Hall" in html


def test_one_press_on_the_first_page_gets_a_thing_done(client, cast):  # noqa: F811
    talk = make_conversation(cast.ana, S.SUBMITTED)
    item = FollowUp.objects.create(conversation=talk, text="Ring", owner=cast.ana, due_on=today())
    client.force_login(cast.ana)
    address = reverse("engagement:due-complete", kwargs={"kind": "follow-ups", "pk": item.pk})
    assert f'action="{address}"' in client.get(HOME).content.decode()
    client.post(address, {"on": today()})
    assert client.get(HOME).context["due"] == []


def test_an_empty_first_page_says_why_to_every_role(client, cast):  # noqa: F811
    for who, words in {
        "ana": "Nothing waits for you",
        "ada": "Administration",
        "abe": "To the audit log",
        "cy": "Nothing is opened",
    }.items():
        client.force_login(getattr(cast, who))
        assert words in client.get(HOME).content.decode(), who


def test_what_the_public_waits_for_is_on_the_desks_first_page_with_the_day_they_were_promised(client, cast):  # noqa: F811
    now = timezone.now()
    late = answering.receive(fields={"kind": "question", "message": "?"}, now=now - timedelta(days=30))
    complaint = answering.receive(fields={"kind": "complaint", "message": "About an officer"}, now=now)
    session = make_session()
    for days in (30, 1):
        make_registration(session, state="interested", created_at=now - timedelta(days=days), name="Juno")
    make_registration(session)
    for who, sees in ((cast.lea, {late, complaint}), (cast.ana, {late}), (cast.nia, set()), (cast.bo, set())):
        client.force_login(who)
        page = client.get(HOME)
        html = page.content.decode()
        assert {letter for letter in (late, complaint) if letter.receipt in html} == sees
        assert ("2 people wait for an answer" in html) == bool(sees)
        assert "Juno" not in html
        if sees:
            assert not page.context["nothing"]
            assert html.count('<span class="tag bad">Late</span>') == 2, "the letter, and the first who wrote"
            assert reverse("engagement:group-people", args=[session.group_id]) in html
    client.force_login(cast.ana)
    people = client.get(reverse("engagement:group-people", args=[session.group_id])).content.decode()
    assert people.count("answer by") == 2, "whoever was invited has it"
    assert people.count('<span class="tag bad">Late</span>') == 1


def test_steps_of_projects_that_are_late_or_at_risk_are_among_the_next_dates(client, cast):  # noqa: F811
    project = make_project(make_finding())
    project.steps.all().delete()
    for title, fields in {
        "Late one": {"due_on": today() - timedelta(3)},
        "Risky one": {"due_on": today() + timedelta(300), "state": StepState.AT_RISK},
        "Far one": {"due_on": today() + timedelta(300)},
        "Paused one": {"due_on": today() - timedelta(3), "state": StepState.PAUSED},
    }.items():
        ProjectStep.objects.create(project=project, title_en=title, **fields)
    over = make_project(state=ProjectState.ENDED_EARLY)
    over.steps.update(due_on=today() - timedelta(3), title_en="Ended one")
    client.force_login(cast.lea)
    html = client.get(HOME).content.decode()
    assert "Late one" in html
    assert "Risky one" in html
    assert "At risk" in html
    for title in ("Far one", "Paused one", "Ended one"):
        assert title not in html


def test_next_dates_tell_what_is_late(client, cast):  # noqa: F811
    Milestone.objects.create(phase=scene.phase(), title="Report out", due_on=today() - timedelta(2))
    Milestone.objects.create(phase=scene.phase(), title="Far away", due_on=today() + timedelta(200))
    Milestone.objects.create(phase=scene.phase(), title="Long done", due_on=today(), done_on=today())
    client.force_login(cast.lea)
    html = client.get(HOME).content.decode()
    assert "Report out" in html
    assert "Late" in html
    assert "Far away" not in html
    assert "Long done" not in html


@pytest.mark.parametrize("who", ["ana", "nia", "bo", "lea"])
def test_the_first_page_costs_the_same_with_little_and_with_much(client, cast, who):  # noqa: F811
    user = getattr(cast, who)
    client.force_login(user)

    def add(numbers):
        for number in numbers:
            make_conversation(user, S.RETURNED, review_reason="x")
            talk = make_conversation(cast.ben, S.SUBMITTED, assigned_to=user, organization=scene.organization(number))
            FollowUp.objects.create(conversation=talk, text="x", owner=user, due_on=today())
            Commitment.objects.create(conversation=talk, text="x", owner=user, due_on=today())
            scene.check(make_conversation(user, S.SUBMITTED), user, due_on=date(2026, 1, 1))
            scene.organization(300 + number)
            Milestone.objects.create(phase=scene.phase(), title="x", due_on=today())
            answering.receive(fields={"kind": "question", "message": "?"}, now=scene.NOW)
            make_registration(make_session(), state="interested")
            ProjectStep.objects.create(project=project, title="x", due_on=today())

    project = make_project()

    def cost():
        with CaptureQueriesContext(connection) as ran:
            client.get(HOME)
        return len(ran)

    add([0])
    few = cost()
    add(range(1, 9))
    assert cost() == few <= 36


def test_an_attempt_is_noted_in_one_form_and_counts(client, cast):  # noqa: F811
    silent, heard = scene.organization(1), scene.organization(2)
    make_conversation(cast.ana, S.SUBMITTED, organization=heard)
    make_conversation(cast.ana, S.DRAFT, organization=silent)  # a draft is not a talk
    client.force_login(cast.ana)
    page = client.get(OUTREACH)
    assert [(row.name, row.outcome) for row in page.context["not_heard"]] == [("Organization 1", None)]
    fields = {"organization": silent.pk, "outcome": "no_reply", "method": "phone", "made_on": today(), "phase": scene.phase().pk}
    assert client.post(OUTREACH, fields).status_code == 302
    client.post(OUTREACH, fields | {"outcome": "declined", "note": "Try in spring"})
    page = client.get(OUTREACH)
    assert [(row.name, row.outcome) for row in page.context["not_heard"]] == [("Organization 1", "declined")]
    history = client.get(f"{OUTREACH}?organization={silent.pk}")
    assert [row.outcome for row in history.context["attempts"]] == ["declined", "no_reply"]
    assert "Try in spring" in history.content.decode()
    assert AuditEvent.objects.filter(kind="outreach.noted").count() == 2
    assert "spring" not in str(list(AuditEvent.objects.values()))


def test_wrong_attempts_are_told_beside_the_field(client, cast):  # noqa: F811
    client.force_login(cast.ana)
    hidden = Organization.objects.create(reference="ORG-X", name="Archived", sector=scene.sector(), archived_at=scene.NOW)
    answer = client.post(
        OUTREACH, {"organization": hidden.pk, "outcome": "x", "method": "phone", "made_on": "2999-01-01", "note": "keep me"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"organization", "outcome", "made_on", "phase"}
    assert "keep me" in answer.content.decode()
    for nonsense in ("organization=x", "organization=%00", "note__contains=a"):
        assert client.get(f"{OUTREACH}?{nonsense}").status_code == 200


def test_an_attempt_is_taken_back_by_whoever_noted_it(client, cast):  # noqa: F811
    made = scene.attempt(cast.ana)
    address = reverse("engagement:outreach-take-back", args=[made.pk])
    client.force_login(cast.ben)
    assert client.post(address).status_code == 409
    client.force_login(cast.ana)
    client.post(address)
    assert not OutreachAttempt.objects.exists()


def test_a_list_of_many_attempts_costs_the_same(client, cast):  # noqa: F811
    client.force_login(cast.lea)

    def cost():
        with CaptureQueriesContext(connection) as ran:
            client.get(OUTREACH)
        return len(ran)

    scene.attempt(cast.ana)
    few = cost()
    for number in range(2, 31):
        scene.attempt(cast.ana, number, outcome=OutreachOutcome.SCHEDULED)
    assert cost() == few <= 16
    assert outreach.not_heard(scene.phase(), seen_by=cast.cy).count() == 0


def test_speak_back_from_asking_to_the_answer(client, cast):  # noqa: F811
    talk = scene.coded(make_conversation(cast.ana, S.ACCEPTED), coder=cast.nia)
    client.force_login(cast.ana)
    ask = reverse("engagement:check-create", args=[talk.pk])
    wrong = client.post(ask, {"on": "2026-11-20", "due_on": "2026-11-20"})
    assert (wrong.status_code, set(wrong.context["form"].errors)) == (422, {"due_on"})
    client.post(ask, {"on": "2026-11-01", "due_on": "2026-11-15"})
    talk.refresh_from_db()
    assert talk.participant_check == ParticipantCheck.SENT
    assert client.get(ask).status_code == 409  # one at a time
    detail = client.get(reverse("engagement:conversation-detail", args=[talk.pk])).content.decode()
    assert "Unanswered" in detail
    assert "have not answered in time" in detail
    assert len(client.get(HOME).context["checks_late"]) == 1
    check = CheckRequest.objects.get()
    answer = reverse("engagement:check-answer", args=[check.pk])
    wrong = client.post(answer, {"state": "corrected", "on": "2026-11-16", "correction": " "})
    assert set(wrong.context["form"].errors) == {"correction"}
    client.post(answer, {"state": "corrected", "on": "2026-11-16", "correction": "It was in spring."})
    talk.refresh_from_db()
    assert talk.participant_check == ParticipantCheck.CORRECTED
    assert client.get(HOME).context["checks_late"].count() == 0
    assert client.post(answer, {"state": "confirmed", "on": "2026-11-16"}).status_code == 409
    assert "spring" not in str(list(AuditEvent.objects.values()))


def test_speak_back_follows_the_record(client, cast):  # noqa: F811
    talk = make_conversation(cast.ana, S.SUBMITTED, level=Level.RESTRICTED)
    check = scene.check(talk, cast.ana)
    client.force_login(cast.ben)
    assert client.get(reverse("engagement:check-answer", args=[check.pk])).status_code == 404
    assert client.get(reverse("engagement:check-create", args=[talk.pk])).status_code == 404
    client.force_login(cast.ana)
    bare = make_conversation(cast.ana, S.SUBMITTED, public_summary="")
    assert client.get(reverse("engagement:check-create", args=[bare.pk])).status_code == 409


@pytest.mark.parametrize(
    ("who", "state", "coded", "label"),
    [
        ("ana", S.DRAFT, False, "Hand in"), ("ana", S.RETURNED, True, "Change it"), ("ana", S.SUBMITTED, False, ""),
        ("nia", S.SUBMITTED, False, "Code"), ("bo", S.SUBMITTED, True, "Review"), ("bo", S.SUBMITTED, False, ""),
        ("lea", S.ACCEPTED, True, ""), ("ana", S.WITHDRAWN, True, ""),
    ],
)  # fmt: skip
def test_the_record_names_one_next_action_and_its_history(client, cast, who, state, coded, label):  # noqa: F811
    talk = make_conversation(cast.ana, state)
    if coded:
        scene.coded(talk, coder=cast.nia)
    client.force_login(getattr(cast, who))
    page = client.get(reverse("engagement:conversation-detail", args=[talk.pk]))
    assert page.context["step"].label == label
    assert page.context["step"].sentence
    assert [event["label"] for event in page.context["history"]] == ["Logged"]


def test_an_indigenous_led_organization_is_asked_by_default(client, cast):  # noqa: F811
    group = scene.organization(9, is_indigenous_led=True)
    talk = scene.coded(make_conversation(cast.ana, S.ACCEPTED, organization=group), coder=cast.nia)
    client.force_login(cast.ana)
    page = client.get(reverse("engagement:conversation-detail", args=[talk.pk]))
    assert page.context["step"].url == reverse("engagement:check-create", args=[talk.pk])
    Conversation.objects.filter(pk=talk.pk).update(participant_check=ParticipantCheck.REQUESTED)
    assert list(client.get(HOME).context["checks_to_send"]) == [talk]
