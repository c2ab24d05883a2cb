"""What each file and column means, for programs: Data Package (v2), CSV on the Web, and the payload itself as JSON.

The schemas carry the small-count rule: a figure below the base does not validate.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from phases.domain.rendered import RenderedFile
from phases.exports import method
from phases.exports.csv import rows
from phases.exports.figures import Payload, Table, tables, text
from phases.phrases import DEFINITIONS

JSON = "application/json; charset=utf-8"
LICENCE = {
    "name": "OGL-Canada-2.0",
    "path": "https://open.canada.ca/en/open-government-licence-canada",
    "title": "Open Government Licence - Canada",
}


def _json(name: str, content: Any) -> RenderedFile:
    return RenderedFile(name, JSON, (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode())


def _columns(table: Table, payload: Payload) -> list[dict[str, Any]]:
    """Each column: a name for programs, its heading in the file, and what is in it, in the active language."""
    found: list[dict[str, Any]] = []
    heads = rows(table)[0]
    for place, dim in enumerate(table.dims):
        code, name = heads[2 * place], heads[2 * place + 1]
        found.append({"name": f"{dim}_code", "heading": code, "about": _("A code that stays the same in every edition.")})
        found.append({"name": dim, "heading": name, "about": _("Its name in the language of the file.")})
    figure = f"{DEFINITIONS[table.name]} {method.roundings(payload)} {method.withheld(payload)}"
    found.append({"name": "figure", "heading": heads[-2], "about": figure, "is_figure": True})
    found.append({"name": "words", "heading": heads[-1], "about": _("The figure as it is said on every page.")})
    return found


def _each(payload: Payload, files: Sequence[RenderedFile]) -> Iterator[tuple[Table, RenderedFile, str]]:
    """Every CSV file with its table and language; the language is active meanwhile."""
    by_name = {file.name: file for file in files}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for table in tables(payload):
                yield table, by_name[f"{table.name.replace('_', '-')}.{language}.csv"], language


def _resource(table: Table, file: RenderedFile, language: str, payload: Payload) -> dict[str, Any]:
    base = payload["figures"]["rules"]["base"]
    fields = [
        {"name": column["heading"], "title": column["heading"], "description": column["about"]}
        | ({"type": "integer", "constraints": {"minimum": base}} if "is_figure" in column else {"type": "string"})
        for column in _columns(table, payload)
    ]
    keys = [column["heading"] for column in _columns(table, payload) if column["name"].endswith("_code")]
    schema = {"fields": fields, "missingValues": [""]} | ({"primaryKey": keys} if keys else {})
    return {
        "name": f"{table.name.replace('_', '-')}-{language}",
        "path": file.name,
        "title": table.title,
        "description": str(DEFINITIONS[table.name]),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",
        "bytes": len(file.body),
        "hash": f"sha256:{hashlib.sha256(file.body).hexdigest()}",
        "schema": schema,
    }


def _package(payload: Payload, files: Sequence[RenderedFile]) -> dict[str, Any]:
    site = payload.get("site") or settings.SITE_URL
    others = [file for file in files if not file.name.endswith(".csv")]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": payload["slug"],
        "title": payload["title"]["en"],
        "titles": payload["title"],
        "version": f"{payload['version']}.0.0",
        "created": f"{payload['released_on']}T00:00:00Z",
        "homepage": f"{site}/en/reports/{payload['slug']}/v{payload['version']}/",
        "description": "Counts of organizations, protected by controlled rounding. See the protection page of the portal.",
        "keywords": ["community engagement", "transparency report", "disclosure control"],
        "contributors": [{"title": payload["plan"]["responsible"]["en"], "roles": ["publisher"]}],
        "licenses": [LICENCE],
        "period": payload["period"],
        "rules": payload["figures"]["rules"],
        "log_head": payload.get("log_head"),
        "resources": [_resource(*row, payload) for row in _each(payload, files)],
        "files": [
            {"path": file.name, "language": file.language, "mediatype": file.media_type, "bytes": len(file.body)}
            for file in others
        ],
    }


def _csvw(payload: Payload, files: Sequence[RenderedFile]) -> dict[str, Any]:
    """CSV on the Web: the same columns under the same names in every language.

    Headings are plain texts in the language of their table: readers that match them by their language tag find none.
    """
    base = payload["figures"]["rules"]["base"]
    found = []
    for table, file, language in _each(payload, files):
        columns = [
            {"name": column["name"], "titles": column["heading"], "dc:description": column["about"]}
            | ({"datatype": {"base": "integer", "minimum": base}} if "is_figure" in column else {"datatype": "string"})
            for column in _columns(table, payload)
        ]
        keys = [column["name"] for column in columns if column["name"].endswith("_code")]
        schema = {"columns": columns} | ({"primaryKey": keys} if keys else {})
        title = {"@value": table.title, "@language": language}
        found.append({"url": file.name, "lang": language, "dc:title": title, "dc:language": language, "tableSchema": schema})
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": {"@value": text(payload["title"]), "@language": "en"},
        "dc:license": {"@id": LICENCE["path"]},
        "dc:issued": payload["released_on"],
        "dialect": {"header": True, "encoding": "utf-8"},
        "tables": found,
    }


def render(payload: Payload, files: Sequence[RenderedFile]) -> list[RenderedFile]:
    """`datapackage.json` and `csv-metadata.json` over the CSV files, and `report.json`: the payload itself."""
    with translation.override("en"):
        csvw = _csvw(payload, files)
    return [_json("datapackage.json", _package(payload, files)), _json("csv-metadata.json", csvw), _json("report.json", payload)]
