"""Charts as SVG: plain Python, no library, the same bytes for the same figures. Pages and the PDF draw with these functions.

Nothing is told by colour alone: words stand beside bars, numbers in segments, and a table with the same figures goes with every
picture. How lines and letters are drawn, in which ink and direction, is in `drawing.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from phases.exports.drawing import WIDE, Style, Svg, wrapped


@dataclass(frozen=True)
class Bar:
    """A row of a bar chart: the figure's value decides the length, its words are what is said. `whole`: what it is a part of."""

    label: str
    words: str
    value: int
    whole: int | None = None
    hue: str = "c1"
    heading: str = ""  # said once, above the first row of a group


def bars(key: str, title: str, desc: str, rows: Sequence[Bar], style: Style) -> str:
    """A bar a row, its label above it and its words at the end; the light bar behind it is what it is a part of."""
    svg = Svg(key, title, desc, style)
    largest = max((row.whole or row.value for row in rows), default=0) or 1
    y, heading = 0.0, ""
    for row in rows:
        if row.heading != heading:
            y += 10 if heading else 0
            y += svg.lines(0, y + 16, row.heading, width=style.width, size=15, bold=True) + 4
            heading = row.heading
        room = style.width - len(row.words) * 14 * WIDE - 16
        y += max(svg.lines(0, y + 14, row.label, width=room), 14 * 1.35)
        svg.text(style.width, y - 5, row.words, at="end", bold=bool(row.value), colour="text" if row.value else "muted")
        svg.rect(0, y + 4, style.width * min((row.whole or largest) / largest, 1), 10, "soft", round_=5)
        if row.value:
            svg.rect(0, y + 4, max(10, style.width * min(row.value / largest, 1)), 10, row.hue, round_=5)
        y += 22
    svg.height = y - 4
    return svg.done()


@dataclass(frozen=True)
class Tiles:
    """A group of organizations, one tile each: `full` heard, `part` drawn half ("nearly all" is never all), the rest not yet."""

    label: str
    words: str
    full: int
    part: int
    whole: int
    hue: str = "c1"


