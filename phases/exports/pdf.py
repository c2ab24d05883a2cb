"""The report as an accessible PDF (PDF/UA-1, PDF/A-2a) by Typst. Text enters as JSON data, never as source."""

from __future__ import annotations

import importlib.util
import json
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from phases.domain.rendered import RenderedFile
from phases.exports.figures import Payload, Table, by_size, table, text, total, words_beside
from phases.phrases import METHODS, ROLES, STRENGTHS
from resilience_portal.ui.phrases import figure_words

TEMPLATE = Path(__file__).with_name("report.typ")
FONT_PACKAGE = "fontpkg_ibm_plex_sans_arabic"
MISSING_GLYPH = "?"


def font_folder() -> Path:
    """The folder of the pip package's fonts."""
    spec = importlib.util.find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(FONT_PACKAGE)
    return Path(spec.origin).parent / "files"


@cache
def covered() -> frozenset[int]:
    """Code points that the font can draw: PDF/UA refuses a document with any other."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - the worker's; the web process never loads it

    return frozenset(TTFont(font_folder() / "IBMPlexSansArabic-Regular.ttf", lazy=True).getBestCmap())


def drawable(value: Any) -> Any:
    """The same data with every character that the font lacks as a question mark: one emoji must not stop a report."""
    if isinstance(value, str):
        return "".join(c if ord(c) in covered() or c in "\n" else MISSING_GLYPH for c in value)
    if isinstance(value, list):
        return [drawable(one) for one in value]
    if isinstance(value, dict):
        return {name: drawable(one) for name, one in value.items()}
    return value


def _rows(found: Table | None) -> dict[str, Any] | None:
    if found is None:
        return None
    rows = by_size(found)
    largest = max([row.value for row in rows], default=0) or 1
    return {
        "caption": found.title,
        "head": [*found.heads, found.unit],
        "rows": [{"label": row.labels[0], "words": row.words, "share": row.value / largest} for row in rows],
    }


def _day(iso: str | None) -> str:
    return date_format(date.fromisoformat(iso), "DATE_FORMAT") if iso else ""


def _theme(payload: Payload, theme: dict[str, Any]) -> dict[str, Any]:
    found = table(payload, "organizations_by_theme")
    words = next((row.words for row in found.rows if row.codes == (theme["code"],)), "") if found else ""
    return {
        "name": text(theme["name"]),
        "definition": text(theme["definition"]),
        "strength": _("%(organizations)s organizations: %(strength)s.")
        % {"organizations": words, "strength": STRENGTHS[theme["strength"]]},
        "statements": [text(one) for one in theme["statements"]],
    }


def _sections(payload: Payload) -> list[dict[str, Any]]:
    """Headings, paragraphs and tables in the report's order; the template only draws them."""
    return [
        {"title": _("At a glance"), "paragraphs": [text(payload["texts"]["at_a_glance"]), _who_was_heard(payload)]},
        {"title": _("Why we asked"), "paragraphs": _why(payload)},
        {
            "title": _("Who we heard from, and who we have not"),
            "paragraphs": [],
            "tables": _tables(payload, "organizations_by_sector", "organizations_by_ward"),
        },
        {"title": _("How we listened"), "paragraphs": _how(payload)},
        {
            "title": _("What we heard, by theme"),
            "paragraphs": [],
            "tables": _tables(payload, "organizations_by_theme"),
            "themes": [_theme(payload, theme) for theme in payload["themes"]],
        },
        {"title": _("In people's own words"), "paragraphs": [], "quotes": [quote["text"] for quote in payload["quotes"]]},
        {"title": _("How numbers are protected"), "paragraphs": _protected(payload)},
    ]


def _tables(payload: Payload, *names: str) -> list[dict[str, Any]]:
    return [found for name in names if (found := _rows(table(payload, name)))]


def _who_was_heard(payload: Payload) -> str:
    declared = payload["universe"]["organizations"]
    return _("We heard %(heard)s of %(declared)s organizations, in %(talks)s conversations.") % {
        "heard": words_beside(total(payload), declared),
        "declared": declared,
        "talks": figure_words(total(payload, "conversations")),
    }


def _why(payload: Payload) -> list[str]:
    role = ROLES[payload["role_of_public"]]
    return [text(payload["plan"]["decision"]), f"{role[0]}. {role[1]}", text(payload["promise"])]


def _how(payload: Payload) -> list[str]:
    methods = ", ".join(str(METHODS[name]) for name in payload["methods"])
    return [
        _("We talked %(methods)s.") % {"methods": methods} if methods else "",
        _("This is not a survey. Figures count organizations that raised a theme, not how many people agree."),
    ]


def _protected(payload: Payload) -> list[str]:
    return [
        _(
            "Every figure is a multiple of five and near the true count. “Fewer than 5” may also mean none. "
            "Small groups are shown together. No two publications can be compared to learn what one organization said."
        ),
        text(payload["plan"]["contact"]),
        text(payload["plan"]["disclaimer"]),
    ]


def data(payload: Payload, language: str) -> dict[str, Any]:
    """What the template draws, in the active language."""
    released = payload["released_on"]
    period = f"{_day(payload['period']['from'])} – {_day(payload['period']['to'])}"
    return {
        "lang": language,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "title": text(payload["title"]),
        "kicker": text(payload["phase"]["title"]),
        "sub": text(payload["plan"]["title"]),
        "meta": [
            _("Version %(number)s") % {"number": payload["version"]},
            _("Released on %(day)s") % {"day": _day(released)},
            _("Covers %(period)s") % {"period": period},
            text(payload["plan"]["responsible"]),
            text(payload["plan"]["land_acknowledgement"]),
            text(payload["plan"]["funding"]),
        ],
        "page": _("Page"),
        "contents": _("Contents"),
        "table": _("Table"),
        "sections": _sections(payload),
    }


def render(payload: Payload, language: str) -> RenderedFile:
    """The PDF in the active language. Raises typst.TypstError when it would not be accessible."""
    import typst  # noqa: PLC0415 - the worker's: 34 MB that the web process never loads

    moment = datetime.combine(date.fromisoformat(payload["released_on"]), time(12), tzinfo=UTC)  # a day, not a time of day
    body = typst.compile(  # type: ignore[misc]  # its stub does not know bytes
        TEMPLATE.read_bytes(),
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(drawable(data(payload, language)), ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(moment.timestamp()),
    )
    return RenderedFile("report.pdf", "application/pdf", body, language)
