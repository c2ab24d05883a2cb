"""Every kind of item that is released one by one: where it is kept, its address, what of it becomes public, and when it may."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.text import slugify

from engagement.enums import Parity
from engagement.models import (
    CollectionNotice,
    Finding,
    FocusGroup,
    FocusGroupSession,
    GroupFinding,
    LanguageCheck,
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
from engagement.reporting.plan_payload import phase_payload, plan_payload
from engagement.reporting.project_payload import check_commitment, check_project, commitment_payload, project_payload
from phases.enums import ItemKind
from phases.models import EngagementPlan, Phase
from phases.models.plan import TEXTS

DEFAULT = settings.MODELTRANSLATION_DEFAULT_LANGUAGE
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
    ItemKind.PHASE: Kind(Phase, phase_payload, ("title", "goal", "promise"), parts=(("milestones", ("title",)),)),
    ItemKind.FOCUS_GROUP: Kind(
        FocusGroup,
        group_payload,
        ("title", "purpose", "recruitment", "supports"),
        check_group,
        parts=(("criteria", ("text",)),),
    ),
    ItemKind.SESSION: Kind(FocusGroupSession, session_payload, ("access",), check_session),
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
            ("partners", ("contribution",)),
            ("documents", ("title",)),
        ),
    ),
    ItemKind.COMMITMENT: Kind(
        PublicCommitment, commitment_payload, ("wording", "cancel_reason"), check_commitment, lambda face: face.commitment
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
    """Whether nothing but dates, states and progress differs. Titles of steps are words, not timetable."""
    titles = [[step["title"] for step in payload.get("milestones", [])] for payload in (before, after)]
    frozen = {"schema", "kind", "slug", "version"}
    was = {key: value for key, value in before.items() if key not in frozen}
    return titles[0] == titles[1] and bool(lasting(was) == lasting(after))


def rows_with_parts(kind: ItemKind) -> models.QuerySet[Any]:
    """Every record of a kind, with the parts that hold words of theirs. A fixed number of queries."""
    return KINDS[kind].model._default_manager.prefetch_related(*(path.replace(".", "__") for path, _fields in KINDS[kind].parts))


def part_rows(kind: ItemKind, record: Any) -> list[tuple[Any, tuple[str, ...]]]:
    """Rows that belong to the item, with the fields that are written in every language: a step's title is read, too."""
    found: list[tuple[Any, tuple[str, ...]]] = []
    for path, fields in KINDS[kind].parts:
        rows = [record]
        for name in path.split("."):
            rows = [each for row in rows for each in getattr(row, name).all()]
        found += [(row, fields) for row in rows]
    return found


def _all_words(kind: ItemKind, record: Any, language: str) -> list[str]:
    """Of the item and its parts, in a fixed order."""
    found = _words(KINDS[kind].holder(record), KINDS[kind].texts, language)
    for row, fields in part_rows(kind, record):
        found += _words(row, fields, language)
    return found


def _words(record: Any, fields: tuple[str, ...], language: str) -> list[str]:
    return [getattr(record, f"{field}_{language}") or "" for field in fields]


def texts_digest(kind: ItemKind, record: Any, language: str) -> str:
    """Which words these are: those of the language, and those that they were translated from."""
    read = [_all_words(kind, record, DEFAULT), _all_words(kind, record, language)]
    return _digest(*read)


def _digest(original: list[str], written: list[str]) -> str:
    return hashlib.sha256(json.dumps([original, written], ensure_ascii=False).encode()).hexdigest()


def parity(kind: ItemKind, record: Any) -> dict[str, Parity]:
    """Language -> how far its texts are. The default language is what the others are held against."""
    checks = dict(LanguageCheck.objects.filter(kind=kind, subject=record.pk).values_list("language", "texts_digest"))
    original = _all_words(kind, record, DEFAULT)
    found = {}
    for code, _name in settings.LANGUAGES:
        written = _all_words(kind, record, code)
        if _is_missing(original, written):
            found[code] = Parity.MISSING
        elif checks.get(code) == _digest(original, written):
            found[code] = Parity.CHECKED
        else:
            found[code] = Parity.MACHINE
    return found


def missing_in(kind: ItemKind, record: Any) -> list[str]:
    """Languages whose readers see the words of another one. Asks for nothing where the parts are fetched already."""
    original = _all_words(kind, record, DEFAULT)
    return [code for code, _name in settings.LANGUAGES if _is_missing(original, _all_words(kind, record, code))]


def _is_missing(original: list[str], written: list[str]) -> bool:
    return any(text and not own for text, own in zip(original, written, strict=True)) or not any(written)
