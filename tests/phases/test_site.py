"""The released site: finished bytes, switched at once, served before anything else of the portal is touched."""

from __future__ import annotations

import gzip
import json

import brotli
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.models import Conversation
from phases.domain.publishing import publish_report
from phases.exports import site
from resilience_portal.accounts.roles import Role
from tests.engagement import scene
from tests.factories.phases import payload, released_files

pytestmark = pytest.mark.django_db
HOME = "/en/"


@pytest.fixture
def released(now, settings, tmp_path):
    """A released report and its site in a folder of its own."""
    settings.RELEASED_SITE_DIR = tmp_path / "site"
    scene.phase()
    made = payload()
    publish_report(payload=made, files=released_files(made["version"]), by=None, now=now)
    return site.build()


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
    before = {path: client.get(path).content for path in site.addresses()}
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


def test_nothing_outside_the_manifest_is_served(released, client: Client):
    for path in ("/en/../manifest.json", "/../../etc/passwd", "/en/%2e%2e/", "/manifest.json", "/en//", "/bodies/"):
        answer = client.get(path)
        assert answer.status_code in (302, 404), path
        assert b"gen-" not in answer.content, path
