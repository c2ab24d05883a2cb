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
    if roles:
        user.groups.set(groups(*roles))
    return user


def groups(*roles: Role) -> list[Group]:
    """Of these roles. Not taken from the migration: the flush after a transactional test deletes what it made."""
    known = {group.name: group for group in Group.objects.filter(name__in=[role.value for role in roles])}
    return [known.get(role.value) or Group.objects.create(name=role.value) for role in roles]


def make_cast() -> Cast:
    """Everybody, in few queries: most tests begin with it."""
    city = make_institution("city", "City of Edmonton")
    police = make_institution("police", "Police partner", is_police=True)
    prevention = make_institution("prevention", "Prevention partner")
    cast = Cast(
        city=city,
        police=police,
        prevention=prevention,
        ana=make_user("ana", institution=city, first_name="Ana"),
        ben=make_user("ben", institution=city, first_name="Ben"),
        nia=make_user("nia", institution=prevention, first_name="Nia"),
        bo=make_user("bo", institution=city, first_name="Bo"),
        lea=make_user("lea", institution=city, first_name="Lea"),
        cy=make_user("cy", institution=police, first_name="Cy"),
        ada=make_user("ada", institution=city, first_name="Ada"),
        abe=make_user("abe", institution=city, first_name="Abe"),
        noone=make_user("noone", institution=city, first_name="Noone"),
    )
    parts = dict(zip(ROLES, groups(*ROLES), strict=True))
    people = {cast.ben: Role.OFFICER} | {cast.by_role[role.value]: role for role in ROLES}
    Membership = User.groups.through
    Membership.objects.bulk_create(Membership(user=user, group=parts[role]) for user, role in people.items())
    return cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Everybody, in the database."""
    return make_cast()
