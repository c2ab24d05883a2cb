"""The released site: finished bytes, switched at once, served before anything else of the portal is touched."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from engagement.models import Conversation
from phases.domain.publishing import publish_report
from phases.exports import site
from resilience_portal.accounts.roles import Role
from tests.conftest import NOW
from tests.engagement import scene
from tests.factories.phases import payload, released_files

pytestmark = pytest.mark.django_db
HOME = "/en/"
PAGE_OF_A_VISIT = 12_000  # bytes; styles, script and fonts have the other 32 kB of a first visit's 44 (tests/ui/test_assets.py)


@pytest.fixture(scope="module")
def first(kept, tmp_path_factory) -> Path:
    """A released report and the site of it, made once."""
    scene.phase()
    made = payload()
    publish_report(payload=made, files=released_files(made["version"]), by=None, now=NOW)
    with override_settings(RELEASED_SITE_DIR=tmp_path_factory.mktemp("first") / "site"):
        return site.build()


@pytest.fixture
def released(first, settings, tmp_path) -> Path:
    """That site in a folder of the test's own. Returns its generation."""
    settings.RELEASED_SITE_DIR = tmp_path / "site"
    shutil.copytree(first.parent, settings.RELEASED_SITE_DIR, symlinks=True)
    return settings.RELEASED_SITE_DIR / first.name


def test_a_released_page_is_finished_bytes(released, client: Client):
    with CaptureQueriesContext(connection) as caught:
        plain = client.get(HOME)
        packed = client.get(HOME, headers={"accept-encoding": "gzip, deflate, br"})
        zipped = client.get(HOME, headers={"accept-encoding": "gzip"})
        again = client.get(HOME, headers={"if-none-match": plain["ETag"]})
        head = client.head(HOME)
    assert len(caught) == 0
    assert (plain.status_code, again.status_code, again.content, head.content) == (200, 304, b"", b"")
    assert not plain.cookies
    assert packed["Content-Encoding"] == "br"
    assert len(packed.content) < PAGE_OF_A_VISIT
    assert brotli.decompress(packed.content) == gzip.decompress(zipped.content) == plain.content
    assert len({plain["ETag"], packed["ETag"], zipped["ETag"]}) == 3
    assert "Accept-Encoding" in packed["Vary"]
    assert "default-src 'none'" in plain["Content-Security-Policy"]
    assert "unsafe" not in plain["Content-Security-Policy"]
    for name, value in (("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "same-origin")):
        assert plain[name] == value


def test_every_page_is_the_views_and_stays_when_the_records_are_gone(released, client: Client):
    ana = scene.staff("ana", Role.OFFICER)
    scene.conversation(ana)
    addresses = site.addresses()
    with CaptureQueriesContext(connection) as caught:
        before = {path: client.get(path).content for path in addresses}
    assert len(caught) == 0
    for path in [path for path in before if path.startswith(("/ar/", "/data/"))]:
        assert before[path] == site.answer(path).content, path
    Conversation.objects.all().delete()
    assert {path: client.get(path).content for path in before} == before
    manifest = json.loads((released / site.MANIFEST).read_bytes())
    assert sorted(manifest) == sorted(before)


def test_a_build_that_dies_leaves_the_old_site_in_place(released, client: Client, monkeypatch):
    before = client.get(HOME).content
    monkeypatch.setattr(site, "_switch", lambda *_args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        site.build()
    assert client.get(HOME).content == before


@pytest.mark.thorough
def test_a_second_build_is_noticed_and_old_generations_go(released, client: Client, now):
    assert client.get("/en/reports/what-we-heard-phase-1/v2/").status_code == 404
    made = payload(version=2)
    publish_report(payload=made, files=released_files(made["version"]), by=None, now=now)
    for _ in range(2):
        site.build()
    assert client.get("/en/reports/what-we-heard-phase-1/v2/").status_code == 200
    assert len(list(settings.RELEASED_SITE_DIR.glob("gen-*"))) == site.KEPT_GENERATIONS
    assert "superseded" in client.get("/en/reports/what-we-heard-phase-1/v1/").content.decode()


@pytest.fixture
def small(settings, tmp_path, monkeypatch):
    """A site of a few addresses, before anything is released: enough for how generations come and go."""
    settings.RELEASED_SITE_DIR = tmp_path / "site"
    monkeypatch.setattr(site, "addresses", lambda: [HOME, "/ar/", "/en/feeds/all.atom", "/robots.txt"])
    return site.build()


def everything(generation: Path) -> dict[str, bytes]:
    return {path.relative_to(generation).as_posix(): path.read_bytes() for path in generation.rglob("*") if path.is_file()}


@pytest.mark.thorough
@pytest.mark.thorough
def test_a_generation_beside_another_is_the_one_made_from_nothing(released, settings, tmp_path, monkeypatch):
    kept = next(path for path in (released / "bodies").iterdir() if path.suffix == ".br")
    pressed = []
    monkeypatch.setattr(brotli, "compress", lambda body, quality: pressed.append(body) or kept.read_bytes())
    second = site.build()
    assert everything(second) == everything(released)
    assert pressed == []  # nothing that stands already is pressed again
    assert kept.stat().st_ino == (second / "bodies" / kept.name).stat().st_ino
    monkeypatch.undo()
    settings.RELEASED_SITE_DIR = tmp_path / "elsewhere"
    assert everything(site.build()) == everything(second)


def test_what_is_damaged_or_pressed_otherwise_is_made_again(small, settings):
    body = small / "bodies" / json.loads((small / site.MANIFEST).read_bytes())[HOME]["body"]
    whole = everything(small)
    body.write_bytes(b"half a pa")
    mended = site.build()
    assert everything(mended) == whole
    settings.BROTLI_QUALITY = 0
    assert everything(site.build())[f"bodies/{body.name}.br"] == brotli.compress(whole[f"bodies/{body.name}"], quality=0)


def test_what_a_killed_build_left_goes_and_the_readers_generation_stays(small, settings):
    root = settings.RELEASED_SITE_DIR
    (root / "gen-half" / "bodies").mkdir(parents=True)
    (root / "link-half").symlink_to("gen-half")
    second = site.build()
    assert {path.name for path in root.iterdir()} == {"current", "lock", small.name, second.name}
    site.prune()
    assert {path.name for path in root.iterdir()} == {"current", "lock", second.name}


def test_nothing_outside_the_manifest_is_served(released, client: Client):
    for path in ("/en/../manifest.json", "/../../etc/passwd", "/en/%2e%2e/", "/manifest.json", "/en//", "/bodies/"):
        answer = client.get(path)
        assert answer.status_code in (302, 404), path
        assert b"gen-" not in answer.content, path
