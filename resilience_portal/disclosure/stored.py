"""Counts as they are kept to build an edition again: JSON in one order, so that same counts give same bytes. Confidential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from resilience_portal.disclosure.shape import Dimension, Key, TableSpec
from resilience_portal.disclosure.tables import Counts, CountTable
from resilience_portal.disclosure.words import Blank


def pack(counts: Counts) -> dict[str, Any]:
    """Everything that `protect` reads of the counts."""
    tables = [(table.spec, table.cells) for table in counts.tables]
    return {
        "series": counts.series,
        "universe": _rows(counts.universe),
        "dimensions": [{"name": row.name, "codes": list(row.codes), "several": row.several} for row in counts.dimensions],
        "tables": [
            {"name": spec.name, "unit": spec.unit, "dims": list(spec.dims), "cells": _rows(cells)} for spec, cells in tables
        ],
        "later": list(counts.later),
        "blanks": [[name, code, why.value] for (name, code), why in sorted(counts.blanks.items())],
    }


def unpack(stored: Mapping[str, Any]) -> Counts:
    """The same counts again. Raises KeyError, TypeError or ValueError when something else was stored."""
    return Counts(
        dimensions=[Dimension(row["name"], tuple(row["codes"]), row["several"]) for row in stored["dimensions"]],
        tables=[
            CountTable(TableSpec(row["name"], row["unit"], tuple(row["dims"])), _cells(row["cells"])) for row in stored["tables"]
        ],
        universe=_cells(stored["universe"]),
        series=stored["series"],
        blanks={(name, code): Blank(why) for name, code, why in stored["blanks"]},
        later=tuple(stored.get("later", ())),  # editions from before that rule have none
    )


def _rows(cells: Mapping[Key, int]) -> list[list[Any]]:
    return sorted([sorted(map(list, found)), size] for found, size in cells.items())


def _cells(rows: list[list[Any]]) -> dict[Key, int]:
    return {frozenset((name, code) for name, code in found): size for found, size in rows}
