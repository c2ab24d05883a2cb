"""Taking back what a sheet of organizations or people brought: to the state before, and never over somebody's later work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Manager, Model, Q

from resilience_portal.accounts.models import User
from stakeholders import policies
from stakeholders.domain import directory
from stakeholders.domain.importing.writing import RESTORED
from stakeholders.models import Affiliation, Organization, Person

UNTOUCHED = Q(version=1, updated_at=F("created_at"))


def leaning(model: type[Model], *, apart_from: Collection[type[Model]]) -> Iterator[tuple[Manager[Any], str]]:
    """Every table whose rows point at records of this model, with the column that does, whatever floor it stands on."""
    for relation in _relations(model):
        other = relation.related_model
        if other not in apart_from and not other.__name__.startswith("Historical"):
            yield other._base_manager, relation.field.attname


def _relations(model: type[Model]) -> list[Any]:
    """Also those without a way back, as keys that leave their app have it here."""
    found: list[Any] = [each for each in model._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete]
    return [each for each in found if each.one_to_many or each.one_to_one]


def tied(model: type[Model], ids: Collection[UUID], *, apart_from: Collection[type[Model]]) -> set[UUID]:
    """Which of these records others lean on: conversations, consents, tags, what may come."""
    found: set[UUID] = set()
    for rows, column in leaning(model, apart_from=apart_from):
        found |= set(rows.filter(**{f"{column}__in": list(ids)}).values_list(column, flat=True))
    return found


def touched_organizations(rows: Mapping[UUID, Mapping[str, Any] | None]) -> set[UUID]:
    """Those of the sheet's organizations that somebody has worked on since. `rows`: id -> what stood there before; None = new."""
    new = [pk for pk, before in rows.items() if not before]
    found = set(new) - set(Organization.objects.filter(UNTOUCHED, pk__in=new).values_list("pk", flat=True))
    found |= tied(Organization, new, apart_from=(Affiliation,))
    others = Affiliation.objects.filter(organization__in=new).exclude(person__created_at=F("organization__created_at"))
    found |= set(others.values_list("organization", flat=True))
    versions = {pk: before["after"] for pk, before in rows.items() if before}
    for pk, version in Organization.objects.filter(pk__in=versions).values_list("pk", "version"):
        if version != versions[pk]:
            found.add(pk)
    return found


def take_back_organizations(rows: Mapping[UUID, Mapping[str, Any] | None], *, by: User, now: datetime) -> int:
    """Removes what was added, with the people who came with it, and puts back what was changed. Returns how many."""
    policies.check_can_keep_directory(by)
    new = [pk for pk, before in rows.items() if not before]
    people = Person.objects.filter(affiliations__organization__in=new, created_at=F("affiliations__organization__created_at"))
    brought = list(people.values_list("pk", flat=True))
    Affiliation.objects.filter(organization__in=new).delete()
    free = Person.objects.filter(UNTOUCHED, pk__in=brought, affiliations=None)
    free.exclude(pk__in=tied(Person, brought, apart_from=(Affiliation,))).delete()
    Organization.objects.filter(pk__in=new).delete()
    for pk, before in rows.items():
        if before:
            Organization.objects.filter(pk=pk, version=before["after"]).update(**{name: before[name] for name in RESTORED})
    return len(rows)


def touched_people(ids: Sequence[UUID]) -> set[UUID]:
    """Those of the sheet's people that somebody has worked on since."""
    found = set(ids) - set(Person.objects.filter(UNTOUCHED, pk__in=ids).values_list("pk", flat=True))
    found |= tied(Person, ids, apart_from=(Affiliation,))
    several = Affiliation.objects.filter(person__in=ids).values_list("person", flat=True)
    return found | {pk for pk in several if list(several).count(pk) > 1}


def take_back_people(ids: Iterable[UUID], *, by: User) -> int:
    """Removes the people that a sheet added, and whom they spoke for."""
    policies.check_can_keep_directory(by)
    found = list(ids)
    organizations = list(Organization.objects.filter(affiliations__person__in=found).distinct())
    Affiliation.objects.filter(person__in=found).delete()
    Person.objects.filter(pk__in=found).delete()
    directory.refresh_search_text(*organizations)
    return len(found)
