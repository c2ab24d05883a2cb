"""An item, or a theme, as the public will read it: the public templates over words that are not released."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from phases.enums import ItemKind
from phases.exports import figures, items, plan_items, trace
from phases.exports.items import Shown, shown
from phases.exports.reading import newest_report
from phases.exports.themes import made, said

Text = dict[str, str]  # by language
SMALL = "phases/item_preview.html"  # for what has no page of its own
# What a payload has only once it is released.
UNRELEASED: dict[str, Any] = {"slug": "preview", "version": 0, "released_on": None}


def context_of(kind: ItemKind, found: Shown, *, today: date) -> tuple[str, dict[str, Any]]:
    """Template and context."""
    if kind == ItemKind.PHASE:
        return "phases/phase_detail.html", {"phase": items.as_phase(found, [], [], today=today), "reports": [], "today": today}
    if kind == ItemKind.FOCUS_GROUP:
        group = plan_items.as_group(found, plan_items.states_of_phases())
        return "phases/focus_group_detail.html", {"group": group, "questions": group["questions"], "sessions": []}
    if kind == ItemKind.PROJECT:
        return "phases/project_detail.html", {"project": plan_items.as_project(found, today=today), "themes": [], "promises": []}
    if kind == ItemKind.SESSION:
        return SMALL, {"kind": kind.value, "session": plan_items.as_session(found, today=today)}
    if kind == ItemKind.COMMITMENT:
        return SMALL, {"kind": kind.value, "promise": plan_items.as_commitment(found, today=today)}
    if kind == ItemKind.NOTICE:
        return SMALL, {"kind": kind.value, "notice": found}
    if kind == ItemKind.PLAN:
        return SMALL, {"kind": kind.value, "plan": found}
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


def render_item(kind: ItemKind, payload: dict[str, Any], *, language: str, today: date) -> str:
    """The page in this language, saying that it is not released."""
    with translation.override(language):
        template, context = context_of(kind, shown(UNRELEASED | payload), today=today)
        return render_to_string(template, {**context, "is_item_preview": True, "nav": "plan", "alternates": []})
