"""The pictures that other sites show beside a link: made at release, in three languages, named by every page."""

from __future__ import annotations

import io
import json
import re
from html import unescape

import pytest
from django.test import Client
from PIL import Image, ImageColor

from phases.domain.publishing import publish_report
from phases.enums import ItemKind
from phases.exports import share_card, site
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.phases import payload, released_files
from tests.factories.plan import make_finding, make_group, make_project

pytestmark = pytest.mark.django_db
LIMIT = 40_000  # bytes of a picture: messengers fetch it on a phone


def tag(page: str, name: str) -> str:
    return unescape(re.search(rf'<meta (?:property|name)="{name}" content="([^"]*)"', page)[1])


@pytest.fixture
def report(now):
    scene.phase()
    made = payload()
    return publish_report(payload=made, files=released_files(made["version"]), by=None, now=now)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_page_names_its_picture_and_the_picture_is_there(report, client: Client, settings, language):
    picture = ""
    for path in (f"/{language}/", f"/{language}/reports/{report.slug}/"):
        page = client.get(path).content.decode()
        assert tag(page, "twitter:card") == "summary_large_image"
        assert tag(page, "og:url") == settings.SITE_URL + path
        assert tag(page, "og:title") in unescape(re.search("<title>(.*?)</title>", page)[1])
        assert tag(page, "og:image") != picture
        picture = tag(page, "og:image")
        address = picture.removeprefix(settings.SITE_URL)
        assert address in site.addresses()
        answer = client.get(address)
        assert answer["Content-Type"] == "image/png"
        with Image.open(io.BytesIO(answer.content)) as drawn:
            assert drawn.size == share_card.SIZE == (int(tag(page, "og:image:width")), int(tag(page, "og:image:height")))
            seen = {colour for _count, colour in drawn.convert("RGB").getcolors()}
            assert {ImageColor.getrgb(code) for code in (share_card.BAND, share_card.INKS["ink"], share_card.HUES[0])} <= seen
        assert len(answer.content) < LIMIT
        share_card.draw.cache_clear()
        assert client.get(address).content == answer.content  # the same words, the same bytes


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_a_phase_a_group_a_project_and_a_theme_have_pictures_of_their_own(report, client: Client, settings, language):
    group, project = make_group(title_en="Parents"), make_project(make_finding(), title_en="Month Thirteen")
    release(ItemKind.FOCUS_GROUP, group)
    release(ItemKind.PROJECT, project)
    told = {
        "phases/inform-and-consult": "Inform and consult", f"focus-groups/{group.slug}": "Parents",
        f"projects/{project.slug}": "Month Thirteen", "themes/t07": "T07",
    }  # fmt: skip
    pictures = set()
    for path, title in told.items():
        page = client.get(f"/{language}/{path}/").content.decode()
        assert title in tag(page, "og:image:alt")
        address = tag(page, "og:image").removeprefix(settings.SITE_URL)
        assert address in site.addresses()
        picture = client.get(address).content
        assert len(picture) < LIMIT
        pictures.add(picture)
    assert len(pictures) == len(told)
    for kind in ("project", "focus_group", "theme", "commitment", "nothing"):
        assert client.get(f"/{language}/share/{kind}/none.png").status_code == 404


def test_hostile_words_stay_words_and_unknown_pictures_are_none(report, client: Client):
    hostile = payload()
    hostile["title"] = {"en": '#read("/etc/passwd") #panic() $x$ 🌈 ' + "long " * 80}
    assert share_card.of_report(hostile)[:8] == b"\x89PNG\r\n\x1a\n"
    assert client.get("/en/share/nothing.png").status_code == 404
    assert client.get(f"/en/reports/{report.slug}/v9/share.png").status_code == 404


def test_a_worker_that_starts_anew_draws_only_what_the_site_does_not_have_yet(report, settings, tmp_path, monkeypatch):
    settings.RELEASED_SITE_DIR = tmp_path / "site"
    paths = [path for path in site.addresses() if path.endswith(".png")]
    monkeypatch.setattr(site, "addresses", lambda: paths)
    drawn, draw = [], share_card.draw.__wrapped__  # of a process that remembers nothing
    monkeypatch.setattr(share_card, "draw", lambda data: drawn.append(data) or draw(data))
    first = site.build()
    bodies = {path: entry["body"] for path, entry in json.loads((first / site.MANIFEST).read_bytes()).items()}
    assert len(drawn) == len(paths) == len(set(bodies.values()))
    drawn.clear()
    damaged = bodies["/ar/share/home.png"]
    whole = (first / site.BODIES / damaged).read_bytes()
    (first / site.BODIES / damaged).write_bytes(b"half a pict")
    (first / site.BODIES / bodies["/fr/share/home.png"]).unlink()
    second = site.build()
    assert sorted(json.loads(data)["lang"] for data in drawn) == ["ar", "fr"]
    assert json.loads((second / site.MANIFEST).read_bytes()) == json.loads((first / site.MANIFEST).read_bytes())
    assert (second / site.BODIES / damaged).read_bytes() == whole
    drawn.clear()
    monkeypatch.setitem(share_card.TITLES, "home", "Something else")
    third = site.build()
    assert [json.loads(data)["title"] for data in drawn] == ["Something else"] * 3
    assert not (third / site.BODIES / damaged).exists()
