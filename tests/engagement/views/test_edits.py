"""What was changed, and its undo: of findings, of promises and their public words, whoever's language it was done in."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from engagement.domain import documents, findings, following_up, planning, projects, telling
from engagement.enums import ConversationState as S
from engagement.enums import FindingState, Level, PointStatus
from engagement.models import (
    Commitment,
    Conversation,
    DocumentFile,
    Finding,
    FocusGroup,
    FocusGroupSession,
    PlanEdit,
    Point,
    Project,
    Registration,
)
from phases.enums import ItemKind, ProjectState, RegistrationState
from phases.models import ReleasedItem
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.plan import make_finding, make_group, make_project, make_promise, make_registration, make_session

pytestmark = pytest.mark.django_db
SAID = {"en": "Trust first.", "fr": "La confiance d’abord.", "ar": "الثقة أولًا."}
WORDED = {"wording_en": "A guide.", "wording_fr": "Un guide.", "wording_ar": "دليل."}


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def own(record) -> str:
    """The page of a finding or a promise."""
    if isinstance(record, Finding):
        return reverse("engagement:finding-detail", args=[record.pk])
    return reverse("engagement:due-detail", kwargs={"kind": "commitments", "pk": record.pk})


def undos(client: Client, address: str) -> list[str]:
    """The addresses of the undo buttons of a page, newest change first."""
    return re.findall(r'action="(/staff/phases/[a-z_]*/edits/[^"]*/undo/)"', client.get(address).content.decode())


def undo(client: Client, address: str):
    return client.post(undos(client, address)[0], {"back": "own"}, follow=True)


@pytest.fixture
def finding(cast, now):  # noqa: F811
    """Approved by the reviewer in words that the lead then changed."""
    made = make_finding(written_by=cast.nia, approved_by=cast.bo, approved_at=now, statement_fr="Avant.", statement_ar="قبل.")
    themes = list(made.themes.all())
    findings.reword(finding=made, statement=SAID, themes=[scene.theme("TRU-B")], by=cast.lea, now=now)
    made.before = themes  # type: ignore[attr-defined]
    return made


def test_the_words_of_a_finding_come_back_as_a_draft(finding, cast):  # noqa: F811
    page = as_(cast.nia).get(own(finding)).content.decode()
    assert "statement (français)" in page
    assert cast.lea.display_name in page
    assert as_(cast.bo).post(undos(as_(cast.nia), own(finding))[0]).status_code == 409, "findings are written by the analysts"
    assert undos(as_(cast.bo), own(finding)) == []
    told = undo(as_(cast.nia), own(finding))
    assert told.redirect_chain[-1][0] == own(finding)
    found = Finding.objects.get()
    assert (found.statement_en[:20], found.statement_fr) == ("A label closes doors", "Avant.")
    assert list(found.themes.all()) == finding.before
    assert (found.state, found.approved_by, found.written_by) == (FindingState.DRAFT, None, cast.nia)
    undo(as_(cast.lea), own(finding))
    assert Finding.objects.get().statement_fr == SAID["fr"], "an undo is undone as any other change"


def test_an_approval_does_not_outlive_an_undo(finding, cast, now):  # noqa: F811
    findings.submit(finding=finding, by=cast.lea, now=now)
    [address] = undos(as_(cast.lea), reverse("engagement:item-detail", args=["finding", finding.pk])) or [""]
    assert address == "", "what is in review waits for its reader"
    edit = PlanEdit.objects.get()
    told = as_(cast.lea).post(reverse("engagement:edit-undo", args=["finding", edit.pk]))
    assert told.status_code == 409
    assert "This finding is in review." in told.content.decode()
    findings.approve(finding=finding, by=cast.bo, now=now)
    assert Finding.objects.publishable().exists()
    undo(as_(cast.lea), own(finding))
    assert not Finding.objects.publishable().exists()


def test_an_older_change_of_a_finding_is_not_undone_under_a_newer_one(finding, cast, now):  # noqa: F811
    later = now + timedelta(minutes=1)
    findings.reword(finding=finding, statement={"en": "Newer."}, themes=finding.themes.all(), by=cast.nia, now=later)
    newer, older = undos(as_(cast.lea), own(finding))
    told = as_(cast.lea).post(older)
    assert told.status_code == 409
    assert "Undo the newer change first." in told.content.decode()
    assert Finding.objects.get().statement_en == "Newer."
    assert [as_(cast.lea).post(address).status_code for address in (newer, older)] == [302, 302]
    assert Finding.objects.get().statement_fr == "Avant."


def test_what_a_finding_rests_on_comes_back_but_not_over_closed_doors(cast, now):  # noqa: F811
    finding = make_finding(written_by=cast.nia)
    before = finding.conversations.get()
    hidden = scene.coded(scene.conversation(cast.ana, S.ACCEPTED, level=Level.RESTRICTED), "TRU-STIG", coder=cast.lea)
    findings.rest_on(finding=finding, points=hidden.points.all(), conversations=[], by=cast.lea, now=now)
    assert set(finding.conversations.all()) == {hidden}
    told = undo(as_(cast.nia), own(finding))
    assert told.status_code == 409
    assert "conversations that you may not open" in told.content.decode()
    assert set(finding.conversations.all()) == {hidden}
    undo(as_(cast.lea), own(finding))
    assert (list(finding.conversations.all()), list(finding.points.all())) == ([before], [])
    assert Finding.objects.get().written_by == cast.nia, "other links leave the writer"
    assert Conversation.objects.filter(pk=hidden.pk).delete()
    again = undo(as_(cast.lea), own(finding))
    assert again.status_code == 409
    assert list(finding.conversations.all()) == [before]


def test_something_that_it_needs_is_gone(cast, now):  # noqa: F811
    finding = make_finding(written_by=cast.nia)
    old = finding.conversations.get()
    new = scene.coded(scene.conversation(cast.ana, S.ACCEPTED), "TRU-STIG", coder=cast.lea)
    findings.rest_on(finding=finding, points=[], conversations=[new], by=cast.lea, now=now)
    # As the database sees it while the page is open: the link that would come back leads nowhere.
    PlanEdit.objects.update(before={f"engagement.finding:{finding.pk}": {"conversations": [str(new.pk)[:-12] + "0" * 12]}})
    PlanEdit.objects.update(after={f"engagement.finding:{finding.pk}": {"conversations": [str(new.pk)]}})
    old.delete()
    assert undo(as_(cast.lea), own(finding)).status_code == 409
    assert list(finding.conversations.all()) == [new]


def test_public_words_of_a_promise_come_back_by_a_lead(cast, now):  # noqa: F811
    face = make_promise()
    promise, was = face.commitment, face.commitment.wording_en
    item = reverse("engagement:item-detail", args=["commitment", face.pk])
    following_up.word(commitment=promise, wording=WORDED, is_public=True, by=cast.lea, now=now)
    officer, lead = as_(cast.ana), as_(cast.lea)
    assert "public wording (English)" in officer.get(own(promise)).content.decode()
    assert officer.post(undos(lead, own(promise))[0]).status_code == 409
    assert undos(lead, own(promise)) == undos(lead, item)
    before = Commitment.objects.get().sequence
    assert lead.post(undos(lead, item)[0], follow=True).redirect_chain[-1][0] == item
    found = Commitment.objects.get()
    assert (found.wording_en, found.wording_fr or "") == (was, "")
    assert found.sequence == before + 1, "whoever reads it now is told that it changed"


def test_a_state_of_a_promise_is_undone_by_its_owner_and_not_over_a_newer_one(cast, now):  # noqa: F811
    talk = scene.conversation(cast.ana, S.SUBMITTED)
    promise = Commitment.objects.create(conversation=talk, text="A room", owner=cast.ana, created_by=cast.ana)
    following_up.begin(item=promise, by=cast.ana, now=now)
    following_up.complete(item=promise, on=now.date(), by=cast.ana, now=now + timedelta(minutes=1))
    owner = as_(cast.ana)
    done, begun = undos(owner, own(promise))
    assert undos(as_(cast.ben), own(promise)) == []
    assert as_(cast.ben).post(done).status_code == 409
    assert owner.post(begun).status_code == 409
    assert owner.post(done, follow=True).redirect_chain[-1][0] == own(promise)
    found = Commitment.objects.get()
    assert (found.state, found.completed_on) == ("in_progress", None), "where it was, not where the table leads"
    Conversation.objects.update(level=Level.RESTRICTED)
    assert as_(cast.ben).post(begun).status_code == 404, "as the page of the promise"


def test_words_for_a_closed_point_come_back_and_its_reason_stays_the_points(cast, now):  # noqa: F811
    talk = scene.conversation(cast.ana, S.ACCEPTED)
    point = Point.objects.create(
        conversation=talk, created_at=now, status=PointStatus.NOT_RESOLVABLE, closing_reason_en="No money.",
        closed_by=cast.nia, reason_approved_by=cast.bo,
    )  # fmt: skip
    face = telling.tell(point=point, wording=WORDED, by=cast.lea, now=now)
    assert undos(as_(cast.lea), own(face.commitment)) == [], "made, not changed"
    telling.tell(point=point, wording=WORDED | {"wording_en": "Other."}, by=cast.lea, now=now)
    undo(as_(cast.lea), own(face.commitment))
    found = Commitment.objects.get()
    assert (found.wording_en, found.cancel_reason_en, found.state) == ("A guide.", "No money.", "declined")


def test_a_change_made_in_one_language_is_undone_in_another(cast, now):  # noqa: F811
    group = make_group(purpose_fr="Avant.")
    with translation.override("fr"):
        fields = {"purpose_fr": "Après."}
        planning.keep(record=FocusGroup.objects.get(pk=group.pk), fields=fields, by=cast.lea, now=now)
    address = reverse("engagement:item-detail", args=["focus_group", group.pk])
    assert as_(cast.lea).post(undos(as_(cast.lea), address)[0]).status_code == 302
    found = FocusGroup.objects.get(pk=group.pk)
    assert (found.purpose_en, found.purpose_fr) == ("What parents notice.", "Avant.")


def test_a_form_with_empty_languages_changes_only_what_was_typed(cast, now):  # noqa: F811
    project = make_project(make_finding())
    before = Project.objects.get(pk=project.pk)
    assert before.summary_fr is None, "never written"
    words = {"summary_en": before.summary_en, "summary_fr": "Un appel.", "summary_ar": "", "outcome_en": "", "outcome_fr": ""}
    planning.keep(record=project, fields=words, by=cast.lea, now=now)
    assert PlanEdit.objects.get().after == {f"engagement.project:{project.pk}": {"summary_fr": "Un appel."}}
    planning.keep(record=project, fields=words, by=cast.lea, now=now)
    assert PlanEdit.objects.count() == 1


def test_places_that_come_back_are_filled_from_the_waiting_list(cast, now):  # noqa: F811
    session = make_session(capacity=2)
    planning.keep(record=FocusGroupSession.objects.get(pk=session.pk), fields={"capacity": 1}, by=cast.lea, now=now)
    make_registration(session, state=RegistrationState.REGISTERED)
    waits = make_registration(session, state=RegistrationState.WAITLISTED, waiting_since=now)
    address = reverse("engagement:item-detail", args=["session", session.pk])
    as_(cast.lea).post(undos(as_(cast.lea), address)[0])
    assert FocusGroupSession.objects.get().capacity == 2
    assert Registration.objects.get(pk=waits.pk).state == RegistrationState.REGISTERED


def test_the_history_costs_the_same_with_one_and_with_thirty(finding, cast, now):  # noqa: F811
    client = as_(cast.lea)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            client.get(own(finding))
        return len(caught)

    cost()
    few = cost()
    for number in range(30):
        words = {"en": f"Words {number}."}
        findings.reword(finding=finding, statement=words, themes=finding.themes.all(), by=cast.lea, now=now)
    assert cost() == few


def moved(step, kind, cast, now):  # noqa: F811
    planning.move_step(step=step, to=step.due_on + timedelta(days=9), reason={"en": "Snow."}, by=cast.lea, now=now)
    return reverse("engagement:item-detail", args=[kind, getattr(step, f"{kind}_id")])


def test_a_step_that_was_moved_by_mistake_is_put_back_as_long_as_nobody_has_read_it(cast, now):  # noqa: F811
    project = make_project(make_finding())
    phase = scene.phase()
    ReleasedItem.objects.all().delete()
    steps = [("project", project.steps.get()), ("phase", phase.milestones.create(title_en="Talks end", due_on=date(2026, 12, 1)))]
    for kind, step in steps:
        before = step.due_on
        page = moved(step, kind, cast, now)
        assert "Steps" in as_(cast.lea).get(page).content.decode()
        as_(cast.lea).post(undos(as_(cast.lea), page)[0])
        step.refresh_from_db()
        assert (step.due_on, step.moves.count()) == (before, 0), "no move is told that was none"


def test_a_move_that_the_public_has_read_is_moved_in_the_open(cast, now):  # noqa: F811
    phase = scene.phase()
    step = phase.milestones.create(title_en="Talks end", due_on=date(2026, 12, 1))
    page = moved(step, "phase", cast, now)
    release(ItemKind.PHASE, phase)
    told = as_(cast.lea).post(undos(as_(cast.lea), page)[0])
    assert told.status_code == 409
    assert "The public has read this since." in told.content.decode()
    step.refresh_from_db()
    assert (step.due_on, step.moves.count()) == (date(2026, 12, 10), 1)


def test_a_day_that_was_changed_before_anybody_read_it_stays_when_it_was_read_since(cast, now):  # noqa: F811
    phase = scene.phase()
    ReleasedItem.objects.all().delete()
    step = phase.milestones.create(title_en="Talks end", due_on=date(2026, 12, 1))
    step.due_on = date(2026, 12, 5)
    planning.keep_parts(record=phase, part="milestones", changed=[step], removed=[], by=cast.lea, now=now)
    release(ItemKind.PHASE, phase)
    page = reverse("engagement:item-detail", args=["phase", phase.pk])
    assert as_(cast.lea).post(undos(as_(cast.lea), page)[0]).status_code == 409
    step.refresh_from_db()
    assert step.due_on == date(2026, 12, 5)


def test_a_project_that_was_completed_by_mistake_goes_on(cast, now):  # noqa: F811
    finding = make_finding()
    project = make_project(finding)
    projects.move_project(project=project, to=ProjectState.COMPLETED, reason={}, by=cast.lea, now=now)
    page = reverse("engagement:item-detail", args=["project", project.pk])
    as_(cast.lea).post(undos(as_(cast.lea), page)[0])
    project.refresh_from_db()
    assert (project.state, project.changes.count()) == (ProjectState.ACTIVE, 0), "the table of states knows no way back"


def test_a_document_that_was_brought_by_mistake_goes_with_its_bytes(cast, now):  # noqa: F811
    project = make_project(make_finding())
    given = {"name": "Plan.txt", "body": b"Words for everybody.", "fields": {"title_en": "Plan", "licence": "cc_by"}}
    documents.bring(project=project, **given, by=cast.lea, now=now)
    page = reverse("engagement:item-detail", args=["project", project.pk])
    as_(cast.lea).post(undos(as_(cast.lea), page)[0])
    assert not project.documents.exists()
    assert not DocumentFile.objects.exists(), "nothing asks for them any more"
    told = as_(cast.lea).post(undos(as_(cast.lea), page)[0])
    assert told.status_code == 409
    assert "Bring it again." in told.content.decode()
