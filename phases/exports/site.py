"""The released site as finished files: every public address, in every language, compressed, switched over by one rename.

A generation is a folder of its own; `current` points at one. Whoever reads during a build reads the old one to its end.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, HttpResponseBase
from django.urls import get_script_prefix, resolve, reverse
from django.utils import translation

from phases.enums import ItemKind
from phases.models import PublishedFile, PublishedReport, ReleasedItem

KEPT_GENERATIONS = 2  # the current one, and the one that a slow reader may still be in
CURRENT = "current"
MANIFEST = "manifest.json"
PAGES = (
    "home", "phase-list", "theme-list", "report-list", "data", "verify", "protection", "privacy", "accessibility",
    "contact", "feed", "calendar", "follow", "focus-group-list", "project-list", "commitment-list",
)  # fmt: skip
MACHINE = ("feed", "calendar", "catalogue", "sitemap", "robots", "log", "verifier")
ITEM_PAGES = {  # items with an address of their own
    ItemKind.PHASE: "phases:phase-detail",
    ItemKind.FOCUS_GROUP: "phases:focus-group-detail",
    ItemKind.PROJECT: "phases:project-detail",
}


OF_PHASE = ("phases:embed-phase", "phases:phase-feed")


@dataclass(frozen=True)
class Entry:
    """One address of the manifest. Bodies are named by their content, so equal pages share a file."""

    body: str
    content_type: str
    disposition: str = ""


def addresses() -> list[str]:
    """Every public address that the site holds, in every language, sorted."""
    reports = list(PublishedReport.objects.readable().only("slug", "version", "state"))
    items = ReleasedItem.objects.current().filter(kind__in=ITEM_PAGES).values_list("kind", "slug")
    found: set[str] = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {reverse(f"phases:{name}") for name in PAGES}
            found |= {reverse(ITEM_PAGES[ItemKind(kind)], args=[slug]) for kind, slug in items}
            found |= {reverse(name, args=[slug]) for name in OF_PHASE for kind, slug in items if kind == ItemKind.PHASE}
            for report in reports:
                found.add(reverse("phases:report-detail", args=[report.slug]))
                found.add(reverse("phases:report-version", args=[report.slug, report.version]))
                if not report.is_withdrawn:
                    found.add(reverse("phases:report-pdf", args=[report.slug, report.version]))
            found |= {reverse("phases:theme-detail", args=[slug]) for slug in _themes()}
    files = PublishedFile.objects.filter(report__in=reports).exclude(name="report.pdf")
    found |= {reverse("released:data-file", args=row) for row in files.values_list("report__slug", "report__version", "name")}
    versions = ReleasedItem.objects.verifiable().values_list("kind", "slug", "version")
    found |= {reverse("released:item-file", args=row) for row in versions}
    return sorted(found | {reverse(f"released:{name}") for name in MACHINE})


def _themes() -> list[str]:
    newest = PublishedReport.objects.current().first()
    return [theme["slug"] for theme in newest.payload["themes"]] if newest else []


def build() -> Path:
    """Makes a new generation and switches over to it. Run twice, the second makes the same pages again. Returns its folder."""
    root = settings.RELEASED_SITE_DIR
    root.mkdir(parents=True, exist_ok=True)
    generation = root / f"gen-{uuid.uuid4().hex}"
    (generation / "bodies").mkdir(parents=True)
    manifest = {path: asdict(_render(path, generation)) for path in addresses()}
    _write(generation / MANIFEST, json.dumps(manifest, sort_keys=True).encode())
    _switch(root, generation)
    _prune(root, generation)
    return generation


def _render(path: str, generation: Path) -> Entry:
    response = answer(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    assert isinstance(response, HttpResponse)
    body: bytes = response.content
    name = hashlib.sha256(body).hexdigest()
    target = generation / "bodies" / name
    if not target.exists():
        _write(target, body)
        if not response["Content-Type"].startswith("application/pdf"):
            import brotli  # noqa: PLC0415 - the worker's

            _write(target.with_suffix(".gz"), gzip.compress(body, 9, mtime=0))
            _write(target.with_suffix(".br"), brotli.compress(body, quality=settings.BROTLI_QUALITY))
    return Entry(name, response["Content-Type"], response.get("Content-Disposition", ""))


def answer(path: str) -> HttpResponseBase:
    """What the public view answers at this address, asked as a visitor without session or cookie."""
    site = urlsplit(settings.SITE_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": get_script_prefix().rstrip("/"),
        "PATH_INFO": path,
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "wsgi.url_scheme": site.scheme,
        "wsgi.input": io.BytesIO(),
    }
    language = path.split("/")[1]
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        request = WSGIRequest(environ)
        view, args, kwargs = resolve(path)
        response: HttpResponseBase = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
    return response


def _write(path: Path, body: bytes) -> None:
    """On disk before anything points at it."""
    with path.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())


def _switch(root: Path, generation: Path) -> None:
    """`current` points at the new generation from one moment to the next."""
    link = root / f"link-{uuid.uuid4().hex}"
    link.symlink_to(generation.name)
    os.replace(link, root / CURRENT)


def prune() -> None:
    """Every generation but the current one goes, after something was taken back."""
    root = settings.RELEASED_SITE_DIR
    if (root / CURRENT).exists():
        _prune(root, (root / CURRENT).resolve(), kept=1)


def _prune(root: Path, newest: Path, *, kept: int = KEPT_GENERATIONS) -> None:
    """Old generations, and what a killed build left, are removed."""
    found = [path for path in root.glob("gen-*") if path.name != newest.name]
    old = sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    for path in old[kept - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
