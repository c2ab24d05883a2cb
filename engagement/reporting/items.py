"""Every kind of item that is released one by one: where it is kept, its address, what of it becomes public, and when it may."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.text import slugify

from engagement.models import (
    CollectionNotice,
    Finding,
    FocusGroup,
    FocusGroupSession,
    GroupFinding,
    Project,
    PublicCommitment,
)
from engagement.reporting.group_payload import (
    check_finding,
    check_group,
    check_group_finding,
    check_session,
    finding_payload,
    group_finding_payload,
    group_payload,
    session_payload,
)
from engagement.reporting.notice_payload import notice_payload
from engagement.reporting.parity import texts_of
from engagement.reporting.plan_payload import phase_payload, plan_payload
from engagement.reporting.project_payload import check_commitment, check_project, commitment_payload, project_payload
from phases.enums import ItemKind
from phases.models import EngagementPlan, Phase
from phases.models.plan import TEXTS

FROZEN = ("schema", "kind", "slug", "version", "released_on")  # what the hatch adds to a payload
# What changes with time and not with meaning: a change of these alone needs no second person (docs/adr/0010-plan-items.md).
TIMETABLE = ("state", "milestones", "progress", "moves", "is_full")


@dataclass(frozen=True)
class Kind:
    """How one kind of item is found and told."""

    model: type[models.Model]
    payload: Callable[[Any], dict[str, Any]]
    texts: tuple[str, ...]  # fields that are written in every language
    check: Callable[[Any], None] = lambda record: None  # raises Refused where the record may not become public
    holder: Callable[[Any], Any] = lambda record: record  # the record that holds the texts
    parts: tuple[tuple[str, tuple[str, ...]], ...] = ()  # rows that belong to it (a path from the record), and their texts


KINDS: dict[ItemKind, Kind] = {
    ItemKind.PLAN: Kind(EngagementPlan, plan_payload, TEXTS),
    ItemKind.PHASE: Kind(
        Phase,
        phase_payload,
        ("title", "goal", "promise"),
        parts=(("milestones", ("title",)), ("milestones.moves", ("reason",))),
    ),
    ItemKind.FOCUS_GROUP: Kind(
        FocusGroup,
        group_payload,
        ("title", "purpose", "recruitment", "supports", "state_reason"),
        check_group,
        parts=(("criteria", ("text",)),),
    ),
    ItemKind.SESSION: Kind(FocusGroupSession, session_payload, ("access", "state_reason"), check_session),
    ItemKind.FINDING: Kind(Finding, finding_payload, ("statement",), check_finding),
    ItemKind.GROUP_FINDING: Kind(GroupFinding, group_finding_payload, ("statement", "dissent"), check_group_finding),
    ItemKind.PROJECT: Kind(
        Project,
        project_payload,
        ("title", "summary", "outcome"),
        check_project,
        parts=(
            ("informed_by", ("why",)),
            ("objectives", ("text",)),
            ("objectives.indicators", ("text", "source")),
            ("steps", ("title", "note")),
            ("steps.moves", ("reason",)),
            ("changes", ("reason",)),
            ("partners", ("contribution",)),
            ("documents", ("title",)),
        ),
    ),
    ItemKind.COMMITMENT: Kind(
        PublicCommitment,
        commitment_payload,
        ("wording", "cancel_reason"),
        check_commitment,
        lambda face: face.commitment,
        parts=(("commitment.moves", ("reason",)),),
    ),
    ItemKind.NOTICE: Kind(CollectionNotice, notice_payload, ("text", "changed")),
}


def find(kind: ItemKind, pk: uuid.UUID) -> Any | None:
    """The record in the making."""
    return KINDS[kind].model._default_manager.filter(pk=pk).first()


def address_of(record: Any) -> str:
    """The item's address: its slug; a finding's is its reference."""
    return str(getattr(record, "slug", None) or slugify(record.reference))


def payload_of(kind: ItemKind, record: Any) -> dict[str, Any]:
    """What the public would read, were it released now."""
    return KINDS[kind].payload(record)


def lasting(value: Any) -> Any:
    """The payload without its timetable: what two people have to agree on."""
    if isinstance(value, dict):
        return {
            key: lasting(each)
            for key, each in value.items()
            if key not in TIMETABLE and not key.endswith("_on") and not key.startswith("state_")
        }
    if isinstance(value, list):
        return [lasting(each) for each in value]
    return value


def is_timetable_only(before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether nothing but dates, states and progress differs. Titles of steps are words, not timetable.

    A day that the public was promised moves with its reason, or a second person looks: of a step and of a phase's report.
    """
    steps = [payload.get("milestones", []) for payload in (before, after)]
    titles = [[step["title"] for step in rows] for rows in steps]
    pairs = [(before, after, "report_due_on"), *((was, will, "due_on") for was, will in zip(*steps, strict=False))]
    if not all(_is_told(was, will, day) for was, will, day in pairs):
        return False
    was = {key: value for key, value in before.items() if key not in FROZEN}
    return titles[0] == titles[1] and bool(lasting(was) == lasting(after))


def is_same(public: dict[str, Any], payload: dict[str, Any]) -> bool:
    """Whether the public reads exactly this already. What holds nothing is as good as not there: older versions lack it."""
    was, now = (
        {key: value for key, value in each.items() if key not in FROZEN and value not in (None, "", [])}
        for each in (public, payload)
    )
    return was == now


def _is_told(before: dict[str, Any], after: dict[str, Any], day: str) -> bool:
    """Every move that was told stays told, and a day that is another one now has a move more."""
    was, will = before.get("moves", []), after.get("moves", [])
    is_moved = before.get(day) is not None and before.get(day) != after.get(day)
    return bool(will[: len(was)] == was and (len(will) > len(was) or not is_moved))


def rows_with_parts(kind: ItemKind) -> models.QuerySet[Any]:
    """Every record of a kind, with the parts that hold words of theirs. A fixed number of queries."""
    return KINDS[kind].model._default_manager.prefetch_related(*(path.replace(".", "__") for path, _fields in KINDS[kind].parts))


def part_rows(kind: ItemKind, record: Any) -> list[tuple[Any, tuple[str, ...]]]:
    """Rows that belong to the item, with the fields that are written in every language: a step's title is read, too."""
    found: list[tuple[Any, tuple[str, ...]]] = []
    for path, fields in KINDS[kind].parts:
        rows = [record]
        for name in path.split("."):
            rows = [each for row in rows for each in _below(row, name)]
        found += [(row, fields) for row in rows]
    return found


def _below(row: Any, name: str) -> list[Any]:
    """What the name leads to: one record, or several."""
    found = getattr(row, name)
    return list(found.all()) if hasattr(found, "all") else [found]


def words_of(kind: ItemKind, record: Any) -> dict[str, list[str]]:
    """Of the item and its parts, in every language, in a fixed order. Asks for nothing where the parts are fetched already."""
    found = texts_of(KINDS[kind].holder(record), KINDS[kind].texts)
    for row, fields in part_rows(kind, record):
        for code, words in texts_of(row, fields).items():
            found[code] += words
    return found
