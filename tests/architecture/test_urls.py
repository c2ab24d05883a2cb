"""Who may open what: every address, every role. An address that the table does not cover fails the build."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from http.cookies import SimpleCookie
from zlib import crc32

import lxml.html
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.architecture import matrix
from tests.architecture.urls import addresses
from tests.cast import make_cast
from tests.pages import Fields, fields_of

LOGIN = "/staff/account/login/"


def own():
    """All addresses but those of the Django admin, which has its own rows by model."""
    return [address for address in addresses() if not address.route.startswith("admin/")]


COVERED = {*matrix.PUBLIC, *matrix.ACCOUNT, *matrix.STAFF}


def test_every_address_is_in_the_table():
    missing = sorted({address.name for address in own()} - COVERED)
    assert missing == [], "add a row to tests/architecture/matrix.py"


def test_the_table_names_no_address_that_is_gone():
    assert sorted(COVERED - {address.name for address in own()}) == []


def test_open_is_what_the_table_says_is_public():
    opened = {address.name for address in addresses() if address.is_open}
    assert sorted(opened - {*matrix.PUBLIC, *matrix.ACCOUNT, *matrix.OPEN_ADMIN}) == [], (
        "open to everybody, but not on the public list"
    )
    assert sorted(set(matrix.PUBLIC) - opened) == [], "on the public list, but a visitor is sent to the sign-in page"


@pytest.fixture(scope="module")
def world(kept):
    """Made once: no test changes it, each undoes what its requests did."""
    return matrix.make_world(make_cast())


@pytest.fixture(scope="module")
def sessions(world) -> dict[str, SimpleCookie]:
    """Role -> what its browser sends; one sign-in for all addresses."""
    found = {"anonymous": SimpleCookie()}
    for role, user in world.cast.by_role.items():
        client = Client()
        client.force_login(user)
        found[role] = client.cookies
    return found


def one_of_each(name: str, roles: Iterable[str]) -> list[str]:
    """A visitor, and one who may, one who is refused, one for whom there is nothing: others for each address."""
    row = matrix.STAFF[name]
    groups = (row.roles, row.refused, {*roles} - row.roles - row.refused - {"anonymous"})
    return ["anonymous", *(sorted(group)[crc32(name.encode()) % len(group)] for group in groups if group)]


def is_answered_by_role(name: str, world: matrix.World, sessions: dict[str, SimpleCookie], roles: Iterable[str]) -> None:
    row = matrix.STAFF[name]
    path = reverse(name, kwargs=row.kwargs(world))
    wrong = {}
    for role in roles:
        client = Client(raise_request_exception=False)
        client.cookies = copy(sessions[role])
        with transaction.atomic():  # what one role does is undone before the next one tries
            sent = _fields(client, row, world, path) if row.pressed_on else {}
            response = client.post(path, sent) if sent else client.generic(row.method, path)
            transaction.set_rollback(True)
        if not row.is_right(role, response):
            wrong[role] = f"{response.status_code} {response.headers.get('Location', '')}".strip()
    assert wrong == {}, f"{row.method} {path}: {row}"


def _fields(client: Client, row: matrix.Row, world: matrix.World, path: str) -> Fields:
    """What the button of the page sends; nothing where this role has no such page or button."""
    address = reverse(row.pressed_on, kwargs=row.kwargs(world))
    page = client.get(address)
    if page.status_code != 200:
        return {}
    forms = [form for form in lxml.html.fromstring(page.content).forms if (form.get("action") or address) == path]
    return fields_of(forms[0]) if forms else {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(matrix.STAFF))
def test_a_staff_address_answers_one_of_each(name, world, sessions):
    is_answered_by_role(name, world, sessions, one_of_each(name, sessions))


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(matrix.STAFF))
def test_a_staff_address_answers_every_role(name, world, sessions):
    is_answered_by_role(name, world, sessions, sessions)


@pytest.mark.django_db
def test_a_record_one_may_not_open_is_the_same_404_as_none(world):
    """Same status, same length: nothing tells a hidden record from one that never was."""
    client = Client(raise_request_exception=False)
    client.force_login(world.cast.cy)
    for name, row in sorted(matrix.STAFF.items()):
        if row.record and "liaison" not in row.roles and row.method == "GET":
            hidden = client.get(reverse(name, kwargs=row.kwargs(world)))
            nothing = client.get(reverse(name, kwargs=row.kwargs(world.without(row.record))))
            assert hidden.status_code == nothing.status_code == 404, name
            assert len(hidden.content) == len(nothing.content), name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "model", ["engagement.Conversation", "audit.AuditEvent", "outbox.OutboxJob", "stakeholders.Organization"]
)
def test_the_admin_is_for_administrators_and_auditors(model, world, sessions):
    app, name = model.lower().split(".")
    paths = [address for address in addresses() if address.name == f"admin:{app}_{name}_changelist"]
    if not paths:
        pytest.skip(f"{model} is not in the admin")
    for role in world.cast.by_role:
        client = Client(raise_request_exception=False)
        client.cookies = copy(sessions[role])
        status = client.get(reverse(f"admin:{app}_{name}_changelist")).status_code
        assert (status == 200) == (role in matrix.ADMIN[model]), (model, role, status)
