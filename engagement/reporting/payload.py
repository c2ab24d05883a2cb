"""Puts the payload of a report together: protected figures, public method, approved words. The shape is in `docs/payload.md`.

Only what passed a gate goes in: `SafeEdition` figures, approved findings, licensed quotes, the plan's own public texts.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from engagement.enums import Method
from engagement.models import Finding, Quote, Report
from engagement.reporting.method import method_box
from engagement.reporting.sections import OF_THE_REPORT
from engagement.reporting.tabulate import Edition
from phases.models import Milestone, Phase, Theme
from phases.phrases import SPOKEN_LANGUAGES
from resilience_portal.disclosure.rules import ORGANIZATION
from resilience_portal.disclosure.tables import SafeEdition, key
from resilience_portal.disclosure.words import Word, strength
from stakeholders.models import Sector, Ward

Text = dict[str, str]
SCHEMA = "resilience-portal/report/1"
QUOTES_PER_ORGANIZATION = 2  # disclosure.md section 2: at most two per organization per edition
PLAN_TEXTS = ("title", "responsible", "land_acknowledgement", "funding", "decision", "contact", "disclaimer")
NO_TEXTS: dict[str, Text | None] = {section.value: None for section in OF_THE_REPORT}  # staff write them
OTHER_WARDS = _("Other wards")
OTHER_SECTORS = _("Other sectors")


def texts(record: Model, field: str) -> Text:
    """The field in every language of the portal; a language not yet written shows the default one's words."""
    default = getattr(record, f"{field}_{settings.MODELTRANSLATION_DEFAULT_LANGUAGE}") or ""
    return {code: getattr(record, f"{field}_{code}") or default for code, _name in settings.LANGUAGES}


