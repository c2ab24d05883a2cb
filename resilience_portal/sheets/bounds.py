"""How much a file may hold, and how a file that can't be read is refused."""

from __future__ import annotations

from resilience_portal.sheets.issues import Issue, error
from resilience_portal.sheets.phrases import sentence

MOST_BYTES = 64 * 1024 * 1024  # of text
MOST_BOOK_BYTES = 20 * 1024 * 1024  # of a workbook, packed
MOST_ROWS = 200_000
MOST_BOOK_ROWS = 50_000
MOST_COLUMNS = 200
LINES_TRIED = 20  # titles may stand above the heading


class Unreadable(Exception):
    """The file as a whole can't be read. Its words are for the person who brought it, in their language."""

    def __init__(self, code: str, **values: object) -> None:
        self.issue: Issue = error(code, **values)
        super().__init__(code)

    def __str__(self) -> str:
        return sentence(self.issue)


def check_length(rows: int, most: int) -> None:
    """Raises Unreadable once there are more rows than a file may have."""
    if rows > most + LINES_TRIED:
        raise Unreadable("file.too_many_rows", most=most)
