"""The pictures of a report: for each its drawing, the words that a screen reader says instead, and the table behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from phases.exports import charts, figures
from phases.exports.charts import Bar, Tiles
from phases.exports.drawing import Style
from phases.exports.figures import Payload, Row, text
from phases.phrases import STRENGTH_NAMES
from resilience_portal.disclosure.words import Word
from resilience_portal.ui.phrases import colon, day_words, figure_words, short_figure_words

HUES = {"faith": "c1", "youth": "c2", "government": "c3", "community": "c4"}
LARGEST_THEMES = 12
LOUDEST = 3


@dataclass(frozen=True)
class Picture:
    """One picture in the active language. `made`: the figures' table, whose note says how they were made."""

    key: str
    caption: str
    words: str
    made: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    draw: Callable[[str, str, str, Style], str]
    names: int = 1  # columns of the table that hold no figure
    table_caption: str = ""  # where the table holds more than the picture

    def svg(self, style: Style) -> str:
        """The drawing."""
        return self.draw(self.key, self.caption, self.words, style)


def pictures(payload: Payload) -> list[Picture]:
    """All that the payload's figures give; what protection left out has no picture."""
    made = (
        heard(payload),
        wards(payload),
        themes(payload),
        strengths(payload),
        by_sector(payload),
        loudest(payload),
        by_ward(payload),
        next_steps(payload),
    )
    return [picture for picture in made if picture is not None]


def _listed(rows: list[tuple[str, str]]) -> str:
    return "; ".join(f"{label}{colon()}{words}" for label, words in rows) + "."


def heard(payload: Payload) -> Picture | None:
    """Who was heard of those who were to be heard, by sector."""
    sectors = figures.sectors_beside_declared(payload)
    if not sectors:
        return None
    groups, rows = [], []
    for entry in sectors:
        row, declared, words = entry["row"], entry["declared"], entry["words"]
        whole = declared or row.value
        full = min(row.value, whole)
        part = 1 if full and full == whole else 0
        said = _("%(heard)s of %(declared)s") % {"heard": words, "declared": declared} if declared else words
        groups.append(Tiles(row.labels[0], said, full - part, part, whole, HUES.get(row.codes[0], "c5")))
        rows.append((row.labels[0], words, str(declared) if declared else "–"))
    return Picture(
        "heard",
        _("Organizations heard, by sector, beside those we set out to hear"),
        _listed([(group.label, group.words) for group in groups]),
        "organizations_by_sector",
        (_("Sector"), _("Heard"), _("Set out to hear")),
        tuple(rows),
        lambda key, title, desc, style: charts.tiles(key, title, desc, groups, style),
    )


def _bars(key: str, caption: str, made: str, head: str, rows: list[Row], shown: int | None = None) -> Picture | None:
    if not rows:
        return None
    whole = caption
    if shown is not None and len(rows) > shown:
        caption = _("Organizations that raised each theme: the %(number)s largest") % {"number": shown}
    drawn = [Bar(row.labels[0], row.words, row.value) for row in rows[:shown]]
    return Picture(
        key,
        caption,
        _listed([(bar.label, bar.words) for bar in drawn]),
        made,
        (head, _("Organizations")),
        tuple((row.labels[0], row.words) for row in rows),
        lambda key, title, desc, style: charts.bars(key, title, desc, drawn, style),
        table_caption=whole,
    )


def wards(payload: Payload) -> Picture | None:
    """Who was heard, by ward."""
    rows = figures.by_size(figures.table(payload, "organizations_by_ward"))
    return _bars("wards", _("Organizations heard, by ward"), "organizations_by_ward", _("Ward"), rows)


def themes(payload: Payload) -> Picture | None:
    """The themes that most organizations raised; all of them are in the table."""
    rows = figures.by_size(figures.table(payload, "organizations_by_theme"))
    return _bars("themes", _("Organizations that raised each theme"), "organizations_by_theme", _("Theme"), rows, LARGEST_THEMES)


