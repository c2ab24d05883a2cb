"""An organization as a whole: who speaks for it, what it raised, what we promised, every contact, what comes next."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from engagement import policies
from engagement.models import Commitment, Conversation, FollowUp, OutreachAttempt, Point
from engagement.phrases import spoken_language
from phases.models import Theme
from resilience_portal.accounts.doors import asker, only_for
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES
from stakeholders.domain import duplicates
from stakeholders.models import Affiliation, CustomField, Merge, Organization
from stakeholders.policies import can_archive, can_keep_directory, can_know_directory, can_restore

MOST_CONTACTS, MOST_THEMES = 40, 10


def _raised(talks: Any, user: User) -> list[Theme]:
    """Themes of these conversations, the most frequent first; `talks` on each says in how many.

    Of what the reader codes a second time, blind, nothing is told.
    """
    counted = (
        Point.objects.visible_to(user)
        .filter(conversation__in=talks.order_by())
        .exclude(codings=None)
        .order_by()
        .values_list("codings__theme")
        .annotate(talks=Count("conversation", distinct=True))
        .order_by("-talks")[:MOST_THEMES]
    )
    found = dict(counted)
    themes = list(Theme.objects.filter(pk__in=found))
    for theme in themes:
        theme.talks = found[theme.pk]  # type: ignore[attr-defined]
    return sorted(themes, key=lambda theme: (-found[theme.pk], theme.name))


def _own_fields(organization: Organization) -> list[tuple[str, str]]:
    """Fields of our own that are filled, by their names; a retired one too."""
    return [
        (field.label, organization.custom[field.code])
        for field in CustomField.objects.all()
        if organization.custom.get(field.code)
    ]


def _what_was_said(organization: Organization, user: User) -> dict[str, Any]:
    """What this account may know of the talks: rows, themes, who of us led them, what was promised."""
    talks = Conversation.objects.visible_to(user).filter(organization=organization)
    known = User.objects.filter(pk__in=talks.order_by().values("lead")).order_by("first_name", "username")
    promised = list(Commitment.objects.visible_to(user).towards(organization).for_list())
    rows = list(talks.for_list()[:MOST_CONTACTS])
    return {
        "talks": rows,
        "contacts": _contacts(rows, organization, user),
        "themes": _raised(talks, user),
        "known_by": known,
        "promised": promised,
        "next_step": _next_step(promised, organization, user),
    }


def _contacts(talks: Sequence[Conversation], organization: Organization, user: User) -> list[tuple[str, date, Any]]:
    """Conversations and attempts to reach them in the order of time, the newest first: what it is, its day, its row."""
    found: list[tuple[str, date, Any]] = [("talk", talk.held_on, talk) for talk in talks]
    if user.has_role(*ENGAGEMENT_ROLES):
        attempts = OutreachAttempt.objects.visible_to(user).filter(organization=organization).select_related("made_by")
        found += [("attempt", each.made_on, each) for each in attempts.order_by("-made_on", "-created_at")[:MOST_CONTACTS]]
    return sorted(found, key=lambda each: each[1], reverse=True)[:MOST_CONTACTS]


def _next_step(promised: Sequence[Commitment], organization: Organization, user: User) -> Commitment | FollowUp | None:
    """What is due first of what we promised them and what we have to do about them; what has no day comes last."""
    follow_up = FollowUp.objects.visible_to(user).towards(organization).pending().for_list().first()
    pending = [row for row in promised if row.is_pending]
    steps: list[Commitment | FollowUp] = [*pending[:1], *([follow_up] if follow_up else [])]
    return min(steps, key=lambda each: each.due_on or date.max, default=None)


def _registry(organization: Organization, user: User) -> dict[str, Any]:
    """What the registry holds of it."""
    now = timezone.now()
    speaking = Affiliation.objects.filter(organization=organization).select_related("person")
    merges = Merge.objects.visible_to(user).standing().filter(kept=organization).select_related("gone")
    names = organization.all_names
    return {
        "speaking": speaking.filter(Q(ended_on=None) | Q(ended_on__gte=timezone.localdate(now))),
        "spoke": speaking.filter(ended_on__lt=timezone.localdate(now)),
        "own_fields": _own_fields(organization),
        "tags": organization.tags.all(),
        "merges": [merge for merge in merges if merge.may_be_undone(at=now)],
        "lookalikes": duplicates.lookalikes(names, for_user=user, without=organization.pk, most=3),
    }


@require_safe
@only_for(can_know_directory)
def organization_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The profile; printed, the briefing to take to a meeting."""
    user = asker(request)
    seen = Organization.objects.visible_to(user).select_related("sector__parent", "ward", "relationship_owner", "merged_into")
    organization = get_object_or_404(seen, pk=pk)
    said = _what_was_said(organization, user)
    context = {
        "nav": "organizations",
        "main_language": spoken_language(organization.main_language),
        "organization": organization,
        "today": timezone.localdate(),
        "can_keep": can_keep_directory(user),
        "can_archive": can_archive(organization),
        "can_restore": can_restore(organization),
        "can_record": policies.can_record(by=user),
        **said,
        **_registry(organization, user),
    }
    return render(request, "engagement/organization_detail.html", context)
