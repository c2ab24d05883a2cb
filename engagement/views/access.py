"""The staff pages' doors, with this app's own refusals."""

from __future__ import annotations

from engagement.policies import Refused
from phases.policies import Refused as RefusedByThePlan
from resilience_portal.accounts.doors import View, asker, for_roles, tells

__all__ = ["View", "asker", "for_roles", "tells_plan_refusals", "tells_refusals"]

tells_refusals = tells(Refused)
tells_plan_refusals = tells(RefusedByThePlan)
