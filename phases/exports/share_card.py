"""The picture that other sites show beside a link: one a kind of page and language, one a report,
one a phase, group, project or theme. Drawn by Typst, as the PDF is.

Its words and figures are those of the pages. The same words give the same bytes.
"""

from __future__ import annotations

import io
import json
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from PIL import Image

from phases.enums import ItemKind
from phases.exports import figures, glyphs, items
from phases.exports.figures import Payload
from phases.exports.pdf import mosaic, whole_line
from phases.exports.reading import newest_report

TEMPLATE = Path(__file__).with_name("share_card.typ")
SIZE = (1200, 630)
COLOURS = 48  # of a picture of flat colours and letters: a quarter of the bytes, and no difference to see
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
LONGEST = 170  # characters below the title
TELL_WHO = ("home", "themes", "commitments")  # these say from how many organizations


def of_kind(kind: str) -> bytes:
    """The picture of a kind of page, in the active language."""
    newest = newest_report()
    payload = newest.payload if newest else None
    line = str(LINES.get(kind, ""))
    if kind in TELL_WHO and payload:
        line = heard(payload)
    return _png(_data(kicker=items.plan().get("title", ""), title=str(TITLES[kind]), line=line, payload=payload))


def of_item(kind: str, slug: str) -> bytes | None:
    """The picture of one phase, group, project or theme, in the active language; None where it is not public."""
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
    return _png(_data(kicker=kicker, title=title, line=Truncator(line).chars(LONGEST), payload=payload))


def of_report(payload: Payload) -> bytes:
    """The picture of one version of a report, in the active language."""
    kicker, title = figures.text(payload["plan"]["title"]), figures.text(payload["title"])
    return _png(_data(kicker=kicker, title=title, line=heard(payload), payload=payload))


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
        "kicker": kicker,
        "title": whole_line(title),
        "line": line,
        "name": _("Resilience Portal"),
        "mosaic": mosaic(payload) if payload else [],
    }
    return json.dumps(glyphs.drawable(found), ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=KEPT)
def _png(data: str) -> bytes:
    import typst  # noqa: PLC0415 - the worker's: 34 MB that the web process never loads

    with tempfile.TemporaryDirectory() as nothing:
        drawn = typst.compile(  # type: ignore[call-overload]  # its stub does not know bytes
            TEMPLATE.read_bytes(),
            root=nothing,
            package_path=nothing,
            package_cache_path=nothing,
            font_paths=glyphs.folders(),
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            format="png",
            ppi=72.0,
        )
    packed = io.BytesIO()
    with Image.open(io.BytesIO(drawn)) as picture:
        flat = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        flat.save(packed, "PNG")
    return packed.getvalue()
