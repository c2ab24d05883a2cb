"""The plan's staff pages: edit beside its translations, preview, propose, approve, undo; places and people."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.domain import planning
from engagement.models import CollectionNotice, FocusGroup, ItemRelease, Registration
from engagement.reporting import item_release
from phases.enums import ItemKind, PhaseState, ProjectState, RegistrationState
from phases.models import Milestone, Phase, ReleasedItem
from resilience_portal.accounts.roles import Role
from tests.cast import Cast, cast, make_user  # noqa: F401
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.plan import (
    make_finding,
    make_group,
    make_group_finding,
    make_project,
    make_promise,
    make_registration,
    make_session,
)
from tests.pages import opened, send

pytestmark = pytest.mark.django_db


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(kind: str, record, tail: str = "") -> str:
    return f"/staff/phases/{kind}/{record.pk}/{tail}"


def test_from_a_new_group_to_the_public_and_back(cast):  # noqa: F811
    scene.phase(number=2, slug="focus-groups", kind="focus_groups", title_en="Focus groups")
    lead, second, visitor = as_(cast.lea), as_(cast.bo), Client()
    fields = {
        "title_en": "Coaches", "title_fr": "Entraîneurs", "purpose_en": "What coaches see.", "reference": "FG-77",
        "phase": str(Phase.objects.get(number=2).pk), "state": "recruiting", "language": "en", "target_min": "6",
        "target_max": "10", "honorarium": "40", "takes_interest": "on", "list_held_by": "project",
    }  # fmt: skip
    made = lead.post("/staff/phases/focus_group/new/", fields)
    assert made.status_code == 302, made.context["form"].errors
    group = FocusGroup.objects.get(reference="FG-77")
    assert group.slug == "coaches"
    page = lead.get(url("focus_group", group)).content.decode()
    assert "not public" in page
    assert "To be checked" in page
    assert "Missing" in page
    preview = lead.get(url("focus_group", group, "preview/fr/")).content.decode()
    assert "Entraîneurs" in preview
    assert 'lang="fr"' in preview
    send(lead, url("focus_group", group, "propose/"), {"goes_public_on": ""})
    assert visitor.get("/en/focus-groups/coaches/").status_code == 404
    proposal = ItemRelease.objects.get()
    assert f"/staff/phases/proposals/{proposal.pk}/" in second.get("/staff/").content.decode()
    assert "Coaches" in second.get(f"/staff/phases/proposals/{proposal.pk}/preview/en/").content.decode()
    assert lead.post(f"/staff/phases/proposals/{proposal.pk}/approve/").status_code == 409
    second.post(f"/staff/phases/proposals/{proposal.pk}/approve/")
    assert "What coaches see." in visitor.get("/en/focus-groups/coaches/").content.decode()
    send(lead, url("focus_group", group, "edit/"), fields | {"purpose_en": "Not yet public."})
    assert "Not yet public" not in visitor.get("/en/focus-groups/coaches/").content.decode()
    assert "changed since then" in lead.get(url("focus_group", group)).content.decode()
    assert second.post(url("focus_group", group, "take-back/"), {"reason": ""}).status_code == 422
    second.post(url("focus_group", group, "take-back/"), {"reason": "Wrong date."})
    assert visitor.get("/en/focus-groups/coaches/").status_code == 404
    lead.post(url("focus_group", group, "restore/1/"))
    second.post(f"/staff/phases/proposals/{ItemRelease.objects.get(state='proposed').pk}/approve/")
    assert "What coaches see." in visitor.get("/en/focus-groups/coaches/").content.decode()
    assert ReleasedItem.objects.of(ItemKind.FOCUS_GROUP, "coaches").count() == 2


def test_a_release_on_a_day_and_the_history_of_versions(cast):  # noqa: F811
    group = make_group(slug="coaches")
    release(ItemKind.FOCUS_GROUP, group)
    lead, second = as_(cast.lea), as_(cast.bo)
    FocusGroup.objects.filter(pk=group.pk).update(purpose_en="What coaches see.")
    today = timezone.localdate()
    past = send(lead, url("focus_group", group, "propose/"), {"goes_public_on": str(today - timedelta(days=1))})
    assert past.status_code == 422
    assert "This day is over" in past.content.decode()
    send(lead, url("focus_group", group, "propose/"), {"goes_public_on": str(today + timedelta(days=1))})
    waits = ItemRelease.objects.get()
    second.post(f"/staff/phases/proposals/{waits.pk}/approve/")
    assert "Goes public on" in lead.get(url("focus_group", group)).content.decode()
    item_release.publish_due(release_id=waits.pk, now=timezone.now() + timedelta(days=1))
    assert "/versions/2/" in lead.get(url("focus_group", group)).content.decode()
    html = second.get(url("focus_group", group, "versions/2/")).content.decode()
    for words in ("coaches see.", "parents notice.", cast.lea.display_name, cast.bo.display_name):
        assert words in html, words
    assert "What parents notice." in second.get(url("focus_group", group, "versions/1/fr/")).content.decode()
    assert second.get(url("focus_group", group, "versions/9/")).status_code == 404


def test_nothing_is_proposed_twice_or_unchanged(cast):  # noqa: F811
    group = make_group()
    release(ItemKind.FOCUS_GROUP, group)
    lead, address = as_(cast.lea), url("focus_group", group, "propose/")
    for answer in (lead.get(address), lead.post(address, {"goes_public_on": ""})):
        assert answer.status_code == 409
        assert "Nothing has changed since version 1" in answer.content.decode()
    assert ReleasedItem.objects.of(ItemKind.FOCUS_GROUP, group.slug).count() == 1
    FocusGroup.objects.filter(pk=group.pk).update(purpose_en="What coaches see.")
    assert lead.get(address).status_code == 200
    send(lead, address, {"goes_public_on": str(timezone.localdate() + timedelta(days=3))})
    assert "is open already" in lead.get(address).content.decode(), "said before anything is typed"


def test_the_second_person_reads_what_changes_in_every_language_and_nothing_else(cast):  # noqa: F811
    project = make_project(title_fr="Le treizième mois", summary_fr="Accueillir.", state="proposed")
    release(ItemKind.PROJECT, project)
    lead, second = as_(cast.lea), as_(cast.bo)
    project.summary_fr = "Accueillir sans attendre."
    project.save()
    send(lead, url("project", project, "propose/"), {"goes_public_on": ""})
    proposal = ItemRelease.objects.get()
    html = second.get(f"/staff/phases/proposals/{proposal.pk}/").content.decode()
    assert "Summary (français)" in html
    assert "<del>Accueillir.</del>" in html
    assert "<ins>Accueillir sans attendre.</ins>" in html
    assert "mou_state" not in html
    assert "Families taking part" not in html, "nothing that stays as it is"
    second.post(f"/staff/phases/proposals/{proposal.pk}/approve/")
    for later in (f"/staff/phases/proposals/{proposal.pk}/", url("project", project, "versions/2/")):
        assert "<ins>Accueillir sans attendre.</ins>" in second.get(later).content.decode(), later


def test_a_mistake_is_told_beside_the_field_and_nothing_typed_is_lost(cast):  # noqa: F811
    session = make_session()
    lead = as_(cast.lea)
    wrong = {
        "reference": session.reference, "group": str(session.group_id), "state": "scheduled", "duration_minutes": "120",
        "mode": "video", "capacity": "10", "access_en": "By telephone too.", "facilitator": str(cast.ana.pk),
        "note_taker": str(cast.ana.pk),
    }  # fmt: skip
    page = send(lead, url("session", session, "edit/"), wrong)
    assert page.status_code == 422
    html = page.content.decode()
    assert "Somebody else than the facilitator takes notes." in html
    assert "By telephone too." in html
    session.refresh_from_db()
    assert session.access_en != "By telephone too."


def undo_of(client: Client, group) -> list[str]:
    """The addresses of the undo buttons, newest change first."""
    return re.findall(
        r'action="(/staff/phases/focus_group/edits/[^"]*/undo/)"', client.get(url("focus_group", group)).content.decode()
    )


def test_a_change_is_undone_and_its_parts_too_but_not_under_a_newer_one(cast, now):  # noqa: F811
    group = make_group(purpose_en="What parents notice.")
    lead, row = as_(cast.lea), group.criteria.get()
    kept = row.pk
    for words in ("First.", "Second."):
        planning.keep(record=FocusGroup.objects.get(pk=group.pk), fields={"purpose_en": words}, by=cast.lea, now=now)
        now += timedelta(minutes=1)
    planning.keep_parts(record=group, part="criteria", changed=[], removed=[row], by=cast.lea, now=now)
    page = lead.get(url("focus_group", group)).content.decode()
    assert cast.lea.display_name in page
    parts, second, first = undo_of(lead, group)
    assert lead.post(first).status_code == 409, "a newer change lies over it"
    assert as_(cast.bo).post(second).status_code == 409, "the plan is a lead's"
    assert as_(cast.cy).post(second).status_code == 404
    for address in (parts, second, first):
        assert lead.post(address).status_code == 302
    assert FocusGroup.objects.get(pk=group.pk).purpose_en == "What parents notice."
    assert list(group.criteria.values_list("pk", "text_en")) == [(kept, "Parent of a teenager")]
    assert lead.post(first).status_code == 409, "once"
    again, *_older = undo_of(lead, group)
    assert lead.post(again).status_code == 302, "an undo is a change as any other"
    assert FocusGroup.objects.get(pk=group.pk).purpose_en == "First."


def test_a_day_that_the_public_knows_moves_with_its_reason_only(cast):  # noqa: F811
    phase = scene.phase()
    step = Milestone.objects.create(phase=phase, title_en="Talks end", due_on=date(2026, 12, 1))
    form = {
        "milestones-TOTAL_FORMS": "1", "milestones-INITIAL_FORMS": "1", "milestones-MIN_NUM_FORMS": "0",
        "milestones-MAX_NUM_FORMS": "1000", "milestones-0-id": str(step.pk), "milestones-0-phase": str(phase.pk),
        "milestones-0-title_en": "Talks close", "milestones-0-due_on": "2027-06-01",
    }  # fmt: skip
    assert send(as_(cast.lea), url("phase", phase, "parts/milestones/"), form).status_code == 302
    step.refresh_from_db()
    assert (step.title_en, step.due_on) == ("Talks close", date(2026, 12, 1))
    assert "keeps it beside the new one" in as_(cast.lea).get(url("phase", phase, "parts/milestones/")).content.decode()


def test_criteria_by_belief_are_refused_beside_the_field(cast):  # noqa: F811
    group, lead = make_group(), as_(cast.lea)
    address = url("focus_group", group, "parts/criteria/")
    row = opened(lead, address) | {"criteria-1-kind": "include"}
    page = lead.post(address, row | {"criteria-1-text_en": "Muslim parents"})
    assert page.status_code == 422
    assert "Name a situation or a role" in page.content.decode()
    saved = lead.post(address, row | {"criteria-1-text_en": "Parents"})
    assert saved.status_code == 302
    assert group.criteria.filter(text_en="Parents").exists()


def test_closing_a_phase_says_first_what_becomes_public(cast):  # noqa: F811
    phase = scene.phase(report_due_on=timezone.localdate() + timedelta(days=30))
    address = f"/staff/phases/{phase.pk}/move/closed_analyzing/"
    assert "by when the public will hear" in as_(cast.nia).get(address).content.decode()
    assert as_(cast.nia).post(address).status_code == 409
    as_(cast.lea).post(address)
    assert Phase.objects.get(pk=phase.pk).state == PhaseState.CLOSED_ANALYZING
    assert "Closed: analysis under way" in Client().get(f"/en/phases/{phase.slug}/").content.decode()


def test_the_close_page_shows_the_day_that_the_public_reads(cast):  # noqa: F811
    phase = scene.phase(report_due_on=date(2027, 6, 30))
    address = f"/staff/phases/{phase.pk}/move/closed_analyzing/"
    assert "another day" not in as_(cast.lea).get(address).content.decode()
    Phase.objects.filter(pk=phase.pk).update(report_due_on=date(2026, 11, 1))
    html = as_(cast.lea).get(address).content.decode()
    assert re.search(r"You will hear by</dt><dd><bdi>30 June 2027", html)
    assert "Here it is 1 November 2026, which is not released yet." in html
    release(ItemKind.PHASE, phase, report_due_on=None)
    as_(cast.lea).post(address)
    assert Phase.objects.get(pk=phase.pk).state == PhaseState.OPEN, "the public was told no day"


def test_a_promised_day_is_moved_on_its_own_page_only(cast):  # noqa: F811
    phase = scene.phase(state=PhaseState.CLOSED_ANALYZING, report_due_on=date(2026, 11, 1))
    lead, address = as_(cast.lea), url("phase", phase)
    fields = opened(lead, f"{address}edit/") | {"report_due_on": "2027-06-30", "goal_en": "Listen."}
    assert lead.post(f"{address}edit/", fields).status_code == 302
    phase.refresh_from_db()
    assert (phase.report_due_on, phase.goal_en) == (date(2026, 11, 1), "Listen.")
    move = f"/staff/phases/steps/report/{phase.pk}/move/"
    for page in ("/staff/", "/staff/phases/", address):
        assert move in lead.get(page).content.decode(), page
    moved = opened(lead, move) | {"to": "2027-06-30", "reason_en": "Many came late.", "reason_fr": "", "reason_ar": ""}
    assert lead.post(move, moved | {"reason_en": ""}).status_code == 422
    assert lead.post(move, moved).status_code == 302
    phase.refresh_from_db()
    assert phase.report_due_on == date(2027, 6, 30)
    send(lead, f"{address}propose/", {"goes_public_on": ""})
    as_(cast.bo).post(f"/staff/phases/proposals/{ItemRelease.objects.get().pk}/approve/")
    public = Client().get(f"/fr/phases/{phase.slug}/").content.decode()
    assert "Reporté du 1er novembre 2026 au 30 juin 2027" in public
    assert "Many came late." in public, "the words of the first language, where the others are not written"


def test_a_step_that_the_public_knows_is_not_deleted(cast):  # noqa: F811
    phase = scene.phase()
    step = Milestone.objects.create(phase=phase, title_en="Conversations end", due_on=date(2026, 12, 1))
    release(ItemKind.PHASE, phase)
    lead, address = as_(cast.lea), url("phase", phase, "parts/milestones/")
    lead.post(address, opened(lead, address) | {"milestones-1-title_en": "Not yet told", "milestones-1-due_on": "2026-12-24"})
    assert phase.milestones.count() == 2
    fields, html = opened(lead, address), lead.get(address).content.decode()
    assert re.findall(r'name="(\S+-DELETE)"', html) == ["milestones-1-DELETE"]
    lead.post(address, fields | {"milestones-0-DELETE": "on", "milestones-1-DELETE": "on", "milestones-0-due_on": "2027-12-01"})
    left = phase.milestones.get()
    assert (left.pk, left.due_on) == (step.pk, date(2026, 12, 1))


def test_what_stands_against_a_step_is_told_on_the_item_and_nothing_typed_is_lost(cast):  # noqa: F811
    project, lead = make_project(state=ProjectState.PROPOSED), as_(cast.lea)
    project.informed_by.all().delete()
    why = {"reason_en": "The partners left.", "reason_fr": "Les partenaires sont partis.", "reason_ar": ""}
    refused = lead.post(f"/staff/phases/projects/{project.pk}/move/ended_early/", why)
    html = refused.content.decode()
    assert refused.status_code == 409
    assert "Name first the finding that this project mainly answers" in html
    assert f'href="{url("project", project, "parts/answers/")}">Findings it answers</a>' in html
    assert 'value="The partners left."' in html
    assert 'value="Les partenaires sont partis."' in html
    assert '<details class="ask" open><summary>Ended early' in html
    again = lead.post(f"/staff/phases/projects/{project.pk}/move/completed/", {})
    assert "can't become “Completed”" in html_of(again), "in words, not a page that is not there"
    phase = scene.phase(report_due_on=date(2027, 6, 30))
    Phase.objects.filter(pk=phase.pk).update(goal_en="Another goal.")
    send(lead, url("phase", phase, "propose/"), {"goes_public_on": ""})
    Phase.objects.filter(pk=phase.pk).update(state=PhaseState.OPEN)
    gone = f"/staff/phases/{phase.pk}/move/not_going_forward/"
    closing = f"/staff/phases/{phase.pk}/move/closed_analyzing/"
    told = lead.post(closing)
    assert told.status_code == 409
    assert "A proposal for this is open already." in html_of(told)
    assert lead.post(gone, {"reason": ""}).status_code == 409
    assert lead.get(f"/staff/phases/{phase.pk}/move/closed_no_report/").status_code == 409, "not from here"


def test_a_refusal_leads_back_to_the_page_it_was_asked_on_and_to_no_other_site(cast):  # noqa: F811
    group = make_group()
    send(as_(cast.lea), url("focus_group", group, "propose/"), {"goes_public_on": ""})
    proposal = ItemRelease.objects.get()
    page = f"http://testserver/staff/phases/proposals/{proposal.pk}/"
    told = html_of(as_(cast.lea).post(f"{page}approve/", headers={"referer": page}))
    assert "You proposed this, so someone else has to approve it." in told
    assert f'href="{page}"' in told
    assert "evil" not in html_of(as_(cast.lea).post(f"{page}approve/", headers={"referer": "https://evil.example/"}))


def html_of(answer) -> str:
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize(("was", "to"), [("completed", "active"), ("ended_early", "active"), ("ended_early", "planned")])
def test_a_project_that_was_said_to_be_over_is_taken_up_again_with_a_reason(was, to, cast):  # noqa: F811
    finding = make_finding()
    project, lead = make_project(finding, state=was), as_(cast.lea)
    release(ItemKind.FINDING, finding)
    address = f"/staff/phases/projects/{project.pk}/move/{to}/"
    assert lead.post(address, {"reason_en": ""}).status_code == 409
    assert lead.post(address, {"reason_en": "The circle goes on."}).status_code == 302
    project.refresh_from_db()
    assert project.state == to
    preview = lead.get(url("project", project, "preview/en/")).content.decode()
    assert "The circle goes on." in preview, "the public reads why"


@pytest.mark.parametrize(("was", "to"), [("open", "planned"), ("closed_report_available", "closed_analyzing")])
def test_a_phase_whose_state_was_chosen_too_early_goes_back(was, to, cast):  # noqa: F811
    phase, lead = scene.phase(state=was, report_due_on=date(2027, 6, 30)), as_(cast.lea)
    address = f"/staff/phases/{phase.pk}/move/{to}/"
    assert address in lead.get(url("phase", phase)).content.decode()
    assert lead.get(address).status_code == 200
    assert lead.post(address).status_code == 302
    assert Phase.objects.get(pk=phase.pk).state == to
    assert ReleasedItem.objects.of(ItemKind.PHASE, phase.slug).current().get().payload["state"] == to


def test_a_late_report_is_on_the_leads_first_page_only(cast):  # noqa: F811
    scene.phase(state=PhaseState.CLOSED_ANALYZING, report_due_on=timezone.localdate() - timedelta(days=1))
    assert "is late" in as_(cast.lea).get("/staff/").content.decode()
    assert "is late" not in as_(cast.ana).get("/staff/").content.decode()


def test_places_are_filled_and_left_by_buttons(cast):  # noqa: F811
    session = make_session(capacity=1)
    first, second = make_registration(session), make_registration(session)
    officer = as_(cast.ana)
    for person in (first, second):
        officer.post(f"/staff/phases/registrations/{person.pk}/do/register/")
    page = officer.get(f"/staff/phases/sessions/{session.pk}/places/").content.decode()
    assert "1 of 1 places are taken" in page
    assert page.index(first.name) < page.index(second.name)
    officer.post(f"/staff/phases/registrations/{first.pk}/do/cancel/")
    assert Registration.objects.get(pk=second.pk).state == RegistrationState.REGISTERED
    for by in (cast.nia, cast.bo, cast.cy, cast.ada):
        assert as_(by).get(f"/staff/phases/sessions/{session.pk}/places/").status_code == 404


def test_whoever_waits_has_a_number_and_a_forgotten_one_has_one_name(cast):  # noqa: F811
    session, now = make_session(capacity=1), timezone.now()
    line = [
        make_registration(session, state=RegistrationState.WAITLISTED, waiting_since=now + timedelta(minutes=minutes))
        for minutes in (9, 3)
    ]
    gone = make_registration(session, state=RegistrationState.CANCELLED, name="", email="")
    html = as_(cast.ana).get(f"/staff/phases/sessions/{session.pk}/places/").content.decode()
    rows = re.findall(r"<li><div><b>.*?</li>", html, flags=re.DOTALL)
    told = [(row.name in each, re.findall(r"waiting list(?: · (\d))", each)) for row, each in zip(line[::-1], rows, strict=False)]
    assert told == [(True, ["1"]), (True, ["2"])]
    [of_gone] = [each for each in rows if gone.receipt in each]
    assert re.sub(r"<details.*?</details>", "", of_gone, flags=re.DOTALL).count(gone.receipt) == 1


def test_names_stand_apart_from_the_arabic_around_them(cast):  # noqa: F811
    """A Latin name before a number would else drag it to its other side."""
    group = make_group()
    send(as_(cast.lea), url("focus_group", group, "propose/"), {"goes_public_on": ""})
    reader = as_(cast.bo)
    reader.cookies["django_language"] = "ar"
    proposal = ItemRelease.objects.get()
    for page in ("/staff/phases/", url("focus_group", group), f"/staff/phases/proposals/{proposal.pk}/"):
        found = reader.get(page).content.decode()
        assert f"اقترحه \u2068{cast.lea.display_name}\u2069" in found, page
        assert f"{cast.lea.display_name}\u2069, " not in found, page


def test_interest_is_judged_and_invited(cast):  # noqa: F811
    session = make_session(held_on=timezone.localdate() + timedelta(days=9))
    person = make_registration(session, state=RegistrationState.INTERESTED, meets_criteria=None)
    Registration.objects.filter(pk=person.pk).update(session=None)
    officer, people = as_(cast.ana), f"/staff/phases/groups/{session.group_id}/people/"
    assert "Meets the criteria" in officer.get(people).content.decode()
    officer.post(f"/staff/phases/registrations/{person.pk}/do/fits/", {"back": "group"})
    assert session.reference in officer.get(people).content.decode()
    officer.post(f"/staff/phases/registrations/{person.pk}/invite/", {"session": str(session.pk), "back": "group"})
    assert Registration.objects.get(pk=person.pk).state == RegistrationState.INVITED


def test_a_wrong_judgement_is_put_right_until_somebody_is_invited_and_the_page_says_what_was_done(cast):  # noqa: F811
    session = make_session(held_on=timezone.localdate() + timedelta(days=9))
    person = make_registration(session, state=RegistrationState.INTERESTED, meets_criteria=None)
    officer, people = as_(cast.ana), f"/staff/phases/groups/{session.group_id}/people/"

    def act(verb: str) -> str:
        address = f"/staff/phases/registrations/{person.pk}/do/{verb}/"
        return officer.post(address, {"back": "group"}, follow=True).content.decode()

    told = act("fits-not")
    assert f"{person.receipt} does not meet the criteria." in told
    assert "is now" not in told
    assert "/do/fits/" in told
    assert "/do/fits-not/" not in told
    told = act("fits")
    assert f"{person.receipt} meets the criteria." in told
    assert "/do/fits-not/" in told
    assert "Not now" in told
    assert "Cancel the place" not in told, "who is only interested has none"
    Registration.objects.filter(pk=person.pk).update(state=RegistrationState.INVITED)
    html = officer.get(people).content.decode()
    assert "/do/fits" not in html
    assert "Cancel the place" in html


def test_what_deletes_a_person_is_asked_first_and_not_offered_once_nothing_is_left(cast):  # noqa: F811
    session = make_session(held_on=timezone.localdate() - timedelta(days=1))
    person = make_registration(session, state=RegistrationState.REGISTERED)
    officer, places = as_(cast.ana), f"/staff/phases/sessions/{session.pk}/places/"
    html = officer.get(places).content.decode()
    asked = re.findall(r'<details class="ask">.*?</details>', html, re.DOTALL)
    for verb in ("cancel", "withdraw"):
        [question] = [each for each in asked if f"/do/{verb}/" in each]
        assert "can’t be undone" in question
        assert html.count(f"/do/{verb}/") == 1, "not outside of the question, too"
    assert not any("/do/stayed-away/" in each for each in asked)
    officer.post(f"/staff/phases/registrations/{person.pk}/do/cancel/")
    html = officer.get(places).content.decode()
    assert person.name not in html
    assert "/do/withdraw/" not in html


def test_the_plan_is_listed_in_words_by_day_and_says_what_is_missing(cast):  # noqa: F811
    group = make_group(title_en="Coaches", title_fr="Entraîneurs", title_ar="مدربون")
    for day in (date(2026, 12, 3), None, date(2027, 1, 21)):
        make_session(group, held_on=day)
    finding = make_group_finding(group, statement_en="Nobody named a hotline.")
    client = as_(cast.lea)
    html = client.get("/staff/phases/").content.decode()
    order = [html.index(words) for words in ("No day yet · Coaches", "21 January 2027 · Coaches", "3 December 2026 · Coaches")]
    assert order == sorted(order)
    row = re.search(rf'<li><div><a href="{url("group_finding", finding)}">.*?</li>', html)[0]
    assert "Nobody named a hotline." in row
    assert f"{finding.reference}</bdi> · <bdi>Coaches" in row
    assert re.findall(r"Missing: <bdi>(.*?)</bdi>", row) == ["français", "العربيّة"]
    own = client.get(url("focus_group", group)).content.decode()
    for each in ("21 January 2027 · Coaches", "Nobody named a hotline.", "3 December 2026 · Coaches"):
        assert each in own


def kinds(html: str) -> dict[str, tuple[bool, int]]:
    """Kind -> whether its list stands open, and how many rows it has."""
    parts = lxml.html.fromstring(html).xpath("//details[summary/h2[starts-with(@id, 'k-')]]")
    return {part.xpath("string(summary/h2/@id)")[2:]: (part.get("open") is not None, len(part.xpath("ul/li"))) for part in parts}


def test_a_long_list_of_the_plan_is_folded_and_what_needs_somebody_stands_first(cast):  # noqa: F811
    group = make_group(title_en="Coaches")
    words = {"access_en": "Step-free.", "access_fr": "Sans marche.", "access_ar": "بلا درجات."}
    sessions = [make_session(group, held_on=date(2026, 12, day), **words) for day in range(1, 8)]
    for session in sessions[1:]:
        release(ItemKind.SESSION, session)
    html = as_(cast.lea).get("/staff/phases/").content.decode()
    shown = kinds(html)
    assert shown.keys() == set(ItemKind)
    assert (shown["session"], shown["focus_group"]) == ((False, 7), (True, 1))
    first = lxml.html.fromstring(html).xpath("//details[summary/h2[@id='p-needs']]")[0]
    told = [row.xpath("string(.//p)") for row in first.xpath("ul/li")]
    assert [words for words in told if words.startswith("Session")] == [f"Session · {sessions[0].reference} · Date set"]
    assert first.get("open") is not None
    assert re.search(r'id="k-session">Sessions <[^>]*>7</span> <span class="tag">1 needs somebody', html)


def test_what_waits_for_this_person_is_not_said_twice(cast):  # noqa: F811
    group = make_group(title_en="Coaches")
    item_release.propose(kind=ItemKind.FOCUS_GROUP, record=group, goes_public_on=None, by=cast.lea, now=timezone.now())
    path = f'href="{url("focus_group", group)}"'
    for user, times in ((cast.bo, 1), (cast.nia, 2)):  # a reviewer approves it above; others see it first and below its kind
        html = as_(user).get("/staff/phases/").content.decode()
        assert html.count(path) == times, user
    assert "Waits for a second person" in html


def test_a_finding_that_was_said_in_french_alone_has_a_name_in_every_language_of_the_desk(cast):  # noqa: F811
    found = make_group_finding(statement_en="", statement_fr="Les mères demandent une voix.")
    lead = as_(cast.lea)
    for language in ("en", "ar"):
        lead.cookies["django_language"] = language
        html = lead.get("/staff/phases/").content.decode()
        assert f'/group_finding/{found.pk}/"><bdi>Les mères demandent une voix.</bdi>' in html


def test_what_is_not_written_in_the_plan_says_where_it_is(cast):  # noqa: F811
    finding, promise = make_finding(), make_promise()
    notice = CollectionNotice.objects.create(version="2026-1", text_en="Why we ask.", in_force_from=date(2026, 9, 1))
    lead = as_(cast.lea)
    of_kind = ("/staff/findings/", "/staff/commitments/", "An administrator writes it; it is released here.")
    of_one = {
        url("finding", finding): f"/staff/findings/{finding.pk}/",
        url("commitment", promise): f"/staff/commitments/{promise.commitment_id}/",
        url("notice", notice): of_kind[-1],
    }
    page = lead.get("/staff/phases/").content.decode()
    for told in of_kind:
        assert told in page, told
    for address, told in of_one.items():
        found = lead.get(address).content.decode()
        assert told in found, address
        assert "/admin/" not in found, "no door that a lead may not open"
    admin = make_user("both", Role.LEAD, Role.ADMINISTRATOR)
    assert 'href="/admin/engagement/collectionnotice/add/"' in as_(admin).get("/staff/phases/").content.decode()


def test_the_plan_costs_the_same_with_one_and_with_thirty(cast):  # noqa: F811
    client = as_(cast.lea)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/staff/phases/").status_code == 200
        return len(caught)

    session, promise = make_session(), make_promise()
    release(ItemKind.FOCUS_GROUP, session.group)
    make_group_finding(session.group)
    make_project(make_finding())
    cost()
    before = cost()
    of_group = url("focus_group", session.group)
    with CaptureQueriesContext(connection) as own:
        client.get(of_group)
    for _each in range(30):
        make_session(make_group())
        make_session(session.group)
        make_group_finding(session.group)
        make_project(make_finding())
        make_promise(project=promise.project)
    assert cost() == before
    with CaptureQueriesContext(connection) as own_many:
        client.get(of_group)
    assert len(own_many) == len(own)
    people = f"/staff/phases/sessions/{session.pk}/places/"
    make_registration(session)
    client.get(people)
    with CaptureQueriesContext(connection) as one:
        client.get(people)
    for _each in range(30):
        make_registration(session)
    with CaptureQueriesContext(connection) as many:
        client.get(people)
    assert len(one) == len(many)
