"""What search engines are told of a report in the words of schema.org: a data set, its terms, its files."""

# safe: JSON with every character that could end the element written as an escape.
from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from phases.exports.figures import text
from phases.exports.package import LICENCE
from phases.models import PublishedReport

ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}
MEDIA_TYPES = {
    "CSV": "text/csv",
    "JSON": "application/json",
    "PDF": "application/pdf",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def element(content: Mapping[str, Any]) -> SafeString:
    """The data block of a page. Nothing runs it."""
    words = json.dumps(content, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return SafeString(f'<script type="application/ld+json">{words}</script>')


def dataset(report: PublishedReport, downloads: Mapping[str, Iterable[Mapping[str, Any]]]) -> dict[str, Any]:
    """One version of a report in the active language, with its files as the page offers them."""
    payload = report.payload
    url = settings.SITE_URL + reverse("phases:report-version", args=[report.slug, report.version])
    files = [*downloads["main"], *downloads["tables"]]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": url,
        "url": url,
        "name": report.title,
        "description": text(payload["texts"].get("at_a_glance")) or text(payload["promise"]) or report.title,
        "inLanguage": get_language(),
        "version": str(report.version),
        "datePublished": payload["released_on"],
        "temporalCoverage": f"{payload['period']['from']}/{payload['period']['to']}",
        "license": LICENCE["path"],
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": text(payload["plan"].get("responsible")) or "Resilience Portal"},
        "keywords": [text(theme["name"]) for theme in payload["themes"]],
        "distribution": [
            {
                "@type": "DataDownload",
                "name": str(file["label"]),
                "contentUrl": settings.SITE_URL + str(file["url"]),
                "encodingFormat": MEDIA_TYPES.get(file["kind"], "application/octet-stream"),
            }
            for file in files
        ],
    }
