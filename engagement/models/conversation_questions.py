"""Questions about conversations: which may be seen, counted, found. What a conversation is stands in `conversation`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Value

from engagement.enums import Attribution, ConsentState, ConversationState, Level, SecondCodingState
from engagement.models.facets import Mentions, numbers
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
RARE = 5_000  # rows; fewer are fetched by the index of words and sorted, more are walked by day
FEW_NAMED = 100  # organizations that one word names; more are left to the database to look up


def holds(token: str) -> Q:
    """The search text holds this folded word. In a form that a trigram index answers, whatever its length."""
    if len(token) > SHORT:
        return Q(search_text__contains=token)
    return Q(search_text__startswith=token) | Q(search_text__contains=f" {token}")


def _named_by(token: str) -> tuple[Q, bool]:
    """Of organizations with this word in one of their names, if any; and whether they are few, and so looked up here, as keys."""
    named = Organization.objects.filter(holds(token)).order_by().values_list("pk", flat=True)
    keys = list(named[: FEW_NAMED + 1])
    if len(keys) > FEW_NAMED:
        return Q(organization__in=named), False
    return (Q(organization__in=keys) if keys else Q()), True


def _patterns(token: str) -> list[Value]:
    """The two patterns of LIKE by which `holds` finds this word."""
    plain = token.replace("_", r"\_")  # the one letter of a word that LIKE takes for any
    return [Value(f"%{plain}%")] * 2 if len(token) > SHORT else [Value(f"{plain}%"), Value(f"% {plain}%")]


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
            if not user.has_role(Role.REVIEWER, Role.LEAD):  # who open both levels
                readable &= Q(level=Level.TEAM) | self._tied("named_people", user=user)
            return self.filter(Q(created_by=user) | readable)
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
        return self.filter(Exists(self._hanging("theme_links").filter(theme=theme))).not_blind_to(seen_by)

    def not_blind_to(self, user: User) -> Self:
        """Without those that this account is coding a second time: what they hold is not told before it hands in."""
        blind = self._hanging("second_codings").filter(coder=user, state=SecondCodingState.IN_PROGRESS)
        return self.filter(~Exists(blind))

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
            named, _are_few = _named_by(token)
            found = found.filter(holds(token) | named)
        return found

    def having(self, every: Iterable[str], one_of: Iterable[Iterable[str]] = ()) -> Self:
        """With these facets, and of each group at least one, by their numbers: a superset, to be asked again exactly.

        Only where `is_quick`. See `facets`.
        """
        found = self.filter(facets__has_all=numbers(every)) if every else self
        for group in one_of:
            found = found.filter(facets__has_any=numbers(group))
        return found

    def mentioning(self, text: str) -> Self:
        """As `matching`, in a form that a list ordered by day is walked with: whether the words occur is asked of one row at a
        time. A word that the planner takes for rare is left to the index of words, which finds the few rows at once.
        """
        words, common = tokens(text), []
        found = self if words or not text.strip() else self.none()
        for token in words:
            named, are_few = _named_by(token)
            hit = holds(token) | named
            if are_few and self.model._default_manager.filter(hit).order_by().estimate() < RARE:
                found = found.filter(hit)
            elif named:
                found = found.filter(named | Q(Mentions(F("pk"), *_patterns(token))))
            else:
                common += _patterns(token)
        return found.filter(Mentions(F("pk"), *common)) if common else found

    def estimate(self) -> int:
        """How many rows the planner expects. PostgreSQL only; nothing is run."""
        [plan] = json.loads(self.explain(format="json"))
        return int(plan["Plan"]["Plan Rows"])

    def for_list(self) -> Self:
        """With all that a list row shows, in a fixed number of queries; newest first, ids break ties."""
        shown = self.select_related("organization__sector", "phase", "created_by", "lead")
        return shown.defer("notes", "public_summary", "search_text", "facets").order_by("-held_on", "-id")
