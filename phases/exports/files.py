"""All files of a report, in all languages. The same payload gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation

from phases.domain.rendered import RenderedFile
from phases.exports import csv, glyphs, package, pdf, xlsx
from phases.exports.figures import Payload


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
