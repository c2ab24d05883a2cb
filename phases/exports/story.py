"""What the PDF says, section by section and block by block. The Typst template only draws it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from phases.exports import figures, method, notices
from phases.exports.blocks import Block, Section, paragraphs, section, written
from phases.exports.drawing import Ink, Style
from phases.exports.figures import Payload, text, total, words_beside
from phases.exports.pictures import pictures
from phases.phrases import ROLES
from resilience_portal.ui.phrases import colon, day_words, figure_words

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "he"})
PAPER_WIDTH = 600.0  # of a picture on paper, in its own units


class Story:
    """The report in the active language."""

    def __init__(self, payload: Payload) -> None:
        self.payload = payload
        self.notes = method.notes(payload)
        self.pictures = {picture.key: picture for picture in pictures(payload)}

    def sections(self) -> list[Section]:
        """In the order in which they are read."""
        return [
            *self.changed(),
            section(_("At a glance"), self.at_a_glance()),
            section(_("Why we asked"), self.why(), breaks=False),
            section(_("Who we heard from, and who we have not"), self.who()),
            section(_("How we listened"), self.how(), breaks=False),
            section(_("How it was analysed"), self.analysed(), breaks=False),
            section(_("What we heard, by theme"), self.heard()),
            section(_("What we did, will do, and will not do"), self.answered()),
            section(_("What comes next"), self.next(), breaks=False),
            section(_("How numbers are protected"), self.protected(), breaks=False),
        ]

    def changed(self) -> list[Section]:
        """First of all in a correction: what is not as it was, figures and words."""
        mended = notices.correction(self.payload)
        if mended is None or mended["changes"] is None:
            return []
        found = mended["changes"]
        blocks: list[Block] = []
        if found["figures"]:
            head = [pgettext("a number", "Figure"), _("Before"), _("Now")]
            rows = [
                [_(", ").join(filter(None, (row["label"], row["group"]))), row["before"], row["after"]]
                for row in found["figures"]
            ]
            blocks.append({"kind": "table", "key": "changed", "caption": _("Figures that changed"), "head": head, "rows": rows})
        for row in found["words"]:
            before, after = (row[side]["text"] if row[side] else "–" for side in ("before", "after"))
            blocks += [{"kind": "h", "text": row["label"]}, {"kind": "facts", "rows": [[_("Before"), before], [_("Now"), after]]}]
        if found["fewer_quotes"]:
            blocks += paragraphs(_("Quotes were withdrawn."))
        return [section(_("What changed"), blocks or paragraphs(_("No figure and no text changed.")))]

    # --- Sections -----------------------------------------------------------------------------------------------------------
    def at_a_glance(self) -> list[Block]:
        """The key figures and the words that go with them."""
        declared = self.payload["universe"]["organizations"]
        heard = words_beside(total(self.payload), declared)
        wide = [theme for theme in self.payload["themes"] if figures.is_wide(theme)]
        talks = figure_words(total(self.payload, "conversations"))
        line = _("We heard %(heard)s of %(declared)s organizations, in %(talks)s conversations.")
        return [
            {"kind": "lead", "text": line % {"heard": heard, "declared": declared, "talks": talks}},
            {
                "kind": "numbers",
                "items": [
                    [heard, _("of %(declared)s organizations heard") % {"declared": declared}],
                    [talks, _("conversations")],
                    [number_format(len(wide)) if wide else _("none"), _("themes raised by about 10 organizations or more")],
                ],
            },
            *self.words("at_a_glance"),
        ]

    def why(self) -> list[Block]:
        """The decision, the role of the public, the promise."""
        name, meaning = ROLES[self.payload["role_of_public"]]
        return [
            *paragraphs(text(self.payload["plan"]["decision"])),
            *self.words("why"),
            {"kind": "aside", "title": str(name), "text": str(meaning)},
            *paragraphs(text(self.payload["promise"])),
        ]

    def who(self) -> list[Block]:
        """Heard and not heard, by sector and ward."""
        return [
            *self.picture("heard"),
            *paragraphs(
                _(
                    "What is missing from a sector's declared number has not been heard yet, has not agreed to be counted, "
                    "or is lost in rounding."
                )
            ),
            *self.picture("wards"),
            *self.titled("not_heard", _("Who we have not heard from")),
        ]

    def how(self) -> list[Block]:
        """Ways and languages, with the organizations that met them."""
        rows = [
            [_("How we talked"), _met(figures.ways(self.payload))],
            [_("Languages"), _met(figures.languages(self.payload))],
        ]
        return [*self.words("how"), {"kind": "facts", "rows": rows}, *self.titled("limits", _("Limits"))]

    def analysed(self) -> list[Block]:
        """The method box."""
        return [{"kind": "box", "rows": [list(row) for row in method.box(self.payload)]}]

    def heard(self) -> list[Block]:
        """Themes, where people differed, sectors, quotes."""
        blocks = [*self.picture("themes"), *self.picture("strengths"), {"kind": "themes", "groups": self.themes()}]
        blocks += self.titled("differed", _("Where people differed"))
        if "by-sector" in self.pictures:
            blocks += [{"kind": "h", "text": _("Themes by sector")}, *self.picture("by-sector"), *self.picture("loudest")]
        if "by-ward" in self.pictures:
            blocks += [{"kind": "h", "text": _("Themes by ward")}, *self.picture("by-ward")]
        if self.payload["quotes"]:
            blocks.append({"kind": "h", "text": _("In people's own words")})
            blocks += paragraphs(_("Published with permission, attributed to nobody, in no order."))
            blocks.append({"kind": "quotes", "items": [_quote(row) for row in self.payload["quotes"]]})
        return blocks

    def answered(self) -> list[Block]:
        """What was done, will be done and will not be done about it; commitments."""
        told = [
            *self.titled("done", _("What we did")),
            *self.titled("will_do", _("What we will do")),
            *self.titled("will_not", _("What we will not do, and why")),
        ]
        rows = [text(row.get("text") or row.get("title")) for row in self.payload["commitments"]]
        if rows:
            told.append({"kind": "list", "items": rows})
        return told or paragraphs(_("No commitment has been released with this report yet."))

    def next(self) -> list[Block]:
        """What follows, and when."""
        following = text(self.payload["next"]["phase"])
        told = _("The next phase: %(next_phase)s.") % {"next_phase": following} if following else ""
        due = self.payload["next"].get("report_due_on")
        when = _("Its report is due by %(day)s.") % {"day": day_words(due)} if due else ""
        return [*self.words("next"), *paragraphs(f"{told} {when}".strip()), *self.picture("next-steps")]

    def protected(self) -> list[Block]:
        """The promise, what is withheld and why, how to have something taken out."""
        plan = self.payload["plan"]
        promise = _(
            "Every figure is a multiple of five and near the true count. “Fewer than 5” may also mean none. "
            "Small groups are shown together. No two publications can be compared to learn what one organization said."
        )
        return [
            *paragraphs(promise, method.withheld(self.payload)),
            {"kind": "h", "text": _("To correct something, or take it out")},
            *paragraphs(text(plan["contact"])),
            *({"kind": "small", "text": block["text"]} for block in paragraphs(text(plan["disclaimer"]))),
        ]

    # --- Parts --------------------------------------------------------------------------------------------------------------
    def words(self, name: str) -> list[Block]:
        """A staff-written text; nothing where there is none."""
        return written(self.payload["texts"].get(name))

    def titled(self, name: str, title: str) -> list[Block]:
        """A staff-written text under its own heading; nothing where there is none."""
        found = self.words(name)
        return [{"kind": "h", "text": title}, *found] if found else []

    def picture(self, key: str) -> list[Block]:
        """The picture with its words and the way to its table and its note; nothing where there is none."""
        picture = self.pictures.get(key)
        if picture is None:
            return []
        style = Style(Ink.PRINT, rtl=get_language() == "ar", width=PAPER_WIDTH)
        note = next((note.number for note in self.notes if note.key == picture.made), 0)
        block = {"kind": "chart", "key": key, "caption": picture.caption, "alt": picture.words, "svg": picture.svg(style)}
        return [block | {"note": note, "made": picture.made}]

    def themes(self) -> list[dict[str, Any]]:
        """Groups of themes in the codebook's order, themes by size; each with its figure, strength and statements."""
        cells = figures.theme_cells(self.payload)
        return [
            {
                "name": text(group["name"]),
                "themes": [
                    {
                        "name": text(theme["name"]),
                        "strength": self.strength(theme, cells[theme["code"]]),
                        "texts": [*written(theme.get("summary")), *written(theme.get("differed"))],
                        "statements": [text(one) for one in theme["statements"]],
                    }
                    for theme in self.payload["themes"]
                    if theme["group"] == group["code"]
                ],
            }
            for group in self.payload["theme_groups"]
        ]

    def strength(self, theme: Payload, cell: Mapping[str, Any]) -> str:
        """Its figure and how widely it was raised; one of four words where it has no figure."""
        said = figure_words(cell)
        if theme["strength"] is None:
            return said
        told = _("%(organizations)s organizations: %(strength)s.")
        return told % {"organizations": said, "strength": figures.strength_words(self.payload, theme)}


def _met(found: figures.Met) -> str:
    """One line: each with its figure, then those that have none."""
    told = [f"{row.labels[0]}{colon()}{row.words}" for row in found.shown]
    if found.under:
        told.append(f"{found.under_words}{colon()}{figure_words(found.under_cell)}")
    return found.stop.join(told) or found.comma.join(found.names) or _("withheld")


def _quote(row: dict[str, Any]) -> dict[str, str]:
    """Words in their language and direction; a tombstone, where they were taken back."""
    language = row["language"] or get_language() or "en"
    if row.get("withdrawn_on"):
        row = {"text": notices.tombstone(row)}
    return {"text": row["text"], "lang": language, "dir": "rtl" if language in RIGHT_TO_LEFT else "ltr"}