def strengths(payload: Payload) -> Picture | None:
    """How many themes of each group were raised by most, many, some or a few organizations."""
    counted: dict[str, Counter[str]] = {group["code"]: Counter() for group in payload["theme_groups"]}
    for theme in payload["themes"]:
        if theme["strength"] is not None:
            counted.setdefault(theme["group"], Counter())[theme["strength"]] += 1
    names = {group["code"]: text(group["name"]) for group in payload["theme_groups"]}
    rows = [(names.get(code, code), [found[strength] for strength in STRENGTH_NAMES]) for code, found in counted.items() if found]
    if not rows:
        return None
    parts = [str(name) for name in STRENGTH_NAMES.values()]
    said = [
        (label, _(", ").join(f"{part} {value}" for part, value in zip(parts, values, strict=True) if value))
        for label, values in rows
    ]
    return Picture(
        "strengths",
        _("How widely themes were raised: number of themes raised by most, many, some or a few organizations"),
        _listed(said),
        "organizations_by_theme",
        (_("Group of themes"), *parts),
        tuple((label, *(str(value) if value else _("none") for value in values)) for label, values in rows),
        lambda key, title, desc, style: charts.stacks(key, title, desc, parts, rows, style),
    )


def by_sector(payload: Payload) -> Picture | None:
    """Themes by sector, as shades."""
    told = _("The darker a cell, the more organizations of that sector raised the theme. The table gives every figure.")
    return _shades(payload, "sector", _("Organizations that raised each theme, by sector"), told)


def by_ward(payload: Payload) -> Picture | None:
    """Themes by ward, as shades."""
    told = _("The darker a cell, the more organizations of that ward raised the theme. The table gives every figure.")
    return _shades(payload, "ward", _("Organizations that raised each theme, by ward"), told)


def _shades(payload: Payload, by: str, caption: str, told: str) -> Picture | None:
    found = figures.matrix(payload, by)
    if found is None:
        return None
    groups, rows = found
    columns = [label for _code, label in groups]
    cells = [(label, [(row.value, short_figure_words(row.cell)) for row in line]) for _code, label, line in rows]
    empty = _("Cells without a number: %(words)s.") % {"words": figure_words({"value": 0, "word": Word.FEWER_THAN})}
    return Picture(
        f"by-{by}",
        caption,
        told,
        f"organizations_by_{by}_and_theme",
        (_("Theme"), *columns),
        tuple((label, *(row.words for row in line)) for _code, label, line in rows),
        lambda key, title, desc, style: charts.heat(key, title, desc, columns, cells, style, empty=empty),
    )


def loudest(payload: Payload) -> Picture | None:
    """What each sector raised most."""
    found = figures.table(payload, "organizations_by_sector_and_theme")
    if found is None:
        return None
    drawn, rows = [], []
    for entry in figures.sectors_beside_declared(payload):
        sector = entry["row"]
        own = [row for row in figures.by_theme_size(payload, found) if row.codes[0] == sector.codes[0] and row.value]
        for row in sorted(own, key=lambda row: (-row.value, row.labels[1]))[:LOUDEST]:
            hue = HUES.get(row.codes[0], "c5")
            drawn.append(Bar(row.labels[1], row.words, row.value, sector.value, hue, heading=sector.labels[0]))
            rows.append((sector.labels[0], row.labels[1], row.words))
    if not drawn:
        return None
    return Picture(
        "loudest",
        _("What each sector raised most, beside the organizations heard in it"),
        _listed([(f"{sector}, {theme}", words) for sector, theme, words in rows]),
        "organizations_by_sector_and_theme",
        (_("Sector"), _("Theme"), _("Organizations")),
        tuple(rows),
        lambda key, title, desc, style: charts.bars(key, title, desc, drawn, style),
        names=2,
    )


def next_steps(payload: Payload) -> Picture | None:
    """Dated steps of the phase that follows."""
    rows = [(text(row["title"]), row["due_on"]) for row in payload["next"]["milestones"]]
    if not rows:
        return None
    until = payload["released_on"] or payload["period"]["to"]
    drawn = [(title, day_words(due), date.fromisoformat(due) <= date.fromisoformat(until)) for title, due in rows]
    return Picture(
        "next-steps",
        _("What comes next, and when"),
        _listed([(title, day) for title, day, _done in drawn]),
        "",
        (_("Step"), _("Day")),
        tuple((title, day) for title, day, _done in drawn),
        lambda key, title, desc, style: charts.steps(key, title, desc, drawn, style),
    )
