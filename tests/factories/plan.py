"""Focus groups, projects and promises for tests, as plain functions. Nothing is public before `items.release` says so."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import count
from typing import Any

from engagement.enums import CommitmentState, ConsentState, ConversationState, FindingState
from engagement.models import (
    Commitment,
    Finding,
    FocusGroup,
    FocusGroupSession,
    GroupFinding,
    GuideQuestion,
    Indicator,
    Objective,
    Project,
    ProjectFinding,
    ProjectStep,
    PublicCommitment,
    RecruitmentCriterion,
    Registration,
)
from phases.enums import (
    Bearing,
    CriterionKind,
    FocusGroupState,
    HowMany,
    OutcomeArea,
    PhaseKind,
    ProjectState,
    RegistrationState,
    SessionState,
)
from resilience_portal.accounts.roles import Role
from tests.engagement import scene
from tests.engagement.scene import NOW

_numbers = count(1)


def make_group(**fields: Any) -> FocusGroup:
    """A group that looks for people, with one criterion and one question."""
    number = next(_numbers)
    phase = scene.phase(number=2, slug="focus-groups", kind=PhaseKind.FOCUS_GROUPS, title_en="Focus groups")
    given = {
        "reference": f"FG-{number:03}",
        "slug": f"group-{number}",
        "phase": phase,
        "title_en": f"Parents {number}",
        "purpose_en": "What parents notice.",
        "state": FocusGroupState.RECRUITING,
        "takes_interest": True,
        "honorarium": 40,
    }
    group = FocusGroup.objects.create(**(given | fields))
    RecruitmentCriterion.objects.create(group=group, kind=CriterionKind.INCLUDE, text_en="Parent of a teenager")
    GuideQuestion.objects.create(group=group, number=1, text="What did you notice?")
    return group


def make_session(group: FocusGroup | None = None, **fields: Any) -> FocusGroupSession:
    """In five days, two places."""
    number = next(_numbers)
    given = {
        "group": group or make_group(),
        "reference": f"FG-S{number}",
        "slug": f"session-{number}",
        "held_on": NOW.date() + timedelta(days=5),
        "start_time": time(18, 30),
        "capacity": 2,
        "state": SessionState.SCHEDULED,
        "facilitator": scene.staff("leads.the.talk", Role.OFFICER),
        "note_taker": scene.staff("takes.notes", Role.OFFICER),
    }
    return FocusGroupSession.objects.create(**(given | fields))


def make_registration(session: FocusGroupSession, **fields: Any) -> Registration:
    """Somebody who was invited and meets the criteria."""
    number = next(_numbers)
    given = {
        "receipt": f"R-TEST-{number:04}",
        "group": session.group,
        "session": session,
        "name": f"Wren {number}",
        "email": f"wren{number}@example.org",
        "meets_criteria": True,
        "consent_state": ConsentState.GIVEN_WRITTEN,
        "state": RegistrationState.INVITED,
        "created_at": NOW + timedelta(seconds=number),
    }
    return Registration.objects.create(**(given | fields))


def make_group_finding(group: FocusGroup | None = None, *codes: str, **fields: Any) -> GroupFinding:
    """What a group said to its first question."""
    number, group = next(_numbers), group or make_group()
    given = {
        "reference": f"F2-{number:03}",
        "slug": f"f2-{number:03}",
        "group": group,
        "question": group.questions.first(),
        "statement_en": f"Most parents met it on a telephone ({number}).",
        "how_many": HowMany.MOST,
        "dissent_en": f"One parent never did ({number}).",
    }
    finding = GroupFinding.objects.create(**(given | fields))
    finding.themes.set([scene.theme(code) for code in codes or ("TRU-STIG",)])
    return finding


def make_finding(*codes: str, **fields: Any) -> Finding:
    """An approved finding that rests on an accepted conversation."""
    number = next(_numbers)
    given = {
        "reference": f"F1-{number:03}",
        "phase": scene.phase(),
        "statement_en": f"A label closes doors ({number}).",
        "state": FindingState.APPROVED,
    }
    finding = Finding.objects.create(**(given | fields))
    finding.themes.set([scene.theme(code) for code in codes or ("TRU-STIG",)])
    finding.conversations.set([scene.conversation(scene.staff("ana.of.the.plan", Role.OFFICER), ConversationState.ACCEPTED)])
    return finding


def make_project(*findings: Finding | GroupFinding, **fields: Any) -> Project:
    """An active project that mainly answers these findings, with an objective, an indicator and a step."""
    number = next(_numbers)
    phase = scene.phase(number=3, slug="projects", kind=PhaseKind.COLLABORATIVE_PROJECTS, title_en="Collaborative projects")
    given = {
        "reference": f"PRJ-{number:03}",
        "slug": f"project-{number}",
        "phase": phase,
        "title_en": f"Month Thirteen {number}",
        "summary_en": "Volunteers telephone families.",
        "outcome_area": OutcomeArea.RESILIENCE,
        "state": ProjectState.ACTIVE,
        "contact": "Rosalind Hush, 555-0199",
        "notes": "The second partner may leave; tell nobody yet.",
    }
    project = Project.objects.create(**(given | fields))
    for finding in findings:
        key = "group_finding" if isinstance(finding, GroupFinding) else "finding"
        ProjectFinding.objects.create(project=project, bearing=Bearing.PRIMARY, **{key: finding})
    objective = Objective.objects.create(project=project, text_en="Families are called.")
    values = {"baseline": 0, "target": 40, "actual": 27, "as_of": date(2026, 10, 31)}
    Indicator.objects.create(objective=objective, text_en="Families taking part", source_en="Call log", **values)
    ProjectStep.objects.create(project=project, title_en="Agreement signed", due_on=date(2026, 12, 1))
    return project


def make_promise(*codes: str, project: Project | None = None, **fields: Any) -> PublicCommitment:
    """A promise that is worded for the public and answers these themes."""
    number = next(_numbers)
    talk = scene.conversation(scene.staff("ana.of.the.plan", Role.OFFICER), ConversationState.ACCEPTED)
    given = {
        "conversation": talk,
        "text": f"Tell the mosque on Elm Street ({number})",
        "wording_en": f"Send draft questions two weeks before ({number}).",
        "is_public": True,
        "state": CommitmentState.OPEN,
        "due_on": date(2027, 3, 1),
    }
    commitment = Commitment.objects.create(**(given | fields))
    face = PublicCommitment.objects.create(commitment=commitment, slug=f"promise-{number}", project=project)
    face.themes.set([scene.theme(code) for code in codes or ("TRU-STIG",)])
    return face
