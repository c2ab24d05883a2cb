"""The released site as finished files: every public address, in every language, compressed, switched over by one rename.

A generation is a folder of its own; `current` points at one. Whoever reads during a build reads the old one to its end.
Bodies are named by their content: one that the generation before holds already is linked, not pressed again. One thread
renders; others draw pictures and press bodies meanwhile.
"""

from __future__ import annotations

import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
import uuid
import zlib
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse, HttpResponseBase
from django.urls import get_script_prefix, resolve, reverse
from django.utils import translation

from phases.enums import ItemKind
from phases.exports import album, share_card
from phases.exports.items import PAGES as ITEM_PAGES
from phases.exports.reading import newest_report, one_reading
from phases.models import PublishedFile, PublishedReport, ReleasedDocument, ReleasedItem
from resilience_portal.middleware import PRESSED

HELPERS = 4  # threads that draw, press and write beside the one that renders: more than processors, for some wait for the disk
KEPT_GENERATIONS = 2  # the current one, and the one that a slow reader may still be in
CURRENT = "current"
MANIFEST = "manifest.json"
PRESSED_WITH = "pressed-with.json"
PICTURES = "pictures.json"
BODIES = "bodies"
PACKED = (".gz", ".br")
PAGES = (
    "home", "phase-list", "theme-list", "report-list", "data", "verify", "protection", "privacy", "accessibility",
    "contact", "feed", "calendar", "follow", "focus-group-list", "project-list", "commitment-list",
)  # fmt: skip
MACHINE = ("feed", "calendar", "catalogue", "sitemap", "robots", "log", "verifier")
OF_REPORT = ("phases:report-pdf", "phases:report-card")
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
            found |= {reverse("phases:share-card", args=[kind]) for kind in share_card.TITLES}
            found |= {reverse(ITEM_PAGES[ItemKind(kind)], args=[slug]) for kind, slug in items}
            found |= {reverse(name, args=[slug]) for name in OF_PHASE for kind, slug in items if kind == ItemKind.PHASE}
            for report in reports:
                found.add(reverse("phases:report-detail", args=[report.slug]))
                found.add(reverse("phases:report-version", args=[report.slug, report.version]))
                if not report.is_withdrawn:
                    found |= {reverse(name, args=[report.slug, report.version]) for name in OF_REPORT}
            found |= {reverse("phases:theme-detail", args=[slug]) for slug in _themes()}
            found |= {reverse("phases:item-card", args=subject) for subject in share_card.subjects()}
    files = PublishedFile.objects.filter(report__in=reports).exclude(name="report.pdf")
    found |= {reverse("released:data-file", args=row) for row in files.values_list("report__slug", "report__version", "name")}
    versions = ReleasedItem.objects.verifiable().values_list("kind", "slug", "version")
    found |= {reverse("released:item-file", args=row) for row in versions}
    documents = ReleasedDocument.objects.filter(item__in=ReleasedItem.objects.verifiable()).values_list("item__slug", "name")
    found |= {reverse("released:item-document", args=row) for row in documents}
    return sorted(found | {reverse(f"released:{name}") for name in MACHINE})


def _themes() -> list[str]:
    newest = newest_report()
    return [theme["slug"] for theme in newest.payload["themes"]] if newest else []


@dataclass
class Bodies:
    """The bodies of a generation in the making. `before`: those of the current one, where the same tools pressed them."""

    folder: Path
    before: Path | None
    pool: Executor
    names: set[str] = field(default_factory=set)
    written: list[Path] = field(default_factory=list)
    _pressing: list[Future[None]] = field(default_factory=list)

    def keep(self, body: bytes, *, packed: bool) -> str:
        """The name under which this body and its compressed forms will stand in the folder."""
        name = hashlib.sha256(body).hexdigest()
        names = [name, *(name + suffix for suffix in PACKED if packed)]
        if name not in self.names and not self._link(names, body):
            self._pressing.append(self.pool.submit(self._press, name, body, packed=packed))
        self.names.add(name)
        return name

    def finish(self) -> None:
        """Waits until all are written. Raises what kept one from it."""
        for one in self._pressing:
            one.result()

    def _link(self, names: list[str], body: bytes) -> bool:
        """Whether the generation before had them all, and the body whole. A file is in both, until the older folder goes."""
        if self.before is None or any(not (self.before / name).exists() for name in names):
            return False
        if (self.before / names[0]).read_bytes() != body:
            return False
        for name in names:
            try:
                os.link(self.before / name, self.folder / name)
            except OSError:  # a file system without links
                shutil.copyfile(self.before / name, self.folder / name)
                self.written.append(self.folder / name)
        return True

    def _press(self, name: str, body: bytes, *, packed: bool) -> None:
        self._write(name, body)
        if packed:
            import brotli  # noqa: PLC0415 - the worker's

            self._write(f"{name}.gz", gzip.compress(body, 9, mtime=0))
            self._write(f"{name}.br", brotli.compress(body, quality=settings.BROTLI_QUALITY))

    def _write(self, name: str, body: bytes) -> None:
        (self.folder / name).write_bytes(body)
        self.written.append(self.folder / name)


