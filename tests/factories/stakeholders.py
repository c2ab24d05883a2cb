"""Organizations and people for tests, as the registry's verbs would leave them."""

from __future__ import annotations

from itertools import count
from typing import Any

from resilience_portal.text import searchable
from stakeholders.domain import directory
from stakeholders.models import Affiliation, Organization, Person, Sector, Ward

_numbers = count(1)
TOP_SECTORS = ("faith", "youth", "government", "community")


def make_sector(code: str = "faith_based", *, name: str = "", parent: str = "faith") -> Sector:
    """A lower-level sector below the upper one with the code `parent`; both are made once."""
    top, _created = Sector.objects.get_or_create(code=parent, defaults={"name": parent.capitalize()})
    return Sector.objects.get_or_create(code=code, defaults={"name": name or code.replace("_", " ").capitalize(), "parent": top})[
        0
    ]


def make_ward(code: str = "dene", *, name: str = "") -> Ward:
    """A ward, made once."""
    return Ward.objects.get_or_create(code=code, defaults={"name": name or code.capitalize()})[0]


def make_organization(name: str = "", **fields: Any) -> Organization:
    """An active organization of the faith sector in the ward Dene, unless said otherwise."""
    number = next(_numbers)
    fields.setdefault("reference", f"ORG-{9000 + number}")
    fields.setdefault("sector", None)
    fields["sector"] = fields["sector"] or make_sector()
    fields.setdefault("ward", make_ward())
    organization = Organization(name=name or f"Poplar Circle {number}", **fields)
    organization.search_text = directory.search_text_of(organization)
    organization.save()
    return organization


def make_person(name: str = "", *, organization: Organization | None = None, role: str = "", **fields: Any) -> Person:
    """A person, who speaks for `organization` when one is given."""
    number = next(_numbers)
    fields.setdefault("reference", f"CON-{9000 + number}")
    person = Person(name=name or f"Wren Alder {number}", **fields)
    person.search_text = searchable(f"{person.reference} {person.name}")
    person.save()
    if organization:
        Affiliation.objects.create(person=person, organization=organization, role=role, is_primary=True)
        directory.refresh_search_text(organization)
    return person
