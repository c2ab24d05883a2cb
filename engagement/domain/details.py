"""Identifying details in what may leave: found with the names of the registry, stopped at the door, let through for a reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from django.db.models import Count, Max, Sum
from django.utils.translation import gettext as _

from engagement.enums import Attribution
from engagement.models import Conversation
from engagement.policies import Refused
from resilience_portal.accounts.models import User
from resilience_portal.privacy.scrub import Detail, Kind, KnownName, KnownNames, find
from stakeholders.models import Organization, Person

STAFF = "staff"  # stands for an account where a name of the registry carries its key


class Identifying(Refused):
    """The text could identify somebody. `details` are what to look at."""

    def __init__(self, details: Sequence[Detail]) -> None:
        super().__init__(
            _("The public summary holds what could identify somebody: %(details)s. Replace it, or say why it stays.")
            % {"details": " · ".join(dict.fromkeys(detail.text for detail in details))}
        )
        self.details = details


def _stamp() -> tuple[object, ...]:
    """Changes with every record that is added or renamed."""
    found: list[object] = []
    for model in (Organization, Person):
        measures = {"found": Count("pk"), "newest": Max("updated_at"), "versions": Sum("version")}
        found += model._default_manager.order_by().aggregate(**measures).values()
    return (*found, User.objects.filter(is_active=True).count())


@lru_cache(maxsize=1)
def _known(_stamp: tuple[object, ...]) -> KnownNames:
    names = [
        KnownName(name, Kind.ORGANIZATION, str(organization.pk))
        for organization in Organization.objects.only("pk", "name", "aliases").iterator()
        for name in organization.all_names
    ]
    names += [KnownName(name, Kind.PERSON, str(pk)) for pk, name in Person.objects.values_list("pk", "name").iterator()]
    names += [KnownName(user.get_full_name(), Kind.PERSON, STAFF) for user in User.objects.filter(is_active=True)]
    return KnownNames(name for name in names if name.name.strip())


def look_through(text: str) -> list[Detail]:
    """What could identify somebody. `role` of a detail is the key of the record whose name it is, where there is one."""
    return find(text, _known(_stamp()))


def barring(text: str, *, conversation: Conversation, attribution: str = "") -> list[Detail]:
    """What must not leave with this conversation's summary: the surely identifying, but for what may be attributed."""
    allowed, attribution = set[str](), attribution or conversation.attribution
    if attribution in (Attribution.ORGANIZATION, Attribution.NAMED):
        allowed.add(str(conversation.organization_id))
    if attribution == Attribution.NAMED:
        allowed |= {str(pk) for pk in conversation.participations.values_list("person", flat=True)}
    return [detail for detail in look_through(text) if detail.is_sure and detail.role not in allowed]


def check_summary(conversation: Conversation) -> dict[str, int]:
    """How many details of which kind stay, for the audit. Raises Identifying when there are some and no reason was given."""
    found = barring(conversation.public_summary, conversation=conversation)
    if found and not conversation.details_reason.strip():
        raise Identifying(found)
    return dict(Counter(str(detail.kind) for detail in found))
