"""Every public page, empty and full, in three languages: open to all, without cookies, from released payloads only."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from phases.domain.publishing import publish_report
from phases.exports import site
from tests.engagement import scene
from tests.factories.phases import payload, released_files

pytestmark = pytest.mark.django_db


def release(now, **changes):
    """A released report with all its files."""
    scene.phase()
    made = payload(**changes)
    return publish_report(payload=made, files=released_files(made["version"]), by=None, now=now)


def test_before_any_release_every_page_says_so_honestly(client: Client):
    scene.phase()
    for path in site.addresses():
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not answer.cookies
    assert "Nothing has been released yet" in client.get("/en/").content.decode()
    assert client.get("/en/reports/what-we-heard-phase-1/").status_code == 404


@pytest.mark.thorough
def test_after_a_release_every_page_answers_in_three_languages(client: Client, now):
    release(now)
    addresses = site.addresses()
    assert len(addresses) > 100
    others: dict[str, list[str]] = {}
    for path in addresses:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert not answer.cookies, path
        if answer["Content-Type"].startswith("text/html"):
            language = path.split("/")[1]
            html = answer.content.decode()
            assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in html, path
            others[path] = [
                row.partition(settings.SITE_URL)[2] for row in re.findall('hreflang="[a-z]{2}" href="([^"/][^"]*)"', html)
            ]
            assert len(others[path]) == 3 or "/embed/" in path, path
            if "/embed/" not in path:
                assert f'<link rel="canonical" href="{settings.SITE_URL}{path}">' in html
                assert re.search('property="og:image" content="([^"]+)"', html)[1].removeprefix(settings.SITE_URL) in addresses
            assert "{{" not in html
            assert "<style" not in html
            assert " style=" not in html
    for path, named in others.items():  # a page and its other languages name each other
        assert all(path in others[other] for other in named), path


def test_the_way_in_follows_the_readers_language(client: Client):
    for accept, path in (("fr-CA,fr;q=0.9", "/fr/"), ("ar", "/ar/"), ("de", "/en/")):
        answer = client.get("/", headers={"accept-language": accept})
        assert (answer.status_code, answer["Location"]) == (302, path)
        assert "Accept-Language" in answer["Vary"]


def test_pages_cost_the_same_with_one_report_and_with_many(client: Client, now):
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    release(now)
    paths = ["/en/", "/en/phases/", "/en/reports/", "/en/data/", "/en/themes/", "/en/reports/what-we-heard-phase-1/"]
    before = [queries(path) for path in paths]
    for version in range(2, 12):
        made = payload(version=version)
        publish_report(payload=made, files=[], by=None, now=now)
    assert [queries(path) for path in paths] == before
    assert max(before) <= 8


def test_an_old_version_stays_at_its_address_and_says_that_it_is_old(client: Client, now):
    release(now)
    release(now, version=2)
    assert "superseded" in client.get("/en/reports/what-we-heard-phase-1/v1/").content.decode()
    newest = client.get("/en/reports/what-we-heard-phase-1/").content.decode()
    assert "This version has been superseded" not in newest
    assert client.get("/en/reports/what-we-heard-phase-1/v3/").status_code == 404


def test_no_figure_is_a_bare_nought_and_none_says_all(client: Client, now):
    release(now)
    html = client.get("/en/reports/what-we-heard-phase-1/").content.decode()
    assert "about 0" not in html
    assert ">0<" not in html
    assert "fewer than 5" in html


def test_hostile_text_of_a_payload_stays_text(client: Client, now):
    attack = "<script>alert(1)</script>"
    release(now, quotes=[{"text": attack, "language": "en", "sector": None}])
    html = client.get("/en/reports/what-we-heard-phase-1/").content.decode()
    assert attack not in html
    assert "&lt;script&gt;" in html
