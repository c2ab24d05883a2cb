"""Reads the files of the Edmonton demo set."""

from __future__ import annotations

import csv
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

FILES = Path(__file__).with_name("edmonton_data")
EDMONTON = ZoneInfo("America/Edmonton")
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Rows of one file of the set."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str) -> date | None:
    """An ISO day, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


def noon(text: str) -> datetime | None:
    """A day as a moment: the set has no times for these."""
    return datetime.combine(date.fromisoformat(text), time(12), tzinfo=EDMONTON) if text else None
