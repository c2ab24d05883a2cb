"""What browsers load: the same bytes from the same package, nothing made twice, and pages that live without it."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import brotli
import pytest

from resilience_portal.ui import assets


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("assets")
    assert assets.build(folder) is True
    return folder


@pytest.mark.thorough
def test_the_same_package_gives_the_same_bytes(made, tmp_path):
    assets.build(tmp_path)
    assert fingerprint(tmp_path) == fingerprint(made)


@pytest.mark.thorough
def test_nothing_is_made_twice(made):
    times = {path: path.stat().st_mtime_ns for path in made.rglob("*") if path.is_file()}
    assert assets.build(made) is False
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*") if path.is_file()} == times


@pytest.mark.thorough
def test_a_font_that_was_deleted_is_made_again(made):
    lost = made / assets.font_path("latin", "regular")
    body = lost.read_bytes()
    lost.unlink()
    assert assets.build(made) is True
    assert lost.read_bytes() == body


@pytest.mark.thorough
def test_the_sheet_names_only_files_that_exist(made):
    css = (made / "css" / "portal.css").read_text()
    named = set(re.findall(r"url\(([^)]+)\)", css))
    assert len(named) == len(assets.SCRIPTS) * len(assets.WEIGHTS)
    assert all((made / "css" / address).resolve().exists() for address in named)


def test_without_the_package_there_are_sheets_and_no_dead_address(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "FONT_PACKAGE", "a_package_that_nobody_has")
    assert assets.build(tmp_path) is False
    css = (tmp_path / "css" / "portal.css").read_text()
    assert "url(" not in css
    assert "--paper" in css


def test_squeezing_changes_no_meaning():
    css = '/* note */ a > b , c { content: " / ; } " ; color : red ; margin: -1px auto }\n@media (min-width: 4rem) { d { e: f } }'
    assert assets.squeeze(css) == 'a>b,c{content:" / ; } ";color :red;margin:-1px auto}@media (min-width:4rem){d{e:f}}'


@pytest.mark.parametrize("script", ["latin", "arabic"])
@pytest.mark.thorough
def test_a_reader_loads_little_in_each_language(made, script):
    """44 kB for a whole first visit: styles, script and two fonts leave 10 kB and more for the page itself."""
    sheet = brotli.compress((made / "css" / "portal.css").read_bytes())
    code = brotli.compress((assets.settings.BASE_DIR / "static" / "js" / "portal.js").read_bytes())
    fonts = sum((made / assets.font_path(script, weight)).stat().st_size for weight in assets.WEIGHTS)
    assert len(sheet) + len(code) + fonts < 34_000


@pytest.mark.thorough
def test_the_font_has_every_letter_of_the_three_languages(made):
    from fontTools.ttLib import TTFont

    latin = TTFont(made / assets.font_path("latin", "regular")).getBestCmap()
    arabic = TTFont(made / assets.font_path("arabic", "regular")).getBestCmap()
    assert not [letter for letter in "àâçéèêëîïôœùûüÿÀÉŒ«»–—’“”…·→" if ord(letter) not in latin]
    assert not [letter for letter in "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئىة،؛؟" if ord(letter) not in arabic]
    assert not [sign for sign in "0123456789%()«»–—…:./+−·" if ord(sign) not in arabic], "between Arabic words"
    more = TTFont(made / assets.font_path("arabic-more", "regular")).getBestCmap()
    assert not [letter for letter in "پچژگکیٹڈڑںےڤۀ" if ord(letter) not in more], "in names of Persian, Urdu and Kurdish"
    assert "Plex" not in str(TTFont(made / assets.font_path("latin", "regular"))["name"].getDebugName(1))  # reserved by the OFL
