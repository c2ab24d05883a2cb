"""News by mail: only to mailboxes that said yes, once a version, ended by one click; a list that tells nobody who is on it."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail, signing
from django.test import Client
from django.utils import timezone, translation

from engagement import tasks
from engagement.domain import news
from engagement.exports import news_mail
from engagement.forms.intake import SALT
from engagement.models import NewsMail, Subscription
from phases.domain.publishing import publish_report
from phases.enums import ItemKind
from resilience_portal.outbox.models import OutboxJob
from tests.engagement import scene
from tests.engagement.scene import NOW
from tests.factories.items import release
from tests.factories.phases import payload, released_files
from tests.factories.plan import make_finding, make_group, make_project

pytestmark = pytest.mark.django_db
ASK, ADDRESS = "/en/take-part/news/", "wren@poplar.example"


def form(**more) -> dict[str, str]:
    with patch("django.core.signing.time.time", return_value=time.time() - 60):
        stamp = signing.TimestampSigner(salt=SALT).sign("form")
    return {"email": ADDRESS, "language": "fr", "wants": "reports", "stamp": stamp, **more}


def path(link: str) -> str:
    return "/" + link.split("/", 3)[3]


@pytest.fixture
def reader() -> Subscription:
    """A mailbox that said yes, in French."""
    news.ask(address=ADDRESS, language="fr", now=NOW - timedelta(days=1))
    made = Subscription.objects.get()
    news.confirm(subscription=made, now=NOW - timedelta(days=1))
    made.refresh_from_db()
    return made


def test_asked_twice_in_other_letters_it_is_one_mailbox_and_the_page_says_the_same(client: Client):
    first, second = client.post(ASK, form()), client.post(ASK, form(email="Wren@Poplar.example"))
    assert first.status_code == second.status_code == 200
    assert first.content.partition(b"<main")[2] == second.content.partition(b"<main")[2]
    assert ADDRESS not in first.content.decode()
    made = Subscription.objects.get()
    assert made.confirmed_at is None
    assert ADDRESS.encode() not in bytes(made.sealed)
    assert news.unseal(made) == ADDRESS


def test_nothing_is_sent_before_the_mailbox_said_yes_by_a_button(client: Client):
    client.post(ASK, form())
    made = Subscription.objects.get()
    tasks.mail_confirmation(str(made.pk))
    [asked] = mail.outbox
    with translation.override("fr"):
        link = path(news_mail.link(made, news.CONFIRM))
    assert link in asked.body
    assert client.get(link).status_code == 200
    made.refresh_from_db()
    assert made.confirmed_at is None, "mail programs open links by themselves"
    client.post(link)
    made.refresh_from_db()
    assert made.confirmed_at is not None


def test_who_is_on_the_list_and_asks_again_gets_the_way_to_change_or_leave_and_the_page_tells_nobody(reader, client: Client):
    known, new = client.post(ASK, form()), client.post(ASK, form(email="new@poplar.example"))
    assert known.content.partition(b"<main")[2] == new.content.partition(b"<main")[2]
    for _twice in range(2):
        tasks.mail_confirmation(str(reader.pk))
    [sent] = mail.outbox
    assert sent.to == [ADDRESS]
    assert "déjà sur la liste" in sent.body
    with translation.override("fr"):
        link = path(news_mail.link(reader, news.MANAGE))
    assert link in sent.body
    assert "/news/yes/" not in sent.body
    client.post(link, {"leave": "1"})
    assert not Subscription.objects.filter(pk=reader.pk).exists()


@pytest.mark.parametrize("said_yes", [True, False])
def test_a_stranger_who_asks_over_and_over_fills_no_mailbox(reader, said_yes):
    Subscription.objects.filter(pk=reader.pk).update(confirmed_at=reader.confirmed_at if said_yes else None)
    for minutes in (0, 1, 59, 60, 61):
        news.ask(address=ADDRESS, language="en", now=NOW + timedelta(minutes=minutes))
        tasks.mail_confirmation(str(reader.pk))
    assert len(mail.outbox) == 2, "one an hour"
    reader.refresh_from_db()
    assert reader.language == "fr", "nor does a stranger change what they read"


def test_who_said_yes_finds_the_way_out_on_the_same_page(client: Client):
    client.post(ASK, form())
    made = Subscription.objects.get()
    html = client.post(path(news_mail.link(made, news.CONFIRM))).content.decode()
    [manage] = re.findall(r'href="([^"]*/news/mine/[^"]*)"', html)
    assert client.get(path(manage)).status_code == 200


def test_a_version_is_told_once_in_their_language_with_the_way_out(reader, client: Client):
    scene.phase()
    publish_report(payload=payload(), files=released_files(1), by=None, now=NOW)
    assert [news.plan(now=NOW), news.plan(now=NOW)] == [1, 0]
    planned = NewsMail.objects.get()
    for _twice in range(2):
        tasks.mail_news(str(planned.pk))
    [sent] = mail.outbox
    assert sent.to == [ADDRESS]
    assert "Ce que nous avons entendu" in sent.subject
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    one_click = path(sent.extra_headers["List-Unsubscribe"].strip("<>"))
    assert Client(enforce_csrf_checks=True).post(one_click).status_code == 204
    assert not Subscription.objects.exists()
    assert client.post(one_click).status_code == 404


def test_an_arabic_mail_has_arabic_commas(reader):
    scene.phase()
    report = publish_report(payload=payload(), files=released_files(1), by=None, now=NOW)
    news.change(subscription=reader, language="ar", wants="reports", now=NOW)
    reader.refresh_from_db()
    told = news_mail.message(NewsMail.objects.create(subscription=reader, report=report))
    assert told is not None
    assert told.body.splitlines()[0] == "ما سمعناه: المرحلة الأولى، النسخة 1"
    assert "," not in told.body.partition("http")[0]


def test_who_came_later_or_a_version_that_was_taken_back_gets_no_mail(reader):
    scene.phase()
    report = publish_report(payload=payload(), files=released_files(1), by=None, now=NOW - timedelta(days=2))
    assert news.plan(now=NOW) == 0, "the mailbox was not on the list then"
    mail_ = NewsMail.objects.create(subscription=reader, report=report)
    type(report).objects.filter(pk=report.pk).update(state="withdrawn")
    assert news.to_send(mail_.pk) is None


def test_another_language_or_no_more(reader, client: Client):
    link = path(news_mail.link(reader, news.MANAGE))
    client.post(link, {"language": "ar", "wants": "everything"})
    reader.refresh_from_db()
    assert (reader.language, reader.wants) == ("ar", "everything")
    assert client.post(link, {"leave": "1"}).status_code == 200
    assert not Subscription.objects.exists()


def test_a_forged_link_is_the_same_404_as_none_and_one_for_yes_does_not_manage(reader, client: Client):
    yes = news.signature(reader, news.CONFIRM)
    for address in (f"/en/take-part/news/mine/{reader.pk}/{yes}/", f"/en/take-part/news/yes/{reader.pk}/{'0' * 40}/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/en/take-part/news/leave/{reader.pk}/{yes}/").status_code == 404
    assert Subscription.objects.exists()


def test_what_was_never_confirmed_is_thrown_away_after_a_week():
    news.ask(address=ADDRESS, language="en", now=NOW - timedelta(days=8))
    news.plan(now=NOW)
    assert not Subscription.objects.exists()


def test_the_work_that_waits_names_ids_only(reader):
    assert ADDRESS not in str(list(OutboxJob.objects.values()))


def test_a_day_is_told_in_one_mail_to_those_who_want_more_than_reports(reader):
    item = release(ItemKind.FOCUS_GROUP, make_group(title_fr="Parents d’ados"))
    day = timezone.localdate(item.released_at)
    morning = item.released_at + timedelta(days=1)
    assert news.plan_days(now=morning) == 0, "reports only, unless they say otherwise"
    news.change(subscription=reader, language="fr", wants="everything", now=NOW)
    assert news.plan_days(now=item.released_at) == 0, "the day is not over"
    assert [news.plan_days(now=morning), news.plan_days(now=morning)] == [1, 0]
    planned = NewsMail.objects.get(day=day)
    for _twice in range(2):
        tasks.mail_news(str(planned.pk))
    [sent] = mail.outbox
    assert "24 novembre 2026" in sent.subject
    assert "Parents d’ados" in sent.body
    assert f"/fr/focus-groups/{item.slug}/" in sent.body
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_wants_one_phase_hears_of_no_other(reader):
    item = release(ItemKind.FOCUS_GROUP, make_group())
    scene.phase()
    report = publish_report(payload=payload(), files=released_files(1), by=None, now=NOW)
    news.change(subscription=reader, language="en", wants="focus-groups", now=NOW)
    assert not Subscription.objects.to_tell(report).exists()
    release(ItemKind.PROJECT, make_project(make_finding()))
    assert news.plan_days(now=NOW + timedelta(days=1)) == 1
    tasks.mail_news(str(NewsMail.objects.get().pk))
    [sent] = mail.outbox
    assert item.slug in sent.body
    assert "/projects/" not in sent.body
    news.change(subscription=reader, language="en", wants="collaborative", now=NOW)
    NewsMail.objects.all().update(sent_at=None)
    tasks.mail_news(str(NewsMail.objects.get().pk))
    assert len(mail.outbox) == 1, "nothing to tell: no mail"
