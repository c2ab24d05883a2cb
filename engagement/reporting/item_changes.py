"""What differs between two versions of an item, field by field, in every language: what a second person has to read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from engagement.models import (
    Finding,
    FocusGroup,
    GuideQuestion,
    Indicator,
    Objective,
    Project,
    ProjectDocument,
    ProjectFinding,
    ProjectPartner,
    ProjectStateChange,
    ProjectStep,
    ProjectStepMove,
    RecruitmentCriterion,
)
from engagement.reporting.items import FROZEN, KINDS
from phases.enums import ItemKind
from phases.exports.figures import text
from phases.models import Milestone, Phase, ReportDayMove, Theme
from phases.phrases import LANGUAGES as SPOKEN
from resilience_portal.ui.phrases import day_words, named

LANGUAGES = [code for code, _name in settings.LANGUAGES]
CODES = ("slug", "code")  # addresses of what has a name beside them
# Rows within an item, by their name in the payload: whose fields say what they are called.
ROWS: dict[str, type[models.Model]] = {
    "phase": Phase,
    "milestones": Milestone,
    "criteria": RecruitmentCriterion,
    "questions": GuideQuestion,
    "group": FocusGroup,
    "question": GuideQuestion,
    "themes": Theme,
    "state_history": ProjectStateChange,
    "partners": ProjectPartner,
    "objectives": Objective,
    "indicators": Indicator,
    "documents": ProjectDocument,
    "answers": ProjectFinding,
    "moves": ReportDayMove,
}
OF_PROJECT: dict[str, type[models.Model]] = {"milestones": ProjectStep, "moves": ProjectStepMove}
FIELDS = {
    "phase_kind": "kind", "criterion": "kind", "starts": "start_time", "minutes": "duration_minutes", "as_of_on": "as_of",
    "state_note": "note", "changed_on": "changed_at", "state_reason": "cancel_reason", "done_on": "completed_on",
    "told_on": "reported_back_on", "question": "kind",
}  # fmt: skip
# Said by no field of the record itself.
NAMES = {
    "size": _l("people wanted"),
    "held_by_host": _l("list held by the host"),
    "more_partners": _l("there are partners who are not named"),
    "name": _l("name"),
    "statement": Finding._meta.get_field("statement").verbose_name,
    "reference": Finding._meta.get_field("reference").verbose_name,
    "written": _l("written in"),
    "order": _l("order"),
    "project": Project._meta.verbose_name,
    "file": _l("file"),
}


@dataclass(frozen=True)
class Change:
    """One field that differs. A text stands with its language; where languages read the same words, they stand together."""

    label: str
    before: str
    after: str
    languages: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """The first of its languages; empty for a fact."""
        return self.languages[0] if self.languages else ""

    @property
    def where(self) -> str:
        """Its label, with the languages by their own names."""
        if not self.languages:
            return self.label
        told = {"what": self.label, "language": " · ".join(get_language_info(code)["name_local"] for code in self.languages)}
        return _("%(what)s (%(language)s)") % told


@dataclass(frozen=True)
class Place:
    """Where in the payload: whose fields it has, and what the rows around it are called."""

    model: type[models.Model]
    rows: Mapping[str, type[models.Model]]
    around: str = ""

    def label(self, name: str) -> str:
        """The field in words, with the row that it belongs to."""
        field = self.field(name)
        found = str(field.verbose_name if field else NAMES.get(name, name))
        return f"{self.around}: {found}" if self.around else found

    def field(self, name: str) -> Any:
        """The field of the record that a value of the payload was taken from, if it has a name there."""
        names = {field.name: field for field in self.model._meta.get_fields() if hasattr(field, "verbose_name")}
        return names.get(name) or names.get(FIELDS.get(name, ""))

    def within(self, name: str, row: Any) -> Place:
        """Inside a row: a part of the item, or something that it names."""
        model = self.rows.get(name)
        told = str(model._meta.verbose_name) if model else str(NAMES.get(name, name))
        called = _name_of(row)
        around = _("%(what)s “%(name)s”") % {"what": told, "name": named(called)} if called else told
        return Place(model or self.model, self.rows, f"{self.around}: {around}" if self.around else around)


def changes(kind: ItemKind, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """What differs, in the order in which the payload has it. Empty: a reader reads the same in every language."""
    rows = ROWS | OF_PROJECT if kind == ItemKind.PROJECT else ROWS
    holder = KINDS[kind].model
    if kind == ItemKind.COMMITMENT:  # a promise's fields are its own, not those of its public face
        holder = holder._meta.get_field("commitment").related_model  # type: ignore[assignment]
    skipped = {*FROZEN, *(("title",) if kind == ItemKind.COMMITMENT else ())}  # its title is its wording
    was, will = ({key: value for key, value in payload.items() if key not in skipped} for payload in (before, after))
    return list(_of_mapping(was, will, Place(holder, rows)))


def _of_mapping(before: Mapping[str, Any], after: Mapping[str, Any], place: Place) -> Iterator[Change]:
    for name in dict.fromkeys((*after, *before)):
        if name not in CODES:
            yield from _of_value(name, before.get(name), after.get(name), place)


def _of_value(name: str, before: Any, after: Any, place: Place) -> Iterator[Change]:
    if _is_text(before) or _is_text(after):
        yield from _of_text(place.label(name), before or {}, after or {})
    elif name != "file" and (isinstance(before, Mapping) or isinstance(after, Mapping)):
        yield from _of_mapping(before or {}, after or {}, place.within(name, after or before))
    elif _has_rows(before) or _has_rows(after):
        yield from _of_rows(name, before or [], after or [], place)
    else:
        was, will = _told(name, before, place), _told(name, after, place)
        if was != will:
            yield Change(place.label(name), was, will)


def _of_text(label: str, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    found: dict[tuple[str, str], list[str]] = {}
    for code in LANGUAGES:
        was, will = before.get(code) or "", after.get(code) or ""
        if was != will:
            found.setdefault((was, will), []).append(code)
    for (was, will), codes in found.items():
        yield Change(label, was, will, tuple(codes))


def _of_rows(name: str, before: list[Any], after: list[Any], place: Place) -> Iterator[Change]:
    """Rows on both sides are told only where their order differs; a changed one is known by its name, else its place."""
    gone, new = _without(before, after), _without(after, before)
    was_order, is_order = (" · ".join(map(_name_of, _without(*rows))) for rows in ((before, gone), (after, new)))
    if was_order != is_order:
        yield Change(place.within(name, {}).label("order"), was_order, is_order)
    for was, will in _pairs(gone, new):
        yield from _of_mapping(was, will, place.within(name, will or was))


def _pairs(gone: list[Any], new: list[Any]) -> list[tuple[Any, Any]]:
    """(was, will be), the one empty where a row was added, the other where one was taken out."""
    left = list(gone)
    known: list[Any] = []
    for row in new:
        known.append(next((each for each in left if _name_of(each) == _name_of(row)), None))
        if known[-1] is not None:
            left.remove(known[-1])
    pairs = [(was if was is not None else left.pop(0) if left else {}, row) for was, row in zip(known, new, strict=True)]
    return pairs + [(row, {}) for row in left]


def _without(rows: list[Any], others: list[Any]) -> list[Any]:
    """Those that are not among the others; of two that are the same, each takes one away."""
    left, found = list(others), []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            found.append(row)
    return found


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(LANGUAGES)


def _has_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, Mapping) for row in value)


def _name_of(row: Mapping[str, Any]) -> str:
    """What a reader calls it by."""
    found = next((row[name] for name in ("title", "text", "name", "statement") if row.get(name)), "")
    words = text(found) if isinstance(found, Mapping) else str(found)
    return words if len(words) <= 60 else f"{words[:59]}…"


def _told(name: str, value: Any, place: Place) -> str:
    """A fact in the reader's words."""
    if value in (None, "", []):
        return ""
    if isinstance(value, Mapping):  # a file: two of one name are told apart by their bytes
        return f"{value['name']}, SHA-256 {value['sha256']}"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "–".join(_told(name, each, place) for each in value) if name == "size" else ", ".join(map(_language, value))
    if isinstance(value, str) and name.endswith("_on"):
        return day_words(value)
    field = place.field(name)
    choices = dict(field.flatchoices) if field is not None and getattr(field, "choices", None) else {}
    return str(choices.get(value) or (_language(value) if name == "language" else value))


def _language(code: str) -> str:
    return str(SPOKEN.get(code, code))
