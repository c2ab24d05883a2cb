"""The report's page. The public view and the staff preview draw it with the same function from the same payload."""

# safe: the pictures are drawn by `drawing.py`, which escapes every word and writes nothing else.
from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phases.exports import figures, method, notices
from phases.exports.drawing import Ink, Style
from phases.exports.figures import Payload, text
from phases.exports.pictures import Picture, pictures
from phases.phrases import ROLES
from resilience_portal.disclosure.words import Word
from resilience_portal.ui.phrases import BLANKS, day_words, figure_words

SCREEN_WIDTH = 360.0  # of a picture in its own units: its letters stay readable on a phone
MADE = "#made-"


@dataclass(frozen=True)
class Drawn:
    """A picture on the page, with the table behind it and the address of the note that says how its figures were made."""

    picture: Picture
    svg: SafeString
    made: str

    @property
    def rows(self) -> list[list[tuple[str, str]]]:
        """The table's cells: words, and where it is told how they were made or why they are withheld ("" beside a name)."""
        reasons = {str(words): f"{MADE}blanks" for words in BLANKS.values()}
        reasons[figure_words({"value": 0, "word": Word.FEWER_THAN})] = f"{MADE}withheld"
        names = self.picture.names if self.made else len(self.picture.head)
        return [
            [(words, "" if place < names else reasons.get(words, self.made)) for place, words in enumerate(row)]
            for row in self.picture.rows
        ]


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _themes(payload: Payload) -> list[dict[str, Any]]:
    cells = figures.theme_cells(payload)
    return [
        {
            "slug": theme["slug"],
            "group": theme["group"],
            "name": text(theme["name"]),
            "definition": text(theme["definition"]),
            "strength": figures.strength_words(payload, theme) if theme["strength"] else "",
            "cell": cells[theme["code"]],
            "statements": [text(one) for one in theme["statements"]],
            "summary": notices.written(theme.get("summary")),
            "differed": notices.written(theme.get("differed")),
        }
        for theme in payload["themes"]
    ]


