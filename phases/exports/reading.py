"""What is released, read for pages. Within `one_reading` each thing is read once, so that all pages of a generation tell of
the same moment, and a page costs its template and not its queries over again. A page that is asked for alone is a reading, too.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from phases.models import PublishedReport

T = TypeVar("T")
_kept: ContextVar[dict[Hashable, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """What `once` reads inside is kept to the end. Whoever gets it must not change it: others hold the same.

    Inside another reading it is part of that one.
    """
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read` finds; within `one_reading`, what it found the first time."""
    kept = _kept.get()
    if kept is None:
        return read()
    if key not in kept:
        kept[key] = read()
    found: T = kept[key]
    return found


def newest_report() -> PublishedReport | None:
    """The newest release, which the pages of themes read."""
    return once("newest report", lambda: PublishedReport.objects.current().first())
