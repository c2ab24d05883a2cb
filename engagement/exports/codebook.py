"""The codebook as files that other tools read: REFI-QDA `.qdc` (NVivo, ATLAS.ti, MAXQDA, QualCoder, Taguette) and CSV.

REFI-QDA has a name and one description for each code, in one language; the CSV holds everything in every language.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable
from xml.etree import ElementTree as ET

from django.conf import settings

from phases.models import Theme, ThemeGroup
from resilience_portal.text import formula_safe

NAMESPACE = "urn:QDA-XML:codebook:1.0"
PARTS = (
    ("definition", "Definition"),
    ("full_definition", "Full definition"),
    ("use_when", "Use when"),
    ("do_not_use_when", "Do not use when"),
    ("example", "Example"),
)
FIELDS = ("name", *(field for field, _title in PARTS))
COLUMNS = ("code", "group", "order", *(f"{field}_{code}" for field in FIELDS for code, _name in settings.LANGUAGES))


def _description(theme: Theme, language: str) -> str:
    told = ((title, getattr(theme, f"{field}_{language}") or "") for field, title in PARTS)
    return "\n".join(f"{title}: {text}" for title, text in told if text)


def as_qdc(themes: Iterable[Theme], *, language: str) -> bytes:
    """A REFI-QDA codebook: each group is a code that can't be given, each theme a code below it. The same bytes each time."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(f"{{{NAMESPACE}}}CodeBook", {"origin": "Resilience Portal"})
    codes = ET.SubElement(root, f"{{{NAMESPACE}}}Codes")
    by_group: dict[ThemeGroup, ET.Element] = {}
    for theme in themes:
        if theme.group not in by_group:
            about = {"guid": _guid(theme.group.pk), "name": _name(theme.group, language), "isCodable": "false"}
            by_group[theme.group] = ET.SubElement(codes, f"{{{NAMESPACE}}}Code", about)
        about = {"guid": _guid(theme.pk), "name": _name(theme, language), "isCodable": "true"}
        code = ET.SubElement(by_group[theme.group], f"{{{NAMESPACE}}}Code", about)
        ET.SubElement(code, f"{{{NAMESPACE}}}Description").text = _description(theme, language)
    ET.SubElement(root, f"{{{NAMESPACE}}}Sets")
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _guid(pk: uuid.UUID) -> str:
    return str(pk).upper()


def _name(record: Theme | ThemeGroup, language: str) -> str:
    return getattr(record, f"name_{language}") or record.name


def as_csv(themes: Iterable[Theme]) -> bytes:
    """Every theme in every language. No cell is ever run as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for theme in themes:
        row = {"code": theme.code, "group": theme.group.code, "order": theme.order}
        row |= {name: getattr(theme, name) or "" for name in COLUMNS if name not in row}
        writer.writerow(formula_safe(str(row[name])) for name in COLUMNS)
    return ("\ufeff" + out.getvalue()).encode()
