"""What a picture is drawn with: an SVG that grows downwards, in two inks and two directions. The pictures are in `charts.py`.

Two inks: `Ink.WEB` writes classes, which the style sheet colours (light, dark, forced colours); `Ink.PRINT` writes colours.
Right to left: browsers move `text-anchor` with an inherited direction and Typst does not, so the root says direction="ltr",
every x is mirrored here, and each label is wrapped in a right-to-left isolate.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

PRINT = {
    "text": "#13241f",
    "muted": "#4a5c56",
    "grid": "#d8d9cf",
    "soft": "#e4e8e1",
    "bg": "#ffffff",
    "c1": "#0a6b5e",
    "c2": "#3f55a5",
    "c3": "#a3481f",
    "c4": "#6d4a86",
    "c5": "#74837d",
}
PRINT_FONT = "IBM Plex Sans Arabic, Noto Sans"
NARROW, WIDE = 0.5, 0.56  # of the size: the mean width of a letter, by script; enough to break lines by
RTL_ISOLATE, END_ISOLATE = "\u2067", "\u2069"


class Ink(StrEnum):
    """Where the picture is drawn."""

    WEB = "web"
    PRINT = "print"


@dataclass(frozen=True)
class Style:
    """How a picture is drawn: `width` in its own units, which are those of its letters."""

    ink: Ink = Ink.WEB
    rtl: bool = False
    width: float = 420


@dataclass
class Svg:
    """A drawing that grows downwards. `title` and `desc` are read out; `key` makes their ids and is unique on the page."""

    key: str
    title: str
    desc: str
    style: Style
    height: float = 0
    parts: list[str] = field(default_factory=list)

    def _paint(self, colour: str, attribute: str = "fill") -> str:
        if self.style.ink is Ink.WEB:
            return f'class="{attribute[0]}-{colour}"'
        return f'{attribute}="{PRINT[colour]}"'

    def _x(self, x: float, width: float = 0) -> str:
        return number(self.style.width - x - width if self.style.rtl else x)

    def rect(
        self, x: float, y: float, width: float, height: float, colour: str, *, round_: float = 0, opacity: float = 1
    ) -> None:
        """A filled rectangle; nothing where it has no width."""
        if width <= 0:
            return
        more = (f' rx="{number(round_)}"' if round_ else "") + (f' fill-opacity="{number(opacity)}"' if opacity < 1 else "")
        size = f'width="{number(width)}" height="{number(height)}"'
        self.parts.append(f'<rect x="{self._x(x, width)}" y="{number(y)}" {size}{more} {self._paint(colour)}/>')

    def frame(self, x: float, y: float, size: float, colour: str, *, round_: float) -> None:
        """An empty dashed square: something that is not there yet."""
        self.parts.append(
            f'<rect x="{self._x(x + 1, size - 2)}" y="{number(y + 1)}" width="{number(size - 2)}" height="{number(size - 2)}" '
            f'rx="{number(round_)}" fill="none" {self._paint(colour, "stroke")} stroke-width="1.4" stroke-dasharray="3 3"/>'
        )

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str, *, width: float = 1) -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{self._x(x)}" y1="{number(y)}" x2="{self._x(to_x)}" y2="{number(to_y)}" '
            f'{self._paint(colour, "stroke")} stroke-width="{number(width)}"/>'
        )

    def dot(self, x: float, y: float, radius: float, colour: str, *, hollow: bool = False) -> None:
        """A point in time; hollow: not reached yet."""
        paint = f'fill="none" {self._paint(colour, "stroke")} stroke-width="2.5"' if hollow else self._paint(colour)
        self.parts.append(f'<circle cx="{self._x(x)}" cy="{number(y)}" r="{number(radius)}" {paint}/>')

    def text(
        self, x: float, y: float, words: str, *, at: str = "start", size: float = 14, colour: str = "text", bold: bool = False
    ) -> None:
        """Words. `at`: start, middle or end of the line that x marks, in the direction of reading."""
        if self.style.rtl:
            at, words = {"start": "end", "end": "start"}.get(at, at), f"{RTL_ISOLATE}{words}{END_ISOLATE}"
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{self._x(x)}" y="{number(y)}" text-anchor="{at}" font-size="{number(size)}"{weight} '
            f"{self._paint(colour)}>{escape(words)}</text>"
        )

    def upright(self, x: float, y: float, words: str, *, size: float, colour: str) -> None:
        """Words that climb from (x, y): the head of a column that is narrower than they are."""
        if self.style.rtl:
            words = f"{RTL_ISOLATE}{words}{END_ISOLATE}"
        self.parts.append(
            f'<text transform="translate({self._x(x)} {number(y)}) rotate(-90)" text-anchor="start" font-size="{number(size)}" '
            f'font-weight="600" {self._paint(colour)}>{escape(words)}</text>'
        )

    def lines(self, x: float, y: float, words: str, *, width: float, size: float = 14, bold: bool = False) -> float:
        """Words on as many lines as they need. Returns the height that they took."""
        rows = wrapped(words, width, size)
        for place, row in enumerate(rows):
            self.text(x, y + place * size * 1.35, row, size=size, bold=bold)
        return len(rows) * size * 1.35

    def done(self) -> str:
        """The picture."""
        width, height = number(self.style.width), number(self.height)
        font = "" if self.style.ink is Ink.WEB else f' font-family="{PRINT_FONT}"'
        told = f'<title id="{self.key}-t">{escape(self.title)}</title><desc id="{self.key}-d">{escape(self.desc)}</desc>'
        size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" {size} direction="ltr" role="img" '
            f'aria-labelledby="{self.key}-t {self.key}-d"{font}>{told}{"".join(self.parts)}</svg>'
        )


def number(value: float) -> str:
    """At most two decimals, none for nothing."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def wrapped(words: str, width: float, size: float) -> list[str]:
    """Lines of at most `width`, broken between words."""
    letter = size * (NARROW if any("\u0600" <= c <= "\u06ff" for c in words) else WIDE)
    rows = [""]
    for word in words.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and len(longer) * letter > width:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows
