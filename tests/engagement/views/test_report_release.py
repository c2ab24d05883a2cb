"""Writing, reading, approving, correcting and withdrawing a report, as staff see it in a browser without scripts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from engagement.domain import news
from engagement.enums import ReportState
from engagement.exports import news_mail
from engagement.models import NewsMail, Report, ReportText, Subscription
from engagement.reporting import approval, reading, release, sections
from phases.exports.page import render_report
from phases.models import PublishedReport
from resilience_portal.accounts.roles import Role
from resilience_portal.disclosure.stored import pack
from tests.cast import Cast, cast, make_user  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.reporting import desk
from tests.factories.phases import counts_of, payload, units
from tests.pages import press, send

pytestmark = pytest.mark.django_db
REASON = {"reason_en": "It named a place.", "reason_fr": "Il nommait un lieu.", "reason_ar": "ورد فيه اسم مكان."}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    desk.quick_files(monkeypatch)


def to(name, report, *more):
    return reverse(f"engagement:report-{name}", args=[report.pk, *more])


def typed(**more):
    return {"draft_version": "0", "why_en": "", "why_fr": "", "why_ar": ""} | more


# --- Writing ---------------------------------------------------------------------------------------------------------------
def test_a_lead_writes_a_section_beside_its_figures(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    client.force_login(cast.lea)
    page = client.get(to("write", report, "why")).content.decode()
    assert "about 50" in page or "nearly all" in page
    assert 'lang="ar" dir="rtl"' in page
    assert f'data-autosave-url="{to("write-save", report, "why")}"' in page
    answer = client.post(to("write", report, "why"), typed(why_en="Because.", why_ar_left_out="on", next="1"))
    assert answer["Location"] == to("write", report, "not_heard")
    answer = client.post(to("write", report, "questions"), {"draft_version": "0", "questions_en": "Which?", "save": "1"})
    assert answer["Location"] == to("words", report)
    words = client.get(to("words", report)).content.decode()
    assert "Left out on purpose" in words
    assert f"{to('write', report, 'why')}?at=id_why_fr#id_why_fr" in words
    at_field = client.get(to("write", report, "why"), {"at": "id_why_fr"}).content.decode()
    assert "autofocus" in at_field.split('name="why_fr"')[1].split(">")[0]


def test_a_theme_without_a_figure_can_be_written_on_and_its_words_claim_nothing(client, cast: Cast, now):  # noqa: F811
    made = payload()
    new = made["themes"][0] | {"code": "NEW", "slug": "new", "name": {"en": "A new theme"}, "strength": None}
    blanks = [{"dimension": "theme", "code": "NEW", "word": "not_asked"}]
    report = desk.ready(cast, payload=made | {"themes": [*made["themes"], new], "figures": made["figures"] | {"blanks": blanks}})
    client.force_login(cast.lea)
    part = next(one for one in sections.parts(report) if one.theme == "NEW")
    assert "not asked" in client.get(to("write", report, part.name)).content.decode()
    desk.write(report, part.name, cast.lea, now, {"en": "Most organizations raised it."})
    assert "Most organizations" in client.get(to("preview", report, "en")).content.decode()
    assert len(reading.everything(report, by=cast.lea)["overstated"]) == 1


def test_autosave_answers_with_the_version_and_never_overwrites(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    client.force_login(cast.lea)
    save = to("write-save", report, "why")
    first = client.post(save, typed(why_en="One"))
    assert (first.status_code, first.json()["version"]) == (200, 1)
    assert client.post(save, typed(why_en="Two", draft_version="1")).json()["version"] == 2
    client.force_login(cast.nia)
    assert client.post(save, typed(why_en="Three", draft_version="1")).status_code == 409
    assert client.post(save, typed(why_en="x" * 5000, draft_version="2")).status_code == 422
    assert client.post(to("write-save", report, "nothing"), typed()).status_code == 404
    client.force_login(cast.bo)
    assert client.post(save, typed(why_en="Four", draft_version="2")).json()["refused"]
    assert ReportText.objects.get().text == "Two"


def test_who_was_slower_sees_both_texts(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, timezone.now(), {"en": "The lead's words."})
    client.force_login(cast.nia)
    late = client.post(to("write", report, "why"), typed(why_en="The analyst's words."))
    page = late.content.decode()
    assert late.status_code == 409
    assert "The lead&#x27;s words." in page
    assert "The analyst&#x27;s words." in page
    assert 'name="draft_version" value="1"' in page
    again = client.post(to("write", report, "why"), typed(why_en="Both words.", draft_version="1"))
    assert again.status_code == 302
    assert ReportText.objects.get(language="en").text == "Both words."


def test_a_text_that_is_too_long_is_said_next_to_its_field_and_kept(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    client.force_login(cast.lea)
    answer = client.post(to("write", report, "why"), typed(why_fr="x" * 4001))
    assert answer.status_code == 422
    assert "x" * 4001 in answer.content.decode()
    assert "why_fr" in answer.context["form"].errors


def test_a_sentence_that_outruns_the_figures_is_flagged_where_it_is_written(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "theme-T26", cast.lea, timezone.now(), {"en": "Nearly all organizations said so."})
    client.force_login(cast.lea)
    assert "do not carry a word as strong" in client.get(to("write", report, "theme-T26")).content.decode()
    assert "1 place to look at" in client.get(to("words", report)).content.decode()
    client.force_login(cast.bo)
    assert "Nearly all organizations" in client.get(to("preview", report, "en")).content.decode()


def test_a_second_reader_marks_a_text_as_checked(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, timezone.now())
    client.force_login(cast.lea)
    assert 'value="why.fr"' not in client.get(to("write", report, "why")).content.decode()
    client.force_login(cast.nia)
    assert 'value="why.fr"' in client.get(to("write", report, "why")).content.decode()
    assert press(client, to("write", report, "why"), to("text-check", report, "why"), {"text": "why.fr"}).status_code == 302
    assert client.post(to("text-check", report, "why"), {"text": "nonsense"}).status_code == 409
    assert ReportText.objects.get(language="fr").checked_by == cast.nia


def test_before_there_are_figures_the_sections_can_be_written(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    Report.objects.filter(pk=report.pk).update(state=ReportState.BUILDING, payload=None)
    client.force_login(cast.lea)
    assert "as soon as the worker" in client.get(to("words", report)).content.decode()
    assert client.get(to("write", report, "why")).status_code == 200
    assert client.get(to("write", report, "theme-T01")).status_code == 404


# --- Reading and approving ---------------------------------------------------------------------------------------------------
def test_the_preview_is_the_public_page_and_a_panel_that_only_staff_get(client, cast: Cast, now):  # noqa: F811
    made, inputs, _quote = desk.quoted(cast)
    report = desk.ready(cast, payload=made, inputs=inputs)
    desk.write(report, "why", cast.lea, now)
    client.force_login(cast.bo)
    preview = client.get(to("preview", report, "fr")).content.decode()
    assert "For the team only" in preview
    assert "Word for word" in preview, "the licence of each quote"
    approval.approve(report=report, by=cast.bo, now=now)
    release.publish(report_id=report.pk, now=now)
    public = client.get(f"/fr/reports/{report.slug}/v1/").content.decode()
    for start in ('<section class="section" id="why">', '<section class="section" id="heard">'):
        part = public.split(start)[1].split("</section>")[0]
        assert part in preview
    assert "For the team only" not in public
    client.logout()
    assert "/login/" in client.get(to("preview", report, "fr"))["Location"]


def test_the_panel_tells_what_no_page_tells(client, cast: Cast, now):  # noqa: F811
    loud = scene.conversation(cast.ana, scene.ConversationState.ACCEPTED, held_on="2026-11-01", participant_check="sent")
    for _ in range(4):
        scene.coded(loud, "T01")
    report = desk.ready(cast, inputs={"organizations": [str(loud.organization_id)], "quotes": []})
    desk.write(report, "why", cast.lea, now, {"en": "Because."})
    client.force_login(cast.bo)
    page = client.get(to("preview", report, "en")).content.decode()
    assert "Themes that one organization dominates" in page
    assert loud.reference in page
    assert "Why we asked: French" in page
    assert "What is withheld, and why" in page
    assert "Withdrawn since the figures were made" not in page
    type(report).objects.filter(pk=report.pk).update(built_at=now)
    type(loud).objects.filter(pk=loud.pk).update(state="withdrawn", participant_check="withdrawn", updated_at=now)
    page = client.get(to("preview", report, "en")).content.decode()
    assert "Withdrawn since the figures were made" in page
    assert "1 of them was taken back by those who spoke." in page


def test_groups_of_which_a_few_were_heard_are_named_before_the_release_and_nowhere_else(client, cast: Cast, now):  # noqa: F811
    """Whoever saw the two of papastew come could tell what they raised; no page tells that they were two."""
    heard = [row for row in units() if row["ward"] != "papastew"] + [row for row in units() if row["ward"] == "papastew"][:2]
    made = counts_of(heard)
    report = desk.ready(cast, inputs={"organizations": [], "quotes": [], "counts": pack(made)})
    client.force_login(cast.bo)
    panel = client.get(to("preview", report, "en")).content.decode().split("Groups of which only a few were heard")[1]
    assert "<li>papastew</li>" in panel.split("</details>")[0]
    assert "<li>Dene</li>" not in panel.split("</details>")[0]
    assert "only a few were heard" not in render_report(report.payload, language="en", beside="", alternates=[])


def test_a_character_that_no_font_has_is_named_before_it_is_on_paper(client, cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, now, {code: "Because \U0001f308." for code in ("en", "fr", "ar")})
    client.force_login(cast.bo)
    page = client.get(to("preview", report, "en")).content.decode()
    assert "U+1F308" in page


def test_release_is_refused_while_a_language_is_missing_and_says_which(client, cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.nia, now, {"en": "Because.", "fr": "Parce que."})
    zoe = make_user("zoe", Role.LEAD, institution=cast.city)
    client.force_login(zoe)
    answer = send(client, to("release", report), {"when": "now"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "data-focus" in page
    assert f"{to('write', report, 'why')}?at=id_why_ar#id_why_ar" in page
    report.refresh_from_db()
    assert report.state == ReportState.READY


def test_a_second_person_releases_at_a_set_time_and_takes_it_back(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    client.force_login(cast.bo)
    assert client.get(to("release", report)).status_code == 200
    assert send(client, to("release", report), {"when": "later"}).status_code == 422
    assert send(client, to("release", report), {"when": "later", "on": "2020-01-01", "at": "09:00"}).status_code == 422
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    assert send(client, to("release", report), {"when": "later", "on": day, "at": "09:00"}).status_code == 302
    report.refresh_from_db()
    assert timezone.localtime(report.embargo_until).isoformat()[:16] == f"{day}T09:00"
    page = client.get(to("detail", report)).content.decode()
    assert "It becomes public by itself" in page
    assert to("take-back", report) in page
    client.get(to("take-back", report))
    report.refresh_from_db()
    assert report.state == ReportState.APPROVED, "reading the question takes nothing back"
    client.post(to("take-back", report))
    report.refresh_from_db()
    assert (report.state, report.embargo_until) == (ReportState.READY, None)


def test_nothing_of_an_embargoed_report_is_at_any_public_door(client, cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, now, {code: f"Embargoed words {code}." for code in ("en", "fr", "ar")})
    approval.approve(report=report, by=cast.bo, now=now, embargo_until=timezone.now() + timedelta(days=3))
    release.publish(report_id=report.pk, now=now)
    client.logout()
    doors = ["", "reports/", f"reports/{report.slug}/", f"reports/{report.slug}/v1/", f"reports/{report.slug}/v1/report.pdf"]
    for path in [*(f"/en/{door}" for door in doors), "/api/v1/reports/", "/feeds/all.atom", "/data/log.jsonl", "/sitemap.xml"]:
        answer = client.get(path)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert b"Embargoed words" not in body, path
        assert report.slug.encode() not in body, path


def test_one_of_two_approvals_is_said(client, cast: Cast, settings):  # noqa: F811
    settings.REPORT_APPROVALS = 2
    report = desk.ready(cast)
    client.force_login(cast.bo)
    send(client, to("release", report), {"when": "now"})
    page = client.get(to("detail", report)).content.decode()
    assert "Approved by one of two" in page
    assert "It takes two people" in page
    assert "One more person has to approve it." in client.get(reverse("engagement:report-list")).content.decode()
    client.force_login(cast.lea)
    assert "the approval is taken back" in client.get(to("write", report, "why")).content.decode()


def test_building_again_asks_first(client, cast: Cast):  # noqa: F811
    report = desk.ready(cast)
    client.force_login(cast.lea)
    client.get(to("build-again", report))
    report.refresh_from_db()
    assert report.state == ReportState.READY
    client.post(to("build-again", report))
    report.refresh_from_db()
    assert report.state == ReportState.REQUESTED


# --- Correcting and withdrawing ----------------------------------------------------------------------------------------------
def test_a_correction_needs_its_reason_in_every_language(client, cast: Cast, now):  # noqa: F811
    report = desk.released(cast, now)
    client.force_login(cast.lea)
    answer = client.post(to("correct", report), REASON | {"reason_ar": ""})
    assert answer.status_code == 422
    assert "Il nommait un lieu." in answer.content.decode()
    assert not Report.objects.filter(corrects=report).exists()
    made = client.post(to("correct", report), REASON)
    second = Report.objects.get(corrects=report)
    assert made["Location"] == to("detail", second)
    assert "This version is a correction" in client.get(to("detail", second)).content.decode()
    again = client.post(to("correct", report), REASON)
    assert "already in the making" in again.content.decode()


def test_the_public_page_of_a_correction_and_of_what_it_corrects(client, cast: Cast, now):  # noqa: F811
    first = desk.released(cast, now)
    client.force_login(cast.lea)
    client.post(to("correct", first), REASON)
    second = Report.objects.get(version=2)
    fewer = payload(version=2)
    fewer["quotes"] = []
    Report.objects.filter(pk=second.pk).update(state=ReportState.READY, payload=fewer)
    desk.write(second, "limits", cast.lea, now, {"en": "Mind the gap.", "fr": "Attention.", "ar": "انتبه."})
    client.force_login(cast.bo)
    asked = client.get(to("release", second)).content.decode()
    assert "What changed since version 1" in asked
    assert "Mind the gap." in asked
    approval.approve(report=Report.objects.get(pk=second.pk), by=cast.bo, now=now)
    release.publish(report_id=second.pk, now=now)
    client.logout()
    new = client.get(f"/en/reports/{first.slug}/").content.decode()
    assert "This version corrects version 1" in new
    assert "It named a place." in new
    assert "Mind the gap." in new
    old = client.get(f"/fr/reports/{first.slug}/v1/").content.decode()
    assert "Cette version a été corrigée" in old
    assert "Il nommait un lieu." in old
    feed = client.get("/feeds/all.atom").content.decode()
    assert "Corrects version 1: It named a place." in feed
    news.ask(address="wren@poplar.example", language="en", now=now)
    asked_for = NewsMail(subscription=Subscription.objects.get(), report=PublishedReport.objects.get(version=2))
    for told in (feed, news_mail.message(asked_for).body):
        assert "Limits: “–” before, “Mind the gap.” now. Quotes were withdrawn." in told


def test_a_withdrawn_report_leaves_a_page_with_its_reason_and_no_file(client, cast: Cast, now):  # noqa: F811
    report = desk.released(cast, now)
    desk_page = f"/en/reports/{report.slug}/v1/"
    pdf = f"{desk_page}report.pdf"
    assert client.get(pdf).status_code == 200
    client.force_login(cast.lea)
    client.get(to("withdraw", report))
    assert PublishedReport.objects.get().state == "released"
    assert client.post(to("withdraw", report), REASON | {"reason_fr": ""}).status_code == 422
    client.post(to("withdraw", report), REASON)
    assert "It was withdrawn." in client.get(to("detail", report)).content.decode()
    client.logout()
    page = client.get(desk_page).content.decode()
    assert "This report was withdrawn" in page
    assert "It named a place." in page
    assert "fewer than" not in page
    assert client.get(pdf).status_code == 404
    assert client.get(f"/data/{report.slug}/v1/report.json").status_code == 404
    answer = client.get(f"/api/v1/reports/{report.slug}/v1/").json()
    assert "figures" not in answer["payload"]
    assert "It named a place." in client.get("/feeds/all.atom").content.decode()
    assert client.get("/en/reports/").status_code == 200
    assert client.get("/en/").status_code == 200


def test_the_list_and_the_words_cost_the_same_however_many(client, cast: Cast, now):  # noqa: F811
    client.force_login(cast.lea)
    report = desk.ready(cast)

    def queries(address) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    pages = [reverse("engagement:report-list"), to("words", report), to("detail", report), to("preview", report, "en")]
    for page in pages:
        client.get(page)
    before = [queries(page) for page in pages]
    for number in range(30):
        Report.objects.filter(pk=report.pk).update(payload=payload())
        copy = Report.objects.get(pk=report.pk)
        copy.pk, copy.state, copy.version, copy.slug = None, ReportState.CANCELLED, number + 2, f"r{number}"
        copy._state.adding = True
        copy.save()
    for part in ("why", "limits", *(f"theme-T{number:02}" for number in range(1, 27))):
        desk.write(report, part, cast.lea, now)
    assert [queries(page) for page in pages] == before
