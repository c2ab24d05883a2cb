"""The plan in the making: what there is, what of it is public, what waits for a second person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from engagement.domain.planning import NEEDED
from engagement.forms.plan_items import MADE_HERE, MODELS
from engagement.models import Commitment, ItemRelease
from engagement.reporting import items
from engagement.reporting.group_payload import statement_of
from engagement.reporting.parity import missing_in
from engagement.views.access import asker, for_roles
from phases.enums import ItemKind
from phases.exports import items as public_items
from phases.models import EngagementPlan, Phase, ReleasedItem
from phases.policies import can_approve_item, can_plan
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.ui.phrases import day_words

RELATED = {ItemKind.SESSION: ("group",), ItemKind.GROUP_FINDING: ("group",), ItemKind.COMMITMENT: ("commitment",)}
FIRST = (ItemKind.PLAN, ItemKind.PHASE)  # without them nothing can be logged
SHORT = 5  # rows of a kind that stand open; more are folded below their number
MANY = 12  # items that need somebody, folded when there are more: a plan that was just begun is not public as a whole


@dataclass(frozen=True)
class Standing:
    """How far the items are: the versions that are public, the proposals that are open. Two queries for all of them."""

    public: Mapping[tuple[str, str], int]
    waiting: Mapping[tuple[str, Any], ItemRelease]

    @classmethod
    def seen_by(cls, user: User) -> Standing:
        """As this account may see it."""
        public = ReleasedItem.objects.current().values_list("kind", "slug", "version")
        return cls(
            {(kind, slug): version for kind, slug, version in public},
            {(row.kind, row.subject): row for row in ItemRelease.objects.visible_to(user).open()},
        )


def listed(kind: ItemKind, records: QuerySet[Any], standing: Standing) -> list[dict[str, Any]]:
    """Items of a kind as the plan lists them: in words, with the public version, the open proposal, the languages that lack."""
    rows = [
        {
            "record": record,
            "kind": kind,
            "name": _name(kind, record),
            "facts": [fact for fact in _facts(kind, record) if fact],
            "version": standing.public.get((kind.value, items.address_of(record))),
            "proposal": standing.waiting.get((kind.value, record.pk)),
            "missing": missing_in(items.words_of(kind, record)),
        }
        for record in records.select_related(*RELATED.get(kind, ()))
    ]
    if kind == ItemKind.SESSION:  # what is to be dated, then what comes, then what was
        rows.sort(key=lambda row: row["record"].held_on or date.max, reverse=True)
    return rows


def _name(kind: ItemKind, record: Any) -> str:
    """What a person calls it: not its code."""
    if kind == ItemKind.SESSION:
        return f"{day_words(record.held_on) or _('No day yet')} · {record.group.title}"
    if kind in (ItemKind.FINDING, ItemKind.GROUP_FINDING):
        return statement_of(record)
    return str(record)


def _facts(kind: ItemKind, record: Any) -> list[str]:
    """What stands below its name."""
    if kind == ItemKind.GROUP_FINDING:
        return [record.reference, record.group.title]
    if kind == ItemKind.COMMITMENT:
        return [record.commitment.get_state_display()]
    state = record.get_state_display() if hasattr(record, "get_state_display") else ""
    return [record.reference, state] if kind in (ItemKind.SESSION, ItemKind.FINDING) else [state]


def elsewhere(kind: ItemKind, user: User, record: Any = None) -> dict[str, str] | None:
    """Where items of a kind are written that are not written in the plan: of all of them, or of one."""
    if kind == ItemKind.FINDING:
        url = reverse("engagement:finding-detail", args=[record.pk]) if record else reverse("engagement:finding-list")
        return {"told": _("A finding is written with the conversations that it rests on."), "label": _("Findings"), "url": url}
    if kind == ItemKind.COMMITMENT:
        url = reverse("engagement:due-list", args=[Commitment.kind])
        if record and Commitment.objects.visible_to(user).filter(pk=record.commitment_id).exists():
            url = reverse("engagement:due-detail", args=[Commitment.kind, record.commitment_id])
        return {"told": _("A promise is made with a conversation and worded there."), "label": _("Commitments"), "url": url}
    if kind == ItemKind.NOTICE:
        url = reverse("admin:engagement_collectionnotice_add") if user.has_role(Role.ADMINISTRATOR) else ""
        told = _("A new text is a new version. An administrator writes it; it is released here.")
        return {"told": told, "label": _("Write a new version"), "url": url}
    return None


def _kind(kind: ItemKind, standing: Standing, user: User) -> dict[str, Any]:
    plural = kind.label if kind == ItemKind.PLAN else capfirst(items.KINDS[kind].model._meta.verbose_name_plural)
    rows = listed(kind, items.rows_with_parts(kind), standing)
    to_do = sum(_needs_somebody(row) for row in rows)
    return {
        "kind": kind,
        "label": plural,
        "rows": rows,
        "to_do": to_do,
        "is_open": len(rows) <= SHORT,
        "elsewhere": elsewhere(kind, user),
    }


def _needs_somebody(row: Mapping[str, Any]) -> bool:
    """Not public, lacking in a language, or waiting for a second person."""
    return bool(row["missing"] or row["proposal"] or not row["version"])


def _can_make(groups: Sequence[Mapping[str, Any]]) -> Iterator[ItemKind]:
    """Kinds that have a place now, as `planning.check_can_make` says, told from what is listed."""
    there = {items.KINDS[group["kind"]].model for group in groups if group["rows"]}
    for kind in MADE_HERE:
        needed, _sentence = NEEDED.get(MODELS[kind], (None, ""))
        if (needed is None or needed in there) and not (kind == ItemKind.PLAN and EngagementPlan in there):
            yield kind


def late_phases() -> list[dict[str, Any]]:
    """Phases that owe the public a report, as the public reads it."""
    late = [phase for phase in public_items.phases(today=timezone.localdate()) if phase["is_late"]]
    keys = dict(Phase.objects.filter(slug__in=[phase["slug"] for phase in late]).values_list("slug", "pk")) if late else {}
    return [phase | {"pk": keys.get(phase["slug"])} for phase in late]


def proposals_for(user: User) -> Any:
    """What waits for this person as the second one."""
    return ItemRelease.objects.visible_to(user).waiting_for(user).select_related("proposed_by")


@require_safe
@for_roles(*ENGAGEMENT_ROLES)
def plan(request: HttpRequest) -> HttpResponse:
    """Everything by kind. A fixed number of queries."""
    user = asker(request)
    standing = Standing.seen_by(user)
    groups = [_kind(kind, standing, user) for kind in items.KINDS]
    can_approve = user.has_role(Role.REVIEWER, Role.LEAD)
    proposals = list(proposals_for(user)) if can_approve else []
    needs = [row for group in groups for row in group["rows"] if _needs_somebody(row) and row["proposal"] not in proposals]
    context = {
        "nav": "plan",
        "groups": groups,
        "can_make": list(_can_make(groups)),
        "empty": next((group["kind"] for group in groups if group["kind"] in FIRST and not group["rows"]), None),
        "late_phases": late_phases(),
        "proposals": proposals,
        "needs": needs,
        "needs_is_open": len(needs) <= MANY,
        "can_plan": can_plan(by=user),
        "can_approve": can_approve,
    }
    return render(request, "engagement/plan.html", context)


def is_second(user: User, release: ItemRelease) -> bool:
    """Whether `user` may approve it."""
    return can_approve_item(by=user, proposed_by=release.proposed_by_id)
