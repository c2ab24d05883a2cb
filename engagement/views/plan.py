"""The plan in the making: what there is, what of it is public, what waits for a second person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engagement.domain import projects
from engagement.forms.plan_items import LANGUAGES, MADE_HERE
from engagement.models import ItemRelease, Project
from engagement.reporting import item_release, items
from engagement.reporting.group_payload import texts_as_written
from engagement.reporting.parity import missing_in
from engagement.views.access import asker, for_roles, tells_plan_refusals
from phases.domain import timeline
from phases.enums import ItemKind, PhaseState, ProjectState
from phases.exports import items as public_items
from phases.exports import plan_items
from phases.models import Phase, ReleasedItem
from phases.policies import PHASE_TRANSITIONS, PROJECT_TRANSITIONS, can_approve_item, can_plan
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.ui.phrases import day_words

RELATED = {ItemKind.SESSION: ("group",), ItemKind.GROUP_FINDING: ("group",), ItemKind.COMMITMENT: ("commitment",)}


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
        return str(record.statement) or next(iter(texts_as_written(record, "statement").values()))  # said in one language alone
    return str(record)


def _facts(kind: ItemKind, record: Any) -> list[str]:
    """What stands below its name."""
    if kind == ItemKind.GROUP_FINDING:
        return [record.reference, record.group.title]
    if kind == ItemKind.COMMITMENT:
        return [record.commitment.get_state_display()]
    state = record.get_state_display() if hasattr(record, "get_state_display") else ""
    return [record.reference, state] if kind in (ItemKind.SESSION, ItemKind.FINDING) else [state]


def _kind(kind: ItemKind, standing: Standing) -> dict[str, Any]:
    plural = kind.label if kind == ItemKind.PLAN else capfirst(items.KINDS[kind].model._meta.verbose_name_plural)
    rows = listed(kind, items.rows_with_parts(kind), standing)
    return {"kind": kind, "label": plural, "rows": rows, "can_make": kind in MADE_HERE}


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
    context = {
        "nav": "plan",
        "groups": [_kind(kind, standing) for kind in items.KINDS],
        "late_phases": late_phases(),
        "proposals": proposals_for(user),
        "can_plan": can_plan(by=user),
        "can_approve": user.has_role(Role.REVIEWER, Role.LEAD),
    }
    return render(request, "engagement/plan.html", context)


def checklist(phase: Phase, to: PhaseState) -> list[str]:
    """What the public will see from the moment on at which a phase opens or closes."""
    public = ReleasedItem.objects.of(ItemKind.PHASE, phase.slug).current().exists()
    found = [
        _("The phase page shows the new state at once.")
        if public
        else _("The phase itself is not public yet: nothing shows until it is released.")
    ]
    if to == PhaseState.OPEN:
        found.append(_("Only sessions and projects that were released show; nothing is released by opening a phase."))
    if to == PhaseState.CLOSED_ANALYZING:
        found.append(_("Nobody more is taken in. The next report may take in the last organizations, however few."))
        found.append(_("The page tells by when the public will hear; if no report is out by then, it says that it is late."))
    if to == PhaseState.CLOSED_NO_REPORT:
        found.append(_("The page says that there will be no report. After the promised day it says that the report is late."))
    if to == PhaseState.NOT_GOING_FORWARD:
        found.append(_("The phase disappears from every public page. Its versions stay in the record."))
    return found


def closing(phase: Phase) -> dict[str, list[dict[str, Any]]]:
    """What is under way in public while its phase closes: groups that stop looking for people, sessions still to come."""
    groups = [group for group in plan_items.groups() if group["phase"]["slug"] == phase.slug]
    slugs = {group["slug"] for group in groups}
    coming = [row for row in plan_items.coming(groups, today=timezone.localdate()) if row["group"]["slug"] in slugs]
    return {"stops": [group for group in groups if group["takes_interest"]], "coming": coming}


@require_http_methods(["GET", "HEAD", "POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_plan_refusals
def phase_move(request: HttpRequest, pk: Any, state: str) -> HttpResponse:
    """Opens, closes or gives up a phase; shows first what becomes public."""
    phase = get_object_or_404(Phase, pk=pk)
    if state not in PhaseState.values or PhaseState(state) not in PHASE_TRANSITIONS[PhaseState(phase.state)]:
        raise Http404
    to, by = PhaseState(state), asker(request)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        item_release.move_phase(phase=phase, to=to, by=by, now=timezone.now(), reason=reason)
        messages.success(request, _("The phase is now “%(state)s”.") % {"state": to.label})
        return redirect("engagement:item-detail", kind=ItemKind.PHASE, pk=pk)
    context = {"nav": "plan", "phase": phase, "to": to, "checklist": checklist(phase, to), "can_plan": can_plan(by=by)}
    context["day"] = timeline.promised_day(phase)
    context["needs_reason"] = to == PhaseState.NOT_GOING_FORWARD
    context |= closing(phase) if to in (PhaseState.CLOSED_ANALYZING, PhaseState.NOT_GOING_FORWARD) else {}
    return render(request, "engagement/phase_move.html", context)


@require_http_methods(["POST"])
@for_roles(*ENGAGEMENT_ROLES)
@tells_plan_refusals
def project_move(request: HttpRequest, pk: Any, state: str) -> HttpResponse:
    """A project's state, with the reason in every language."""
    project = get_object_or_404(Project.objects.visible_to(asker(request)), pk=pk)
    if state not in ProjectState.values or ProjectState(state) not in PROJECT_TRANSITIONS[ProjectState(project.state)]:
        raise Http404
    reason = {code: request.POST.get(f"reason_{code}", "")[:300] for code in LANGUAGES}
    projects.move_project(project=project, to=ProjectState(state), reason=reason, by=asker(request), now=timezone.now())
    messages.success(request, _("The state is changed here. The public reads it once it is released."))
    return redirect("engagement:item-detail", kind=ItemKind.PROJECT, pk=pk)


def is_second(user: User, release: ItemRelease) -> bool:
    """Whether `user` may approve it."""
    return can_approve_item(by=user, proposed_by=release.proposed_by_id)
