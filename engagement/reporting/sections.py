"""The words of a report beside the machine's figures: written, checked, left out on purpose, laid over the payload.

A text belongs to a *part*: a section of the report, or one theme (its summary, and where people differed about it).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from engagement.domain.as_read import check_read
from engagement.enums import ReportSection, TextState
from engagement.models import Report, ReportText
from engagement.policies import reports as policies
from engagement.policies.refusal import Refused
from engagement.reporting import clearing
from phases.exports.figures import text
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.ui.phrases import colon

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
OF_A_THEME = {ReportSection.THEME_SUMMARY: "summary", ReportSection.THEME_DIFFERED: "differed"}
OF_THE_REPORT = tuple(section for section in ReportSection if section not in OF_A_THEME)
THEME_PREFIX = "theme-"

Key = tuple[str, str, str]  # section, theme code ("" for the report's own), language


@dataclass(frozen=True)
class Part:
    """What is written on one page: one section of the report, or the two texts of one theme."""

    name: str  # in the address: "why", "theme-TRU-STIG"
    sections: tuple[ReportSection, ...]
    theme: str = ""
    title: Mapping[str, str] = field(default_factory=dict, compare=False)  # the theme's name

    @property
    def label(self) -> str:
        """The section's name, or the theme's, in the active language."""
        return text(self.title) or self.theme if self.theme else str(self.sections[0].label)

    def texts(self) -> list[Key]:
        """Every text of the part in every language, in the order of the page."""
        return [(section.value, self.theme, language) for section in self.sections for language in LANGUAGES]


@dataclass(frozen=True)
class Written:
    """What a person put down for one text in one language."""

    text: str
    left_out: bool = False

    @property
    def state(self) -> TextState:
        """Words win over the mark: a text that is there is not left out."""
        if self.text:
            return TextState.WRITTEN
        return TextState.LEFT_OUT if self.left_out else TextState.MISSING


@dataclass(frozen=True)
class Gap:
    """A language in which a text is missing and nobody has said that it is left out on purpose."""

    part: Part
    section: str
    language: str

    @property
    def label(self) -> str:
        """The section's name, with the theme's."""
        return label_of(self.part, self.section)

    @property
    def field(self) -> str:
        """The id of its field on the page where it is written."""
        return f"id_{self.section}_{self.language}"


def label_of(part: Part, section: str) -> str:
    """What a text of a part is called: the section's name, with the theme's."""
    name = str(ReportSection(section).label)
    return f"{part.label}{colon()}{name}" if part.theme else name


class Incomplete(Refused):
    """A text is there in one language and missing, unmarked, in another. `gaps` names each."""

    def __init__(self, gaps: list[Gap]) -> None:
        super().__init__(_("A text is missing in one language. Write it, or mark it as left out on purpose."))
        self.gaps = gaps


class WrittenElsewhere(Exception):
    """Somebody else has saved the same part since it was read. Nothing was written; `theirs` is what stands there."""

    def __init__(self, theirs: dict[Key, ReportText]) -> None:
        super().__init__()
        self.theirs = theirs


def parts(report: Report) -> list[Part]:
    """Everything that can be written: the sections in the report's order, then the themes in the payload's."""
    themes = [(theme["code"], theme["name"]) for theme in (report.payload or {}).get("themes", [])]
    return [Part(section.value, (section,)) for section in OF_THE_REPORT] + [
        Part(f"{THEME_PREFIX}{code}", tuple(OF_A_THEME), code, name) for code, name in themes
    ]


def part(report: Report, name: str) -> Part | None:
    """The part of this name, or None."""
    return next((one for one in parts(report) if one.name == name), None)


def texts(report: Report) -> dict[Key, ReportText]:
    """Every text of the report that somebody has touched."""
    return {(row.section, row.theme, row.language): row for row in report.texts.select_related("edited_by", "checked_by")}


def version_of(found: Mapping[Key, ReportText], part: Part) -> int:
    """Grows with every save of the part: who has read an older number has not seen the newest words."""
    return sum(found[key].version for key in part.texts() if key in found)


def state_of(found: Mapping[Key, ReportText], key: Key) -> TextState:
    """How far a text is in one language."""
    return TextState(found[key].state) if key in found else TextState.MISSING


def gaps(found: Mapping[Key, ReportText], wanted: Iterable[Part]) -> list[Gap]:
    """Where a text is there in one language and neither there nor left out on purpose in another, in the order of the parts."""
    missing = []
    for one in wanted:
        for section in one.sections:
            states = {language: state_of(found, (section.value, one.theme, language)) for language in LANGUAGES}
            if set(states.values()) == {TextState.MISSING}:
                continue  # nobody wants this text: the report goes without it, in every language alike
            missing += [Gap(one, section.value, language) for language, state in states.items() if state == TextState.MISSING]
    return missing


def check_complete(report: Report) -> None:
    """Raises Incomplete unless every text that is written is written, or left out on purpose, in every language."""
    found = gaps(texts(report), parts(report))
    if found:
        raise Incomplete(found)


@transaction.atomic
def write(
    *, report: Report, part: Part, words: Mapping[Key, Written], version: int | None, by: User, now: datetime
) -> dict[Key, ReportText]:
    """Saves the texts of a part that changed. Whoever changes one is an author from then on, and approvals are cleared.

    `version`: what was read (`version_of`); None when the reader has seen the other's words and wants these. Raises
    WrittenElsewhere when somebody else was faster. Returns the texts of the part as they stand.
    """
    report = clearing.locked(report)
    policies.check_can_write(report, by=by)
    found = {key: row for key, row in texts(report).items() if key in part.texts()}
    changed = {key: given for key, given in words.items() if key in part.texts() and _differs(found.get(key), given)}
    if not changed:
        return found
    if version is not None and version != version_of(found, part):
        raise WrittenElsewhere(found)
    for key, given in changed.items():
        found[key] = _save(report, key, found.get(key), given, by=by, now=now)
    _uncheck_translations(found, changed)
    report.writers.add(by)
    clearing.clear(report, by=by, now=now)
    details = {"part": part.name, "texts": sorted(f"{section}.{language}" for section, _theme, language in changed)}
    audit("report.written", by=by, on=report, now=now, details=details)
    return found


def _differs(row: ReportText | None, given: Written) -> bool:
    before = (row.text, TextState(row.state)) if row else ("", TextState.MISSING)
    if given.text:
        return before[0] != given.text
    return before != ("", given.state)


def _save(report: Report, key: Key, row: ReportText | None, given: Written, *, by: User, now: datetime) -> ReportText:
    section, theme, language = key
    row = row or ReportText(report=report, section=section, theme=theme, language=language, version=0)
    row.text, row.state, row.edited_by, row.edited_at = given.text, given.state, by, now
    row.checked_by = row.checked_at = None
    row.version += 1
    row.save()
    return row


def _uncheck_translations(found: Mapping[Key, ReportText], changed: Iterable[Key]) -> None:
    """A text was checked against its other languages: when one of them changes, it has to be looked at again."""
    touched = {(section, theme) for section, theme, _language in changed}
    for (section, theme, _language), row in found.items():
        if (section, theme) in touched and row.state == TextState.CHECKED:
            row.state, row.checked_by, row.checked_at = TextState.WRITTEN, None, None
            row.save(update_fields=["state", "checked_by", "checked_at"])


def told_to_checker(found: Mapping[Key, ReportText], section: str, theme: str) -> dict[str, str]:
    """What is checked: a text beside its other languages."""
    keys = {language: (section, theme, language) for language in LANGUAGES}
    return {language: found[key].text for language, key in keys.items() if key in found}


@transaction.atomic
def check_text(*, report: Report, key: Key, by: User, now: datetime, seen: str | None = None) -> ReportText:
    """WRITTEN -> CHECKED by somebody who did not write it. Changes no word, so approvals stand.

    `seen`: the mark of what was read (`as_read`, of `told_to_checker`).
    """
    report = clearing.locked(report)
    section, theme, language = key
    found = texts(report)
    row = found.get(key)
    if row is None:
        raise Refused(_("There is nothing to check: this text is missing."))
    policies.check_can_check_text(row, by=by)
    check_read(seen, told_to_checker(found, section, theme))
    row.state, row.checked_by, row.checked_at = TextState.CHECKED, by, now
    row.save(update_fields=["state", "checked_by", "checked_at"])
    audit("report.text_checked", by=by, on=report, now=now, details={"text": f"{section}.{language}", "theme": theme})
    return row


def copy(*, of: Report, to: Report) -> None:
    """A new version starts with the words of the one before, each with whoever wrote and checked it."""
    rows = [
        ReportText(
            report=to,
            **{
                name: getattr(row, name)
                for name in (
                    "section", "theme", "language", "text", "state", "edited_by_id", "edited_at", "checked_by_id", "checked_at",
                )
            },
        )
        for row in of.texts.all()
    ]  # fmt: skip
    ReportText.objects.bulk_create(rows)


def _in_languages(found: Mapping[Key, ReportText], section: str, theme: str = "") -> dict[str, str] | None:
    """The text in the languages that it is written in; None when it is in none."""
    written = {language: found[section, theme, language].text for language in LANGUAGES if (section, theme, language) in found}
    return {language: words for language, words in written.items() if words} or None


def laid_over(report: Report) -> dict[str, Any]:
    """The payload with the words as they stand now: what the public will read. A language left out on purpose is not in it."""
    assert report.payload is not None
    found = texts(report)
    own = {section.value: _in_languages(found, section.value) for section in OF_THE_REPORT}
    themes = [
        theme | {name: _in_languages(found, section.value, theme["code"]) for section, name in OF_A_THEME.items()}
        for theme in report.payload["themes"]
    ]
    payload: dict[str, Any] = report.payload | {"texts": own, "themes": themes}
    return payload
