"""Search, calendar, feeds, catalogue and card: from released items only, in every language, read by other people's programs."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import feedparser
import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar

from phases.domain.publishing import publish_report
from phases.enums import ItemKind
from phases.exports import site
from phases.models import Milestone, ReleasedItem
from stakeholders.models import Ward
from tests.engagement import scene
from tests.factories import items
from tests.factories.phases import payload, released_files
from tests.factories.plan import make_session

pytestmark = pytest.mark.django_db
CARD = "/en/embed/inform-and-consult/"


@pytest.fixture
def phase(now):
    """A public phase with a day, and a report of it."""
    made = scene.phase(starts_on=date(2026, 1, 10), ends_on=date(2026, 12, 1), report_due_on=date(2027, 2, 1))
    Milestone.objects.create(
        phase=made, title="Report to council", title_en="Report to council", due_on=date(2027, 1, 15), order=1
    )
    items.release(ItemKind.PHASE, made)
    publish_report(payload=payload(), files=released_files(1), by=None, now=now)
    return made


# --- Search --------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("language", "asked", "title"),
    [("en", "theme t07", "Theme T07"), ("fr", "THEME T07", "Thème T07"), ("ar", "محور ت", None), ("ar", "مَحْوَر T07", "محور T07")],
)
def test_it_finds_in_the_readers_language_with_or_without_accents(phase, client: Client, language, asked, title):
    answer = client.get(f"/{language}/search/", {"q": asked})
    assert answer.status_code == 200
    assert (title in answer.content.decode()) if title else (b'class="hits"' not in answer.content)
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_every_word_has_to_occur_and_hostile_words_stay_words(phase, client: Client):
    assert b'class="hits"' not in client.get("/en/search/", {"q": "theme nonsense"}).content
    page = client.get("/en/search/", {"q": '"><script>alert(1)</script>\x00'}).content.decode()
    assert "<script>alert" not in page
    assert client.get("/en/search/", {"q": "x" * 5000}).status_code == 200


def test_what_is_not_released_is_not_found(phase, client: Client):
    hidden = scene.phase(number=2, slug="hidden", title="Hidden phase", title_en="Zanzibar phase")
    ReleasedItem.objects.filter(slug=hidden.slug).delete()
    assert b'class="hits"' not in client.get("/en/search/", {"q": "zanzibar"}).content


def test_what_a_group_found_and_what_people_were_told_is_found_where_it_stands(client: Client):
    finding = {"statement": {"en": "Few knew whom to call.", "fr": "Peu savaient qui appeler."}, "group": {"slug": "parents"}}
    group = items.release_payload(ItemKind.FOCUS_GROUP, "parents", {"title": {"en": "Parents"}})
    items.release_payload(ItemKind.GROUP_FINDING, "f2-01", finding)
    items.release_payload(ItemKind.NOTICE, "2026-1", {"text": {"en": "We write down whom we call."}, "in_force_on": "2026-01-01"})
    page = client.get("/en/search/", {"q": "whom call"}).content.decode()
    assert "/en/focus-groups/parents/" in page
    assert "/en/privacy/2026-1/" in page
    assert "/fr/focus-groups/parents/" in client.get("/fr/search/", {"q": "peu APPELER"}).content.decode()
    ReleasedItem.objects.filter(pk=group.pk).update(state="withdrawn")
    assert "/en/focus-groups/parents/" not in client.get("/en/search/", {"q": "whom call"}).content.decode()


def test_a_hit_on_a_promise_leads_to_its_place_on_the_page(phase, client: Client):
    for place, themes in (("one", ["t01", "t02"]), ("two", ["none"])):
        found = [{"code": slug, "slug": slug, "name": {"en": slug}} for slug in themes]
        words = {
            "wording": {"en": f"Send questions {place}."},
            "written": ["en"],
            "state": "open",
            "state_reason": {},
            "project": None,
        }
        days = {"state": "open", "project": None, "due_on": None, "done_on": None, "told_on": None, "moves": []}
        items.release_payload(ItemKind.COMMITMENT, f"promise-{place}", words | days | {"themes": found})
    hits = re.findall('<h3><a href="([^"]+)"', client.get("/en/search/", {"q": "send questions"}).content.decode())
    assert len(hits) == 2
    for path, _hash, name in (hit.partition("#") for hit in hits):
        assert client.get(path).content.decode().count(f'id="{name}"') == 1, name


def test_an_arabic_word_is_found_with_its_article_and_without(client: Client):
    for number, words in enumerate(("المدارس والأطفال", "مدارس للأطفال")):
        items.release_payload(ItemKind.PROJECT, f"p{number}", {"title": {"en": "P", "ar": words}, "summary": {"en": "-"}})
    for asked in ("المدارس", "مدارس", "والمدارس", "أطفال", "الاطفال", "للأطفال"):
        page = client.get("/ar/search/", {"q": asked}).content.decode()
        assert re.findall("/ar/projects/(p[01])/", page) == ["p0", "p1"], asked


def test_an_excerpt_marks_the_words_and_keeps_fields_and_languages_apart(client: Client):
    summary = {"en": "Volunteers visit. " + "They tell stories of schools and mosques. " * 9, "fr": "Visites."}
    items.release_payload(ItemKind.PROJECT, "p", {"title": {"en": "Month"}, "summary": summary, "outcome": {"en": "Schools <b>"}})
    page = client.get("/en/search/", {"q": "SCHÖOLS"}).content.decode()
    [told] = re.findall("</h3><p>(.*?)</p>", page)
    assert told.startswith("Volunteers visit. They tell stories of <mark>schools</mark> and mosques.")
    assert "Month" not in told
    assert told.endswith(" …")
    [told] = re.findall("</h3><p>(.*?)</p>", client.get("/en/search/", {"q": "month"}).content.decode())
    assert told.startswith("Volunteers visit.")
    finding = {"statement": dict.fromkeys(("en", "fr", "ar"), "Le téléphone se tait."), "written": ["fr"], "group": {"slug": "g"}}
    items.release_payload(ItemKind.FOCUS_GROUP, "g", {"title": {"en": "Group"}})
    items.release_payload(ItemKind.GROUP_FINDING, "f2-08", finding)
    assert 'g/#f2-08" lang="fr" dir="auto">' in client.get("/en/search/", {"q": "telephone"}).content.decode()
    assert 'lang="fr" dir="auto"' not in client.get("/fr/search/", {"q": "telephone"}).content.decode().partition("<main")[2]


def test_searching_costs_the_same_whatever_there_is(phase, client: Client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get("/en/search/", {"q": "theme"})


# --- Calendar ------------------------------------------------------------------------------------------------------------------
def test_the_calendar_holds_the_days_of_the_plan_and_is_the_same_each_time(phase, client: Client):
    first, second = client.get("/en/feeds/calendar.ics"), client.get("/en/feeds/calendar.ics")
    assert first.content == second.content
    assert first["Content-Type"].startswith("text/calendar")
    found = {str(event["summary"]): event["dtstart"].dt for event in Calendar.from_ical(first.content).walk("VEVENT")}
    assert found["Inform and consult begins"] == date(2026, 1, 10)
    assert found["Inform and consult: Report to council"] == date(2027, 1, 15)
    assert max(map(len, first.content.split(b"\r\n"))) <= 75
    french = Calendar.from_ical(client.get("/fr/feeds/calendar.ics").content).walk("VEVENT")
    told = {str(event["summary"]) for event in french}
    assert "Inform and consult\u00a0: Report to council" in told
    assert "Inform and consult\u00a0: vous aurez des nouvelles au plus tard ce jour" in told
    arabic = Calendar.from_ical(client.get("/ar/feeds/calendar.ics").content)
    assert len(arabic.walk("VEVENT")) == len(found)


def test_a_session_has_its_hour_and_the_place_that_may_be_named(client: Client):
    ward = Ward.objects.create(code="dene", name="Dene")
    open_, quiet = (
        make_session(held_on=date(2027, 1, 21), place="Cottonwood Hall", place_is_public=named, ward=ward)
        for named in (True, False)
    )
    undated = make_session(held_on=date(2027, 1, 22), start_time=None)
    for session in (open_, quiet, undated):
        items.release(ItemKind.SESSION, session)
    words = client.get("/en/feeds/calendar.ics").content
    assert b"TZID" not in words, "a time zone that the file does not describe: other programs guess"
    found = {str(event["uid"]).split("@")[0]: event for event in Calendar.from_ical(words).walk("VEVENT")}
    seen = found[f"session-{open_.slug}-session"]
    assert seen["dtstart"].dt == datetime(2027, 1, 21, 18, 30, tzinfo=ZoneInfo(settings.TIME_ZONE))
    assert seen["dtend"].dt - seen["dtstart"].dt == timedelta(minutes=120)
    assert seen["location"] == "Cottonwood Hall · Dene"
    assert "location" not in found[f"session-{quiet.slug}-session"]
    assert words.count(b"Cottonwood") == 1
    assert found[f"session-{undated.slug}-session"]["dtstart"].dt == date(2027, 1, 22), "the whole day, where no hour is set"


# --- Feeds ---------------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_each_phase_has_a_feed_of_its_own_that_readers_understand(phase, client: Client, language):
    answer = client.get(f"/{language}/feeds/inform-and-consult.atom")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo
    assert [entry.id.rpartition("/")[2] for entry in feed.entries] == ["", "v2.json", "v1.json"], "a report; the phase itself"
    assert "Last-Modified" not in answer
    assert client.get(f"/{language}/feeds/none.atom").status_code == 404


# --- Catalogue -----------------------------------------------------------------------------------------------------------------
def test_the_catalogue_names_every_file_with_its_size_and_hash(phase, client: Client):
    made = json.loads(client.get("/data/catalog.jsonld").content)
    [dataset] = made["dcat:dataset"]
    assert {text["@language"] for text in made["dct:description"]} == {"en", "fr", "ar"}
    assert len({text["@value"] for text in made["dct:description"]}) == 3
    assert {title["@language"] for title in dataset["dct:title"]} == {"en", "fr", "ar"}
    for row in dataset["dcat:distribution"]:
        path = row["dcat:downloadURL"]["@id"].split("/", 3)[3]
        file = client.get(f"/{path}")
        assert file.status_code == 200, path
        assert str(len(file.content)) == row["dcat:byteSize"]["@value"]


# --- Card, sitemap -------------------------------------------------------------------------------------------------------------
@pytest.mark.thorough
def test_the_card_may_be_framed_and_nothing_else_may(phase, client: Client, settings, tmp_path):
    settings.RELEASED_SITE_DIR = tmp_path / "site"
    live = client.get(CARD)
    assert "X-Frame-Options" not in live
    assert "frame-ancestors *" in live["Content-Security-Policy"]
    assert client.get("/en/")["X-Frame-Options"] == "DENY"
    site.build()
    bytes_ = Client().get(CARD)
    assert bytes_["ETag"]
    assert "X-Frame-Options" not in bytes_
    assert "frame-ancestors *" in bytes_["Content-Security-Policy"]
    assert "frame-ancestors *" not in Client().get("/en/")["Content-Security-Policy"]


def test_the_card_says_what_the_phase_is_for_and_leads_to_its_report(phase, client: Client):
    phase.goal_en = "Hear every organization."
    items.release(ItemKind.PHASE, phase)
    html = client.get(CARD).content.decode()
    assert "Hear every organization." in html
    assert 'href="/en/reports/what-we-heard-phase-1/"' in html
    assert "<p></p>" not in html


def test_a_phase_that_was_reported_on_says_when_and_no_longer_that_one_will_hear(phase, client: Client):
    html = client.get("/en/phases/inform-and-consult/").content.decode()
    assert "promised for 1 February 2027, released on 24 November 2026" in html
    assert "You will hear by" not in html


def test_the_sitemap_names_each_page_with_its_other_languages(phase, client: Client):
    text = client.get("/sitemap.xml").content.decode()
    assert text.count("<url>") * 4 == text.count("<xhtml:link ")
    [page] = re.findall("<url><loc>[^<]*/fr/phases/inform-and-consult/</loc>.*?</url>", text)
    assert "<lastmod>2026-11-24</lastmod>" in page
    assert f'hreflang="x-default" href="{settings.SITE_URL}/en/phases/inform-and-consult/"' in page
    assert "/fr/phases/inform-and-consult/" in text
    assert "/embed/" not in text
