"""The accessibility statement says what was tested, of which pages, and is honest where nothing or something else was."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from phases.exports import accessibility

pytestmark = pytest.mark.django_db
PAGE = "/en/accessibility/"
TESTED = {
    "checked_on": "2026-11-26", "tool": "axe-core 4.12.1", "languages": ["ar", "en", "fr"],
    "ways": [["light", 390], ["dark", 1280]], "pages": 183, "checks": 366, "violations": {}, "sideways": 0,
}  # fmt: skip


@pytest.fixture
def say(monkeypatch, tmp_path, client: Client):
    """The page, when this was found."""

    def run(text: str | None) -> str:
        file = tmp_path / "accessibility.json"
        if text is not None:
            file.write_text(text)
        monkeypatch.setattr(accessibility, "FILE", file)
        return client.get(PAGE).content.decode()

    return run


def test_nothing_found_is_said_with_its_day_and_its_extent(say):
    page = say(json.dumps(TESTED | {"of": accessibility.state_of_pages()}))
    assert "no fault was found" in page
    assert "26 November 2026" in page or "November 26, 2026" in page
    assert "366" in page
    assert "have been changed since" not in page


def test_faults_are_named_and_pages_changed_since_are_said_to_be(say):
    page = say(json.dumps(TESTED | {"of": "before", "violations": {"color-contrast": 3}, "sideways": 2}))
    assert "no fault was found" not in page
    assert "color-contrast" in page
    assert ">5<" in page
    assert "have been changed since" in page


@pytest.mark.parametrize("text", [None, "", "{}", '{"checked_on": "soon"}'])
def test_without_results_it_claims_nothing(say, text):
    page = say(text)
    assert "have not been looked at by machine yet" in page
    assert "no fault was found" not in page


def test_the_committed_results_can_be_read():
    found = accessibility.results()
    assert found is not None
    assert found.checks >= found.pages > 100
    assert set(found.languages) == {"en", "fr", "ar"}