def tiles(key: str, title: str, desc: str, groups: Sequence[Tiles], style: Style) -> str:
    """A tile for each organization that was to be heard, group by group."""
    svg = Svg(key, title, desc, style)
    a_row = 13 if style.width < 500 else 18
    step = (style.width + 5) / a_row
    size = step - 5
    y = 0.0
    for group in groups:
        room = style.width - len(group.words) * 14 * WIDE - 16
        taken = svg.lines(0, y + 14, group.label, width=room)
        svg.text(style.width, y + 14, group.words, at="end", bold=bool(group.full))
        y += max(taken, 14 * 1.35) + 5
        for place in range(group.whole):
            x, top = (place % a_row) * step, y + (place // a_row) * step
            if place < group.full:
                svg.rect(x, top, size, size, group.hue, round_=size * 0.22)
            elif place < group.full + group.part:
                svg.rect(x, top, size, size, group.hue, round_=size * 0.22, opacity=0.4)
            else:
                svg.frame(x, top, size, "c5", round_=size * 0.2)
        y += (-(-group.whole // a_row)) * step + 12
    svg.height = y - 12
    return svg.done()


DEPTHS = (1.0, 0.62, 0.36, 0.18)  # from the darkest to the lightest: also told apart in grey


def stacks(key: str, title: str, desc: str, parts: Sequence[str], rows: Sequence[tuple[str, Sequence[int]]], style: Style) -> str:
    """Rows of segments, dark to light in the order of the key; the number stands in each, the key above names them."""
    svg = Svg(key, title, desc, style)
    y, x = 0.0, 0.0
    for place, part in enumerate(parts):
        need = 22 + len(part) * 12 * WIDE + 14
        if x and x + need > style.width:
            x, y = 0.0, y + 22
        svg.rect(x, y + 1, 14, 14, "c1", round_=3, opacity=DEPTHS[place])
        svg.text(x + 20, y + 12.5, part, size=12, colour="muted")
        x += need
    y += 34
    largest = max((sum(values) for _label, values in rows), default=0) or 1
    for label, values in rows:
        y += svg.lines(0, y + 13, label, width=style.width)
        x = 0.0
        for place, value in enumerate(values):
            width = style.width * value / largest
            svg.rect(x, y + 2, width - 2, 22, "c1", round_=3, opacity=DEPTHS[place])
            if value:
                svg.text(
                    x + (width - 2) / 2,
                    y + 17.5,
                    str(value),
                    at="middle",
                    size=13,
                    bold=True,
                    colour="bg" if place < 2 else "text",
                )
            x += width
        y += 38
    svg.height = y - 8
    return svg.done()


def heat(
    key: str,
    title: str,
    desc: str,
    columns: Sequence[str],
    rows: Sequence[tuple[str, Sequence[tuple[int, str]]]],
    style: Style,
    *,
    empty: str = "",
) -> str:
    """A table as shades: (value, words) in each cell, the words written into it.

    `empty`: what a cell without words means, told once below; then words of cells without a value are left out and heads stand
    upright where columns are too narrow for them.
    """
    svg = Svg(key, title, desc, style)
    room = style.width * 0.36
    each = (style.width - room) / max(len(columns), 1)
    largest = max((value for _label, cells in rows for value, _words in cells), default=0) or 1
    longest = max((len(word) * 11 * WIDE for column in columns for word in column.split()), default=0)
    narrow = bool(empty) and longest > each - 6
    y = _upright_heads(svg, columns, room, each) if narrow else _level_heads(svg, columns, room, each)
    for label, cells in rows:
        lines = wrapped(label, room - 8, 11.5)
        height = max(23.0, len(lines) * 14 + 6)
        for line, words in enumerate(lines):
            svg.text(0, y + height / 2 + 4 + (line - (len(lines) - 1) / 2) * 14, words, size=11.5)
        for place, (value, words) in enumerate(cells):
            share = value / largest
            colour, depth = ("c1", 0.14 + 0.86 * share) if value else ("soft", 0.6)
            svg.rect(room + each * place + 1.5, y + 1, each - 3, height - 2, colour, round_=4, opacity=depth)
            if value or not narrow:
                ink = "bg" if value and depth > 0.6 else "text" if value else "muted"
                svg.text(
                    room + each * (place + 0.5), y + height / 2 + 4, words, at="middle", size=11, bold=bool(value), colour=ink
                )
        y += height
    if narrow:
        svg.text(0, y + 18, empty, size=12, colour="muted")
        y += 24
    svg.height = y
    return svg.done()


def _level_heads(svg: Svg, columns: Sequence[str], room: float, each: float) -> float:
    """Heads of columns on as many lines as they need. Returns where the rows begin."""
    heads = [wrapped(column, each - 6, 11) for column in columns]
    y = max((len(head) for head in heads), default=1) * 14.0
    for place, head in enumerate(heads):
        for line, words in enumerate(head):
            top = y - (len(head) - 1 - line) * 14 - 4
            svg.text(room + each * (place + 0.5), top, words, at="middle", size=11, bold=True, colour="muted")
    return y + 4


def _upright_heads(svg: Svg, columns: Sequence[str], room: float, each: float) -> float:
    """Heads of columns that climb. Returns where the rows begin."""
    y = max(len(column) for column in columns) * 12 * WIDE + 4
    for place, column in enumerate(columns):
        svg.upright(room + each * (place + 0.5) + 4, y, column, size=12, colour="muted")
    return y + 6


def steps(key: str, title: str, desc: str, rows: Sequence[tuple[str, str, bool]], style: Style) -> str:
    """Dated steps down a line: (words, day in words, whether it is done)."""
    svg = Svg(key, title, desc, style)
    y, before = 0.0, None
    for words, day, is_done in rows:
        if before is not None:
            svg.line(9, before + 9, 9, y + 3, "c1", width=2.5)
        before = y + 12
        svg.dot(9, before, 6.5, "c1", hollow=not is_done)
        taken = svg.lines(30, y + 16, words, width=style.width - 30, bold=True)
        svg.text(30, y + 16 + taken, day, size=12, colour="muted")
        y += taken + 40
    svg.height = max(y - 14, 1)
    return svg.done()