def grouped(payload: Payload, themes: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Themes under their groups, in the codebook's order."""
    by_group = defaultdict(list)
    for theme in themes:
        by_group[theme["group"]].append(theme)
    return [
        {"name": text(row["name"]), "themes": by_group[row["code"]]} for row in payload["theme_groups"] if by_group[row["code"]]
    ]


def drawn(payload: Payload) -> dict[str, Drawn]:
    """The pictures by key, for the screen."""
    style = Style(Ink.WEB, rtl=get_language() == "ar", width=SCREEN_WIDTH)
    return {
        picture.key.replace("-", "_"): Drawn(
            picture, SafeString(picture.svg(style)), f"{MADE}{picture.made}" if picture.made else ""
        )
        for picture in pictures(payload)
    }


def key_numbers(payload: Payload) -> list[dict[str, str]]:
    """Three figures that a reader takes along, each with the way to how it was made."""
    declared = payload["universe"]["organizations"]
    wide = sum(map(figures.is_wide, payload["themes"]))
    return [
        {
            "words": figures.words_beside(figures.total(payload), declared),
            "label": _("of %(declared)s organizations heard") % {"declared": declared},
            "made": f"{MADE}organizations",
        },
        {
            "words": figure_words(figures.total(payload, "conversations")),
            "label": _("conversations"),
            "made": f"{MADE}conversations",
        },
        {
            "words": str(wide) if wide else str(BLANKS["zero"]),
            "label": _("themes raised by about 10 organizations or more"),
            "made": f"{MADE}organizations_by_theme",
        },
    ]


def contents(payload: Payload, texts: dict[str, Any]) -> list[tuple[str, str]]:
    """The sections that this report has: (id, title)."""
    has_answer = texts.get("done") or texts.get("will_do") or texts.get("will_not") or payload["commitments"]
    found = [
        ("at-a-glance", _("At a glance"), True),
        ("why", _("Why we asked"), True),
        ("who", _("Who we heard from, and who we have not"), True),
        ("how", _("How we listened"), True),
        ("heard", _("What we heard, by theme"), True),
        ("by-sector", _("Themes by sector"), figures.matrix(payload) is not None),
        ("by-ward", _("Themes by ward"), figures.matrix(payload, "ward") is not None),
        ("quotes", _("In people's own words"), bool(payload["quotes"])),
        ("answered", _("What we did, will do, and will not do"), bool(has_answer)),
        ("next", _("What comes next"), True),
        ("protected", _("How numbers are protected"), True),
        ("made", _("How each number was made"), True),
        ("questions", _("Questions we asked"), bool(texts.get("questions"))),
    ]
    return [(name, title) for name, title, is_there in found if is_there]


def context(payload: Payload) -> dict[str, Any]:
    """Everything the template `phases/parts/report.html` needs, in the active language."""
    texts = {name: notices.written(words) for name, words in payload["texts"].items()}
    return {
        "payload": payload,
        "title": text(payload["title"]),
        "phase_title": text(payload["phase"]["title"]),
        "plan": {name: text(words) for name, words in payload["plan"].items()},
        "promise": text(payload["promise"]),
        "texts": texts,
        "contents": contents(payload, texts),
        "numbers": key_numbers(payload),
        "pictures": drawn(payload),
        "period_from": _day(payload["period"]["from"]),
        "period_to": _day(payload["period"]["to"]),
        "released_on": _day(payload["released_on"]),
        "correction": notices.correction(payload),
        "role": ROLES[payload["role_of_public"]],
        "ways": figures.ways(payload),
        "languages": figures.languages(payload),
        "quotes": notices.quotes(payload),
        "log_head": payload.get("log_head"),
        **_counted(payload),
        **_made(payload),
        **_next(payload),
    }


def _counted(payload: Payload) -> dict[str, Any]:
    """Figures, themes and sectors."""
    matrix = figures.matrix(payload)
    wards = figures.by_size(figures.table(payload, "organizations_by_ward"))
    themes = _themes(payload)
    heard = figures.words_beside(figures.total(payload), payload["universe"]["organizations"])
    return {
        "heard": format_html('<a class="fig" href="{}organizations"><bdi>{}</bdi></a>', MADE, heard),
        "talks": figures.total(payload, "conversations"),
        "declared": payload["universe"]["organizations"],
        "sectors": figures.sectors_beside_declared(payload),
        "wards": wards,
        "largest_ward": max([row.value for row in wards], default=0),
        "themes": themes,
        "theme_groups": grouped(payload, themes),
        "largest_theme": max([theme["cell"]["value"] for theme in themes], default=0),
        "matrix_heads": matrix[0] if matrix else [],
        "matrix_rows": matrix[1] if matrix else [],
        "largest_cell": max([cell.value for _code, _label, row in matrix[1] for cell in row], default=0) if matrix else 0,
    }


def _made(payload: Payload) -> dict[str, Any]:
    """How the numbers were made, and what is not a number."""
    return {
        "method_box": method.box(payload),
        "made": method.notes(payload),
        "withheld": method.withheld(payload),
        "blanks": method.blanks(),
        "rules": payload["figures"]["rules"],
        "notes": payload["figures"].get("notes", []),
    }


def _next(payload: Payload) -> dict[str, Any]:
    """What follows."""
    steps = [{"title": text(row["title"]), "due_on": _day(row["due_on"])} for row in payload["next"]["milestones"]]
    due = payload["next"].get("report_due_on")
    return {"next_phase": text(payload["next"]["phase"]), "next_report": day_words(due) if due else "", "next_steps": steps}


def render_report(payload: Payload, *, language: str, beside: SafeString, alternates: Sequence[Mapping[str, Any]]) -> str:
    """The report's page as the public will read it, in this language, and our own HTML to stand beside it.

    `alternates`: where the same preview is in each language.
    """
    with translation.override(language):
        found = {**context(payload), "beside": beside, "alternates": alternates, "nav": "reports"}
        return render_to_string("phases/report_preview.html", found)
