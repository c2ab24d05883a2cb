"""Nothing is left untranslated, and every placeholder survives in every language and plural form."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from gettext import c2py
from pathlib import Path

import polib
import pytest
from django.conf import settings

from tests.architecture.source import modules, templates, told

LOCALE = Path(settings.LOCALE_PATHS[0])
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%s|\{\w+\}")
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.fixture(scope="module", params=LANGUAGES)
def catalogue(request: pytest.FixtureRequest) -> polib.POFile:
    """The catalogue of a language."""
    return polib.pofile(str(LOCALE / request.param / "LC_MESSAGES" / "django.po"))


def test_every_message_is_translated(catalogue: polib.POFile) -> None:
    missing = [entry.msgid for entry in [*catalogue.untranslated_entries(), *catalogue.fuzzy_entries()]]
    assert missing == []


def says_its_number(catalogue: polib.POFile) -> set[int]:
    """Plural forms for one number alone ("two rows" has a word of its own in Arabic): they may leave the figure out."""
    form_of = c2py(catalogue.metadata["Plural-Forms"].partition("plural=")[2].rstrip(";"))
    numbers = Counter(form_of(number) for number in range(1000))
    return {form for form, count in numbers.items() if count == 1 and len(numbers) > 2}


def test_placeholders_are_those_of_the_message(catalogue: polib.POFile) -> None:
    wrong, alone = [], says_its_number(catalogue)
    for entry in catalogue:
        wanted = Counter(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        forms = entry.msgstr_plural if entry.msgid_plural else {-1: entry.msgstr}
        for number, form in forms.items():
            found = Counter(PLACEHOLDER.findall(form))
            lacks = (wanted - found).total()
            if found - wanted or lacks > (number in alone):
                wrong.append(form)
    assert wrong == []


GETTEXT = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
IN_A_TEMPLATE = re.compile(r"""\{% translate (["'])(.+?)\1|_\((["'])(.+?)\3\)""")


def said() -> Iterator[tuple[str, str]]:
    """(file, message) of every message of modules and templates; by whatever name a module calls the function."""
    for path in modules():
        text = path.read_text()
        if "translation import" not in text:
            continue
        tree = ast.parse(text)
        imports = (
            node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        )
        names = {each.asname or each.name: each.name for node in imports for each in node.names if each.name in GETTEXT}
        for node in ast.walk(tree) if names else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
                message = node.args[1 if names[node.func.id].startswith("pgettext") else 0]
                if isinstance(message, ast.Constant) and isinstance(message.value, str):
                    yield told(path), message.value
    for path in templates():
        for _quote, plain, _other, inner in IN_A_TEMPLATE.findall(path.read_text()):
            yield told(path), (plain or inner).replace("%", "%%")  # as Django keeps it


NAMES = {"name", "gone", "kept", "person", "theme"}  # of somebody or something, as somebody wrote it
ISOLATED = re.compile("\N{FIRST STRONG ISOLATE}%\\((\\w+)\\)s\N{POP DIRECTIONAL ISOLATE}")


def put_in() -> Iterator[tuple[str, str, str, bool]]:
    """(file, message, key, whether it is isolated) of every name that a module puts into a message."""
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text())):
            is_filled = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.right, ast.Dict)
            if not is_filled or not isinstance(node.left, ast.Call) or not node.left.args:
                continue
            message = node.left.args[0]
            for key, value in zip(node.right.keys, node.right.values, strict=True):
                if isinstance(message, ast.Constant) and isinstance(key, ast.Constant) and key.value in NAMES:
                    is_named = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "named"
                    yield told(path), str(message.value), str(key.value), is_named


def test_a_name_in_an_arabic_sentence_keeps_its_own_direction() -> None:
    """By `named`, or by the Arabic sentence itself: else what stands beside a Latin name jumps to its other side."""
    arabic = {entry.msgid: entry.msgstr for entry in polib.pofile(str(LOCALE / "ar" / "LC_MESSAGES" / "django.po"))}
    found = list(put_in())
    assert len(found) > 10
    bare = [row[:3] for row in found if not row[3] and row[2] not in ISOLATED.findall(arabic.get(row[1], ""))]
    assert bare == []


@pytest.fixture(scope="module")
def everything_said() -> list[tuple[str, str]]:
    """Read once for all languages."""
    return [(path, message) for path, message in said() if message]


def test_every_message_of_the_code_is_in_the_catalogue(catalogue: polib.POFile, everything_said: list[tuple[str, str]]) -> None:
    known = {entry.msgid for entry in catalogue}
    assert [(path, message) for path, message in everything_said if message not in known] == []
