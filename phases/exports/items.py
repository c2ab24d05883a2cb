"""Released items as pages read them: texts in the active language, days as days, states with their words. Payloads only."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from phases.enums import ItemKind, PhaseState
from phases.exports.figures import text
from phases.exports.reading import once
from phases.models import PublishedReport, ReleasedItem
from phases.phrases import ROLES
from phases.policies import can_take_interest

Shown = dict[str, Any]
LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
# Items with a page of their own; others stand on the page of a group, or on a page of all of their kind.
PAGES = {
    ItemKind.PHASE: "phases:phase-detail",
    ItemKind.FOCUS_GROUP: "phases:focus-group-detail",
    ItemKind.PROJECT: "phases:project-detail",
    ItemKind.NOTICE: "phases:privacy-version",
}
ON_GROUPS = (ItemKind.SESSION, ItemKind.GROUP_FINDING)
CLOSED = (PhaseState.CLOSED_ANALYZING, PhaseState.CLOSED_REPORT_AVAILABLE, PhaseState.CLOSED_NO_REPORT)


def shown(value: Any, name: str = "") -> Any:
    """A payload for the reader: `{"en": …, "fr": …}` becomes a text, ISO text under a name ending in `_on` a day."""
    if isinstance(value, Mapping):
        if value and value.keys() <= LANGUAGES:
            return text(value)
        return {key: shown(each, key) for key, each in value.items()}
    if isinstance(value, list):
        return [shown(each) for each in value]
    if isinstance(value, str) and name.endswith("_on"):
        return date.fromisoformat(value)
    return value


def address_of(kind: ItemKind, slug: str, payload: Mapping[str, Any]) -> str:
    """The page where an item stands, with its place on it; "" for what stands on no page of the plan."""
    if page := PAGES.get(kind):
        return reverse(page, args=[slug])
    if kind in ON_GROUPS:
        return f"{reverse('phases:focus-group-detail', args=[payload['group']['slug']])}#{slug}"
    if kind == ItemKind.COMMITMENT:
        return f"{reverse('phases:commitment-list')}#{slug}"
    return reverse("phases:phase-list") if kind == ItemKind.PLAN else ""


def title_of(kind: ItemKind, slug: str, payload: Mapping[str, Any]) -> str:
    """What an item is called, in the active language or in the one that it was said in."""
    if kind == ItemKind.NOTICE:
        return _("Collection notice %(version)s") % {"version": slug}
    group = payload["group"]["title"] if kind == ItemKind.SESSION else None
    words = group or payload.get("title") or payload.get("wording") or payload.get("statement") or {}
    return text(words) or next(filter(None, words.values()), "")


def of(kind: ItemKind) -> list[Shown]:
    """What is public of one kind. Within one reading a single query serves all kinds and languages."""
    payloads = once("current items", _current)
    return list(once((kind, get_language()), lambda: [shown(payload) for payload in payloads[kind]]))


def _current() -> Mapping[str, list[Shown]]:
    found: dict[str, list[Shown]] = defaultdict(list)
    for kind, payload in ReleasedItem.objects.current().order_by("slug").values_list("kind", "payload"):
        found[kind].append(payload)
    return found


def one(kind: ItemKind, slug: str) -> Shown | None:
    """The item at one address, if it is public."""
    item = ReleasedItem.objects.of(kind, slug).current().first()
    return shown(item.payload) if item else None


def plan() -> Shown:
    """The plan's texts; empty before they are released."""
    found = of(ItemKind.PLAN)
    return found[0] if found else {}


def phases(*, today: date) -> list[Shown]:
    """The released phases in their order. Three queries."""
    around = reported(), looking()
    rows = (as_phase(phase, *around, today=today) for phase in of(ItemKind.PHASE))
    return sorted(rows, key=lambda phase: phase["number"])


def reported() -> set[str]:
    """Phases of which there is a report."""

    def read() -> set[str]:
        return set(PublishedReport.objects.current().order_by().values_list("phase__slug", flat=True))

    return once("reported", read)


def looking() -> set[str]:
    """Phases in which, while they are open, a group looks for people: "taking part is possible" has a form behind it."""
    return {
        group["phase"]["slug"]
        for group in of(ItemKind.FOCUS_GROUP)
        if can_take_interest(takes_interest=group["takes_interest"], group=group["state"], phase=PhaseState.OPEN)
    }


def phase(slug: str, *, today: date) -> Shown | None:
    """One released phase."""
    return next((found for found in phases(today=today) if found["slug"] == slug), None)


def now_in(rows: list[Shown]) -> list[Shown]:
    """Where the plan stands: every phase that is open, else the last that has closed, else the first that is to come."""
    opened = [row for row in rows if row["state"] == PhaseState.OPEN]
    closed = [row for row in rows if row["is_closed"]]
    return opened or closed[-1:] or rows[:1]


def state_words(state: str) -> str:
    """A phase's state where nothing is said of taking part."""
    return pgettext("phase", "Open") if state == PhaseState.OPEN else str(PhaseState(state).label)


def as_phase(found: Shown, reported: Iterable[str], looking: Iterable[str], *, today: date) -> Shown:
    """With what is computed: its state beside the reports there are, whether the promised one is late, how far its steps are,
    whether people are looked for.
    """
    state, waiting = PhaseState(found["state"]), False
    if state in CLOSED:
        waiting = found["slug"] not in reported
        if not waiting:
            state = PhaseState.CLOSED_REPORT_AVAILABLE
        elif state == PhaseState.CLOSED_REPORT_AVAILABLE:  # there was one; it was taken back
            state = PhaseState.CLOSED_ANALYZING
    due, takes_part = found["report_due_on"], state == PhaseState.OPEN and found["slug"] in looking
    steps = [as_step(step, today=today) for step in found["milestones"]]
    return found | {
        "state": state.value,
        "state_label": state.label if takes_part else state_words(state),
        "takes_part": takes_part,
        "is_closed": state in CLOSED,
        "is_late": waiting and due is not None and due < today,
        "role": ROLES[found["edmonton_role"]],
        "milestones": steps,
        "done": sum(1 for step in steps if step["done_on"]),
    }


def as_step(step: Shown, *, today: date) -> Shown:
    """A step with its place in time."""
    begun = step["starts_on"] is not None and step["starts_on"] <= today
    is_late = not step["done_on"] and step["due_on"] < today
    return step | {"is_late": is_late, "is_now": not step["done_on"] and (is_late or begun)}


def span(rows: list[Shown], *, today: date) -> list[Shown]:
    """Phases with their place on one common line, in per cent of the whole plan: `from`, `width`, `today` (or None)."""
    dated = [row for row in rows if row["starts_on"] and row["ends_on"]]
    if not dated:
        return rows
    begin, end = min(row["starts_on"] for row in dated), max(row["ends_on"] for row in dated)
    whole = max((end - begin).days, 1)

    def place(day: date) -> float:
        return int(1000 * (day - begin).days / whole) / 10

    now = place(today) if begin <= today <= end else None
    return [
        row | {"line": {"from": place(row["starts_on"]), "width": place(row["ends_on"]) - place(row["starts_on"]), "today": now}}
        if row in dated
        else row
        for row in rows
    ]
