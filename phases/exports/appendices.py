"""What stands behind the report on paper: how each number was made, every table, versions, the codebook."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phases.exports import method
from phases.exports.blocks import Block, Section, paragraphs, section, written
from phases.exports.figures import Payload, text
from phases.exports.pictures import Picture
from resilience_portal.ui.phrases import day_words


def appendices(payload: Payload, drawn: Iterable[Picture]) -> list[Section]:
    """Behind the report: how each number was made, every table, the codebook, versions."""
    return [
        section(_("How each number was made"), made(payload)),
        section(_("The tables behind the pictures"), [table(picture) for picture in drawn]),
        *(
            [section(_("Questions we asked"), asked, breaks=False)]
            if (asked := written(payload["texts"].get("questions")))
            else []
        ),
        section(_("Codebook"), [{"kind": "definitions", "rows": codebook(payload)}]),
        section(_("Versions, data, and how to check them"), versions(payload)),
    ]


def made(payload: Payload) -> list[Block]:
    """What holds for every figure, a note for each table, and the words that stand where no number does."""
    notes = method.notes(payload)
    labels = {"counted": _("Counted"), "cut_off": _("Until"), "rounding": _("Rounding"), "withheld": _("Withheld")}
    for_all = [[labels[name], getattr(notes[0], name)] for name in labels] if notes else []
    return [
        {"kind": "box", "rows": for_all},
        {"kind": "notes", "items": [{"key": note.key, "title": note.title, "text": note.definition} for note in notes]},
        {"kind": "h", "text": _("Words where no number stands")},
        {"kind": "facts", "rows": [list(row) for row in method.blanks()]},
    ]


def table(picture: Picture) -> Block:
    """The figures that a picture draws, and those that it leaves out."""
    return {
        "kind": "table",
        "key": picture.key,
        "caption": picture.table_caption or picture.caption,
        "head": list(picture.head),
        "rows": [list(row) for row in picture.rows],
    }


def codebook(payload: Payload) -> list[list[str]]:
    """Names and definitions, by name."""
    return sorted([text(theme["name"]), text(theme["definition"])] for theme in payload["themes"])


def versions(payload: Payload) -> list[Block]:
    """Which version this is, where all of them are, and how anyone can tell that nothing was changed."""
    site = payload.get("site") or settings.SITE_URL
    address = f"{site}/{get_language()}/reports/{payload['slug']}/"
    rows = [
        [_("Version"), f"{payload['version']}, {day_words(payload['released_on'])}"],
        [_("All versions"), address],
        [_("Data"), f"{site}/data/{payload['slug']}/v{payload['version']}/datapackage.json"],
        [_("How to check"), f"{site}/{get_language()}/verify/"],
    ]
    if payload["correction"]:
        rows.insert(1, [_("Why it was corrected"), text(payload["correction"]["reason"])])
    head = payload.get("log_head")
    witness = _("This copy is a witness. It holds the newest entry of the publication log as it was just before its own release.")
    blocks: list[Block] = [{"kind": "facts", "rows": rows}, *(paragraphs(witness) if head else [])]
    if head:
        blocks.append({"kind": "code", "text": f"{head['number']}:{head['sha256']}"})
    return blocks
