"""Taking back the last change of the codebook: the words as they were, and the codings where they were."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain import codebook, recoding
from engagement.enums.analysis import CodebookChange
from engagement.models import CodebookVersion, Finding
from engagement.policies import analysis
from phases.models import Theme, ThemeGroup
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


def last_change() -> CodebookVersion | None:
    """The change that can be undone now: the newest, unless it is itself an undoing or the first version."""
    newest = CodebookVersion.objects.order_by("-number").first()
    return newest if newest and newest.change not in (CodebookChange.FIRST, CodebookChange.UNDONE) else None


@transaction.atomic
def undo(*, by: User, now: datetime) -> CodebookVersion:
    """Makes a new version that equals the one before the last change. A theme that was added and is in use is retired instead."""
    analysis.check_can_keep_codebook(by=by)
    CodebookVersion.objects.select_for_update().order_by("-number").first()
    last = last_change()
    if last is None:
        raise policies.Refused(_("There is nothing to undo."))
    before = CodebookVersion.objects.get(number=last.number - 1)
    recoding.give_back(last)
    _undo_findings(last)
    _write(before.content, now=now)
    made = CodebookVersion.objects.create(
        number=last.number + 1,
        change=CodebookChange.UNDONE,
        subjects=last.subjects,
        content=codebook.content(),
        made_by=by,
        made_at=now,
    )
    audit("codebook.undone", by=by, on=made, now=now, details={"undid": last.number})
    return made


def _undo_findings(last: CodebookVersion) -> None:
    """A merge gave the findings of the one theme the other one too."""
    if last.change == CodebookChange.MERGED:
        into = Theme.objects.get(code=last.subjects[1])
        for finding in Finding.objects.filter(pk__in=last.findings):
            finding.themes.remove(into)


def _write(content: dict[str, Any], *, now: datetime) -> None:
    """Groups and themes as `content` says; those it does not know are newer and go, or are retired where they are used."""
    groups = {row["code"]: row for row in content["groups"]}
    for code, row in groups.items():
        ThemeGroup.objects.update_or_create(code=code, defaults={name: row[name] for name in ("order", *codebook.NAMES)})
    known = {row["code"] for row in content["themes"]}
    by_code = {group.code: group for group in ThemeGroup.objects.all()}
    for row in content["themes"]:
        fields = {name: row[name] for name in ("order", *codebook.TEXTS)}
        fields["retired_at"] = parse_datetime(row["retired_at"]) if row["retired_at"] else None
        fields["merged_into"] = Theme.objects.get(code=row["merged_into"]) if row["merged_into"] else None
        Theme.objects.filter(code=row["code"]).update(group=by_code[row["group"]], **fields)
    for theme in Theme.objects.exclude(code__in=known):
        _take_out(theme, now=now)
    ThemeGroup.objects.exclude(code__in=groups).filter(themes=None).delete()


def _take_out(theme: Theme, *, now: datetime) -> None:
    if not Finding.objects.filter(themes=theme).exists():
        try:
            with transaction.atomic():
                theme.delete()
            return
        except ProtectedError:
            pass  # something carries it by now: it is retired instead
    Theme.objects.filter(pk=theme.pk).update(retired_at=theme.retired_at or now)
