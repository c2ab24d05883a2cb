"""Focus groups, sessions, findings, projects and commitments as pages read them: released payloads, with words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from phases.enums import (
    PROJECTS_OVER,
    FocusGroupState,
    HowMany,
    ItemKind,
    Licence,
    MouState,
    OutcomeArea,
    PartnerRole,
    PhaseKind,
    ProjectState,
    SessionMode,
    SessionState,
    StepState,
)
from phases.exports.items import Shown, of
from phases.exports.reading import once
from phases.models import ReleasedDocument, ReleasedItem
from phases.phrases import OUTCOMES, PROMISES, ROLES, SPOKEN
from phases.policies import GROUPS_OVER, can_take_interest

OFF = (SessionState.CANCELLED, SessionState.COMPLETED)
STATES: dict[str, Iterable[Any]] = {PhaseKind.FOCUS_GROUPS: FocusGroupState, PhaseKind.COLLABORATIVE_PROJECTS: ProjectState}


def language_of(found: Shown) -> str:
    """The language that a text stands in: the reader's where it is written, else the original."""
    here = get_language() or "en"
    written: list[str] = found["written"]
    return here if here in written or not written else written[0]


def said(found: Shown) -> Shown:
    """With the language that its words stand in, and its name where it is not the reader's."""
    lang = language_of(found)
    return found | {"lang": lang, "said_in": "" if lang == get_language() else SPOKEN.get(lang, lang)}


def sessions(*, today: date) -> list[Shown]:
    """By day; those without a day last."""
    rows = [as_session(row, today=today) for row in of(ItemKind.SESSION)]
    return sorted(rows, key=lambda row: (row["held_on"] or date.max, row["slug"]))


def as_session(found: Shown, *, today: date) -> Shown:
    """With its words, and whether it is still to come."""
    state, day = SessionState(found["state"]), found["held_on"]
    return found | {
        "state_label": state.label,
        "mode_label": SessionMode(found["mode"]).label,
        "is_coming": state not in OFF and (day is None or day >= today),
        "spoken": SPOKEN.get(found["group"]["language"], found["group"]["language"]),
    }


def coming(groups: Iterable[Shown], *, today: date) -> list[Shown]:
    """Sessions still to come, and whether their group looks for people."""
    looking = {group["slug"] for group in groups if group["takes_interest"]}
    return [row | {"takes_interest": row["group"]["slug"] in looking} for row in sessions(today=today) if row["is_coming"]]


def groups() -> list[Shown]:
    """Those that look for people first, then what is to come or under way, then what is over; by reference. Two queries."""
    phases = states_of_phases()
    rows = [as_group(row, phases) for row in of(ItemKind.FOCUS_GROUP)]
    return sorted(rows, key=lambda row: (not row["takes_interest"], row["state"] in GROUPS_OVER, row["reference"]))


def states_of_phases() -> dict[str, str]:
    """Slug -> state, of the phases that are public."""
    return {phase["slug"]: phase["state"] for phase in of(ItemKind.PHASE)}


def as_group(found: Shown, phases: Mapping[str, str]) -> Shown:
    """With its words and its criteria apart; one whose phase is not open in public looks for nobody, whatever it says itself."""
    phase = phases.get(found["phase"]["slug"])
    return found | {
        "takes_interest": can_take_interest(takes_interest=found["takes_interest"], group=found["state"], phase=phase),
        "state_label": FocusGroupState(found["state"]).label,
        "role": ROLES[found["edmonton_role"]],
        "spoken": SPOKEN.get(found["language"], found["language"]),
        "include": [row["text"] for row in found["criteria"] if row["criterion"] == "include"],
        "exclude": [row["text"] for row in found["criteria"] if row["criterion"] == "exclude"],
    }


def findings() -> list[Shown]:
    """Of conversations, then of groups; by reference."""
    rows = [*of(ItemKind.FINDING), *of(ItemKind.GROUP_FINDING)]
    return sorted((as_finding(row) for row in rows), key=lambda row: row["reference"])


def as_finding(found: Shown) -> Shown:
    """With the language that its words stand in, and the scale in words."""
    scale = HowMany(found["how_many"]).label if found["how_many"] else ""
    return said(found) | {"how_many_label": scale}


def projects(*, today: date) -> list[Shown]:
    """Those under way first, then by reference."""
    rows = [as_project(row, today=today) for row in of(ItemKind.PROJECT)]
    return sorted(rows, key=lambda row: (row["is_over"], row["reference"]))


def as_project(found: Shown, *, today: date) -> Shown:
    """With its words, its steps in time, its indicators drawn."""
    state = ProjectState(found["state"])
    steps = [as_step(step, today=today, is_over=state in PROJECTS_OVER) for step in found["milestones"]]
    objectives = [row | {"indicators": [as_indicator(each) for each in row["indicators"]]} for row in found["objectives"]]
    return found | {
        "state_label": state.label,
        "is_over": state in PROJECTS_OVER,
        "outcome_label": OutcomeArea(found["outcome_area"]).label,
        "outcome_words": OUTCOMES[found["outcome_area"]],
        "role": ROLES[found["edmonton_role"]],
        "milestones": steps,
        "done": sum(1 for step in steps if step["done_on"]),
        "objectives": objectives,
        "partners": [as_partner(row) for row in found["partners"]],
        "state_history": [row | {"state_label": ProjectState(row["state"]).label} for row in found["state_history"]],
        "answers": [said(row) for row in found["answers"]],
        "documents": [as_document(row, found["slug"]) for row in found["documents"]],
    }


