"""The map is true: every path it names exists."""

from __future__ import annotations

import re

import pytest

from tests.architecture.source import ROOT

NAMED = re.compile(r"`([\w./-]+/[\w./-]*|[\w-]+\.(?:py|md|toml|yml|txt|html|css|js))`")
WRITTEN_AT_RUN_TIME = ("var/", ".venv", "/")
MAPS = ["docs/where-is-it.md", "docs/architecture.md", "docs/runbook.md", "README.md"]


@pytest.mark.parametrize("name", MAPS)
def test_every_path_named_exists(name):
    text = (ROOT / name).read_text()
    gone = [path for path in NAMED.findall(text) if not path.startswith(WRITTEN_AT_RUN_TIME) and not _exists(path)]
    assert gone == []


def _exists(path: str) -> bool:
    """From the top, or as a part of a path that is there (`domain/review.py`)."""
    return (ROOT / path).exists() or any(ROOT.glob(f"[!.]*/{path}")) or any(ROOT.glob(f"[!.]*/*/{path}"))
