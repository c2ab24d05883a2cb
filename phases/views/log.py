"""The publication log for everybody: the log itself, the program that checks it, and the page that explains both."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from phases.domain import publication_log
from phases.enums import ItemKind
from phases.exports import verifier
from phases.models import PublicationLogEntry, ReleasedItem
from phases.views.frame import page, public

SHOWN = 50  # newest entries on the page; all of them are in the file
PROGRAM = Path(verifier.__file__)


@public
def log_file(request: HttpRequest) -> HttpResponse:
    """The log, one entry a line, as it was written."""
    lines = PublicationLogEntry.objects.order_by("number").values_list("line", flat=True)
    body = "".join(f"{line}\n" for line in lines)
    return HttpResponse(body, content_type="application/jsonl; charset=utf-8")


@public
def program(request: HttpRequest) -> HttpResponse:
    """The verifier, to be kept and run."""
    answer = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify.py"'
    return answer


def _addresses(entries: list[PublicationLogEntry]) -> list[str]:
    """Where each is to be seen: a version of a report at its page, that of an item at its file while there is one. One query."""
    items = {(f"{kind}/{slug}", version): (kind, slug, version) for kind, slug, version in _verifiable()}
    found = []
    for entry in entries:
        item = items.get((entry.what, entry.version or 0))
        if entry.is_of_item:
            found.append(reverse("released:item-file", args=item) if item else "")
        else:
            found.append(reverse("phases:report-version", args=[entry.what, entry.version]) if entry.what else "")
    return found


def _named(entry: PublicationLogEntry) -> dict[str, Any]:
    """An entry, and what it is about in words."""
    kind, _slash, slug = entry.what.partition("/") if entry.is_of_item else ("", "", entry.what)
    return {"entry": entry, "kind": ItemKind(kind).label if kind else _("Report"), "slug": slug}


def _verifiable() -> Iterable[tuple[str, str, int]]:
    return ReleasedItem.objects.verifiable().values_list("kind", "slug", "version")


@public
def verify(request: HttpRequest) -> HttpResponse:
    """Three steps to check everything that was ever published."""
    entries = list(PublicationLogEntry.objects.order_by("-number").defer("line")[:SHOWN])
    facts = {
        "rows": [_named(entry) | {"url": url} for entry, url in zip(entries, _addresses(entries), strict=True)],
        "head": publication_log.head(),
        "public_key": publication_log.public_key(),
        "program_sha256": hashlib.sha256(PROGRAM.read_bytes()).hexdigest(),
        "site": settings.SITE_URL,
    }
    return page(request, "phases/verify.html", "data", **facts)