def as_document(row: Shown, slug: str) -> Shown:
    """With its address, its licence in words, and of a file its kind. Versions of before files were taken name links only.

    A file has no address (`url` is empty) before the publication log names it: in a preview, and until the worker wrote it.
    """
    file, licence = row.get("file"), row.get("licence")
    more = {"licence_label": Licence(licence).label if licence else "", "file": file}
    if file:
        there = (slug, file["name"]) in documents_in_log()
        more["url"] = reverse("released:item-document", args=[slug, file["name"]]) if there else ""
        more["kind"] = file["kind"].upper()
    return row | more


def documents_in_log() -> set[tuple[str, str]]:
    """Project and name of every file that a reader may download now."""

    def read() -> set[tuple[str, str]]:
        named = ReleasedDocument.objects.filter(item__in=ReleasedItem.objects.verifiable())
        return set(named.values_list("item__slug", "name"))

    return once("documents in the log", read)


def as_partner(found: Shown) -> Shown:
    """With role and memorandum in words."""
    return found | {"role_label": PartnerRole(found["role"]).label, "mou_label": MouState(found["mou_state"]).label}


def as_step(step: Shown, *, today: date, is_over: bool) -> Shown:
    """A project's step, with what is computed: late, or at work; neither, where the project is over."""
    state = StepState(step["state"])
    is_late = not is_over and not step["done_on"] and step["due_on"] < today and state != StepState.PAUSED
    is_now = not is_over and (is_late or state in (StepState.IN_PROGRESS, StepState.AT_RISK))
    more = {"state_label": state.label, "is_late": is_late, "is_now": is_now, "starts_on": None, "progress": None}
    return step | more


def amount(value: float | None, unit: str) -> str:
    """A value with its unit, as a reader says it."""
    if value is None:
        return _("not measured yet")
    if unit == "yes_no":
        return _("yes") if value else _("no")
    number = formats.number_format(value, use_l10n=True)
    if unit == "percent":
        return _("%(number)s percent") % {"number": number}
    if unit == "days":
        return ngettext("%(number)s day", "%(number)s days", int(value)) % {"number": number}
    return number


def as_indicator(row: Shown) -> Shown:
    """Its values in words, and how much of the way from the beginning to the target is done (None: not measured)."""
    begin, target, now = row["baseline"] or 0, row["target"], row["actual"]
    share = None
    if now is not None:
        way = target - begin
        share = round(100 * max(0, min((now - begin) / way, 1))) if way else 100
    return row | {
        "share": share,
        "is_reached": share == 100,
        "from_words": amount(row["baseline"], row["unit"]) if row["baseline"] is not None else _("not known"),
        "now_words": amount(now, row["unit"]),
        "target_words": amount(target, row["unit"]),
    }


def commitments(*, today: date) -> list[Shown]:
    """What is open first, the soonest first; then what is done, then what will not be done."""
    order = {"open": 0, "in_progress": 0, "done": 1, "cancelled": 2}
    rows = [as_commitment(row, today=today) for row in of(ItemKind.COMMITMENT)]
    return sorted(rows, key=lambda row: (order[row["state"]], row["due_on"] or date.max, row["slug"]))


def as_commitment(found: Shown, *, today: date) -> Shown:
    """With its words, and whether its day has passed."""
    pending = found["state"] in ("open", "in_progress")
    is_late = bool(pending and found["due_on"] and found["due_on"] < today)
    return said(found) | {"state_label": PROMISES[found["state"]], "is_late": is_late}


def about(theme: str, rows: Iterable[Shown]) -> list[Shown]:
    """Findings or commitments on one theme."""
    return [row for row in rows if any(each["slug"] == theme for each in row["themes"])]


def answering(theme: str, rows: Iterable[Shown]) -> list[Shown]:
    """Projects that answer a finding on one theme."""
    return [row for row in rows if any(about(theme, row["answers"]))]


def themes_of(project: Shown) -> list[dict[str, Any]]:
    """The themes that a project answers, once each."""
    found = {theme["slug"]: theme for answer in project["answers"] for theme in answer["themes"]}
    return list(found.values())


def of_phase(phase: Shown, *, today: date) -> list[Shown]:
    """The groups or projects of a phase, whichever kind it is of."""
    rows: list[Shown] = []
    if phase["phase_kind"] == PhaseKind.FOCUS_GROUPS:
        rows = groups()
    elif phase["phase_kind"] == PhaseKind.COLLABORATIVE_PROJECTS:
        rows = projects(today=today)
    return [row for row in rows if row["phase"]["slug"] == phase["slug"]]


def progress(phase: Shown, *, today: date) -> dict[str, Any]:
    """How far a phase is: its groups or projects, how many are in which state, the next session."""
    rows = of_phase(phase, today=today)
    counted, slugs = Counter(row["state"] for row in rows), {row["slug"] for row in rows}
    states = STATES.get(phase["phase_kind"], ())
    dated = (row for row in sessions(today=today) if row["is_coming"] and row["held_on"] and row["group"]["slug"] in slugs)
    return {
        "items": rows,
        "tally": [{"label": state.label, "number": counted[state]} for state in states if counted[state]],
        "next_session": next(dated, None),
    }
