"""The life of a point: open, resolved, or not resolvable and why; what we answered; whether the reason may be told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from engagement.domain import telling
from engagement.domain.as_read import check_read
from engagement.domain.plan_edits import check_seen
from engagement.enums import PointStatus
from engagement.models import Point, PointEvent
from engagement.policies import analysis
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit


def _locked(point: Point) -> Point:
    return Point.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=point.pk)


@transaction.atomic
def answer(
    *,
    point: Point,
    status: PointStatus,
    answer: str,
    reason: Mapping[str, str] | None = None,
    by: User,
    now: datetime,
    seen: str | None = None,
) -> Point:
    """Sets status and our answer; a point that can't be resolved needs a reason (language code -> text).

    A reason that was let out and is changed has to be let out again, by someone else. `seen`: what was read of the point
    (`plan_edits.fingerprint`); raises Conflict where it was changed since.
    """
    point = _locked(point)
    check_seen(seen, [point])
    told = {code: (reason or {}).get(code, "").strip() for code in ("en", "fr", "ar")}
    analysis.check_can_answer_point(point, status=status, has_reason=any(told.values()), by=by)
    if status != PointStatus.NOT_RESOLVABLE:
        told = dict.fromkeys(told, "")
    before = {code: getattr(point, f"closing_reason_{code}") or "" for code in told}
    if before != told or status != point.status:
        point.reason_approved_by = None
    point.closed_by = by if status != PointStatus.OPEN else None
    point.status, point.answer = status, answer
    for code, text in told.items():
        setattr(point, f"closing_reason_{code}", text)
    point.save()
    telling.follow(point)
    PointEvent.objects.create(point=point, status=status, note=answer or "\n".join(filter(None, told.values())), by=by, at=now)
    audit("point.answered", by=by, on=point.conversation, now=now, details={"point": str(point.pk), "status": status})
    return point


def told_to_approver(point: Point) -> dict[str, Any]:
    """What is let out: the closing reason in every language."""
    return {code: getattr(point, f"closing_reason_{code}") or "" for code in ("en", "fr", "ar")}


@transaction.atomic
def let_out(*, point: Point, by: User, now: datetime, seen: str | None = None) -> Point:
    """A second person lets the closing reason be published with the theme.

    `seen`: the mark of what was read (`as_read`, of `told_to_approver`).
    """
    point = _locked(point)
    analysis.check_can_let_out(point, by=by)
    check_read(seen, told_to_approver(point))
    point.reason_approved_by = by
    point.save(update_fields=["reason_approved_by"])
    audit("point.reason_let_out", by=by, on=point.conversation, now=now, details={"point": str(point.pk)})
    return point
