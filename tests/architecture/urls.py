"""Every address of the portal, read from the resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One URL pattern."""

    name: str  # "engagement:conversation-list", or the route itself when it has no name
    route: str
    view: Callable[..., Any]

    @property
    def is_open(self) -> bool:
        """Whether the view is marked as needing no sign-in."""
        return not getattr(self.view, "login_required", True)


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", ()))


def _walk(patterns: list[Any], before: str, spaces: tuple[str, ...]) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _walk(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            name = ":".join((*spaces, pattern.name)) if pattern.name else route
            yield Address(name, route, pattern.callback)
