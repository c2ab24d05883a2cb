"""What of groups, projects and promises may leave, and when."""

from __future__ import annotations

import json
from datetime import date

import pytest

from engagement.domain import projects
from engagement.enums import FindingState
from engagement.models import ProjectPartner
from engagement.reporting import item_release, items
from phases.enums import Bearing, ItemKind, ListHolder, ProjectState
from phases.policies import Refused
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.plan import make_finding, make_group, make_group_finding, make_project, make_promise, make_session

pytestmark = pytest.mark.django_db


def propose(kind, record, by, now):
    return item_release.propose(kind=kind, record=record, by=by, now=now)


def test_words_that_a_host_holds_stay_until_the_host_agrees(cast, now):  # noqa: F811
    finding = make_group_finding(make_group(list_held_by=ListHolder.HOST))
    release(ItemKind.FOCUS_GROUP, finding.group)
    with pytest.raises(Refused, match="host"):
        propose(ItemKind.GROUP_FINDING, finding, cast.lea, now)
    finding.group.host_agreed_on = date(2026, 11, 1)
    finding.group.save()
    assert propose(ItemKind.GROUP_FINDING, finding, cast.lea, now).pk


def test_sessions_and_findings_come_after_their_group_and_somebody_else_takes_notes(cast, now):  # noqa: F811
    session, finding = make_session(), make_group_finding()
    for kind, record in ((ItemKind.SESSION, session), (ItemKind.GROUP_FINDING, finding)):
        with pytest.raises(Refused, match="group first"):
            propose(kind, record, cast.lea, now)
    release(ItemKind.FOCUS_GROUP, session.group)
    session.note_taker = None
    session.save()
    with pytest.raises(Refused, match="takes notes"):
        propose(ItemKind.SESSION, session, cast.lea, now)


def test_a_finding_that_is_not_approved_or_rests_on_nothing_usable_stays(cast, now):  # noqa: F811
    draft, bare = make_finding(state=FindingState.DRAFT), make_finding()
    bare.conversations.clear()
    for finding in (draft, bare):
        with pytest.raises(Refused, match="approved finding"):
            propose(ItemKind.FINDING, finding, cast.lea, now)


def test_a_place_and_a_partner_are_named_only_where_that_was_agreed():
    session = make_session(place="Acacia Shade tutoring room", ward=scene.ward())
    assert "Acacia" not in json.dumps(items.payload_of(ItemKind.SESSION, session))
    session.place_is_public = True
    assert items.payload_of(ItemKind.SESSION, session)["place"] == "Acacia Shade tutoring room"
    project = make_project(make_finding())
    quiet, unlisted, named = (scene.organization(number, may_be_listed=number != 12) for number in (11, 12, 13))
    for organization in (quiet, unlisted, named):
        ProjectPartner.objects.create(project=project, organization=organization, is_named=organization != quiet)
    payload = items.payload_of(ItemKind.PROJECT, project)
    assert [row["name"] for row in payload["partners"]] == [named.name]
    assert payload["more_partners"] is True
    scene.organization(14, name=named.name)
    assert items.payload_of(ItemKind.PROJECT, project)["partners"] == [], "a namesake did not agree to be named"
    assert payload["budget"] is None


def test_no_project_leaves_proposed_without_a_primary_finding(cast, now):  # noqa: F811
    project, finding = make_project(state=ProjectState.PROPOSED), make_finding()
    move = {"project": project, "to": ProjectState.PLANNED, "reason": {}, "by": cast.lea, "now": now}
    for to in (ProjectState.PLANNED, ProjectState.ENDED_EARLY):
        with pytest.raises(Refused, match="mainly answers"):
            projects.move_project(**move | {"to": to, "reason": {"en": "No partner."}})
    answer = {"project": project, "finding": finding, "why": {}, "by": cast.lea, "now": now}
    projects.answer(bearing=Bearing.SUPPORTING, **answer)
    with pytest.raises(Refused):
        projects.move_project(**move)
    projects.answer(bearing=Bearing.PRIMARY, **answer)
    moved = projects.move_project(**move)
    assert moved.changes.get().state == ProjectState.PLANNED
    with pytest.raises(Refused, match="None of the findings"):
        propose(ItemKind.PROJECT, moved, cast.lea, now)
    assert items.payload_of(ItemKind.PROJECT, moved)["answers"] == [], "no finding comes out through a project"
    release(ItemKind.FINDING, finding)
    assert propose(ItemKind.PROJECT, moved, cast.lea, now).payload["answers"][0]["reference"] == finding.reference


def test_pausing_and_ending_early_say_why(cast, now):  # noqa: F811
    project = make_project(make_finding())
    with pytest.raises(Refused, match="why"):
        projects.move_project(project=project, to=ProjectState.PAUSED, reason={"en": ""}, by=cast.lea, now=now)
    projects.move_project(project=project, to=ProjectState.PAUSED, reason={"en": "Winter."}, by=cast.lea, now=now)
    assert items.payload_of(ItemKind.PROJECT, project)["state_history"][0]["reason"]["fr"] == "Winter."


def test_a_promise_leaves_in_its_public_wording_only(cast, now):  # noqa: F811
    face = make_promise()
    text = json.dumps(items.payload_of(ItemKind.COMMITMENT, face))
    assert "Elm Street" not in text
    assert str(face.commitment.conversation_id) not in text
    assert propose(ItemKind.COMMITMENT, face, cast.lea, now).pk
    for changes in ({"is_public": False}, {"wording_en": ""}, {"state": "cancelled"}):
        refused = make_promise(**changes)
        with pytest.raises(Refused):
            propose(ItemKind.COMMITMENT, refused, cast.lea, now)


def test_a_cancelled_session_is_told_at_once_by_one_lead(cast, now):  # noqa: F811
    session = make_session()
    release(ItemKind.FOCUS_GROUP, session.group)
    release(ItemKind.SESSION, session)
    session.state, session.state_reason_en = "cancelled", "The room is flooded."
    assert propose(ItemKind.SESSION, session, cast.lea, now).state == "released"
    session.place, session.place_is_public = "Elsewhere", True
    assert propose(ItemKind.SESSION, session, cast.lea, now).state == "proposed"
