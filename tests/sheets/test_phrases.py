"""The sentences: one for every code, the same values in every language, directions kept apart."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from resilience_portal.sheets.issues import error, printable
from resilience_portal.sheets.phrases import COLUMN_MESSAGES, FILES, ROWS, sentence

VALUE = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_sentence_is_translated_and_keeps_its_values(language: str) -> None:
    for words in (*FILES.values(), *ROWS.values(), *COLUMN_MESSAGES.values()):
        with override("en"):
            english = str(words)
        with override(language):
            theirs = str(words)
        assert theirs != english, english
        assert set(VALUE.findall(theirs)) == set(VALUE.findall(english)), english


def test_a_latin_value_in_an_arabic_sentence_keeps_its_direction() -> None:
    issue = error("number.invalid", text="a dozen")
    with override("ar"):
        assert "\u2068a dozen\u2069" in sentence(issue)
    with override("en"):
        assert sentence(issue) == "“a dozen” is not a number."


def test_what_stands_in_a_cell_reaches_no_terminal_as_it_came() -> None:
    assert printable("a\x1b[31m\u202eb") == "a\N{REPLACEMENT CHARACTER}[31m\N{REPLACEMENT CHARACTER}b"
    assert len(printable("x" * 500)) == 80
