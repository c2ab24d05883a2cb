"""Shapes: function <= 40 lines, view <= 20, module <= 300, template <= 120. A reasoned exception is a comment on the spot.

`# long: <reason>` on the line of the `def`, or in the first ten lines of a module or template, lifts the limit there.
"""

from __future__ import annotations

import ast
import re

import pytest

from tests.architecture.source import modules, templates, told

FUNCTION, VIEW, MODULE, TEMPLATE = 40, 20, 300, 120
REASON = re.compile(r"long: \S+ \S+")
REFUSED_NAMES = {"utils", "helpers", "common", "misc", "core", "base", "services", "managers"}


def functions(path):
    """(name, first line, lines of code without decorators and docstring, reasoned) of each function."""
    source = path.read_text()
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
            length = (node.body[0].lineno - node.lineno) + ((node.end_lineno - body[0].lineno + 1) if body else 0)
            yield node.name, node.lineno, length, bool(REASON.search(lines[node.lineno - 1]))


@pytest.mark.parametrize("path", list(modules()), ids=told)
def test_functions_are_short(path):
    limit = VIEW if "views" in path.parts or path.name == "views.py" else FUNCTION
    long = [f"{name} (line {line}): {length}" for name, line, length, reason in functions(path) if length > limit and not reason]
    assert long == [], f"longer than {limit} lines"


def test_modules_are_short():
    long = {}
    for path in modules():
        lines = path.read_text().splitlines()
        if len(lines) > MODULE and not REASON.search("\n".join(lines[:10])):
            long[told(path)] = len(lines)
    assert long == {}


def test_templates_are_short():
    long = {}
    for path in templates():
        if path.suffix in {".html", ".txt"}:
            lines = path.read_text().splitlines()
            if len(lines) > TEMPLATE and not REASON.search("\n".join(lines[:10])):
                long[told(path)] = len(lines)
    assert long == {}


def test_modules_are_named_for_their_work():
    assert [told(path) for path in modules() if path.stem in REFUSED_NAMES] == []


def test_public_functions_of_rules_and_verbs_say_what_they_do():
    silent = []
    for path in modules():
        if not {"domain", "reporting", "disclosure"} & set(path.parts):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                silent.append(f"{told(path)}::{node.name}")
    assert silent == []
