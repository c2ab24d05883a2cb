"""Questions about conversations: which may be seen, counted, found. What a conversation is stands in `conversation`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from engagement.enums import Attribution, ConsentState, ConversationState, Level, SecondCodingState
from phases.models import Phase, Theme
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import ENGAGEMENT_ROLES, Role
from resilience_portal.text import tokens
from stakeholders.models import Organization

if TYPE_CHECKING:
    from datetime import date

    from engagement.models.conversation import Conversation  # noqa: F401 - named in a type

CONSENT_TO_USE = (ConsentState.GIVEN_VERBAL, ConsentState.GIVEN_WRITTEN, ConsentState.NOT_REQUIRED)
SHORT = 2  # letters; trigrams begin above
MOST_NAMED = 2_000  # organizations that one word may name; beyond that it says nothing


def holds(token: str) -> Q:
    """The search text holds this folded word. In a form that a trigram index answers, whatever its length."""
    if len(token) > SHORT:
        return Q(search_text__contains=token)
    return Q(search_text__startswith=token) | Q(search_text__contains=f" {token}")


class ConversationQuerySet(models.QuerySet["Conversation"]):
    """Questions about conversations."""

    def visible_to(self, user: User | None) -> Self:
        """Records this account may open, by every door. Default closed.

        A draft is its author's alone. A restricted record opens for its author, named people, reviewers and leads. A
        record closed to the reader's institution stays closed, except to its author; one opened to it lets its liaison in.
        """
        if user is None or not user.is_authenticated or not user.is_active:
            return self.none()
        readable = ~Q(state__in=[ConversationState.DRAFT, ConversationState.DISPOSED])
        if user.institution_id:
            readable &= ~self._tied("closed_to", institution=user.institution_id)
        if user.has_role(*ENGAGEMENT_ROLES):
            open_to_me = Q(level=Level.TEAM) | self._tied("named_people", user=user)
            if user.has_role(Role.REVIEWER, Role.LEAD):
                open_to_me |= Q(level=Level.RESTRICTED)
            return self.filter(Q(created_by=user) | (readable & open_to_me))
        if user.has_role(Role.LIAISON):
            return self.filter(readable, self._tied("opened_to", institution=user.institution_id))
        if user.has_role(Role.ADMINISTRATOR) and user.may_read_notes:
            return self.filter(readable, level=Level.TEAM)
        return self.none()

    def _tied(self, name: str, **to: Any) -> Q:
        """Records tied to one row through `name`. A set asked for once, so that the planner knows what a row costs."""
        field: Any = self.model._meta.get_field(name)
        return Q(pk__in=field.remote_field.through._default_manager.filter(**to).values("conversation"))

    def _hanging(self, name: str) -> Any:
        """What hangs on a record under this name: its points, its follow-ups."""
        field: Any = self.model._meta.get_field(name)
        return field.related_model._default_manager.filter(conversation=OuterRef("pk"))

    def in_phase(self, phase: Phase) -> Self:
        """Held in this phase."""
        return self.filter(phase=phase)

    def in_state(self, *states: ConversationState) -> Self:
        """In one of these states."""
        return self.filter(state__in=states)

    def held(self) -> Self:
        """That took place and are in use: not drafts, not withdrawn, not disposed of."""
        gone = [ConversationState.DRAFT, ConversationState.WITHDRAWN, ConversationState.DISPOSED]
        return self.exclude(state__in=gone)

    def accepted(self) -> Self:
        """Read and accepted by a second person."""
        return self.filter(state=ConversationState.ACCEPTED)

    def publishable(self) -> Self:
        """What may be counted and drawn on in public: accepted, consented, not barred. Computed, never a tick box."""
        return self.accepted().filter(consent_state__in=CONSENT_TO_USE).exclude(attribution=Attribution.NOT_FOR_PUBLICATION)

    def held_until(self, day: date) -> Self:
        """Held on or before this day."""
        return self.filter(held_on__lte=day)

    def with_theme(self, theme: Theme, *, seen_by: User) -> Self:
        """In which this theme was raised; of what the asker codes a second time, blind, nothing is told."""
        raised = Exists(self._hanging("theme_links").filter(theme=theme))
        blind = self._hanging("second_codings").filter(coder=seen_by, state=SecondCodingState.IN_PROGRESS)
        return self.filter(raised, ~Exists(blind))

    def with_follow_up(self, which: str, *, today: date) -> Self:
        """With something still to do (`open`), something late (`overdue`), or nothing to do (`none`)."""
        follow_ups = self._hanging("follow_ups").pending()
        if which == "overdue":
            follow_ups = follow_ups.filter(due_on__lt=today)
        return self.filter(~Exists(follow_ups) if which == "none" else Exists(follow_ups))

    def to_review_by(self, user: User) -> Self:
        """Handed in by somebody else, waiting for a second reader."""
        if not user.has_role(Role.REVIEWER):
            return self.none()
        own = Q(created_by=user) | Q(lead=user) | Q(note_taker=user)
        return self.visible_to(user).filter(state=ConversationState.SUBMITTED).exclude(own)

    def matching(self, text: str) -> Self:
        """Every word of `text` (at most five) occurs in the record or its organization's names; accents and forms folded.

        A word of one or two letters has to begin a word there: anywhere else it would be in nearly every record.
        Text without anything to search for (an emoji) finds nothing.
        """
        words = tokens(text)
        found = self if words or not text.strip() else self.none()
        for token in words:
            named = Organization.objects.filter(holds(token))
            found = found.filter(
                holds(token) | Q(organization__in=list(named.order_by().values_list("pk", flat=True)[:MOST_NAMED]))
            )
        return found

    def for_list(self) -> Self:
        """With all that a list row shows, in a fixed number of queries; newest first, ids break ties."""
        shown = self.select_related("organization__sector", "phase", "created_by", "lead")
        return shown.defer("notes", "public_summary", "search_text").order_by("-held_on", "-id")
