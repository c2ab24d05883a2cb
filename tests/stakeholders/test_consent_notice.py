"""Every answer in the trail of consent says which version of the collection notice the person had been told."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from engagement.models import CollectionNotice
from resilience_portal.audit.models import AuditEvent
from resilience_portal.privacy.declare import FieldClass
from stakeholders.domain import consent
from stakeholders.models import Consent, Person
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.factories.stakeholders import make_organization, make_person

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def notice(version: str, *, days: int) -> CollectionNotice:
    """A version that holds from that many days from now on."""
    return CollectionNotice.objects.create(
        version=version, in_force_from=timezone.localdate() + timedelta(days=days), text_en=f"Text of {version}."
    )


@pytest.fixture
def notices() -> None:
    notice("2018-1", days=-2000)
    notice("2026-1", days=-3)
    notice("2030-1", days=30)


@pytest.fixture
def wren() -> Person:
    return make_person("Wren Alder", organization=make_organization("Spruce Table"))


def page_of(person: Person) -> str:
    return reverse("stakeholders:person-edit", args=[person.pk])


def answer(client: Client, person: Person, **given: str):
    fields = {"purpose": "contact", "state": "given_verbal", "how": "on the phone"}
    return client.post(reverse("stakeholders:consent-record", args=[person.pk]), fields | given)


def test_the_version_in_force_today_is_offered_first_and_none_that_is_to_come(notices, wren: Person, cast: Cast):  # noqa: F811
    page = signed_in(cast.ana).get(page_of(wren)).content.decode()
    assert '<option value="2026-1" selected>2026-1, in force today</option>' in page
    assert '<option value="2018-1">2018-1</option>' in page
    assert "2030-1" not in page


@pytest.mark.parametrize(
    ("chosen", "kept", "words"),
    [
        ({"notice": "2026-1"}, "2026-1", "Collection notice 2026-1"),
        ({"notice": "2018-1"}, "2018-1", "Collection notice 2018-1"),
        ({"notice": "no notice"}, "", "No collection notice was read or shown"),
        ({}, "2026-1", "Collection notice 2026-1"),  # a page from before the field was there
        ({"notice": "2018-1", "state": "withdrawn"}, "", "No collection notice was read or shown"),
    ],
)
def test_the_trail_keeps_and_shows_what_was_chosen(chosen, kept: str, words: str, notices, wren: Person, cast: Cast):  # noqa: F811
    ana = signed_in(cast.ana)
    assert answer(ana, wren, **chosen).status_code == 302
    assert Consent.objects.get().notice_version == kept
    assert words in ana.get(page_of(wren)).content.decode()
    assert AuditEvent.objects.get(kind="consent.recorded").details["notice"] == kept


@pytest.mark.parametrize("version", ["2030-1", "2026-9", "<script>"])
def test_a_version_that_nobody_can_have_been_told_is_refused(version: str, notices, wren: Person, cast: Cast):  # noqa: F811
    refused = answer(signed_in(cast.ana), wren, notice=version)
    assert refused.status_code == 422
    assert "notice" in refused.context["asked"].errors
    assert not Consent.objects.exists()


def test_before_there_is_a_notice_none_was_read(wren: Person, cast: Cast):  # noqa: F811
    ana = signed_in(cast.ana)
    assert "in force today" not in ana.get(page_of(wren)).content.decode()
    answer(ana, wren)
    assert Consent.objects.get().notice_version == ""


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Collection notice: not recorded"),
        ("fr", "Avis de collecte : non consigné"),
        ("ar", "إشعار جمع المعلومات: غير مسجَّل"),
    ],
)
def test_answers_from_before_say_that_it_was_not_recorded(language: str, words: str, notices, wren: Person, cast: Cast):  # noqa: F811
    Consent.objects.create(person=wren, purpose="contact", state="given_verbal", recorded_at=timezone.now())
    ana = signed_in(cast.ana)
    with translation.override(language):
        assert words in ana.get(page_of(wren), headers={"accept-language": language}).content.decode()


def test_the_admin_shows_and_keeps_it_too_and_asks_for_the_versions_once(notices, wren: Person, cast: Cast):  # noqa: F811
    ada = signed_in(cast.by_role["administrator"])
    page, counts = f"/admin/stakeholders/person/{wren.pk}/change/", []
    Consent.objects.create(person=wren, purpose="contact", state="asked", recorded_at=timezone.now())
    for rows in (1, 30):
        Consent.objects.bulk_create(
            Consent(person=wren, purpose="contact", state="asked", notice_version="2018-1", recorded_at=timezone.now())
            for _row in range(rows - 1)
        )
        ada.get(page)
        with CaptureQueriesContext(connection) as queries:
            text = ada.get(page).content.decode()
        counts.append(len(queries))
    assert "Collection notice: not recorded" in text
    assert text.count("Collection notice 2018-1") == 29
    assert sum("collectionnotice" in query["sql"] for query in queries) == 1
    assert counts[0] == counts[1]


def test_a_version_that_somebody_was_told_is_not_rewritten(notices, wren: Person, cast: Cast, now):  # noqa: F811
    ada = signed_in(cast.by_role["administrator"])
    told = CollectionNotice.objects.get(version="2018-1")
    page = f"/admin/engagement/collectionnotice/{told.pk}/change/"
    assert 'name="version"' in ada.get(page).content.decode()
    consent.record_consent(
        person=wren, purpose="contact", state="given_written", how="", notice_version="2018-1", by=cast.ana, now=now
    )
    assert 'name="version"' not in ada.get(page).content.decode()
    ada.post(page, {"version": "2018-1", "in_force_from": "2018-09-01", "text_en": "Other words."})
    told.refresh_from_db()
    assert told.text_en == "Text of 2018-1."


def test_the_verb_tells_versions_by_their_day(notices):
    today = timezone.localdate()
    assert consent.notices_begun(today) == ["2026-1", "2018-1"]
    assert consent.notices_begun(today - timedelta(days=4)) == ["2018-1"]
    assert consent.notices_begun(date(2001, 1, 1)) == []
    assert Consent.privacy.of("notice_version") == FieldClass.INTERNAL
