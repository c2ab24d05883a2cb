"""The report's page. The public view and the staff preview draw it with the same function from the same payload."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from phases.exports import figures, notices
from phases.exports.figures import Payload, text
from phases.phrases import LANGUAGES, METHODS, ROLES, STRENGTHS


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _themes(payload: Payload) -> list[dict[str, Any]]:
    found = figures.table(payload, "organizations_by_theme")
    cells = {row.codes[0]: row for row in found.rows} if found else {}
    return [
        {
            "slug": theme["slug"],
            "name": text(theme["name"]),
            "definition": text(theme["definition"]),
            "strength": STRENGTHS[theme["strength"]],
            "row": cells.get(theme["code"]),
            "statements": [text(one) for one in theme["statements"]],
            "summary": notices.written(theme.get("summary")),
            "differed": notices.written(theme.get("differed")),
        }
        for theme in payload["themes"]
    ]


def context(payload: Payload) -> dict[str, Any]:
    """Everything the template `phases/parts/report.html` needs, in the active language."""
    matrix = figures.matrix(payload)
    sectors = figures.sectors_beside_declared(payload)
    wards = figures.by_size(figures.table(payload, "organizations_by_ward"))
    themes = _themes(payload)
    return {
        "payload": payload,
        "title": text(payload["title"]),
        "phase_title": text(payload["phase"]["title"]),
        "plan": {name: text(words) for name, words in payload["plan"].items()},
        "promise": text(payload["promise"]),
        "texts": {name: notices.written(words) for name, words in payload["texts"].items()},
        "period_from": _day(payload["period"]["from"]),
        "period_to": _day(payload["period"]["to"]),
        "released_on": _day(payload["released_on"]),
        "correction": notices.correction(payload),
        "role": ROLES[payload["role_of_public"]],
        "heard": figures.words_beside(figures.total(payload), payload["universe"]["organizations"]),
        "talks": figures.total(payload, "conversations"),
        "declared": payload["universe"]["organizations"],
        "sectors": sectors,
        "wards": wards,
        "largest_ward": max([row.value for row in wards], default=0),
        "methods": [METHODS[name] for name in payload["methods"]],
        "languages": [LANGUAGES.get(code, code) for code in payload["languages"]],
        "themes": themes,
        "largest_theme": max([theme["row"].value for theme in themes if theme["row"]], default=0),
        "matrix_heads": matrix[0] if matrix else [],
        "matrix_rows": matrix[1] if matrix else [],
        "largest_cell": max([cell.value for _code, _label, row in matrix[1] for cell in row], default=0) if matrix else 0,
        "quotes": notices.quotes(payload),
        "rules": payload["figures"]["rules"],
        "notes": payload["figures"].get("notes", []),
        "next_phase": text(payload["next"]["phase"]),
        "next_steps": [{"title": text(row["title"]), "due_on": _day(row["due_on"])} for row in payload["next"]["milestones"]],
        "second_coded": payload["method"]["second_coded"],
        "codebook_version": payload["method"]["codebook_version"],
        "agreement": payload["method"].get("agreement"),
    }


def render_report(payload: Payload, *, language: str, beside: SafeString, alternates: Sequence[Mapping[str, Any]]) -> str:
    """The report's page as the public will read it, in this language, and our own HTML to stand beside it.

    `alternates`: where the same preview is in each language.
    """
    with translation.override(language):
        found = {**context(payload), "beside": beside, "alternates": alternates, "nav": "reports"}
        return render_to_string("phases/report_preview.html", found)
