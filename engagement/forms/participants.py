"""Those who spoke, in the capacity of that day: written as lines, found as people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from engagement.models import Conversation
from resilience_portal.accounts.models import User
from resilience_portal.text import searchable
from resilience_portal.ui.phrases import named
from stakeholders.models import Organization, Person

MOST_PEOPLE = 40
MOST_NAMED = 8  # names offered with an error
_CAPACITY = re.compile(r"\s*[,،;:–—]\s*|\s+-\s+")


def as_lines(conversation: Conversation) -> str:
    """Who spoke, as the field shows it."""
    rows = conversation.participations.select_related("person").order_by("person__name")
    return "\n".join(f"{row.person.name}, {row.capacity}" if row.capacity else row.person.name for row in rows)


def who_spoke(text: str, *, organization: Organization, user: User) -> list[tuple[Person, str]]:
    """People known at the organization, one a line: a name, then the capacity of that day. Raises ValidationError."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST_PEOPLE:
        raise ValidationError(_("At most %(most)d people. Give the number instead.") % {"most": MOST_PEOPLE})
    known = list(Person.objects.visible_to(user).filter(affiliations__organization=organization).distinct().order_by("name"))
    found: dict[Person, str] = {}
    for line in lines:
        name, capacity = [*_CAPACITY.split(line, maxsplit=1), ""][:2]
        person = _named(name, known)
        if person is None:
            raise ValidationError(_not_known(name, known))
        found[person] = capacity[:200]
    return list(found.items())


def _named(name: str, known: Iterable[Person]) -> Person | None:
    """The one person of this name; a part of it is enough where it is one person's only."""
    words = set(searchable(name).split())
    exact = [person for person in known if searchable(person.name) == searchable(name)]
    near = exact or [person for person in known if words and words <= set(searchable(person.name).split())]
    return near[0] if len(near) == 1 else None


def _not_known(name: str, known: list[Person]) -> str:
    if not known:
        return _("Nobody is known at this organization. Leave this empty and give the number of people.")
    names = _(", ").join(named(person.name) for person in known[:MOST_NAMED])
    return _("“%(name)s” is not one of those known there: %(names)s. Leave it out, or give the number of people.") % {
        "name": named(name),
        "names": names,
    }
