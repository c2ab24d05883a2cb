"""What of the demo's plan is public: proposed by the lead, approved by the reviewer, as staff would do it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q

from engagement.models import CollectionNotice, Finding, FocusGroup, FocusGroupSession, GroupFinding, Project, PublicCommitment
from engagement.reporting import item_release, items, parity
from phases.enums import ItemKind, ListHolder
from phases.models import EngagementPlan, Phase
from resilience_portal.accounts.models import User

WAITS = "PRJ-05"


def release_plan(now: datetime) -> None:
    """The plan, its phases, and what people are told before anything is written down."""
    release_all(ItemKind.NOTICE, CollectionNotice.objects.order_by("in_force_from"), now=now)
    release_all(ItemKind.PLAN, EngagementPlan.objects.all(), now=now)
    release_all(ItemKind.PHASE, Phase.objects.order_by("number"), now=now)


def release_groups(now: datetime) -> None:
    """Groups, their sessions, and the findings that are ours to release."""
    release_all(ItemKind.FOCUS_GROUP, FocusGroup.objects.all(), now=now)
    release_all(
        ItemKind.SESSION, FocusGroupSession.objects.filter(Q(note_taker__isnull=False) | Q(group__list_held_by="host")), now=now
    )
    release_all(ItemKind.FINDING, Finding.objects.publishable().order_by("reference"), now=now)
    release_all(ItemKind.GROUP_FINDING, GroupFinding.objects.exclude(group__list_held_by=ListHolder.HOST), now=now)


def release_projects(now: datetime) -> None:
    """Four projects and all worded promises; the fifth project waits for its second person."""
    release_all(ItemKind.PROJECT, Project.objects.exclude(reference=WAITS), now=now)
    release_all(ItemKind.COMMITMENT, PublicCommitment.objects.order_by("slug"), now=now)
    lead = User.objects.get(username="lead")
    item_release.propose(kind=ItemKind.PROJECT, record=Project.objects.get(reference=WAITS), by=lead, now=now)


def release_all(kind: ItemKind, records: Any, *, now: datetime) -> None:
    """Each record, read in its languages, by two people. What waits is still to be read, as staff would find it."""
    lead, reviewer = User.objects.get(username="lead"), User.objects.get(username="reviewer")
    for record in records:
        words = items.words_of(kind, record)
        for code in (code for code in words if code not in parity.missing_in(words)):
            seen = parity.digest(words, code)
            item_release.check_language(kind=kind, record=record, language=code, seen=seen, by=lead, now=now)
        proposal = item_release.propose(kind=kind, record=record, by=lead, now=now)
        item_release.approve(release=proposal, by=reviewer, now=now)
