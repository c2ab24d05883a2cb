"""Focus groups of the Edmonton demo set: nine groups, their guides, sessions, places and findings.

Like phases 2 and 3 they go on past the set's end, so that the demo shows a plan at work: one group meets once more.
"""

from __future__ import annotations

from datetime import date, time, timedelta

from django.utils.text import slugify

from engagement.domain import equality
from engagement.domain.registering import HONORARIUM_DAYS, new_receipt
from engagement.enums import ConsentState
from engagement.enums.equality import EqualityQuestion
from engagement.management.edmonton_files import Row, day, noon, rows
from engagement.management.edmonton_plan import in_languages
from engagement.management.edmonton_talks import staff
from engagement.management.edmonton_words import in_three
from engagement.models import (
    Finding,
    FocusGroup,
    FocusGroupSession,
    GroupFinding,
    GuideQuestion,
    RecruitmentCriterion,
    Registration,
)
from phases.enums import (
    CriterionKind,
    FocusGroupState,
    ListHolder,
    QuestionKind,
    RegistrationState,
    SessionMode,
    SessionState,
)
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from stakeholders.models import Organization, Ward

CONSENTS = {
    "verbal": ConsentState.GIVEN_VERBAL,
    "written": ConsentState.GIVEN_WRITTEN,
    "pending": ConsentState.PENDING,
    "withdrawn": ConsentState.WITHDRAWN,
}
GOES_ON = {"FG-01": FocusGroupState.IN_PROGRESS, "FG-09": FocusGroupState.RECRUITING}
MOVED = {"FG-08-S2": None, "FG-09-S2": date(2027, 2, 10)}
ACCESS = "Step-free entrance, quiet room, hearing loop."
ONLINE = "The link comes by e-mail; you may join by phone."


def load_groups() -> dict[str, FocusGroup]:
    """Groups with their criteria and guides."""
    phases = {phase.number: phase for phase in Phase.objects.all()}
    hosts = {found.reference: found for found in Organization.objects.all()}
    holders = {row["focus_group_ref"]: row["participant_list_held_by"] for row in rows("focus_group_sessions")}
    tested = {found.reference: found for found in Finding.objects.all()}
    made = {}
    for row in rows("focus_groups"):
        group = FocusGroup.objects.create(
            reference=row["ref"],
            slug=slugify(row["title_en"]),
            phase=phases[int(row["phase"])],
            language=row["language"],
            host=hosts[row["host_organization_ref"]],
            target_min=int(row["target_min"]),
            target_max=int(row["target_max"]),
            honorarium=int(row["honorarium_cad"]),
            state=GOES_ON.get(row["ref"], FocusGroupState(row["status"])),
            list_held_by=ListHolder(holders[row["ref"]]),
            takes_interest=row["ref"] in GOES_ON,
            **in_languages("title", (row["title_en"], row["title_fr"], row["title_ar"])),
            **{key: text for name in ("purpose", "recruitment", "supports") for key, text in in_three(name, row[name]).items()},
        )
        group.tests.set([tested[reference] for reference in row["tests_findings"].split(";")])
        for kind in CriterionKind:
            if row[kind.value] != "None":
                RecruitmentCriterion.objects.create(group=group, kind=kind, **in_three("text", row[kind.value]))
        made[row["ref"]] = group
    _load_guides(made)
    return made


def _load_guides(groups: dict[str, FocusGroup]) -> None:
    asked = rows("focus_group_questions")
    last = {row["focus_group_ref"]: int(row["number"]) for row in asked}
    GuideQuestion.objects.bulk_create(
        GuideQuestion(
            group=groups[row["focus_group_ref"]],
            number=int(row["number"]),
            kind=_place(int(row["number"]), last[row["focus_group_ref"]]),
            language=row["language"],
            text=row["question"],
        )
        for row in asked
    )


def _place(number: int, last: int) -> QuestionKind:
    return QuestionKind.OPENING if number == 1 else QuestionKind.CLOSING if number == last else QuestionKind.KEY


