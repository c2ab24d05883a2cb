"""What is kept, why and how long: the public page tells what the models declare and the settings say, and reads no table."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from engagement.domain import equality
from engagement.models import Enquiry, Registration, Subscription
from phases.exports import site
from resilience_portal.privacy import lifetimes, phrases, register
from resilience_portal.privacy.declare import Kind, Lifetime
from stakeholders.models import Person
from tests.engagement import scene

pytestmark = pytest.mark.django_db


def table(client: Client, language: str = "en") -> dict[str, str]:
    """Row by row: what is kept -> all that the page says of it."""
    html = client.get(f"/{language}/privacy/").content.decode()
    found = {}
    for row in html.split('<table class="data kept"')[1].split("</table>")[0].split("<tr ")[2:]:
        found[row.split('role="rowheader">')[1].split("<")[0]] = " ".join(re.sub(r"<[^>]+>", " ", row).split())
    return found


def test_every_kind_is_told_with_its_time(client: Client):
    told = table(client)
    assert len(told) == len(Kind) == len(register.lifetimes()) == len(phrases.KINDS)
    assert "Until 7 years after the phase has ended." in told["Notes of conversations and sessions"]
    assert "Until 1 year after the last use." in told["People who speak for an organization"]
    assert "Until 30 days after your session" in told["Places in focus groups"]
    assert "Sealed until five people" in told["Voluntary answers about age, gender and background"]
    assert equality.LEAST == 5, "the page says five"
    assert "Until 1 year after our answer." in told["Letters to us"]
    assert "Until you leave. A wish that you never confirm goes after 7 days." in told["Addresses for news"]
    assert "For 7 years." in told["The log of what staff did and read"]
    assert "For good." in told["What is published"]


def test_other_years_in_the_settings_are_other_years_on_the_page(client: Client, settings):
    settings.RETENTION_YEARS = {"phase": 1, "contact": 3, "audit": 12}
    told = table(client)
    assert "Until 1 year after the phase has ended." in told["Notes of conversations and sessions"]
    assert "Until 3 years after the last use." in told["People who speak for an organization"]
    assert "If no session came of it, until 3 years after you wrote." in told["Places in focus groups"]
    assert "For 12 years." in told["The log of what staff did and read"]
    assert "مدة 12 سنة." in table(client, "ar")["سجل ما فعله الموظفون وما قرؤوه"]
    assert "12 ans." in table(client, "fr")["Le journal de ce que le personnel a fait et lu"]


def test_a_model_that_declares_another_lifetime_changes_the_page(client: Client, monkeypatch):
    monkeypatch.setattr(Person, "privacy", replace(Person.privacy, lifetime=Lifetime.PERMANENT))
    told = table(client)["People who speak for an organization"]
    assert "Until 1 year after the last use." in told, "affiliations and consents say so still"
    assert "For good." in told


def test_nothing_tells_of_people_without_a_kind_on_the_page(monkeypatch):
    assert register.undeclared() == []
    monkeypatch.setattr(Enquiry, "privacy", replace(Enquiry.privacy, kind=None))
    assert "engagement.Enquiry" in register.undeclared()


def test_a_lifetime_without_words_is_found_here_and_not_by_a_reader(monkeypatch):
    monkeypatch.setattr(Registration, "privacy", replace(Registration.privacy, lifetime=Lifetime.WISH))
    with pytest.raises(KeyError):
        phrases.kept()


def test_the_table_reads_no_table_of_the_database(client: Client):
    with CaptureQueriesContext(connection) as queries:
        phrases.kept()
    assert len(queries) == 0
    with CaptureQueriesContext(connection) as queries:
        client.get("/en/privacy/")
    private = ("engagement_", "stakeholders_", "accounts_", "audit_")
    assert [query["sql"] for query in queries if any(f'"{name}' in query["sql"] for name in private)] == []


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Ce qui est conservé, pourquoi et combien de temps"), ("ar", "ما يُحفظ ولماذا وإلى متى")],
)
def test_it_is_told_in_every_language_with_its_labels_for_a_phone(client: Client, language: str, words: str):
    html = client.get(f"/{language}/privacy/").content.decode()
    assert words in html
    assert len(table(client, language)) == len(Kind)
    assert html.count("data-label=") == 2 * len(Kind)
    assert "%(count)s" not in html


def test_the_released_site_holds_it(settings, tmp_path: Path):
    scene.phase()
    settings.RELEASED_SITE_DIR = tmp_path
    site.build()
    bodies = [path.read_bytes() for path in (tmp_path / site.CURRENT).resolve().rglob("*") if path.is_file()]
    assert any("Ce qui est conservé".encode() in body and b"data kept" in body for body in bodies)


def test_what_the_portal_lets_go_by_itself_is_what_the_page_says():
    assert lifetimes.UNCONFIRMED.days == 7
    assert Subscription.privacy.lifetime == Lifetime.WISH
