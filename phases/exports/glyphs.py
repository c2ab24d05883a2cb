"""Which characters the PDF's fonts can draw. PDF/UA refuses a document with any other; one emoji must not stop a release.

A character that no font has becomes a visible mark, and is reported with its place, so that whoever releases the report sees it.
"""

from __future__ import annotations

import importlib.util
import logging
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from phases.exports.figures import Payload

if TYPE_CHECKING:
    import typst

log = logging.getLogger("portal.pdf")
# In the order in which a character is looked for: the portal's own face, then one for names in other Latin, Greek and Cyrillic.
FONTS = {
    "IBM Plex Sans Arabic": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf"),
    "Noto Sans": ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
}
PACKAGES = tuple(package.replace("_", "-") for package, _file in FONTS.values())
MARK = "\ufffd"
INVISIBLE = {"Cf", "Mn", "Me"}  # joiners, direction marks, variation selectors: left out where no font has them
# Typst writes these itself or needs no glyph for them.
ALWAYS = frozenset("\n\t\u200b\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069\u00ad")


@dataclass(frozen=True)
class Missing:
    """A character without a glyph, and where it is."""

    where: str
    character: str

    @property
    def code(self) -> str:
        """U+1F308."""
        return f"U+{ord(self.character):04X}"


def folder(package: str) -> Path:
    """Where a font package keeps its files. Raises ModuleNotFoundError when it is not installed."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(package)
    return Path(spec.origin).parent / "files"


@cache
def fonts() -> typst.Fonts:
    """All fonts for Typst, opened once a process."""
    import typst  # noqa: PLC0415 - the worker's: 34 MB that the web process never loads

    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder(package)) for package, _file in FONTS.values()])


@cache
def covered() -> frozenset[str]:
    """Characters that can be drawn as they are: one of the fonts has them, or they need no glyph."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - heavy: for the worker and for a preview only

    found: set[int] = set()
    for package, file in FONTS.values():
        found |= set(TTFont(folder(package) / file, lazy=True).getBestCmap())
    return ALWAYS | {chr(code) for code in found}


def drawable(value: Any) -> Any:
    """The same data, composed where accents stood apart, with a mark for every character that no font has."""
    if isinstance(value, str):
        text = _composed(value)
        if covered().issuperset(text):  # nearly always, and much quicker than letter by letter
            return text
        return "".join(c if c in covered() else "" if unicodedata.category(c) in INVISIBLE else MARK for c in text)
    if isinstance(value, list | tuple):
        return [drawable(one) for one in value]
    if isinstance(value, dict):
        return {name: drawable(one) for name, one in value.items()}
    return value


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def missing(payload: Payload) -> list[Missing]:
    """What a reader of the PDF would see as a mark: each place and character once, for the preview and the log."""
    found = dict.fromkeys(_missing(payload, ""))
    return [Missing(where, character) for where, character in found]


def _missing(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        for c in _composed(value):
            if c not in covered() and unicodedata.category(c) not in INVISIBLE:
                yield where, c
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _missing(one, f"{where}.{name}".strip("."))
    elif isinstance(value, list | tuple):
        for number, one in enumerate(value, 1):
            yield from _missing(one, f"{where}[{number}]")


def tell(payload: Payload) -> None:
    """Says in the log where marks stand, by place and code point, never by the words around them."""
    for one in missing(payload):
        log.warning("no font has %s, a mark stands for it: %s v%s, %s", one.code, payload["slug"], payload["version"], one.where)
