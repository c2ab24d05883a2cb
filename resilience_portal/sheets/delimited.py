"""CSV and TSV: which separator, then rows as they come, one at a time."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import IO

from resilience_portal.sheets.bounds import MOST_COLUMNS, MOST_ROWS, Unreadable, check_length

SEPARATORS = ",;\t|"
SAMPLE_CHARACTERS = 200_000
SAMPLE_ROWS = 60
MOST_COUNTED = 50  # cells of a row: a list in one cell must not look like a table
LONGEST_CELL = 200_000
_EXCEL_HINT = re.compile(r"\ufeff?sep=(.)\r?\n", re.IGNORECASE)  # Excel writes and hides this line


def opened(source: IO[bytes], codec: str) -> tuple[Iterator[tuple[int, list[str]]], str]:
    """Numbered rows, as a spreadsheet counts them, and the separator. Rows are read as they are asked for. Raises Unreadable."""
    source.seek(0)
    text = _wrapped(source, codec)
    head = text.read(SAMPLE_CHARACTERS)
    hint = _EXCEL_HINT.match(head)
    separator = hint[1] if hint and hint[1] in SEPARATORS else _separator(head[hint.end() :] if hint else head)
    source.seek(0)
    text = _wrapped(source, codec)
    if hint:
        text.read(hint.end())
    return _rows(text, separator), separator


def _wrapped(source: IO[bytes], codec: str) -> io.TextIOWrapper:
    buffered = io.BufferedReader(_Unclosed(source), 1 << 16)  # type: ignore[type-var]  # it is a raw stream
    return io.TextIOWrapper(buffered, encoding=codec, newline="")


class _Unclosed(io.RawIOBase):
    """Lets a wrapper go without closing the file under it."""

    def __init__(self, source: IO[bytes]) -> None:
        self.source = source

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        """As io wants it."""
        found = self.source.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)


def _rows(text: IO[str], separator: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    try:
        for number, row in enumerate(csv.reader(text, delimiter=separator, strict=True), start=1):
            check_length(number, MOST_ROWS)
            if len(row) > MOST_COLUMNS:
                raise Unreadable("file.too_many_columns", most=MOST_COLUMNS)
            yield number, row
    except csv.Error as error:
        code = "file.cell_too_long" if "field limit" in str(error) else "file.quotes"
        raise Unreadable(code, row=number + 1) from error


def _separator(head: str) -> str:
    """The one that cuts the most rows into the same number of cells; quoted text does not count."""
    scores = {}
    for mark in SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for number, row in enumerate(csv.reader(io.StringIO(head, newline=""), delimiter=mark)):
                if number >= SAMPLE_ROWS:
                    break
                widths[len(row)] += 1
        except csv.Error:
            pass  # the sample may end within quotation marks
        scores[mark] = sum((min(width, MOST_COUNTED) - 1) * times * (times - 1) for width, times in widths.items())
    best = max(scores, key=lambda mark: scores[mark])
    first = head.partition("\n")[0]
    return best if scores[best] else max(SEPARATORS, key=first.count)