def build() -> Path:
    """Makes a new generation and switches over to it. Run twice, the second makes the same pages again. Returns its folder."""
    root = settings.RELEASED_SITE_DIR
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root), ThreadPoolExecutor(max(HELPERS, os.cpu_count() or 1)) as pool:
        generation = root / f"gen-{uuid.uuid4().hex}"
        (generation / BODIES).mkdir(parents=True)
        bodies = Bodies(generation / BODIES, _reusable(root), pool)
        with one_reading():
            pictures = album.order(pool, before=_pictures(bodies.before), bodies=bodies.before)
            manifest = {path: asdict(_render(path, bodies)) for path in addresses()}
            found = {name: hashlib.sha256(share_card.picture(data)).hexdigest() for name, data in pictures.items()}
        bodies.finish()
        made_from = {name: body for name, body in found.items() if body in bodies.names}
        for name, content in ((PRESSED_WITH, pressed_with()), (PICTURES, made_from), (MANIFEST, manifest)):
            (generation / name).write_text(json.dumps(content, sort_keys=True))
            bodies.written.append(generation / name)
        list(pool.map(_settle, bodies.written))  # all are written by now, so that they reach the disk in one go
        _settle(bodies.folder)
        _settle(generation)
        _switch(root, generation)
        _prune(root, generation)
    return generation


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One process at a time makes or deletes generations: none is deleted while it is made, none links to one that goes."""
    with (root / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def pressed_with() -> dict[str, str | int]:
    """What the compressed forms depend on beside the body."""
    return {"brotli": version("brotli"), "quality": settings.BROTLI_QUALITY, "zlib": zlib.ZLIB_RUNTIME_VERSION}


def _reusable(root: Path) -> Path | None:
    """The bodies of the current generation, unless other tools would press them otherwise today."""
    current = (root / CURRENT).resolve()
    try:
        found = json.loads((current / PRESSED_WITH).read_bytes())
    except (OSError, ValueError):
        return None
    return current / BODIES if found == pressed_with() else None


def _pictures(bodies: Path | None) -> dict[str, str]:
    """Which of these bodies are pictures, by what they were drawn from."""
    try:
        found: dict[str, str] = json.loads((bodies.parent / PICTURES).read_bytes()) if bodies else {}
    except (OSError, ValueError):
        return {}
    return found


def _render(path: str, bodies: Bodies) -> Entry:
    response = answer(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answers {response.status_code}")
    assert isinstance(response, HttpResponse)
    name = bodies.keep(response.content, packed=not response["Content-Type"].startswith(PRESSED))
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


def _settle(path: Path) -> None:
    """On disk before anything points at it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _switch(root: Path, generation: Path) -> None:
    """`current` points at the new generation from one moment to the next."""
    link = root / f"link-{uuid.uuid4().hex}"
    link.symlink_to(generation.name)
    os.replace(link, root / CURRENT)
    _settle(root)


def prune() -> None:
    """Every generation but the current one goes, after something was taken back."""
    root = settings.RELEASED_SITE_DIR
    if (root / CURRENT).exists():
        with _alone(root):
            _prune(root, (root / CURRENT).resolve(), kept=1)


def _prune(root: Path, newest: Path, *, kept: int = KEPT_GENERATIONS) -> None:
    """Old generations, and what a killed build left, are removed."""
    found = [path for path in root.glob("gen-*") if path.name != newest.name]
    whole = sorted((path for path in found if (path / MANIFEST).exists()), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in {*found} - {*whole[: kept - 1]}:
        shutil.rmtree(path, ignore_errors=True)
    for link in root.glob("link-*"):
        link.unlink(missing_ok=True)
