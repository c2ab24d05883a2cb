"""Keeping the codebook: every change makes a numbered version with who, when and why, and the last one can be undone.

Reports that were released hold their names in their own payload: nothing here touches them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain import recoding
from engagement.domain.plan_edits import check_seen
from engagement.enums.analysis import CodebookChange
from engagement.models import CodebookVersion, Finding, PointTheme
from engagement.policies import analysis
from phases.models import Theme, ThemeGroup
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
TEXTS = tuple(
    f"{field}_{code}"
    for field in ("name", "definition", "full_definition", "use_when", "do_not_use_when", "example")
    for code in LANGUAGES
)
NAMES = tuple(f"name_{code}" for code in LANGUAGES)


class LoadedTheme(Protocol):
    """One theme of a file (`codebook_files.Read`)."""

    code: str
    group: str
    group_names: dict[str, str]
    fields: dict[str, str]


def current_number() -> int:
    """The number of the codebook as it is now; 1 before it was ever changed."""
    return CodebookVersion.objects.order_by("-number").values_list("number", flat=True).first() or 1


def content() -> dict[str, Any]:
    """The whole codebook as it stands, as JSON."""
    groups = [
        {"code": group.code, "order": group.order, **{name: getattr(group, name) or "" for name in NAMES}}
        for group in ThemeGroup.objects.order_by("code")
    ]
    themes = [
        {
            "code": theme.code,
            "slug": theme.slug,
            "group": theme.group.code,
            "order": theme.order,
            "retired_at": theme.retired_at.isoformat() if theme.retired_at else None,
            "merged_into": theme.merged_into.code if theme.merged_into else None,
            **{name: getattr(theme, name) or "" for name in TEXTS},
        }
        for theme in Theme.objects.select_related("group", "merged_into").order_by("code")
    ]
    return {"groups": groups, "themes": themes}


@transaction.atomic
def open_first(*, by: User | None, now: datetime) -> CodebookVersion | None:
    """Version 1: the codebook as it is before anyone changes it here. None when there is a version already."""
    if CodebookVersion.objects.exists():
        return None
    return CodebookVersion.objects.create(
        number=1, change=CodebookChange.FIRST, content=content(), subjects=[], made_by=by, made_at=now
    )


def _begin(by: User, now: datetime) -> None:
    """Under the lock of the newest version: two who change the codebook at once follow one another."""
    analysis.check_can_keep_codebook(by=by)
    open_first(by=None, now=now)
    CodebookVersion.objects.select_for_update().order_by("-number").first()


def _version(
    change: CodebookChange, *, subjects: Iterable[Theme], reason: str, by: User, now: datetime, findings: Iterable[str] = ()
) -> CodebookVersion:
    made = CodebookVersion.objects.create(
        number=current_number() + 1,
        change=change,
        subjects=[theme.code for theme in subjects],
        content=content(),
        findings=list(findings),
        reason=reason,
        made_by=by,
        made_at=now,
    )
    audit("codebook.changed", by=by, on=made, now=now, details={"change": change, "subjects": made.subjects})
    return made


def _slug(name: str, code: str) -> str:
    wanted = slugify(name)[:70] or slugify(code)
    return wanted if not Theme.objects.filter(slug=wanted).exists() else f"{wanted}-{slugify(code)}"


def _new(fields: Mapping[str, Any]) -> Theme:
    if Theme.objects.filter(code__iexact=fields["code"]).exists():
        raise policies.Refused(_("This code is taken. Codes are never used twice, not even of retired themes."))
    return Theme.objects.create(slug=_slug(fields.get("name_en", ""), fields["code"]), **fields)


@transaction.atomic
def add(*, fields: Mapping[str, Any], reason: str, by: User, now: datetime) -> Theme:
    """A new theme. `fields`: code, group, order and TEXTS."""
    _begin(by, now)
    theme = _new(fields)
    _version(CodebookChange.ADDED, subjects=[theme], reason=reason, by=by, now=now)
    return theme


@transaction.atomic
def change(
    *, theme: Theme, fields: Mapping[str, Any], reason: str, by: User, now: datetime, seen: str | None = None
) -> CodebookVersion | None:
    """Other words, group or order; a new name is a rename. The code and the public address stay. None: nothing changed.

    `seen`: what was read of these fields (`plan_edits.fingerprint`); raises Conflict where they were changed since.
    """
    _begin(by, now)
    theme = Theme.objects.select_for_update(of=("self",)).get(pk=theme.pk)
    check_seen(seen, [theme], fields)
    before = {name: getattr(theme, name) for name in fields}
    for name, value in fields.items():
        setattr(theme, name, value)
    changed = {name for name in fields if (before[name] or "") != (fields[name] or "")}
    if not changed:
        return None
    theme.save()
    kind = CodebookChange.RENAMED if changed & set(NAMES) else CodebookChange.CHANGED
    return _version(kind, subjects=[theme], reason=reason, by=by, now=now)


@transaction.atomic
def retire(*, theme: Theme, reason: str, by: User, now: datetime) -> CodebookVersion:
    """Nobody gives it any more; what carries it keeps it."""
    _begin(by, now)
    if theme.retired_at:
        raise policies.Refused(_("This theme is retired already."))
    theme.retired_at = now
    theme.save(update_fields=["retired_at"])
    return _version(CodebookChange.RETIRED, subjects=[theme], reason=reason, by=by, now=now)


@transaction.atomic
def restore(*, theme: Theme, reason: str, by: User, now: datetime) -> CodebookVersion:
    """Brings a retired theme back; a merged one comes back without the codings that went with it."""
    _begin(by, now)
    if not theme.retired_at:
        raise policies.Refused(_("This theme is in use."))
    theme.retired_at = theme.merged_into = None
    theme.save(update_fields=["retired_at", "merged_into"])
    return _version(CodebookChange.RESTORED, subjects=[theme], reason=reason, by=by, now=now)


@transaction.atomic
def merge(*, theme: Theme, into: Theme, reason: str, by: User, now: datetime) -> CodebookVersion:
    """Everything that carries `theme` carries `into` from now on; `theme` is retired and says where it went."""
    _begin(by, now)
    if theme == into or theme.retired_at or into.retired_at:
        raise policies.Refused(_("Choose two different themes that are in use."))
    theme.retired_at, theme.merged_into = now, into
    theme.save(update_fields=["retired_at", "merged_into"])
    findings = list(Finding.objects.filter(themes=theme).exclude(themes=into))
    for finding in findings:
        finding.themes.add(into)
    version = _version(
        CodebookChange.MERGED, subjects=[theme, into], reason=reason, by=by, now=now, findings=[str(row.pk) for row in findings]
    )
    recoding.give(PointTheme.objects.filter(theme=theme), to=into, version=version)
    recoding.give_second_codes(theme, to=into)
    return version


@transaction.atomic
def split(
    *, theme: Theme, fields: Mapping[str, Any], codings: Iterable[PointTheme], reason: str, by: User, now: datetime
) -> Theme:
    """A new theme takes over the chosen codings of `theme`, which keeps the others."""
    _begin(by, now)
    if theme.retired_at:
        raise policies.Refused(_("This theme is retired already."))
    made = _new(fields)
    version = _version(CodebookChange.SPLIT, subjects=[theme, made], reason=reason, by=by, now=now)
    chosen = PointTheme.objects.filter(pk__in=[coding.pk for coding in codings], theme=theme)
    recoding.give(chosen, to=made, version=version)
    return made


@transaction.atomic
def keep_group(
    *, group: ThemeGroup | None, fields: Mapping[str, Any], reason: str, by: User, now: datetime, seen: str | None = None
) -> ThemeGroup:
    """A new group, or other words for one. `seen`: as in `change`."""
    _begin(by, now)
    check_seen(seen, [group] if group else [], fields)
    group = group or ThemeGroup()
    for name, value in fields.items():
        setattr(group, name, value)
    group.save()
    _version(CodebookChange.GROUPS, subjects=[], reason=reason, by=by, now=now)
    return group


@transaction.atomic
def load(*, rows: Sequence[LoadedTheme], reason: str, by: User, now: datetime) -> tuple[int, int]:
    """Adds the themes of a file that are not there and changes those that are, as one version. Returns (added, changed).

    What the file does not say stays; a theme that the file does not name stays too.
    """
    _begin(by, now)
    added, changed = [], []
    for order, row in enumerate(rows):
        theme = Theme.objects.filter(code__iexact=row.code).first()
        if theme is None:
            fields = {**row.fields, "definition_en": row.fields.get("definition_en", "")}
            added.append(_new({"code": row.code, "group": _group(row), "order": order, **fields}))
            continue
        differing = {name: text for name, text in row.fields.items() if (getattr(theme, name) or "") != text}
        if differing:
            Theme.objects.filter(pk=theme.pk).update(**differing)
            changed.append(theme)
    if not (added or changed):
        raise policies.Refused(_("The codebook says all of this already."))
    _version(CodebookChange.LOADED, subjects=[*added, *changed], reason=reason, by=by, now=now)
    return len(added), len(changed)


def _group(row: LoadedTheme) -> ThemeGroup:
    names = row.group_names or {"name_en": row.group}
    return ThemeGroup.objects.get_or_create(code=row.group, defaults={**names, "order": ThemeGroup.objects.count()})[0]
