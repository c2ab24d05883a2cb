"""Whom no door may write to, whatever the reason to write."""

from __future__ import annotations

import pytest

from stakeholders import policies
from stakeholders.domain import consent
from stakeholders.enums import ConsentAnswer, ConsentPurpose, ContactChannel, ContactSafety
from stakeholders.models import Person
from tests.cast import Cast, cast  # noqa: F401
from tests.factories.stakeholders import make_organization, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def wren() -> Person:
    """Somebody who may be written to."""
    return make_person("Wren Alder", organization=make_organization(), email="wren@poplar.example")


def test_by_default_a_person_with_an_address_may_be_written_to(wren):
    policies.check_can_write_to(wren)
    assert list(Person.objects.may_be_written_to()) == [wren]


@pytest.mark.parametrize(
    "answer",
    [
        {"do_not_contact": True},
        {"may_contact": False},
        {"email": ""},
        {"channel": ContactChannel.PHONE},
        {"channel": ContactChannel.IN_PERSON},
        {"safety": ContactSafety.DISCREET},
        {"safety": ContactSafety.NEVER_WRITE},
    ],
)
def test_one_reason_is_enough(wren, answer):
    Person.objects.filter(pk=wren.pk).update(**answer)
    wren.refresh_from_db()
    assert not policies.can_write_to(wren)
    with pytest.raises(policies.Refused) as refusal:
        policies.check_can_write_to(wren)
    assert "Wren" not in str(refusal.value)


def test_an_organization_that_asked_for_silence_binds_those_who_speak_for_it_now(wren):
    affiliation = wren.affiliations.get()
    type(affiliation.organization).objects.update(do_not_contact=True)
    assert not policies.can_write_to(wren)
    affiliation.ended_on = "2026-01-01"
    affiliation.save()
    assert policies.can_write_to(wren)


def test_withdrawing_takes_effect_at_once(wren, cast: Cast, now):  # noqa: F811
    consent.record_consent(
        person=wren, purpose=ConsentPurpose.CONTACT, state=ConsentAnswer.WITHDRAWN, how="phone", notice_version="",
        by=cast.ana, now=now,
    )  # fmt: skip
    assert not policies.can_write_to(wren)
