"""A release made again from what is stored: every file has to come out with the same SHA-256, or says that it does not."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from phases.domain.publication_log import file_path
from phases.domain.rendered import RenderedFile
from phases.exports.files import made_with, render_files, render_pdfs
from phases.models import PublishedReport


@dataclass(frozen=True)
class Rebuilt:
    """One file: its SHA-256 as stored and as it came out now; None where there is no such file on that side."""

    path: str
    stored: str | None
    again: str | None

    @property
    def is_same(self) -> bool:
        """Whether it came out as it was."""
        return self.stored == self.again


def files_again(report: PublishedReport) -> list[RenderedFile]:
    """The files of a version as they are public now: a version that was superseded has PDFs that say so."""
    files = render_files(report.payload)
    if report.notice:
        files = [file for file in files if not file.name.endswith(".pdf")] + render_pdfs(report.payload, notice=report.notice)
    return files


def rebuild(report: PublishedReport) -> list[Rebuilt]:
    """Every file, by path. A withdrawn version has none."""
    stored = {(name, language): sha256 for name, language, sha256 in report.files.values_list("name", "language", "sha256")}
    again: dict[tuple[str, str], str] = {}
    if not report.is_withdrawn:
        again = {(file.name, file.language): hashlib.sha256(file.body).hexdigest() for file in files_again(report)}
    rows = [
        Rebuilt(
            file_path(slug=report.slug, version=report.version, name=name, language=language),
            stored.get((name, language)),
            again.get((name, language)),
        )
        for name, language in {*stored, *again}
    ]
    return sorted(rows, key=lambda row: row.path)


def other_makers(payload: Mapping[str, Any]) -> list[str]:
    """What made the files then and is another one here, in a sentence each: the first suspects when a file differs."""
    then = payload.get("made_with") or {}
    found = [
        f"{name} {then[name]} then, {now} here" for name, now in made_with()["made_with"].items() if then.get(name, now) != now
    ]
    if payload.get("site") not in (None, made_with()["site"]):
        found.append(f"the site {payload['site']} then, {made_with()['site']} here")
    return found
