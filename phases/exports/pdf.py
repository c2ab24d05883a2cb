"""The report as an accessible PDF (PDF/UA-1, PDF/A-2a) by Typst. Text enters as JSON data, never as source.

Nothing but the template, the data and the fonts can be reached: the root is an empty folder, packages are looked for in another.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from phases.domain.rendered import RenderedFile
from phases.exports import glyphs, notices
from phases.exports.appendices import appendices
from phases.exports.figures import Payload, text
from phases.exports.story import Story
from resilience_portal.ui.phrases import day_words

TEMPLATE = Path(__file__).with_name("report.typ")


def banner(notice: Mapping[str, Any] | None) -> dict[str, str] | None:
    """What a copy that is no longer the one to read says of itself: on its cover, and in short on every page."""
    stands = notices.banner(notice)
    if stands is None:
        return None
    return {"title": stands["title"], "text": f"{stands['told']} {stands['reason']}".strip(), "short": stands["title"]}


def whole_line(title: str) -> str:
    """The title with its last short word ("1") kept on the line of the word before."""
    before, space, last = title.rpartition(" ")
    return f"{before}\u00a0{last}" if space and len(last) <= 3 else title


def mosaic(payload: Payload) -> list[int]:
    """The cover: a tile in its sector's hue for each organization of the declared list, which tells nothing."""
    rows = payload["universe"].get("by_sector", [])
    return [place % 5 for place, row in enumerate(rows) for _tile in range(row["organizations"])]


def _period(payload: Payload) -> str:
    return f"{day_words(payload['period']['from'])} – {day_words(payload['period']['to'])}"


def _about(payload: Payload) -> tuple[str, list[list[str]]]:
    """Version and day of release in a line; what the report is, row by row."""
    plan = payload["plan"]
    released = _("Version %(number)s") % {"number": payload["version"]}
    if payload["released_on"]:
        on = _("Released on %(day)s") % {"day": day_words(payload["released_on"])}
        released = f"{released} · {on}"
    about = [
        [_("Version"), released],
        [_("Covers"), _period(payload)],
        [_("Responsible"), text(plan["responsible"])],
        [_("Funding"), text(plan["funding"])],
    ]
    return released, [row for row in about if row[1]]


def _corrects(mended: Mapping[str, Any]) -> dict[str, str]:
    title = _("This version corrects version %(number)s") % {"number": mended["of_version"]}
    return {"title": title, "text": mended["reason"]}


def furniture() -> dict[str, str]:
    """Words of the page itself."""
    return {
        "contents": _("Contents"),
        "about": _("About this report"),
        "page": _("Page"),
        "figure": _("Figure"),
        "table": _("Table"),
        "note": _("How it was made: note"),
        "tables": _("Table by table"),
    }


def data(payload: Payload, language: str) -> dict[str, Any]:
    """What the template draws, in the active language."""
    story = Story(payload)
    plan = payload["plan"]
    mended = notices.correction(payload)
    released, about = _about(payload)
    return {
        "lang": language,
        "dir": "rtl" if get_language_bidi() else "ltr",
        "fonts": list(glyphs.FONTS),
        "title": text(payload["title"]),
        "cover_title": whole_line(text(payload["title"])),
        "kicker": text(payload["phase"]["title"]),
        "sub": text(plan["title"]),
        "released": released,
        "period": _("Covers %(period)s") % {"period": _period(payload)},
        "responsible": text(plan["responsible"]),
        "about": about,
        "land": text(plan["land_acknowledgement"]),
        "banner": banner(payload.get("notice")),
        "correction": _corrects(mended) if mended else None,
        "mosaic": mosaic(payload),
        "words": furniture(),
        "sections": story.sections(),
        "appendices": appendices(payload, story.pictures.values()),
    }


def render(payload: Payload, language: str) -> RenderedFile:
    """The PDF in the active language; with a `notice` in the payload, the copy that says it is no longer the one to read.

    Raises typst.TypstError when it would not be accessible.
    """
    import typst  # noqa: PLC0415 - the worker's: 34 MB that the web process never loads

    moment = datetime.combine(date.fromisoformat(payload["released_on"]), time(12), tzinfo=UTC)  # a day, not a time of day
    with tempfile.TemporaryDirectory() as nothing:
        body = typst.compile(  # type: ignore[type-var]  # its stub does not know bytes
            TEMPLATE.read_bytes(),
            root=nothing,
            package_path=nothing,
            package_cache_path=nothing,
            font_paths=glyphs.fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(glyphs.drawable(data(payload, language)), ensure_ascii=False)},
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(moment.timestamp()),
        )
    return RenderedFile("report.pdf", "application/pdf", body, language)
