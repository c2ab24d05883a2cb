"""Reading a codebook from a file: our own CSV, or a REFI-QDA `.qdc` of another tool. Nothing is written here."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.text import slugify
from django.utils.translation import gettext as _

from engagement.domain.codebook import LANGUAGES, TEXTS
from phases.models import Theme, ThemeGroup
from resilience_portal.text import without_formula_guard

LARGEST = 2_000_000  # bytes
MOST_THEMES = 500
NAMESPACE = "{urn:QDA-XML:codebook:1.0}"
TITLES = {
    "Definition": "definition",
    "Full definition": "full_definition",
    "Use when": "use_when",
    "Do not use when": "do_not_use_when",
    "Example": "example",
}


class Unusable(Exception):
    """The file can't be read as a codebook. The message says why, in the reader's language."""


@dataclass
class Read:
    """One theme of a file. `fields` holds only what the file says."""

    code: str
    group: str
    group_names: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)


def read(name: str, body: bytes) -> list[Read]:
    """The themes of a file, by its name's ending. Raises Unusable."""
    if len(body) > LARGEST:
        raise Unusable(_("This file is too large for a codebook."))
    rows = list(_from_qdc(body) if name.lower().endswith(".qdc") else _from_csv(body))
    if not rows:
        raise Unusable(_("No theme was found in this file."))
    if len(rows) > MOST_THEMES:
        raise Unusable(_("A codebook has at most %(most)s themes.") % {"most": MOST_THEMES})
    return rows


def _from_csv(body: bytes) -> Iterator[Read]:
    try:
        text = body.decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unusable(_("This is not a CSV file in UTF-8.")) from error
    if rows and not {"code", "group", "name_en"} <= set(rows[0]):
        raise Unusable(_("The columns code, group and name_en are missing. Export the codebook to see how a file looks."))
    for number, row in enumerate(rows, start=2):
        cells = {name: without_formula_guard((row.get(name) or "").strip()) for name in ("code", "group", *TEXTS) if name in row}
        if not (cells["code"] and cells["group"] and cells["name_en"]):
            raise Unusable(_("Row %(row)s has no code, no group or no English name.") % {"row": number})
        yield Read(
            code=cells["code"].upper()[:24],
            group=cells["group"].upper()[:12],
            fields={name: text[:120] if name.startswith("name_") else text for name, text in cells.items() if name in TEXTS},
        )


def _from_qdc(body: bytes) -> Iterator[Read]:
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise Unusable(_("This is not a REFI-QDA codebook.")) from error
    codes = root.find(f"{NAMESPACE}Codes")
    if root.tag != f"{NAMESPACE}CodeBook" or codes is None:
        raise Unusable(_("This is not a REFI-QDA codebook."))
    for top in codes.findall(f"{NAMESPACE}Code"):
        below = [found for found in top.iter(f"{NAMESPACE}Code") if found is not top]
        group = _group_of(top)
        for code in below or [top]:
            yield _theme_of(code, group)


def _named(element: Element) -> str:
    return (element.get("name") or "").strip()[:120]


def _group_of(element: Element) -> tuple[str, str]:
    found = ThemeGroup.objects.filter(pk=key).first() if (key := _key(element)) else None
    return (found.code if found else _code(_named(element), 12), _named(element))


def _theme_of(element: Element, group: tuple[str, str]) -> Read:
    known = Theme.objects.filter(pk=key).first() if (key := _key(element)) else None
    told = (element.findtext(f"{NAMESPACE}Description") or "").strip()
    fields = {f"name_{LANGUAGES[0]}": _named(element), **_parts(told)}
    return Read(known.code if known else _code(_named(element), 24), group[0], {f"name_{LANGUAGES[0]}": group[1]}, fields)


def _key(element: Element) -> uuid.UUID | None:
    try:
        return uuid.UUID(element.get("guid") or "")
    except ValueError:
        return None


def _code(name: str, length: int) -> str:
    """A code made of a name: the tools that write these files have none."""
    return (slugify(name).upper()[:length].strip("-")) or f"T-{uuid.uuid5(uuid.NAMESPACE_URL, name).hex[:6].upper()}"


def _parts(told: str) -> dict[str, str]:
    """The description, taken apart where it is one of ours; else all of it is the definition."""
    found: dict[str, str] = {}
    at = "definition"
    for line in told.splitlines():
        title, colon, rest = line.partition(": ")
        if colon and title in TITLES:
            at, line = TITLES[title], rest
        found[at] = f"{found[at]}\n{line}" if at in found else line
    return {f"{name}_{LANGUAGES[0]}": text for name, text in found.items()}
