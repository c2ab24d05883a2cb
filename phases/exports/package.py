"""Data Package (v2): what each file and column means, and the figures as JSON. The schema itself carries the small-count rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import translation

from phases.domain.rendered import RenderedFile
from phases.exports.csv import rows
from phases.exports.figures import Payload, tables

JSON = "application/json; charset=utf-8"


def _json(name: str, content: Any) -> RenderedFile:
    return RenderedFile(name, JSON, (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def _fields(heads: Sequence[str], base: int) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [{"name": head, "type": "string"} for head in heads[:-2]]
    figure = {
        "name": heads[-2],
        "type": "integer",
        "description": f"Organizations or conversations, published in steps of {base}. Empty: fewer than {base}.",
        "constraints": {"minimum": base},
    }
    return [*fields, figure, {"name": heads[-1], "type": "string"}]


def _resources(payload: Payload, files: Sequence[RenderedFile]) -> list[dict[str, Any]]:
    by_name = {file.name: file for file in files}
    base = payload["figures"]["rules"]["base"]
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for table in tables(payload):
                file = by_name[f"{table.name.replace('_', '-')}.{language}.csv"]
                found.append(
                    {
                        "name": f"{table.name.replace('_', '-')}-{language}",
                        "path": file.name,
                        "title": table.title,
                        "format": "csv",
                        "mediatype": "text/csv",
                        "encoding": "utf-8-sig",
                        "bytes": len(file.body),
                        "hash": f"sha256:{hashlib.sha256(file.body).hexdigest()}",
                        "schema": {"fields": _fields(rows(table)[0], base), "missingValues": [""]},
                    }
                )
    return found


def render(payload: Payload, files: Sequence[RenderedFile]) -> list[RenderedFile]:
    """`datapackage.json` over the CSV files, and `report.json`: the payload itself."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": payload["slug"],
        "title": payload["title"]["en"],
        "version": f"{payload['version']}.0.0",
        "created": f"{payload['released_on']}T00:00:00Z",
        "description": "Counts of organizations, protected by controlled rounding. See the protection page of the portal.",
        "licenses": [{"name": "OGL-Canada-2.0", "path": "https://open.canada.ca/en/open-government-licence-canada"}],
        "resources": _resources(payload, files),
    }
    return [_json("datapackage.json", package), _json("report.json", payload)]
