"""The open data catalogue: DCAT-AP 3 as JSON-LD, with schema.org names beside, made from released reports and their files."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phases.enums import ItemKind
from phases.exports.package import LICENCE
from phases.models import PublishedFile, PublishedReport, ReleasedItem

CONTENT_TYPE = "application/ld+json; charset=utf-8"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "schema": "https://schema.org/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
KNOWN_TYPES = {"csv": "CSV", "json": "JSON", "xlsx": "XLSX", "pdf": "PDF"}
LANGUAGES = {"en": "ENG", "fr": "FRA", "ar": "ARA"}


def _texts(words: dict[str, str] | None) -> list[dict[str, str]]:
    """A text in every language that has it."""
    return [{"@value": value, "@language": code} for code, value in (words or {}).items() if value]


def _in_each(words: Promise) -> list[dict[str, str]]:
    """Words of ours in every language."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(words)
    return _texts(found)


def _node(address: str, kind: str) -> dict[str, str]:
    """Something that is elsewhere, with what it is: a reader of the catalogue alone can't look it up."""
    return {"@id": address, "@type": kind}


def _day(text: str) -> dict[str, str]:
    return {"@value": text, "@type": "xsd:date"}


def _language(code: str) -> dict[str, str]:
    return _node(f"http://publications.europa.eu/resource/authority/language/{LANGUAGES[code]}", "dct:LinguisticSystem")


def _file(report: PublishedReport, file: PublishedFile, size: int) -> dict[str, Any]:
    """One file that can be taken away, with its size and its hash."""
    if file.name == "report.pdf":
        path = f"/{file.language}/reports/{report.slug}/v{report.version}/report.pdf"
    else:
        path = reverse("released:data-file", args=[report.slug, report.version, file.name])
    url = settings.SITE_URL + path
    made: dict[str, Any] = {
        "@id": url,
        "@type": ["dcat:Distribution", "schema:DataDownload", "rdfs:Resource"],
        "dct:title": file.name,
        "dcat:accessURL": {"@id": url},
        "dcat:downloadURL": {"@id": url},
        "dcat:mediaType": _node(MEDIA_TYPES + file.media_type.partition(";")[0], "dct:MediaType"),
        "dcat:byteSize": {"@value": str(size), "@type": "xsd:nonNegativeInteger"},
        "dct:license": _node(LICENCE["path"], "dct:LicenseDocument"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": _node("spdx:checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
            "spdx:checksumValue": {"@value": file.sha256, "@type": "xsd:hexBinary"},
        },
    }
    if kind := KNOWN_TYPES.get(file.name.rpartition(".")[2]):
        made["dct:format"] = _node(FILE_TYPES + kind, "dct:MediaTypeOrExtent")
    if file.language in LANGUAGES:
        made["dct:language"] = _language(file.language)
    return made


def _dataset(report: PublishedReport) -> dict[str, Any]:
    """The newest version of one report as a dataset."""
    payload = report.payload
    home = f"{settings.SITE_URL}/en/reports/{report.slug}/"
    files = sorted(report.files.all(), key=lambda row: (row.name, row.language))
    return {
        "@id": f"{home}#data",
        "@type": ["dcat:Dataset", "schema:Dataset"],
        "dct:identifier": report.slug,
        "dct:title": _texts(payload["title"]),
        "dct:description": _texts(payload["texts"].get("at_a_glance") or payload["promise"]) or _texts(payload["title"]),
        "dct:issued": _day(payload["released_on"]),
        "dcat:version": str(report.version),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(payload["period"]["from"]),
            "dcat:endDate": _day(payload["period"]["to"]),
        },
        "dct:language": [_language(code) for code, _name in settings.LANGUAGES if code in LANGUAGES],
        "dcat:landingPage": _node(home, "foaf:Document"),
        "dct:publisher": _publisher(payload["plan"]),
        "dcat:contactPoint": {
            "@type": ["vcard:Organization", "vcard:Kind"],
            "vcard:fn": "Resilience Portal",
            "vcard:hasURL": {"@id": f"{settings.SITE_URL}/en/contact/"},
        },
        "dcat:keyword": [word for theme in payload["themes"][:12] for word in _texts(theme["name"])],
        "dct:license": _node(LICENCE["path"], "dct:LicenseDocument"),
        "dcat:distribution": [
            _file(report, row, len(row.body)) for row in sorted(files, key=lambda row: (row.name, row.language))
        ],
    }


def _publisher(plan: dict[str, Any]) -> dict[str, Any]:
    names = _texts(plan.get("responsible")) or [{"@value": "Resilience Portal", "@language": "en"}]
    return {"@type": ["foaf:Agent", "schema:Organization"], "foaf:name": names}


def catalogue() -> bytes:
    """The catalogue with every report that stands. Same releases, same bytes."""
    plan = ReleasedItem.objects.of(ItemKind.PLAN).current().first()
    words = plan.payload if plan else {}
    reports = PublishedReport.objects.current().order_by("slug").prefetch_related("files")
    made = {
        "@context": CONTEXT,
        "@id": f"{settings.SITE_URL}/data/catalog.jsonld",
        "@type": "dcat:Catalog",
        "dct:title": _texts(words.get("title")) or [{"@value": "Resilience Portal", "@language": "en"}],
        "dct:description": _in_each(_("Protected figures of a public engagement, version by version.")),
        "dct:publisher": _publisher(words),
        "foaf:homepage": _node(f"{settings.SITE_URL}/", "foaf:Document"),
        "dct:license": _node(LICENCE["path"], "dct:LicenseDocument"),
        "dcat:dataset": [_dataset(report) for report in reports],
    }
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode()
