"""How much a file may hold, and how a file that can't be read is refused."""

from __future__ import annotations

from django.utils.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 50_000
LINES_TRIED = 20  # titles may stand above the heading


class Unreadable(Exception):
    """The file as a whole can't be read. The message says why, in words for the person who brought it."""


def check_length(rows: int) -> None:
    """Raises Unreadable once there are more rows than a file may have."""
    if rows > MOST_ROWS + LINES_TRIED:
        raise Unreadable(_("The file has more than %(most)s rows. Bring it in parts.") % {"most": MOST_ROWS})
