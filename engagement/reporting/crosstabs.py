"""The staff's own cross-tables: true counts, for those who may read the records. What leaves goes through `protect`."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, QuerySet

from engagement.models import Conversation

BY = {
    "sector": "organization__sector__code",
    "ward": "organization__ward__code",
    "theme": "points__codings__theme__code",
    "method": "method",
    "language": "language",
    "state": "state",
}


def conversations_by(name: str, talks: QuerySet[Conversation]) -> Mapping[str, int]:
    """Code -> number of conversations; a talk counts once per code, however many points carry it."""
    return _counted(name, talks, "pk")


def organizations_by(name: str, talks: QuerySet[Conversation]) -> Mapping[str, int]:
    """Code -> number of organizations; each counts once per code, however often it spoke."""
    return _counted(name, talks, "organization")


def conversations_across(one: str, other: str, talks: QuerySet[Conversation]) -> Mapping[tuple[str, str], int]:
    """(code of one, code of the other) -> number of conversations."""
    return _across(one, other, talks, "pk")


def organizations_across(one: str, other: str, talks: QuerySet[Conversation]) -> Mapping[tuple[str, str], int]:
    """(code of one, code of the other) -> number of organizations."""
    return _across(one, other, talks, "organization")


def _counted(name: str, talks: QuerySet[Conversation], unit: str) -> Mapping[str, int]:
    rows = talks.order_by().values_list(BY[name]).annotate(found=Count(unit, distinct=True))
    return {code: found for code, found in rows if code is not None}


def _across(one: str, other: str, talks: QuerySet[Conversation], unit: str) -> Mapping[tuple[str, str], int]:
    rows = talks.order_by().values_list(BY[one], BY[other]).annotate(found=Count(unit, distinct=True))
    return {(code, second): found for code, second, found in rows if code is not None and second is not None}
