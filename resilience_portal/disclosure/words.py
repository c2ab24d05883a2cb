"""The word of a figure and the strength of a theme, as codes. Pages translate them; nobody shows a bare 0 or says "all"."""

from __future__ import annotations

from enum import StrEnum

SOME_FROM = 10


class Word(StrEnum):
    """How a figure is said."""

    FEWER_THAN = "fewer_than"  # "fewer than 5"
    ABOUT = "about"  # "about 10"
    NEARLY_ALL = "nearly_all"  # as large as its whole group, never "all"


class Blank(StrEnum):
    """Why there is no figure. Four different things are never one empty cell: these, and "fewer than 5", which is a figure."""

    WITHHELD = "withheld"  # counted, but no safe figure was found
    NOT_ASKED = "not_asked"  # not in the codebook while people were asked
    NOT_YET_CODED = "not_yet_coded"  # in the codebook now, but not when these conversations were coded


class Strength(StrEnum):
    """How widely a theme was raised."""

    FEW = "few"
    SOME = "some"
    MANY = "many"
    MOST = "most"


def word(value: int, *, whole: int | None = None) -> Word:
    """Word of a published figure; `whole` is the published figure of the group it is a part of, if it is a part.

    Also right against the declared universe (`whole=12` organizations in a ward, published value 15: "nearly all").
    """
    if value == 0:
        return Word.FEWER_THAN
    return Word.NEARLY_ALL if whole is not None and value >= whole else Word.ABOUT


def strength(value: int, *, of: int) -> Strength:
    """Strength from published figures only: few < 10, some 10-, many >= half, most >= three quarters; never "all"."""
    if value < SOME_FROM:
        return Strength.FEW
    if 4 * value >= 3 * of:
        return Strength.MOST
    return Strength.MANY if 2 * value >= of else Strength.SOME
