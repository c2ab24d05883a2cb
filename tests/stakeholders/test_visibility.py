"""Who may know whom we talk to."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from resilience_portal.accounts.models import User
from stakeholders import policies
from stakeholders.domain import consent, directory
from stakeholders.models import Organization, Person, Sector
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.stakeholders import make_organization, make_person, make_sector

SEES = {"officer", "analyst", "reviewer", "lead", "administrator"}
ROLES = ["officer", "analyst", "reviewer", "lead", "liaison", "administrator", "auditor", "none"]


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_all_or_nothing(role: str, cast: Cast) -> None:  # noqa: F811
    make_person(organization=make_organization())
    user = cast.by_role[role]
    expected = 1 if role in SEES else 0
    assert Organization.objects.visible_to(user).count() == expected
    assert Person.objects.visible_to(user).count() == expected
    assert Organization.objects.visible_to(user).matching("poplar").count() == expected


@pytest.mark.parametrize("role", sorted(SEES))
def test_an_account_that_is_switched_off_sees_nothing(role: str, cast: Cast) -> None:  # noqa: F811
    make_organization()
    User.objects.filter(pk=cast.by_role[role].pk).update(is_active=False)
    user = User.objects.get(pk=cast.by_role[role].pk)
    assert not Organization.objects.visible_to(user).exists()
    assert not Person.objects.visible_to(user).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("user", [None, AnonymousUser()])
def test_nobody_in_particular_sees_nothing(user: object) -> None:
    make_organization()
    assert not Organization.objects.visible_to(user).exists()
    assert not Person.objects.visible_to(user).exists()


@pytest.mark.django_db
def test_the_first_account_of_the_command_line_keeps_the_registry() -> None:
    make_organization()
    root = User.objects.create_superuser("root", password="a-long-enough-one")
    assert Organization.objects.visible_to(root).count() == 1
    assert policies.can_keep_directory(root)


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("administrator", "lead")])
def test_only_administrators_and_leads_change_the_registry(role: str, cast: Cast, now) -> None:  # noqa: F811
    organization, user = make_organization("Spruce"), cast.by_role[role]
    with pytest.raises(policies.Refused):
        directory.archive_organization(organization=organization, by=user, now=now)
    with pytest.raises(policies.Refused):
        directory.update_organization(organization=organization, changed=["name"], version=1, by=user, now=now)
    with pytest.raises(policies.Refused):
        directory.add_organization(organization=Organization(name="New", sector=make_sector()), by=user, now=now)
    assert Organization.objects.get().archived_at is None


@pytest.mark.parametrize(
    ("role", "may"), [("officer", True), ("lead", True), ("administrator", True), ("liaison", False), ("auditor", False)]
)
def test_who_records_a_consent(role: str, may: bool, cast: Cast, now) -> None:  # noqa: F811
    asked = {"person": make_person(), "purpose": "public_name", "how": "", "notice_version": "2026-1"}
    asked |= {"by": cast.by_role[role], "now": now}
    if not may:
        with pytest.raises(policies.Refused):
            consent.record_consent(**asked, state="given_written")
        return
    consent.record_consent(**asked, state="given_written")
    assert consent.has_consented(asked["person"], "public_name")
    assert asked["person"].public_name_consent
    consent.record_consent(**asked | {"now": now + timezone.timedelta(seconds=1)}, state="withdrawn")
    assert not consent.has_consented(asked["person"], "public_name")
    assert not Person.objects.get().public_name_consent


@pytest.mark.django_db
def test_what_a_conversation_may_be_logged_with() -> None:
    kept = [make_organization(status=status) for status in ("active", "inactive", "proposed")]
    make_organization(status="merged")
    make_organization(archived_at=timezone.now())
    assert set(Organization.objects.pickable()) == set(kept)


@pytest.mark.django_db
def test_two_organizations_may_share_a_name() -> None:
    both = {make_organization("Northern Loom Youth Hub"), make_organization("Northern Loom Youth Hub")}
    make_organization("Northern Loom Youth Hub South")
    assert set(Organization.objects.named("northern LOOM youth-hub")) == both
    assert not Organization.objects.named("").exists()


def test_the_last_contact_moves_forward_only(cast: Cast, now) -> None:  # noqa: F811
    from datetime import date

    organization = make_organization()
    for day, expected in ((5, 5), (9, 9), (2, 9)):
        directory.touch_contact(organization=organization, held_on=date(2026, 3, day))
        organization.refresh_from_db()
        assert organization.last_contact_on == date(2026, 3, expected)


def test_a_stale_save_is_refused_and_leaves_no_trace(cast: Cast, now) -> None:  # noqa: F811
    organization = make_organization("Spruce")
    stale = Organization.objects.get()
    directory.update_organization(organization=organization, changed=["name"], version=1, by=cast.ada, now=now)
    stale.name = "Overwritten"
    with pytest.raises(directory.Conflict):
        directory.update_organization(organization=stale, changed=["name"], version=1, by=cast.ada, now=now)
    assert Organization.objects.get().name == "Spruce"
    assert Organization.objects.get().history.count() == 2


def test_references_are_counted_past_those_that_came_along(cast: Cast, now) -> None:  # noqa: F811
    make_organization(reference="ORG-001")
    made = directory.add_organization(organization=Organization(name="New", sector=make_sector()), by=cast.ada, now=now)
    assert made.reference == "ORG-002"


@pytest.mark.django_db
def test_sectors_have_two_levels() -> None:
    lower = make_sector("faith_based", parent="faith")
    assert set(Sector.objects.top_level()) == {lower.parent}
    assert set(Sector.objects.for_organizations()) == {lower}
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        Sector(code="third", name="Third", parent=lower).clean()
    lower.parent.parent = make_sector("youth_serving", parent="youth").parent
    with pytest.raises(ValidationError):
        lower.parent.clean()


@pytest.mark.django_db
def test_people_of_a_day() -> None:
    from datetime import date

    from stakeholders.models import Affiliation

    organization, other = make_organization(), make_organization()
    person = make_person("Wren")
    Affiliation.objects.create(person=person, organization=organization, ended_on=date(2026, 3, 1), role="Imam")
    Affiliation.objects.create(person=person, organization=other, started_on=date(2026, 3, 2), role="Chair")
    assert list(Person.objects.speaking_for(organization, on=date(2026, 3, 1))) == [person]
    assert not Person.objects.speaking_for(organization, on=date(2026, 3, 2)).exists()
    assert list(Person.objects.speaking_for(other, on=date(2026, 3, 2))) == [person]
