"""The PDF: accessible by its own claim, the same bytes each time, and nothing in it but what was released."""

from __future__ import annotations

import io
import json
import logging

import pikepdf
import pypdfium2
import pytest
from django.utils import translation

from phases.exports import glyphs, pdf
from phases.exports.pictures import pictures
from tests.factories.phases import payload, words

HOSTILE = '#read("/etc/passwd") #import "@preview/x:1.0.0": * <script> $x$ \\ @label *bold* 🌈 ᓄ'


def made(language: str, **changes) -> bytes:
    """The PDF of a payload."""
    with translation.override(language):
        return pdf.render(payload(**changes), language).body


def said(body: bytes) -> str:
    """Its text, with every run of space as one."""
    return " ".join(" ".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body)).split())


def elements(node: pikepdf.Object, kind: str) -> list[pikepdf.Dictionary]:
    """Structure elements of a kind below a node."""
    found = [node] if isinstance(node, pikepdf.Dictionary) and node.get("/S") == kind else []
    kids = node.get("/K", []) if isinstance(node, pikepdf.Dictionary) else node
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary | pikepdf.Array):
            found += elements(kid, kind)
    return found


@pytest.mark.parametrize(("language", "locale"), [("en", "en"), ("fr", "fr"), ("ar", "ar")])
def test_it_is_what_it_claims_to_be(language, locale):
    body = made(language)
    with pikepdf.open(io.BytesIO(body)) as document:
        with document.open_metadata() as about:
            assert (about["pdfuaid:part"], about["pdfaid:part"], about["pdfaid:conformance"]) == ("1", "2", "A")
            assert about["dc:title"] == payload()["title"][language]
        root = document.Root
        assert str(root.Lang).startswith(locale)
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        figures = elements(root.StructTreeRoot, "/Figure")
        assert len(figures) >= 6
        assert all(str(figure.get("/Alt", "")) for figure in figures)
        assert len(elements(root.StructTreeRoot, "/Table")) >= 6
        with document.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert len(titles) >= 13
        assert not [name for name in root.get("/Names", {}) if name in ("/JavaScript", "/EmbeddedFiles")]


def test_each_picture_has_a_table_with_the_same_words():
    with translation.override("en"):
        found = pictures(payload())
    text = said(made("en"))
    assert len(found) >= 6
    for picture in found:
        assert all(len(row) == len(picture.head) for row in picture.rows)
        for row in picture.rows:
            assert " ".join(row) in text, picture.key


def test_the_same_payload_gives_the_same_bytes():
    assert made("ar") == made("ar")


def test_a_copy_that_is_no_longer_the_newest_says_so_on_every_page():
    notice = {"kind": "corrected", "version": 2, "on": "2026-12-01", "reason": words("A ward was named wrongly.")}
    body = made("en", notice=notice)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(body)]
    assert "A ward was named wrongly." in " ".join(pages[0].split())
    assert "Version 2 of 1 December 2026 corrects it." in " ".join(pages[0].split())
    assert all("This version was corrected" in page for page in pages[1:])


def test_the_head_of_the_publication_log_is_in_it():
    assert f"7:{'ab' * 32}" in said(made("en", log_head={"number": 7, "sha256": "ab" * 32})).replace(" ", "")


def test_hostile_words_stay_words():
    changes = {"title": words(HOSTILE), "quotes": [{"text": HOSTILE, "language": "en", "sector": None}]}
    text = said(made("en", **changes))
    for part in ('#read("/etc/passwd")', "<script>", "$x$", "*bold*", "@label"):
        assert part in text.replace("“", '"').replace("”", '"'), part
    assert "root:" not in text


def test_what_no_font_has_is_marked_told_and_stops_nothing(caplog):
    changed = payload(quotes=[{"text": "We care 🌈 very much", "language": "en", "sector": None}])
    assert [(one.where, one.code) for one in glyphs.missing(changed)] == [("quotes[1].text", "U+1F308")]
    with caplog.at_level(logging.WARNING, "portal.pdf"):
        glyphs.tell(changed)
    assert "U+1F308" in caplog.text
    assert "quotes[1].text" in caplog.text
    assert "very much" not in caplog.text
    assert f"We care {glyphs.MARK} very much" in said(made("en", quotes=changed["quotes"]))


@pytest.mark.parametrize(
    "text", ["amiskwacîwâskahikan kêhtê-aya, ēwako", "Şükriye, Öğretmen", "Житомир", "Nguyễn", "e\u0301te\u0301"]
)
def test_names_of_other_languages_are_drawn_as_they_are(text):
    drawn = glyphs.drawable(text)
    assert glyphs.MARK not in drawn
    assert len(drawn) <= len(text)


def test_nothing_that_is_drawn_comes_from_outside_the_payload_and_its_words():
    """A tombstone has no words, and a section that nobody wrote is not there."""
    gone = {"text": "", "language": "", "sector": None, "number": 3, "withdrawn_on": "2026-12-01"}
    text = said(made("en", quotes=[gone]))
    assert "Quote 3 was withdrawn on 1 December 2026." in text
    assert "None" not in text
    assert json.dumps("People remember who came back.") not in text
