"""What is new: reports and items of the plan, the newest first, each with what changed in one line. For feeds, first page, mails.

Told from what is public now: an item's title is that of its current version, what changed is told in states and days. So neither
an item that was taken back nor an earlier wording shows here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, JSONField, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from phases.enums import FocusGroupState, ItemKind, ProjectState, ReleaseState, SessionState
from phases.exports import items, notices
from phases.exports.figures import text
from phases.exports.reading import once
from phases.models import PublishedReport, ReleasedItem
from phases.phrases import PROMISES
from resilience_portal.ui.phrases import colon, day_words

Payload = dict[str, Any]
MOST = 50
READ = 120  # newest versions looked at: of one day, what people wait for stands before what a group found
# In this order where they are of one day. Findings of conversations are told by reports.
KINDS = (
    ItemKind.PHASE, ItemKind.PROJECT, ItemKind.COMMITMENT, ItemKind.FOCUS_GROUP, ItemKind.SESSION, ItemKind.NOTICE, ItemKind.PLAN,
    ItemKind.GROUP_FINDING,
)  # fmt: skip
STATES: dict[str, Any] = {
    ItemKind.PHASE: items.state_words,
    ItemKind.FOCUS_GROUP: lambda state: FocusGroupState(state).label,
    ItemKind.SESSION: lambda state: SessionState(state).label,
    ItemKind.PROJECT: lambda state: ProjectState(state).label,
    ItemKind.COMMITMENT: lambda state: PROMISES[state],
}


@dataclass(frozen=True)
class News:
    """One version of a report or an item, in the active language. `name`: the address that stands for this version for ever."""

    title: str
    told: str
    url: str
    name: str
    released_on: date
    updated_on: date
    order: int = -1


def newest(phase: str | None = None) -> list[News]:
    """At most fifty; of one phase where its address is given. A fixed number of queries."""
    return once(("news", phase, get_language()), lambda: _newest(phase))


def _newest(phase: str | None) -> list[News]:
    return _sorted([*_of_reports(phase), *_of_items(phase)])[:MOST]


def of_items(phase: str | None = None) -> list[News]:
    """Of items of the plan alone."""
    return _sorted(list(_of_items(phase)))


def _sorted(found: list[News]) -> list[News]:
    return sorted(found, key=lambda news: (-news.released_on.toordinal(), news.order))


def _of_reports(phase: str | None) -> Iterator[News]:
    reports = PublishedReport.objects.readable().order_by("-released_at", "slug")
    for report in (reports.filter(phase__slug=phase) if phase else reports)[:MOST]:
        url = reverse("phases:report-version", args=[report.slug, report.version])
        updated_on = date.fromisoformat(report.notice["on"]) if report.notice else report.released_on
        title = _("%(title)s, version %(number)s") % {"title": text(report.payload["title"]), "number": report.version}
        yield News(title, notices.summary(report), url, settings.SITE_URL + url, report.released_on, updated_on)


def _of_items(phase: str | None) -> Iterator[News]:
    """Versions of what is public now, beside the version before each."""
    same = ReleasedItem.objects.filter(kind=OuterRef("kind"), slug=OuterRef("slug"))
    before = same.filter(version=OuterRef("version") - 1).values("payload")
    found = ReleasedItem.objects.filter(kind__in=KINDS, state__in=(ReleaseState.RELEASED, ReleaseState.SUPERSEDED))
    found = found.filter(Exists(same.current())).annotate(
        now=Subquery(same.current().values("payload"), output_field=JSONField()),
        before=Subquery(before, output_field=JSONField()),
    )
    groups = {group["slug"] for group in items.of(ItemKind.FOCUS_GROUP)}
    for item in found.filter(_of_phase(phase) if phase else Q()).order_by("-released_at", "kind", "slug", "-version")[:READ]:
        if item.kind not in items.ON_GROUPS or item.payload["group"]["slug"] in groups:
            yield _of_item(item)


def _of_phase(slug: str) -> Q:
    """Items of one phase: itself, what names it, sessions of its groups, promises that its projects carry."""
    groups = [group["slug"] for group in items.of(ItemKind.FOCUS_GROUP) if group["phase"]["slug"] == slug]
    projects = [project["slug"] for project in items.of(ItemKind.PROJECT) if project["phase"]["slug"] == slug]
    found = Q(kind=ItemKind.PHASE, slug=slug) | Q(payload__phase__slug=slug)
    found |= Q(kind=ItemKind.SESSION, payload__group__slug__in=groups)
    return found | Q(kind=ItemKind.COMMITMENT, payload__project__in=projects)


def _of_item(item: Any) -> News:
    kind, day = ItemKind(item.kind), date.fromisoformat(item.payload["released_on"])
    return News(
        title=f"{kind.label}{colon()}{items.title_of(kind, item.slug, item.now)}",
        told=changed(kind, item.before, item.payload),
        url=items.address_of(kind, item.slug, item.payload),
        name=settings.SITE_URL + reverse("released:item-file", args=[kind.value, item.slug, item.version]),
        released_on=day,
        updated_on=day,
        order=KINDS.index(kind),
    )


def changed(kind: ItemKind, before: Payload | None, after: Payload) -> str:
    """What a version changed, in one line: states and days; else that words did."""
    if before is None:
        state = after.get("state")
        return _("First release") + (f" · {STATES[kind](state)}" if state and kind in STATES else "")
    return " · ".join(map(str, _changes(kind, before, after))) or _("Words were changed")


def _changes(kind: ItemKind, before: Payload, after: Payload) -> Iterator[Any]:
    if kind in STATES and before.get("state") != after.get("state"):
        yield STATES[kind](after["state"])
    if after.get("takes_interest") and not before.get("takes_interest"):
        yield _("People are looked for")
    if after.get("held_on") and after["held_on"] != before.get("held_on"):
        yield _("On %(day)s") % {"day": day_words(after["held_on"])}
    for move in _moves(after):
        if move not in _moves(before):
            yield _("Moved from %(from)s to %(to)s") % {"from": day_words(move[0]), "to": day_words(move[1])}
    if steps := _done(after) - _done(before):
        yield ngettext("%(number)s step is done", "%(number)s steps are done", steps) % {"number": steps}
    if any((after.get("outcome") or {}).values()) and not any((before.get("outcome") or {}).values()):
        yield _("What came of it is told")


def _moves(payload: Payload) -> list[tuple[str, str]]:
    """Of the item and of its steps, as days."""
    rows = [*payload.get("moves", []), *(move for step in payload.get("milestones", []) for move in step.get("moves", []))]
    return [(move["from_on"], move["to_on"]) for move in rows if move.get("from_on")]


def _done(payload: Payload) -> int:
    return sum(1 for step in payload.get("milestones", []) if step.get("done_on"))
