"""The trace: what was heard, what was promised, what is being done, what came of it, and back. Released items only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from phases.enums import ItemKind
from phases.exports import figures, plan_items
from phases.exports.items import Shown, address_of
from phases.exports.reading import newest_report
from phases.models import PublishedReport

SHORT = 4  # rows on the first page


def evidence(theme: dict[str, Any], report: PublishedReport) -> Shown:
    """A theme as the newest report has it: name, how widely it was raised, which version says so."""
    return {
        "slug": theme["slug"],
        "name": figures.text(theme["name"]),
        "strength": figures.strength_words(report.payload, theme),
        "report": report,
        "statements": [figures.text(one) for one in theme["statements"]],
    }


def of_theme(slug: str, *, today: date) -> dict[str, Any]:
    """Everything public that hangs on one theme. A fixed number of queries."""
    projects = {row["slug"]: row for row in plan_items.projects(today=today)}
    promises = plan_items.about(slug, plan_items.commitments(today=today))
    return {
        "findings": [row for row in plan_items.about(slug, plan_items.findings()) if row["group"]],
        "promises": [row | {"carried_by": projects.get(row["project"])} for row in promises],
        "projects": plan_items.answering(slug, projects.values()),
    }


def of_project(project: Shown, *, today: date) -> dict[str, Any]:
    """Back from a project: the findings and themes that it answers, the latter as the newest report has them, and the promises
    that it carries.
    """
    report = newest_report()
    heard = {theme["slug"]: theme for theme in report.payload["themes"]} if report else {}
    themes = [
        theme | {"evidence": evidence(heard[theme["slug"]], report) if report and theme["slug"] in heard else None}
        for theme in plan_items.themes_of(project)
    ]
    promises = [row for row in plan_items.commitments(today=today) if row["project"] == project["slug"]]
    at = {row["reference"]: address_of(ItemKind.GROUP_FINDING, row["slug"], row) for row in plan_items.findings() if row["group"]}
    answers = [row | {"url": at.get(row["reference"], "")} for row in project["answers"]]
    return {"project": project | {"answers": answers}, "themes": themes, "promises": promises, "report": report}


def said_and_done(*, today: date) -> dict[str, Any]:
    """You said, we did: each published theme with its promises and projects; then the themes nothing was promised on yet."""
    report = newest_report()
    promises, found = plan_items.commitments(today=today), plan_items.projects(today=today)
    projects = {row["slug"]: row for row in found}
    promises = [row | {"carried_by": projects.get(row["project"])} for row in promises]
    rows: list[Shown] = []
    placed: set[str] = set()
    for theme in report.payload["themes"] if report else []:
        kept, answers = _placed(plan_items.about(theme["slug"], promises), placed), plan_items.answering(theme["slug"], found)
        rows.append(evidence(theme, report) | {"promises": kept, "projects": answers})  # type: ignore[arg-type]
    heard = {row["slug"] for row in rows}
    return {
        "report": report,
        "answered": [row for row in rows if row["promises"]],
        "carried": [row for row in rows if row["projects"] and not row["promises"]],
        "silent": [row for row in rows if not row["projects"] and not row["promises"]],
        "apart": _placed((row for row in promises if not any(theme["slug"] in heard for theme in row["themes"])), placed),
        "totals": totals(promises),
    }


def _placed(promises: Iterable[Shown], placed: set[str]) -> list[Shown]:
    """With the name that links point at, `anchor`, where a promise stands for the first time on the page."""
    found = []
    for row in promises:
        found.append(row | {"anchor": "" if row["slug"] in placed else row["slug"]})
        placed.add(row["slug"])
    return found


def heard() -> set[str]:
    """Themes that have a page: those of the newest report."""
    report = newest_report()
    return {theme["slug"] for theme in report.payload["themes"]} if report else set()


def totals(promises: list[Shown]) -> dict[str, int] | None:
    """How many promises are in which state; None where there is none."""
    states = ("open", "in_progress", "done", "cancelled")
    return {state: sum(1 for row in promises if row["state"] == state) for state in states} if promises else None


def what_changes(*, today: date) -> dict[str, Any]:
    """For the first page: promises in totals, projects under way, the next sessions."""
    coming = [row for row in plan_items.sessions(today=today) if row["is_coming"] and row["held_on"]]
    running = [row for row in plan_items.projects(today=today) if not row["is_over"]]
    return {"totals": totals(plan_items.commitments(today=today)), "projects": running[:SHORT], "coming": coming[:SHORT]}