def load_sessions(groups: dict[str, FocusGroup]) -> dict[str, FocusGroupSession]:
    """Fifteen of the set and one to come. Where the set lets the facilitator take notes, nobody is named: that is a rule."""
    people, wards = staff(), {ward.code: ward for ward in Ward.objects.all()}
    made = {}
    for row in rows("focus_group_sessions"):
        note_taker = row["note_taker"] if row["note_taker"] != row["facilitator"] else ""
        made[row["ref"]] = FocusGroupSession.objects.create(
            group=groups[row["focus_group_ref"]],
            reference=row["ref"],
            slug=row["ref"].lower(),
            held_on=MOVED.get(row["ref"], day(row["date"])),
            start_time=time.fromisoformat(row["start_time"]),
            duration_minutes=int(row["duration_minutes"]),
            mode=row["mode"],
            place=row["venue"],
            ward=wards.get(row["ward"]),
            facilitator=people[row["facilitator"]],
            co_facilitator=row["co_facilitator"],
            note_taker=people[note_taker] if note_taker else None,
            capacity=int(row["capacity"]),
            state=SessionState(row["status"]),
            attended_count=int(row["attended_count"]) if row["participant_list_held_by"] == "host" else None,
            **in_three("access", ONLINE if row["mode"] == "video" else ACCESS),
            **(in_three("state_reason", row["status_note"]) if row["status"] != "completed" else {}),
        )
    made["FG-01-S3"] = _coming_session(groups["FG-01"], people, wards["dene"])
    return made


def _coming_session(group: FocusGroup, people: dict[str, User], ward: Ward) -> FocusGroupSession:
    return FocusGroupSession.objects.create(
        group=group,
        reference="FG-01-S3",
        slug="fg-01-s3",
        held_on=date(2027, 1, 21),
        start_time=time(18, 30),
        mode=SessionMode.IN_PERSON,
        place="Cottonwood Hall, room 2",
        place_is_public=True,
        ward=ward,
        facilitator=people["idris.quellan"],
        note_taker=people["therese.lachancelle"],
        capacity=10,
        state=SessionState.SCHEDULED,
        **in_three("access", ACCESS),
    )


def load_registrations(sessions: dict[str, FocusGroupSession]) -> None:
    """Places, and apart from them the ages, added up. Who was paid is forgotten, by rule."""
    listed = rows("focus_group_registrations")
    Registration.objects.bulk_create(_registration(row, sessions[row["session_ref"]]) for row in listed)
    for group in {session.group for session in sessions.values()}:
        of_group = [row["age_range"] for row in listed if sessions[row["session_ref"]].group == group]
        ages = [[] if age == "prefer_not_to_say" else [age] for age in of_group]
        if sum(map(bool, ages)) >= equality.LEAST:
            equality.add_up(group=group, people=[{EqualityQuestion.AGE: age} for age in ages])


def _registration(row: Row, session: FocusGroupSession) -> Registration:
    state, paid = RegistrationState(row["status"]), day(row["honorarium_paid_on"])
    owed = state == RegistrationState.ATTENDED and session.group.honorarium > 0 and session.held_on is not None
    known = not paid and state != RegistrationState.WITHDRAWN
    received = noon(row["registered_on"])
    assert received is not None
    return Registration(
        receipt=new_receipt(),
        group=session.group,
        session=session,
        name=row["display_name"] if known else "",
        language=row["language"],
        accommodations=row["accommodations"] if known else "",
        meets_criteria=True,
        consent_state=CONSENTS[row["consent"]],
        recording_consent=row["audio_recording_consent"] == "yes",
        state=state,
        told_state=state,
        created_at=received,
        waiting_since=received if state == RegistrationState.WAITLISTED else None,
        honorarium_due_on=session.held_on + timedelta(days=HONORARIUM_DAYS) if owed and session.held_on else None,
        honorarium_paid_on=paid if owed else None,
    )


def load_group_findings(groups: dict[str, FocusGroup]) -> None:
    """What groups found, by question, in the language in which it was said, and translated where the words are ours to translate.

    One waits for its translation, so that the demo shows how a page says in which language something stands.
    """
    themes = {theme.code: theme for theme in Theme.objects.all()}
    asked = {(row.group.reference, row.number): row for row in GuideQuestion.objects.select_related("group")}
    translated = {row.pop("ref"): {name: words for name, words in row.items() if words} for row in rows("finding_words")}
    for row in rows("findings"):
        if row["phase"] != "2":
            continue
        group = groups[row["focus_group_ref"]]
        finding = GroupFinding(
            reference=row["ref"],
            slug=row["ref"].lower(),
            group=group,
            question=asked[group.reference, int(row["question_number"])],
            how_many=row["how_many"],
        )
        for code in ("en", "fr", "ar"):
            setattr(finding, f"statement_{code}", row[f"statement_{code}"])
        setattr(finding, f"dissent_{group.language}", row["dissent"])
        for name, words in translated.get(row["ref"], {}).items():
            setattr(finding, name, words)
        finding.save()
        finding.themes.set(themes[code] for code in row["theme_codes"].split(";"))
