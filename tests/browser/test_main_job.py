"""The main job in a real browser: logged, coded, accepted, asked for, built, released, read. Five people, one worker."""

from __future__ import annotations

import csv
import io
import re

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from engagement.models import Conversation
from phases.models import PublishedReport
from tests.browser.conftest import has_no_barrier

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(240)]
NOTE = "They see young people pulled in through gaming chats long before any adult notices. Parents do not know whom to call."


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 390, "dark")])
def test_from_a_talk_to_the_public_page(sign_in, portal, language, width, scheme):
    def open_as(username: str | None) -> Page:
        return sign_in(username, language=language, width=width, scheme=scheme)

    talk = log(open_as("officer"))
    code(open_as("analyst"), talk)
    accept(open_as("reviewer"), talk)
    report = ask(open_as("lead"))
    release(open_as("reviewer"), report)
    read(open_as(None), language)


def log(page: Page) -> str:
    """The officer logs a conversation and hands it in. Returns its address."""
    has_no_barrier(page)
    page.goto("/staff/conversations/new/")
    page.fill("#id_organization", "aspenmere coll")
    page.wait_for_selector("stakeholder-picker [role=option]")
    has_no_barrier(page)
    page.press("#id_organization", "Enter")
    page.fill("[name=held_on]", "2019-06-20")
    page.check("[name=method][value=phone]")
    page.fill("[name=notes]", NOTE)
    expect(page.locator("[data-draft]")).to_have_attribute("data-state", "saved", timeout=10_000)
    page.press("[name=notes]", "Control+Enter")
    page.wait_for_url("**/submit/")
    has_no_barrier(page)
    page.check("[name=consent_state][value=given_verbal]")
    page.check("[name=attribution][value=aggregate]")
    page.check("[name=notice][value=spoken]")
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(re.compile(r"/staff/conversations/[0-9a-f-]{36}/$"))
    has_no_barrier(page)
    assert NOTE in page.content()
    made = Conversation.objects.get(reference="P1-0142")
    assert (made.state, made.organization.name, made.notes) == ("submitted", "Aspenmere Collegiate", NOTE)
    assert page.request.get(f"/staff/conversations/{made.pk}/review/").status in (404, 409)  # never by the author
    return f"/staff/conversations/{made.pk}/"


def code(page: Page, talk: str) -> None:
    """The analyst selects words, gives them a theme, and writes the summary."""
    page.goto(f"{talk}code/")
    has_no_barrier(page)
    page.evaluate(
        """() => { const node = document.querySelector("[data-text]").firstChild, range = document.createRange();
        range.setStart(node, 0); range.setEnd(node, 42);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    expect(page.locator("[data-chosen]")).to_contain_text("They see young people")
    page.check("input[name=theme][value=DRV-ONLINE]")
    page.locator("[data-picker] button.btn:not(.plain)").first.click()
    expect(page.locator("[data-passage]")).to_have_count(1)
    point = Conversation.objects.get(reference="P1-0142").points.get()
    assert (point.start, point.end, point.themes.get().code) == (0, 42, "DRV-ONLINE")
    page.fill("[name=public_summary]", "Young people are drawn in through games, and parents do not know whom to call.")
    page.locator("form[action$='/summarize/'] button").click()
    page.wait_for_load_state()
    assert Conversation.objects.get(reference="P1-0142").public_summary.startswith("Young people are drawn")


def accept(page: Page, talk: str) -> None:
    """A second person reads and accepts."""
    page.goto(f"{talk}review/")
    has_no_barrier(page)
    page.locator("form[action$='/accept/'] button").click()
    page.wait_for_load_state()
    assert Conversation.objects.get(reference="P1-0142").state == "accepted"


def ask(page: Page) -> str:
    """The lead asks for a report and watches the worker build it; releasing it is not theirs."""
    page.goto("/staff/reports/new/")
    has_no_barrier(page)
    page.select_option("[name=phase]", index=0)
    page.fill("[name=period_from]", "2018-09-01")
    page.fill("[name=period_to]", "2019-06-30")
    for code_, title in (("en", "What we heard"), ("fr", "Ce que nous avons entendu"), ("ar", "ما سمعناه")):
        page.fill(f"[name=title_{code_}]", title)
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(re.compile(r"/staff/reports/[0-9a-f-]{36}/$"))
    report = page.url.split("/staff/")[1]
    expect(page.locator("progress")).to_have_count(0, timeout=60_000)
    page.reload()
    has_no_barrier(page)
    assert page.locator("a[href$='/release/']").count() == 0
    assert page.request.get(f"/staff/{report}release/").status in (404, 409)
    page.goto(f"/staff/{report}preview/en/")
    assert "fewer than 5" in page.content()
    return f"/staff/{report}"


def release(page: Page, report: str) -> None:
    """A second person looks and releases."""
    page.goto(report)
    page.locator("a[href$='/release/']").click()
    page.wait_for_url("**/release/")
    has_no_barrier(page)
    page.locator("main form button.btn").click()
    page.wait_for_url(re.compile(r"/staff/reports/[0-9a-f-]{36}/$"))
    for _ in range(120):
        if PublishedReport.objects.exists():
            break
        page.wait_for_timeout(500)
    assert PublishedReport.objects.get().version == 1


def read(page: Page, language: str) -> None:
    """A visitor reads page, PDF and CSV; the figures agree, and the note is nowhere."""
    payload = PublishedReport.objects.get().payload
    answer = page.goto(f"/{language}/reports/{payload['slug']}/")
    assert answer is not None
    assert answer.ok
    has_no_barrier(page)
    html = page.content()
    sheet = page.request.get(f"/data/{payload['slug']}/v1/organizations-by-theme.{language}.csv").body()
    rows = list(csv.reader(io.StringIO(sheet.decode("utf-8-sig"))))[1:]
    assert len(rows) == 26
    pdf = page.request.get(f"/{language}/reports/{payload['slug']}/v1/report.pdf").body()
    paper = "".join(one.get_textpage().get_text_range() for one in pypdfium2.PdfDocument(pdf))
    for row in rows:
        assert row[-1] in html
    if language == "en":  # readers take Arabic letters out of a PDF in another order
        flat = " ".join(paper.split())
        assert all(f"{row[1]} {row[-1]}" in flat for row in rows)
    for place in (html, paper, sheet.decode("utf-8-sig")):
        assert NOTE not in place
        assert "Aspenmere" not in place
    for path in ("", "phases/", "phases/inform-and-consult/", "themes/", "reports/", "data/", "protection/"):
        page.goto(f"/{language}/{path}")
        has_no_barrier(page)
