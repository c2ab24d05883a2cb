"""All files of a report, in all languages. The same payload gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from django.conf import settings
from django.utils import translation

from phases.domain.rendered import RenderedFile
from phases.exports import csv, glyphs, package, pdf, xlsx
from phases.exports.figures import Payload

MAKERS = ("typst", "XlsxWriter", *glyphs.PACKAGES)


def made_with() -> dict[str, Any]:
    """What the files of a release depend on beside its figures and words: frozen with them, so that they can be made again."""
    return {"site": settings.SITE_URL, "made_with": {name: version(name) for name in MAKERS}}


def render_files(payload: Payload) -> list[RenderedFile]:
    """PDF, CSV and XLSX per language, the data package and the payload as JSON. `payload["released_on"]` is set."""
    glyphs.tell(payload)
    files: list[RenderedFile] = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            files += csv.render(payload, language)
            files.append(xlsx.render(payload, language))
            files.append(pdf.render(payload, language))
    return files + package.render(payload, files)


def render_pdfs(payload: Payload, *, notice: Mapping[str, Any]) -> list[RenderedFile]:
    """The PDFs of a version that is no longer the one to read, with a banner that says so."""
    files: list[RenderedFile] = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            files.append(pdf.render({**payload, "notice": notice}, language))
    return files
