"""An item, or a theme, as the public will read it: the public templates over words that are not released."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from phases.enums import ItemKind
from phases.exports import figures, item_pages, items, plan_items, trace
from phases.exports.items import Shown, shown
from phases.exports.reading import newest_report
from phases.exports.themes import made, said
from phases.models import EngagementPlan, ReleasedItem
from phases.models.plan import TEXTS

Text = dict[str, str]  # by language
SMALL = "phases/item_preview.html"  # for what has no page of its own


def context_of(kind: ItemKind, found: Shown, *, today: date) -> tuple[str, dict[str, Any]]:
    """Template and context."""
    if kind == ItemKind.PHASE:
        phase = items.as_phase(found, items.reported(), items.looking(), today=today)
        return "phases/phase_detail.html", {**item_pages.of_phase(phase, today=today), "today": today}
    if kind == ItemKind.FOCUS_GROUP:
        group = plan_items.as_group(found, plan_items.states_of_phases())
        return "phases/focus_group_detail.html", item_pages.of_group(group, today=today)
    if kind == ItemKind.PROJECT:
        project = plan_items.as_project(found, today=today)
        return "phases/project_detail.html", item_pages.of_project(project, today=today)
    if kind == ItemKind.SESSION:
        return SMALL, {"kind": kind.value, "session": plan_items.as_session(found, today=today)}
    if kind == ItemKind.COMMITMENT:
        return SMALL, {"kind": kind.value, "promise": plan_items.as_commitment(found, today=today)}
    if kind == ItemKind.NOTICE:
        return SMALL, {"kind": kind.value, "notice": found}
    if kind == ItemKind.PLAN:
        labels: Any = {field.name: field.verbose_name for field in EngagementPlan._meta.fields}
        rows = [(labels[name], found.get(name)) for name in TEXTS]
        return SMALL, {"kind": kind.value, "rows": rows}
    return SMALL, {"kind": kind.value, "row": plan_items.as_finding(found)}


def render_theme(code: str, words: dict[str, Text], *, language: str, today: date) -> str:
    """The page of a theme with these words for its own, over the newest figures; the words alone where there are none yet."""
    report = newest_report()
    theme = next((row for row in report.payload["themes"] if row["code"] == code), None) if report else None
    shared = {"is_item_preview": True, "nav": "themes", "alternates": []}
    with translation.override(language):
        if report is None or theme is None:
            told = {name: figures.text(text) for name, text in words.items()}
            return render_to_string(SMALL, {**shared, "kind": "theme", **told})
        context = {"report": report, "theme": theme, "made": made(report), **said(report.payload, theme | words)}
        context["trace"] = trace.of_theme(theme["slug"], today=today)
        return render_to_string("phases/theme_detail.html", {**shared, **context})


def render_item(kind: ItemKind, slug: str, payload: dict[str, Any], *, language: str, today: date) -> str:
    """The page in this language, saying that it is not released; around it stands what is public."""
    unreleased = {"slug": slug, "version": ReleasedItem.objects.of(kind, slug).count() + 1, "released_on": today.isoformat()}
    with translation.override(language):
        template, context = context_of(kind, shown(unreleased | payload), today=today)
        return render_to_string(template, {**context, "is_item_preview": True, "nav": "plan", "alternates": []})
