"""What of the demo's plan is public: proposed by the lead, approved by the reviewer, as staff would do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from engagement.reporting import item_release
from phases.enums import ItemKind
from phases.models import EngagementPlan, Phase
from resilience_portal.accounts.models import User


def release_plan(now: datetime) -> None:
    """The plan and its phases."""
    release_all(ItemKind.PLAN, EngagementPlan.objects.all(), now=now)
    release_all(ItemKind.PHASE, Phase.objects.order_by("number"), now=now)


def release_all(kind: ItemKind, records: Any, *, now: datetime) -> None:
    """Each record, by two people."""
    lead, reviewer = User.objects.get(username="lead"), User.objects.get(username="reviewer")
    for record in records:
        proposal = item_release.propose(kind=kind, record=record, by=lead, now=now)
        item_release.approve(release=proposal, by=reviewer, now=now)
