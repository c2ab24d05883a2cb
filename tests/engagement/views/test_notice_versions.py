"""The collection notice in public: every version at its address, and what people send keeps the one that they were shown."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.forms import intake
from engagement.models import CollectionNotice, Enquiry, Registration, Subscription
from engagement.reporting import item_release
from phases.enums import ItemKind
from phases.exports import site
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.factories.items import release
from tests.factories.plan import make_group

pytestmark = pytest.mark.django_db


def notice(version: str, *, days: int, **more: str) -> CollectionNotice:
    """A version that holds from that many days from now on."""
    return CollectionNotice.objects.create(
        version=version, in_force_from=timezone.localdate() + timedelta(days=days), text_en=f"Text of {version}.",
        text_fr=f"Texte de {version}.", text_ar=f"نص {version}.", **more,
    )  # fmt: skip


@pytest.fixture
def released():
    rows = [notice("2020-1", days=-900), notice("2026-1", days=-3, changed_en="Names the link."), notice("2030-1", days=30)]
    for row in rows:
        release(ItemKind.NOTICE, row)
    return rows


def test_the_version_in_force_is_read_and_every_other_stays_at_its_address(released, client: Client):
    notice("secret-draft", days=-1)
    page = client.get("/en/privacy/").content.decode()
    assert "Text of 2026-1." in page
    assert "Names the link." in page
    assert "Text of 2020-1." not in page
    assert "secret-draft" not in page, "what was not released is not read"
    older = client.get("/fr/privacy/2020-1/").content.decode()
    assert "Texte de 2020-1." in older
    assert "antérieure" in older
    assert "not in force yet" in client.get("/en/privacy/2030-1/").content.decode()
    assert client.get("/en/privacy/secret-draft/").status_code == 404
    assert {"/ar/privacy/2020-1/", "/ar/privacy/2026-1/"} <= set(site.addresses())


def test_before_one_is_released_the_page_says_so_and_forms_work(client: Client):
    notice("2026-1", days=-3)
    assert "No text of it has been released" in client.get("/en/privacy/").content.decode()
    assert client.get("/en/take-part/news/").status_code == 200


def send(client: Client, path: str, monkeypatch, **fields: str) -> None:
    """As a person does, with the stamp that the page gave."""
    page = client.get(path)
    monkeypatch.setattr(intake, "FASTEST_SECONDS", 0)
    answer = client.post(path, fields | {"stamp": page.context["form"].fresh_stamp})
    assert answer.status_code in (200, 302), answer.context["form"].errors


def test_what_is_sent_keeps_the_version_that_was_shown(released, client: Client, monkeypatch):
    group = make_group(slug="parents")
    release(ItemKind.FOCUS_GROUP, group)
    page = client.get("/en/take-part/parents/").content.decode()
    assert "/en/privacy/2026-1/" in page
    send(client, "/en/take-part/parents/", monkeypatch, name="Juno", email="j@example.org", language="en", consent="on")
    send(client, "/en/take-part/write/", monkeypatch, kind="question", message="When?", language="en")
    send(client, "/en/take-part/news/", monkeypatch, email="n@example.org", wants="reports", language="en")
    kept = [model.objects.get().notice_version for model in (Registration, Enquiry, Subscription)]
    assert kept == ["2026-1"] * 3


def test_a_version_that_changes_while_the_form_is_open_is_not_the_one_agreed_to(released, client: Client, monkeypatch):
    path = "/en/take-part/write/"
    stamp = client.get(path).context["form"].fresh_stamp
    release(ItemKind.NOTICE, notice("2026-2", days=0))
    monkeypatch.setattr(intake, "FASTEST_SECONDS", 0)
    client.post(path, {"kind": "question", "message": "When?", "language": "en", "stamp": stamp, "notice_version": "forged"})
    assert Enquiry.objects.get().notice_version == "2026-1"


def test_a_notice_goes_out_by_two_people(cast: Cast, now):  # noqa: F811
    lead, reviewer = cast.by_role["lead"], cast.by_role["reviewer"]
    proposal = item_release.propose(kind=ItemKind.NOTICE, record=notice("2026-1", days=0), by=lead, now=now)
    assert item_release.current(ItemKind.NOTICE, "2026-1") is None
    item_release.approve(release=proposal, by=reviewer, now=now)
    assert item_release.current(ItemKind.NOTICE, "2026-1").payload["text"]["en"] == "Text of 2026-1."
