"""Address x role. The one table of who may open what; `test_urls.py` walks it.

PUBLIC: a visitor reads it. ACCOUNT: the sign-in pages, open by their nature or to every account. STAFF: by role.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpResponse

from resilience_portal.accounts.roles import Role
from tests.cast import Cast

OFFICER, ANALYST, REVIEWER, LEAD, LIAISON, ADMINISTRATOR, AUDITOR = (role.value for role in Role)
TEAM = frozenset({OFFICER, ANALYST, REVIEWER, LEAD})
EVERYBODY = frozenset({*(role.value for role in Role), "none"})


@dataclass(frozen=True)
class World:
    """The records that the addresses are tried on."""

    cast: Cast
    ids: dict[str, Any]

    def without(self, record: str) -> World:
        """The same world, in which the id of `record` belongs to nothing."""
        return replace(self, ids={**self.ids, record: uuid.uuid4()})


@dataclass(frozen=True)
class Row:
    """Who gets an answer. Everybody else: 404 when signed in, the sign-in page when not."""

    roles: frozenset[str]
    record: str = ""  # key into World.ids
    argument: str = "pk"
    method: str = "GET"
    more: tuple[tuple[str, str], ...] = ()

    def kwargs(self, world: World) -> dict[str, Any]:
        """What the address needs."""
        own = {self.argument: world.ids[self.record]} if self.record else {}
        return own | {argument: world.ids[record] for argument, record in self.more}

    def wanted(self, role: str) -> Callable[[HttpResponse], bool]:
        """Whether an answer is the right one for that role."""
        if role == "anonymous":
            return _is_login
        return _is_answer if role in self.roles else _is_nothing


def _is_login(response: HttpResponse) -> bool:
    return response.status_code == 302 and "/login/" in response.headers["Location"]


def _is_nothing(response: HttpResponse) -> bool:
    return response.status_code == 404


def _is_answer(response: HttpResponse) -> bool:
    return response.status_code < 500 and response.status_code not in {401, 403, 404, 405} and not _is_login(response)


def make_world(cast: Cast) -> World:
    """One record of each kind, made as the verbs would make it."""
    return World(cast=cast, ids={})


PUBLIC: set[str] = set()
ACCOUNT: set[str] = set()
STAFF: dict[str, Row] = {}
OPEN_ADMIN = {"admin:login", "admin:logout", "admin:jsi18n"}
ADMIN: dict[str, frozenset[str]] = {
    "engagement.Conversation": frozenset({ADMINISTRATOR}),
    "audit.AuditEvent": frozenset({ADMINISTRATOR}),
    "outbox.OutboxJob": frozenset({ADMINISTRATOR}),
    "stakeholders.Organization": frozenset({ADMINISTRATOR}),
}
