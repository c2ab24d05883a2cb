"""Counts for an edition, made in the database: aggregates only, no words, no names.

The unit is the organization within a phase, counted once per cell however often it spoke (`disclosure.md` section 2).
Published dimensions: top-level sector, ward (small ones rolled up for good), theme. No sector x ward, no month.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, QuerySet

from engagement.models import Conversation, Report
from phases.models import Phase, Theme
from resilience_portal.disclosure.gate import admit
from resilience_portal.disclosure.rollup import roll_up
from resilience_portal.disclosure.rules import Rules
from resilience_portal.disclosure.tables import Counts, Dimension, TableSpec
from stakeholders.models import Organization

SECTOR = F("organization__sector__parent__code")
WARD = F("organization__ward__code")
