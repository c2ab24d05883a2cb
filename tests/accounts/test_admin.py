"""Accounts and roles in the admin."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client

from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401

ACCOUNTS = "/admin/accounts/user/"


@pytest.fixture
def ada(client: Client, cast: Cast) -> Client:  # noqa: F811
    client.force_login(cast.ada)
    return client


def sent(user: User, *roles: Role, **fields: str) -> dict[str, object]:
    groups = [Group.objects.get(name=role).pk for role in roles]
    return {"username": user.username, "is_active": "on", "institution": str(user.institution_id), "groups": groups, **fields}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["0002_create_roles", "0001_squashed_0010_remember_preferences"])
def test_the_migration_makes_every_role_and_may_run_again(name: str) -> None:
    migration = import_module(f"resilience_portal.accounts.migrations.{name}")
    for _ in range(2):
        migration.create_roles(apps, SimpleNamespace(connection=connection))
    assert set(Group.objects.values_list("name", flat=True)) == set(Role.values)


def test_giving_and_taking_a_role_holds_at_once_and_is_written_down(ada: Client, cast: Cast) -> None:  # noqa: F811
    answer = ada.post(f"{ACCOUNTS}{cast.ana.pk}/change/", sent(cast.ana, Role.ANALYST, Role.REVIEWER))
    assert answer.status_code == 302, answer.context["errors"]
    assert User.objects.get(pk=cast.ana.pk).roles == {Role.ANALYST, Role.REVIEWER}
    event = AuditEvent.objects.get(kind="account.roles_changed")
    assert event.details == {"given": ["analyst", "reviewer"], "taken": ["officer"]}
    assert (event.actor_name, event.subject_id) == ("ada", str(cast.ana.pk))


@pytest.mark.parametrize("fields", [{"may_read_notes": "on"}, {"is_superuser": "on"}, {"is_staff": "on"}, {}])
def test_nobody_changes_their_own_rights(ada: Client, cast: Cast, fields: dict[str, str]) -> None:  # noqa: F811
    ada.post(f"{ACCOUNTS}{cast.ada.pk}/change/", sent(cast.ada, Role.LEAD, Role.REVIEWER, **fields))
    me = User.objects.get(pk=cast.ada.pk)
    assert me.roles == {Role.ADMINISTRATOR}
    assert (me.may_read_notes, me.is_superuser, me.is_staff) == (False, False, False)


def test_nobody_is_made_a_superuser_here(ada: Client, cast: Cast) -> None:  # noqa: F811
    permissions = {"is_superuser": "on", "is_staff": "on", "user_permissions": ["1"]}
    ada.post(f"{ACCOUNTS}{cast.ana.pk}/change/", sent(cast.ana, Role.OFFICER) | permissions)
    ana = User.objects.get(pk=cast.ana.pk)
    assert (ana.is_superuser, ana.is_staff, ana.user_permissions.count()) == (False, False, 0)


def test_the_right_to_read_notes_is_written_down(ada: Client, cast: Cast) -> None:  # noqa: F811
    ada.post(f"{ACCOUNTS}{cast.abe.pk}/change/", sent(cast.abe, Role.AUDITOR, may_read_notes="on"))
    assert User.objects.get(pk=cast.abe.pk).may_read_notes
    assert any("notes" in " ".join(event.details.get("fields", [])) for event in AuditEvent.objects.filter(kind="user.changed"))


def test_an_account_that_is_switched_off_is_out_with_the_next_click(ada: Client, cast: Cast) -> None:  # noqa: F811
    other = Client()
    other.force_login(cast.ana)
    data = sent(cast.ana, Role.OFFICER)
    del data["is_active"]
    ada.post(f"{ACCOUNTS}{cast.ana.pk}/change/", data)
    assert "_auth_user_id" in other.session
    assert other.get("/admin/").status_code == 302  # anonymous again: sent to sign in, not told 404


def test_accounts_are_made_with_a_role_and_never_deleted(ada: Client, cast: Cast) -> None:  # noqa: F811
    data = sent(User(username="new.person", institution=cast.city), Role.OFFICER)
    password = {"password1": "quiet-spruce-41", "password2": "quiet-spruce-41", "usable_password": "true"}
    answer = ada.post(f"{ACCOUNTS}add/", data | password)
    assert answer.status_code == 302, answer.context["errors"]
    made = User.objects.get(username="new.person")
    assert made.roles == {Role.OFFICER}
    assert set(AuditEvent.objects.values_list("kind", flat=True)) == {"user.added", "account.roles_changed"}
    assert ada.post(f"{ACCOUNTS}{made.pk}/delete/", {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=made.pk).exists()


def test_pages_are_there_and_ask_a_fixed_number_of_questions(ada: Client, cast: Cast) -> None:  # noqa: F811
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.cast import make_user

    for page in (ACCOUNTS, f"{ACCOUNTS}add/", f"{ACCOUNTS}{cast.ana.pk}/change/", f"{ACCOUNTS}{cast.ana.pk}/password/"):
        answer = ada.get(page)
        assert answer.status_code == 200
        assert " style=" not in answer.content.decode()
    with CaptureQueriesContext(connection) as few:
        ada.get(ACCOUNTS)
    for number in range(20):
        make_user(f"more{number}", Role.OFFICER, institution=cast.city)
    with CaptureQueriesContext(connection) as many:
        assert "Engagement officer" in ada.get(ACCOUNTS).content.decode()
    assert len(many) == len(few)


@pytest.mark.parametrize("model", ["auth/group", "mfa/authenticator", "usersessions/usersession", "account/emailaddress"])
def test_what_is_nobodys_business_has_no_page(ada: Client, model: str) -> None:
    assert ada.get(f"/admin/{model}/").status_code == 404
