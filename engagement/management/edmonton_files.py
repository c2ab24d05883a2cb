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
    """Rows of one file of the set, its French with the apostrophes of print."""
    with (FILES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: as_printed(key, text) for key, text in row.items()} for row in csv.DictReader(file)]


def as_printed(column: str, text: str) -> str:
    """A cell; what was typed is not always what is printed."""
    return text.replace("'", "’") if column == "fr" or column.endswith("_fr") else text


def day(text: str) -> date | None:
    """An ISO day, or None for an empty cell."""
    return date.fromisoformat(text) if text else None


def noon(text: str) -> datetime | None:
    """A day as a moment: the set has no times for these."""
    return datetime.combine(date.fromisoformat(text), time(12), tzinfo=EDMONTON) if text else None
