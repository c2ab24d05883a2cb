"""The pictures of one generation of the site: those that the generation before has are read, the others drawn side by side.

A page is rendered by one thread, for its language and its reading of the database are the thread's. What a picture is drawn
from is a text; any other processor can draw it meanwhile.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import Executor
from functools import cache
from importlib.metadata import version
from pathlib import Path

from phases.exports import glyphs, share_card

MAKERS = ("typst", "pillow", *glyphs.PACKAGES)


def order(pool: Executor, *, before: Mapping[str, str], bodies: Path | None) -> dict[str, str]:
    """Has every picture of the site made, within a reading. Returns what it is drawn from, by the name under which it is known.

    `before`: the bodies of the generation before by such names, and the folder in which they are.
    """
    wanted = {_name(data): data for data in share_card.wanted()}
    for name, data in wanted.items():
        share_card.expect(data, pool.submit(_made, data, bodies / before[name] if bodies and name in before else None).result)
    return wanted


def _made(data: str, kept: Path | None) -> bytes:
    """The kept one, if it is there and whole: what the disk lost must not keep a page from being taken back."""
    try:
        body = kept.read_bytes() if kept is not None else b""
    except OSError:
        body = b""
    if kept is not None and hashlib.sha256(body).hexdigest() == kept.name:
        return body
    return share_card.draw(data)


def _name(data: str) -> str:
    return hashlib.sha256(f"{_maker()} {data}".encode()).hexdigest()


@cache
def _maker() -> str:
    """What a picture depends on beside its words: how it is drawn, and by what."""
    told = hashlib.sha256(json.dumps({name: version(name) for name in MAKERS}).encode())
    for part in (share_card.TEMPLATE, Path(share_card.__file__)):
        told.update(part.read_bytes())
    return told.hexdigest()
