"""What the accessibility statement says of tests: what was found when every public page was last looked at, and of which pages.

The file is written by `python -m tests.browser.accessibility` and committed. Without it the statement claims nothing.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from resilience_portal.ui.assets import PUBLIC_SHEETS

FILE = Path(__file__).with_name("accessibility.json")
MADE_OF = (
    "templates/layouts/base.html",
    "templates/layouts/public.html",
    "templates/components",
    "templates/phases",
    *(f"static/css/{name}.css" for name in PUBLIC_SHEETS),
)


@dataclass(frozen=True)
class Results:
    """One look at all public pages."""

    checked_on: date
    tool: str
    pages: int  # addresses, each language counted
    checks: int  # addresses x ways of looking: colours and width
    languages: tuple[str, ...]
    violations: dict[str, int]  # rule -> how often it was broken
    sideways: int  # checks in which the page had to be scrolled sideways
    is_current: bool  # whether the pages are still made of what was tested

    @property
    def found(self) -> int:
        """Faults in all."""
        return sum(self.violations.values()) + self.sideways


def state_of_pages() -> str:
    """The digest of everything that public pages are drawn with. Another one: the pages were changed since the test."""
    whole = hashlib.sha256()
    for name in MADE_OF:
        place = settings.BASE_DIR / name
        for path in sorted(place.rglob("*.*")) if place.is_dir() else [place]:
            whole.update(f"{path.relative_to(settings.BASE_DIR).as_posix()}\n".encode() + path.read_bytes())
    return whole.hexdigest()


def results() -> Results | None:
    """The last look, or None where there was none, or where its file can't be read."""
    try:
        found: dict[str, Any] = json.loads(FILE.read_text())
        return Results(
            checked_on=date.fromisoformat(found["checked_on"]),
            tool=found["tool"],
            pages=found["pages"],
            checks=found["checks"],
            languages=tuple(found["languages"]),
            violations=dict(found["violations"]),
            sideways=found["sideways"],
            is_current=found["of"] == state_of_pages(),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None
