"""The people of the tests: one account per role, three partner institutions.

Import the fixture where it is needed (`from tests.cast import Cast, cast`) or call `make_cast()`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.contrib.auth.models import Group

from resilience_portal.accounts.models import Institution, User
from resilience_portal.accounts.roles import Role

PASSWORD = "demo-portal-of-tests"


@dataclass(frozen=True)
class Cast:
    """Named by what they do in the tests; `by_role` for walks over all of them."""

    city: Institution
    police: Institution
    prevention: Institution
    ana: User  # officer, city: logs
    ben: User  # a second officer, city
    nia: User  # analyst, prevention: codes
    bo: User  # reviewer, city: accepts
    lea: User  # lead, city: asks for a report, releases
    cy: User  # liaison, police: the curious outsider inside
    ada: User  # administrator, city: accounts and organizations, no notes
    abe: User  # auditor, city
    noone: User  # signed in, without any role

    @property
    def by_role(self) -> dict[str, User]:
        """Role value -> account, and "none" for the one without a role."""
        people = (self.ana, self.nia, self.bo, self.lea, self.cy, self.ada, self.abe)
        return {role.value: user for role, user in zip(ROLES, people, strict=True)} | {"none": self.noone}


ROLES = (Role.OFFICER, Role.ANALYST, Role.REVIEWER, Role.LEAD, Role.LIAISON, Role.ADMINISTRATOR, Role.AUDITOR)


def make_institution(slug: str, name: str, *, is_police: bool = False) -> Institution:
    """A partner, made once."""
    return Institution.objects.get_or_create(slug=slug, defaults={"name": name, "is_police": is_police})[0]


def make_user(username: str, *roles: Role, institution: Institution | None = None, **fields: object) -> User:
    """An active account with these roles. Its password is PASSWORD."""
    user = User.objects.create_user(username, password=PASSWORD, institution=institution, **fields)
    # Not taken from the migration: the flush after a transactional test deletes what it made.
    user.groups.set([Group.objects.get_or_create(name=role.value)[0] for role in roles])
    return user


def make_cast() -> Cast:
    """Everybody."""
    city = make_institution("city", "City of Edmonton")
    police = make_institution("police", "Police partner", is_police=True)
    prevention = make_institution("prevention", "Prevention partner")
    return Cast(
        city=city,
        police=police,
        prevention=prevention,
        ana=make_user("ana", Role.OFFICER, institution=city, first_name="Ana"),
        ben=make_user("ben", Role.OFFICER, institution=city, first_name="Ben"),
        nia=make_user("nia", Role.ANALYST, institution=prevention, first_name="Nia"),
        bo=make_user("bo", Role.REVIEWER, institution=city, first_name="Bo"),
        lea=make_user("lea", Role.LEAD, institution=city, first_name="Lea"),
        cy=make_user("cy", Role.LIAISON, institution=police, first_name="Cy"),
        ada=make_user("ada", Role.ADMINISTRATOR, institution=city, first_name="Ada"),
        abe=make_user("abe", Role.AUDITOR, institution=city, first_name="Abe"),
        noone=make_user("noone", institution=city, first_name="Noone"),
    )


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, in the database."""
    return make_cast()
