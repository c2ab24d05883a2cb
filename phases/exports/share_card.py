"""The picture that other sites show beside a link: one a kind of page and language, one a report,
one a phase, group, project or theme. Drawn by Typst, as the PDF is.

Its words and figures are those of the pages. The same words give the same bytes.
"""

from __future__ import annotations

import io
import json
import tempfile
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from PIL import Image, ImageColor

from phases.enums import ItemKind
from phases.exports import figures, glyphs, items
from phases.exports.figures import Payload
from phases.exports.pdf import mosaic, whole_line
from phases.exports.reading import newest_report, once
from phases.models import PublishedReport

TEMPLATE = Path(__file__).with_name("share_card.typ")
SIZE = (1200, 630)
BAND = "#0c2b27"
INKS = {"ink": "#eef5f1", "muted": "#b5cbc3", "amber": "#ffc531"}
HUES = ("#5fcab5", "#a3b4fa", "#f0a47c", "#cfabe3", "#7d938a")
SHADES = 8  # of each colour at the edge of a letter or tile: with the band 65 colours, a third of the bytes, nothing to see of it
KEPT = 256  # drawn by this process: a new generation of the site mostly asks for the same ones
# By the name under which a kind of page stands in the navigation; "about" for the pages of words.
TITLES: dict[str, Promise] = {
    "home": gettext_lazy("We are listening first."),
    "plan": gettext_lazy("The plan"),
    "themes": gettext_lazy("What we heard"),
    "commitments": gettext_lazy("You said, we did"),
    "reports": gettext_lazy("Reports"),
    "data": gettext_lazy("Open data"),
    "about": gettext_lazy("How people who speak are protected"),
}
LINES: dict[str, Promise] = {
    "plan": gettext_lazy("Each phase is reported to the public. No project begins before people have been heard."),
    "reports": gettext_lazy("Every version of every report stays at its address."),
    "data": gettext_lazy("Take the data with you"),
    "about": gettext_lazy(
        "Talking about extremism can carry risk. These rules are enforced by the portal itself, not left to habit."
    ),
}
OF_ITEMS = {ItemKind.PHASE: "goal", ItemKind.FOCUS_GROUP: "purpose", ItemKind.PROJECT: "summary"}  # and what stands below
THEME = "theme"
PICTURE = "picture"
LONGEST = 170  # characters below the title
TELL_WHO = ("home", "themes", "commitments")  # these say from how many organizations


def of_kind(kind: str) -> bytes:
    """The picture of a kind of page, in the active language."""
    return picture(_from_kind(kind))


def of_item(kind: str, slug: str) -> bytes | None:
    """The picture of one phase, group, project or theme, in the active language; None where it is not public."""
    data = _from_item(kind, slug)
    return picture(data) if data else None


def of_report(payload: Payload) -> bytes:
    """The picture of one version of a report, in the active language."""
    return picture(_from_report(payload))


def subjects() -> list[tuple[str, str]]:
    """Kind and slug of everything that has a picture of its own, beside reports."""
    newest = newest_report()
    themes = [(THEME, theme["slug"]) for theme in newest.payload["themes"]] if newest else []
    return themes + [(str(kind), row["slug"]) for kind in OF_ITEMS for row in items.of(kind)]


def wanted() -> list[str]:
    """What all pictures of the site are drawn from, in all languages. Call within one reading."""
    reports = [report for report in PublishedReport.objects.readable() if not report.is_withdrawn]
    found: list[str | None] = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found += [_from_kind(kind) for kind in TITLES]
            found += [_from_item(*subject) for subject in subjects()]
            found += [_from_report(report.payload) for report in reports]
    return [data for data in found if data]


def picture(data: str) -> bytes:
    """The picture of what it is drawn from; within a reading, from wherever `expect` said."""
    return once((PICTURE, data), lambda: partial(draw, data))()


def expect(data: str, found: Callable[[], bytes]) -> None:
    """Within a reading: this picture will be had from there."""
    once((PICTURE, data), lambda: found)


def _from_kind(kind: str) -> str:
    newest = newest_report()
    payload = newest.payload if newest else None
    line = str(LINES.get(kind, ""))
    if kind in TELL_WHO and payload:
        line = heard(payload)
    return _data(kicker=items.plan().get("title", ""), title=str(TITLES[kind]), line=line, payload=payload)


def _from_item(kind: str, slug: str) -> str | None:
    newest = newest_report()
    if kind == THEME:
        rows = newest.payload["themes"] if newest else []
        told = [(figures.text(row["name"]), figures.text(row["definition"])) for row in rows if row["slug"] == slug]
    elif kind in OF_ITEMS:
        told = [(row["title"], row[OF_ITEMS[ItemKind(kind)]]) for row in items.of(ItemKind(kind)) if row["slug"] == slug]
    else:
        told = []
    if not told:
        return None
    title, line = told[0]
    kicker, payload = items.plan().get("title", ""), newest.payload if newest else None
    return _data(kicker=kicker, title=title, line=Truncator(line).chars(LONGEST), payload=payload)


def _from_report(payload: Payload) -> str:
    kicker, title = figures.text(payload["plan"]["title"]), figures.text(payload["title"])
    return _data(kicker=kicker, title=title, line=heard(payload), payload=payload)


def heard(payload: Payload) -> str:
    """From how many organizations, in the published words."""
    declared = payload["universe"]["organizations"]
    words = figures.words_beside(figures.total(payload), declared)
    return _("From %(heard)s of %(declared)s organizations.") % {"heard": words, "declared": declared}


def _data(*, kicker: str, title: str, line: str, payload: Payload | None) -> str:
    found: dict[str, Any] = {
        "lang": get_language() or "en",
        "dir": "rtl" if get_language_bidi() else "ltr",
        "fonts": list(glyphs.FONTS),
        "band": BAND,
        "inks": INKS,
        "hues": HUES,
        "kicker": kicker,
        "title": whole_line(title),
        "line": line,
        "name": _("Resilience Portal"),
        "mosaic": mosaic(payload) if payload else [],
    }
    return json.dumps(glyphs.drawable(found), ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=KEPT)
def draw(data: str) -> bytes:
    """The picture, drawn. Any thread may."""
    import typst  # noqa: PLC0415 - the worker's: 34 MB that the web process never loads

    with tempfile.TemporaryDirectory() as nothing:
        drawn = typst.compile(  # type: ignore[call-overload]  # its stub does not know bytes
            TEMPLATE.read_bytes(),
            root=nothing,
            package_path=nothing,
            package_cache_path=nothing,
            font_paths=glyphs.fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            format="png",
            ppi=72.0,
        )
    packed = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as picture:
        picture.convert("RGB").quantize(palette=_palette(), dither=Image.Dither.NONE).save(packed, "PNG")
    return packed.getvalue()


@cache
def _palette() -> Image.Image:
    """The band, and every colour that stands on it in steps from the band to itself: these are all the colours of a picture."""
    band, *colours = [ImageColor.getrgb(code) for code in (BAND, *INKS.values(), *HUES)]
    steps = [step / SHADES for step in range(1, SHADES + 1)]
    shades = [[round(a + (b - a) * step) for a, b in zip(band, colour, strict=True)] for colour in colours for step in steps]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for shade in ([*band], *shades) for part in shade])
    return palette
