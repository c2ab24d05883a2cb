"""The files of a version as a reader chooses among them: what each is, its kind and size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.translation import gettext as _

from phases.models import PublishedFile, PublishedReport
from phases.phrases import TABLES


def with_sizes() -> QuerySet[PublishedFile]:
    """Files without their content, with its length in bytes."""
    return PublishedFile.objects.defer("body").annotate(size=Length("body"))


def offered(report: PublishedReport, files: Iterable[PublishedFile], language: str) -> dict[str, list[dict[str, Any]]]:
    """`main`: the whole of it, each in one file; `tables`: one CSV a table. In the reader's language or in all."""
    found: dict[str, list[dict[str, Any]]] = {"main": [], "tables": []}
    for file in files:
        if file.language not in ("", language):
            continue
        name, _dot, kind = file.name.rpartition(".")
        row = {"label": _label(file.name), "kind": kind.upper(), "size": getattr(file, "size", None), "url": _url(report, file)}
        if kind == "csv":
            table = name.removesuffix(f".{language}").replace("-", "_")
            found["tables"].append(row | {"label": TABLES.get(table, table)})
        else:
            found["main"].append(row)
    order = {"PDF": 0, "XLSX": 1}
    found["main"].sort(key=lambda row: (order.get(row["kind"], 2), row["url"]))
    return found


def _label(name: str) -> str:
    if name.endswith(".pdf"):
        return _("Accessible PDF")
    if name.endswith(".xlsx"):
        return _("All figures as a workbook")
    known = {
        "datapackage.json": _("What every file and column means (Data Package)"),
        "csv-metadata.json": _("What every column means (CSV on the Web)"),
        "report.json": _("Figures and words of the report, in all languages"),
    }
    return known.get(name, name)


def _url(report: PublishedReport, file: PublishedFile) -> str:
    if file.name.endswith(".pdf"):
        return reverse("phases:report-pdf", args=[report.slug, report.version])
    return reverse("released:data-file", args=[report.slug, report.version, file.name])
