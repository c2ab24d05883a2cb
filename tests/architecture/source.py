"""The source files that the architecture tests read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("resilience_portal", "stakeholders", "phases", "engagement")


def modules() -> Iterator[Path]:
    """Every Python module of the product, migrations left out."""
    for package in PACKAGES:
        yield from (path for path in sorted((ROOT / package).rglob("*.py")) if "migrations" not in path.parts)


def templates() -> Iterator[Path]:
    """Every template of the product, e-mail and Typst texts included."""
    folders = [ROOT / "templates", *(path for package in PACKAGES for path in (ROOT / package).rglob("templates"))]
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def told(path: Path) -> str:
    """The path as a failure should show it."""
    return str(path.relative_to(ROOT))
