"""What the PDF is made of: sections of blocks. A block is {"kind": …} and what its kind needs; `report.typ` draws each kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from phases.exports import notices

Block = dict[str, Any]
Section = dict[str, Any]


def section(title: str, blocks: list[Block], *, breaks: bool = True) -> Section:
    """`breaks`: whether it begins on a page of its own."""
    return {"title": title, "blocks": blocks, "breaks": breaks}


def paragraphs(*words: str) -> list[Block]:
    """Each text as paragraphs, split where its author split it."""
    return [{"kind": "p", "text": line.strip()} for text_ in words for line in text_.splitlines() if line.strip()]


def written(words: Mapping[str, str] | None) -> list[Block]:
    """A staff-written text; where the reader's language was left out on purpose, the words of another one, and it says so."""
    found = notices.written(words)
    if found is None:
        return []
    if not found["is_other"]:
        return paragraphs(found["text"])
    only = _("This text is available in %(language)s only.") % {"language": found["name"]}
    blocks = [block | {"lang": found["lang"], "dir": found["dir"]} for block in paragraphs(found["text"])]
    return [{"kind": "small", "text": only}, *blocks]