def in_every_language(phrase: Any) -> Text:
    """A lazy phrase, translated into every language of the portal."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(phrase)
    return found


def labels(edition: Edition) -> dict[str, dict[str, Text]]:
    """Names of every code that the figures use."""
    sectors = {sector.code: texts(sector, "name") for sector in Sector.objects.filter(code__in=edition.codes("sector"))}
    found = Ward.objects.filter(code__in=edition.codes("ward"))  # a ward has one name, whatever the language
    wards = {ward.code: {code: ward.name for code, _name in settings.LANGUAGES} for ward in found}
    if "other" in edition.codes("sector"):
        sectors["other"] = in_every_language(OTHER_SECTORS)
    if "other" in edition.codes("ward"):
        wards["other"] = in_every_language(OTHER_WARDS)
    themes = {theme.code: texts(theme, "name") for theme in Theme.objects.filter(code__in=_theme_codes(edition))}
    spoken = dict(SPOKEN_LANGUAGES)
    methods = {code: in_every_language(Method(code).label) for code in edition.codes("method")}
    languages = {code: in_every_language(spoken[code]) for code in edition.codes("language")}
    return {"sector": sectors, "ward": wards, "theme": themes, "method": methods, "language": languages}


def quotes(edition: Edition, *, on: date, corrects: Report | None = None) -> tuple[list[dict[str, Any]], list[str | None]]:
    """Words whose licence holds on that day, in the order of their hash (the order of entry says who was heard
    when). Beside them, their keys.

    Attributed to nobody; at most two from one organization. A correction shows what the version before showed, less what
    was withdrawn: where words were taken out, a tombstone stays.
    """
    found = Quote.objects.publishable(on=on).filter(
        conversation__phase=edition.phase,
        conversation__held_on__lte=edition.period_to,
        conversation__organization__in=edition.organizations,
    )
    if corrects is not None and corrects.payload:
        return _quoted_again(corrects, found)
    ordered = sorted(
        found.values_list("text", "language", "conversation__organization", "pk"),
        key=lambda row: hashlib.sha256(row[0].encode()).hexdigest(),
    )
    given: Counter[Any] = Counter()
    chosen: list[dict[str, Any]] = []
    keys: list[str | None] = []
    for text, language, organization, pk in ordered:
        given[organization] += 1
        if given[organization] <= QUOTES_PER_ORGANIZATION:
            chosen.append({"text": text, "language": language, "sector": None})
            keys.append(str(pk))
    return chosen, keys


def _quoted_again(before: Report, found: QuerySet[Quote]) -> tuple[list[dict[str, Any]], list[str | None]]:
    """The quotes of the version before that may still be shown, and its tombstones, each in its place."""
    assert before.payload is not None
    allowed = {str(pk) for pk in found.values_list("pk", flat=True)}
    chosen: list[dict[str, Any]] = []
    keys: list[str | None] = []
    for quote, pk in zip(before.payload["quotes"], (before.inputs or {}).get("quotes", []), strict=True):
        if pk in allowed or quote.get("withdrawn_on"):
            chosen.append(quote)
            keys.append(pk)
    return chosen, keys


def themes(edition: Edition, safe: SafeEdition) -> list[dict[str, Any]]:
    """Every theme of the codebook with its published strength, largest first, then by name.

    Last those without a figure: `strength` is None, and `figures.blanks` says why.
    """
    statements: dict[Any, list[Text]] = defaultdict(list)
    for finding in Finding.objects.publishable().filter(phase=edition.phase).prefetch_related("themes"):
        for theme in finding.themes.all():
            statements[theme.pk].append(texts(finding, "statement"))
    total = safe.cell("organizations").value
    rows: list[tuple[int, str, dict[str, Any]]] = []
    for theme in Theme.objects.filter(code__in=_theme_codes(edition)).select_related("group"):
        value = safe.values.get((ORGANIZATION, key(theme=theme.code)))
        row = {
            "code": theme.code,
            "slug": theme.slug,
            "group": theme.group.code,
            "name": texts(theme, "name"),
            "definition": texts(theme, "definition"),
            "strength": None if value is None else strength(value, of=total),
            "statements": statements[theme.pk],
            "summary": None,
            "differed": None,
            "quotes": [],
        }
        rows.append((1 if value is None else -value, theme.code, row))
    by_size_then_name = sorted(rows, key=lambda found: (found[0], found[2]["name"]["en"], found[1]))
    return [row for _value, _code, row in by_size_then_name]


def _theme_codes(edition: Edition) -> list[str]:
    """Themes with figures, and those that have a word instead."""
    return [*edition.codes("theme"), *(code for dimension, code in edition.counts.blanks if dimension == "theme")]


def named(safe: SafeEdition, dimension: str) -> list[str]:
    """Codes (methods, languages) whose published figure is not "fewer than 5".

    Never by the count itself: who watches a name appear would know that exactly so many organizations stand behind it.
    """
    found = {table.name: table for table in safe.tables}.get(f"organizations_by_{dimension}")
    shown = [dict(cell.key)[dimension] for cell in found.cells if cell.word is not Word.FEWER_THAN] if found else []
    return sorted(shown)


def what_comes_next(phase: Phase) -> dict[str, Any]:
    """The phase after this one, and its dates."""
    following = Phase.objects.public().filter(plan=phase.plan, number__gt=phase.number).order_by("number").first()
    if following is None:
        return {"phase": None, "report_due_on": None, "milestones": []}
    milestones = Milestone.objects.filter(phase=following).order_by("due_on", "order")
    return {
        "phase": texts(following, "title"),
        "report_due_on": following.report_due_on.isoformat() if following.report_due_on else None,
        "milestones": [{"title": texts(row, "title"), "due_on": row.due_on.isoformat()} for row in milestones],
    }


def groups_of(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The theme groups in use, in the codebook's order."""
    codes = {row["group"] for row in rows}
    found = {theme.group for theme in Theme.objects.filter(group__code__in=codes).select_related("group")}
    in_order = sorted(found, key=lambda group: (group.order, group.code))
    return [{"code": group.code, "name": texts(group, "name")} for group in in_order]


def assemble(*, report: Report, edition: Edition, safe: SafeEdition, on: date) -> tuple[dict[str, Any], list[str | None]]:
    """The machine's payload, not yet released (`released_on` is None until then), and the keys of its quotes in their order.

    The keys never leave: by them a quote that is withdrawn is found in every version.
    """
    phase, plan = report.phase, report.phase.plan
    theme_rows = themes(edition, safe)
    quoted, keys = quotes(edition, on=on, corrects=report.corrects)
    made = {
        "schema": SCHEMA,
        "slug": report.slug,
        "version": report.version,
        "kind": report.kind,
        "title": texts(report, "title"),
        "phase": {"number": phase.number, "slug": phase.slug, "title": texts(phase, "title")},
        "period": {"from": report.period_from.isoformat(), "to": report.period_to.isoformat()},
        "released_on": None,
        "log_head": None,
        "correction": None,
        "plan": {name: texts(plan, name) for name in PLAN_TEXTS},
        "role_of_public": phase.edmonton_role,
        "iap2_level": phase.iap2_level,
        "promise": texts(phase, "promise"),
        "universe": edition.universe_payload(),
        "labels": labels(edition),
        "methods": named(safe, "method"),
        "languages": named(safe, "language"),
        "figures": safe.to_payload(),
        "themes": theme_rows,
        "theme_groups": groups_of(theme_rows),
        "quotes": quoted,
        "commitments": [],
        "next": what_comes_next(phase),
        "method": method_box(phase, until=edition.period_to, rules=edition.rules, secret=settings.DISCLOSURE_SECRET.encode()),
        "texts": NO_TEXTS,
    }
    return made, keys
