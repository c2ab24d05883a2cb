"""Trying to reach somebody: noted in seconds, kept for good. Who was asked and did not answer counts too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from engagement.models import Conversation, OutreachAttempt
from engagement.policies import desk
from phases.enums import PhaseKind, PhaseState
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from stakeholders.models import Organization


@transaction.atomic
def note_attempt(*, fields: Mapping[str, Any], by: User, now: datetime) -> OutreachAttempt:
    """One attempt: organization, phase, day, how, what came of it."""
    desk.check_can_sort(by=by)
    made = OutreachAttempt.objects.create(made_by=by, created_at=now, **fields)
    details = {"organization": str(made.organization_id), "outcome": made.outcome}
    audit("outreach.noted", by=by, on=made, now=now, details=details)
    return made


@transaction.atomic
def take_back(*, attempt: OutreachAttempt, by: User, now: datetime) -> None:
    """Noted by mistake."""
    desk.check_can_take_back(attempt, by=by)
    audit("outreach.taken_back", by=by, on=attempt, now=now, details={"organization": str(attempt.organization_id)})
    attempt.delete()


def phase_at_work() -> Phase | None:
    """The phase in which organizations are asked: the open one, else the newest."""
    asking = Phase.objects.public().filter(kind=PhaseKind.INFORM_CONSULT)
    return asking.filter(state=PhaseState.OPEN).order_by("number").first() or asking.order_by("-number").first()


def not_heard(phase: Phase, *, seen_by: User) -> QuerySet[Any]:
    """Those we set out to hear and have not heard in this phase; `outcome` on each is how the newest attempt ended."""
    heard = Conversation.objects.in_phase(phase).held().filter(organization=OuterRef("pk"))
    wanted = Organization.objects.visible_to(seen_by).pickable().in_universe()
    tried = OutreachAttempt.objects.in_phase(phase).newest_outcome()
    return wanted.filter(~Exists(heard)).annotate(outcome=tried).select_related("sector").order_by("name", "reference")
