"""What a sheet of registrations is held against: the places of one group's sessions, and what people asked of us."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q

from engagement.models import FocusGroup, FocusGroupSession
from engagement.models.registration import HOLDS_A_PLACE
from phases.enums import RegistrationState, SessionState
from resilience_portal.accounts.models import User
from resilience_portal.text import searchable
from stakeholders.enums import ContactSafety
from stakeholders.models import Affiliation, Organization, Person

OVER = (SessionState.COMPLETED, SessionState.CANCELLED)


class Sessions:
    """The sessions of one group with their free places, as they were when this was made."""

    def __init__(self, group: FocusGroup, *, today: date) -> None:
        placed = Count("registrations", filter=Q(registrations__state__in=HOLDS_A_PLACE))
        waiting = Count("registrations", filter=Q(registrations__state=RegistrationState.WAITLISTED))
        rows = group.sessions.annotate(placed=placed, waiting=waiting).order_by("held_on", "reference")
        self.today = today
        self.by_id = {each.pk: each for each in rows}
        self._taken = {each.pk: each.placed + each.waiting for each in rows}

    @property
    def names(self) -> str:
        """All of them, as a sheet may call them."""
        return ", ".join(each.reference for each in self.by_id.values())

    def called(self, reference: str) -> FocusGroupSession | None:
        """The one of this reference."""
        wanted = searchable(reference)
        return next((each for each in self.by_id.values() if searchable(each.reference) == wanted), None)

    def on(self, day: date) -> list[FocusGroupSession]:
        """Those of this day."""
        return [each for each in self.by_id.values() if each.held_on == day]

    def is_over(self, session: FocusGroupSession) -> bool:
        """Whether nobody can be given a place any more."""
        return session.state in OVER or (session.held_on is not None and session.held_on < self.today)

    def take(self, session: FocusGroupSession) -> int:
        """Takes the next place. 0 while one is free, else the number on the waiting list: who waits already goes first."""
        self._taken[session.pk] += 1
        return max(self._taken[session.pk] - session.capacity, 0)


@dataclass(frozen=True)
class Wish:
    """A person of the registry who may not simply be written to."""

    pk: UUID
    name: str
    code: str  # contact.refused, contact.safety, contact.channel


class Wishes:
    """What people of the registry asked of everybody who would write to them. By address, and by name."""

    def __init__(self, *, by: User) -> None:
        self.by_email: dict[str, Wish] = {}
        self.by_name: defaultdict[str, dict[UUID, Wish]] = defaultdict(dict)
        people = Person.objects.visible_to(by)
        shut = Organization.objects.filter(do_not_contact=True).values("pk")
        spoken_for = set(Affiliation.objects.filter(organization__in=shut, ended_on=None).values_list("person_id", flat=True))
        free = people.may_be_written_to().values("pk")
        for person in people.exclude(pk__in=free).only("pk", "name", "email", "may_contact", "do_not_contact", "safety"):
            code = _wish_of(person, is_shut=person.pk in spoken_for)
            if code == "contact.channel" and not person.email:
                continue  # nothing was asked: we only know no address
            wish = Wish(person.pk, person.name, code)
            if person.email:
                self.by_email.setdefault(person.email.casefold(), wish)
            self.by_name[searchable(person.name)][person.pk] = wish


def _wish_of(person: Person, *, is_shut: bool) -> str:
    if person.do_not_contact or not person.may_contact or is_shut:
        return "contact.refused"
    return "contact.safety" if person.safety != ContactSafety.NO_CONCERN else "contact.channel"
