"""A report in a real browser: asked for, written, refused, mended, approved, corrected, withdrawn; the public reads along."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from engagement.enums import ReportState
from engagement.models import Report, ReportText
from tests.browser.conftest import has_no_barrier, read_until
from tests.worker import wait_until

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(400)]
DETAIL = re.compile(r"/staff/reports/[0-9a-f-]{36}/$")
TITLES = {"en": "What we heard", "fr": "Ce que nous avons entendu", "ar": "ما سمعناه"}
WHY = {"en": "To find out whom to call.", "fr": "Pour savoir qui appeler.", "ar": "لنعرف بمن نتصل."}
REASON = {"en": "A sentence was wrong.", "fr": "Une phrase était inexacte.", "ar": "كانت جملة خاطئة."}
TAKEN_BACK = {"en": "It was counted wrongly.", "fr": "Le compte était faux.", "ar": "كان العدّ خاطئًا."}  # no other page says so


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_from_the_request_to_the_withdrawal(sign_in, portal, language, width):
    lead = sign_in("lead", language=language, width=width)
    reviewer = sign_in("reviewer", language=language, width=width)
    visitor = sign_in(None, language=language, width=width)
    first = ask(lead)
    write(lead, first)
    is_refused(reviewer, first)
    complete(lead, first)
    approve(reviewer, first)
    public = f"/{language}/reports/{Report.objects.get().slug}/"
    read(visitor, public, WHY[language])
    second = correct(lead, first)
    approve(reviewer, second)
    read(visitor, f"{public}v1/", REASON[language])
    expect(visitor.locator("main .banner a")).to_have_attribute("href", public)
    read(visitor, public, "How we changed it." if language == "en" else "كيف غيّرناه.")
    withdraw(lead, second)
    read(visitor, public, TAKEN_BACK[language])
    assert visitor.request.get(f"{public}v1/report.pdf").status == 404


def built(page: Page) -> str:
    """Waits for the worker; the address of the report."""
    page.wait_for_url(DETAIL)
    expect(page.locator("progress")).to_have_count(0, timeout=90_000)
    page.reload()
    has_no_barrier(page)
    return page.url


def ask(page: Page) -> str:
    page.goto("/staff/reports/new/")
    page.select_option("[name=phase]", index=0)
    page.fill("[name=period_from]", "2018-09-01")
    page.fill("[name=period_to]", "2019-06-30")
    for code, title in TITLES.items():
        page.fill(f"[name=title_{code}]", title)
    page.locator(".dock button.btn").first.click()
    return built(page)


def write(page: Page, report: str) -> None:
    """One language only, saved as it is typed; a text left out on purpose; a sentence that outruns the figures is flagged."""
    page.goto(f"{report}words/")
    has_no_barrier(page)
    page.goto(f"{report}words/why/")
    has_no_barrier(page)
    page.fill("#id_why_en", WHY["en"])
    expect(page.locator("[data-draft]")).to_have_attribute("data-state", "saved", timeout=10_000)
    assert ReportText.objects.get(language="en").text == WHY["en"]
    page.goto(f"{report}words/limits/")
    page.fill("#id_limits_en", "All organizations said so.")
    for code in ("fr", "ar"):
        page.check(f"#id_limits_{code}_left_out")
    page.locator("button[name=save]").click()
    page.wait_for_url("**/words/")
    page.goto(f"{report}words/limits/")
    expect(page.locator(".flag")).to_contain_text("All organizations")
    has_no_barrier(page)


def is_refused(page: Page, report: str) -> None:
    """The second person reads what is missing, and can't release."""
    page.goto(f"{report}preview/en/")
    has_no_barrier(page)
    expect(page.locator(".approver")).to_contain_text("All organizations")
    page.goto(f"{report}release/")
    has_no_barrier(page)
    page.locator(".dock button.btn").first.click()
    expect(page.locator("main [role=alert]")).to_be_focused()
    expect(page.locator("main [role=alert] .gaps li")).to_have_count(2)
    has_no_barrier(page)
    assert Report.objects.get().state == ReportState.READY


def complete(page: Page, report: str) -> None:
    """From what is missing to the very field; then by the keyboard."""
    page.goto(report)
    page.locator(".gaps a").first.click()
    page.wait_for_url("**/words/why/**")
    expect(page.locator("#id_why_fr")).to_be_focused()
    page.fill("#id_why_fr", WHY["fr"])
    page.fill("#id_why_ar", WHY["ar"])
    page.press("#id_why_ar", "Control+Enter")
    page.wait_for_url("**/words/not_heard/**")
    page.goto(f"{report}words/limits/")
    page.fill("#id_limits_en", "This is not a survey.")
    page.locator("button[name=save]").click()
    page.wait_for_url("**/words/")


def approve(page: Page, report: str) -> None:
    page.goto(report)
    has_no_barrier(page)
    page.locator("a[href$='/release/']").click()
    page.wait_for_url("**/release/")
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(DETAIL)
    key = report.rstrip("/").split("/")[-1]
    released = Report.objects.filter(pk=key, state=ReportState.RELEASED)
    wait_until(released.exists, seconds=90, what="released")


def read(page: Page, address: str, words: str) -> None:
    """As a visitor; the written pages follow the release within the five minutes that are promised."""
    read_until(page, address, words)
    has_no_barrier(page)


def correct(page: Page, report: str) -> str:
    """The next version, with its reason and one text that changed."""
    page.goto(report)
    page.locator("a[href$='/correct/']").click()
    page.wait_for_url("**/correct/")
    has_no_barrier(page)
    for code, words in REASON.items():
        page.fill(f"#id_reason_{code}", words)
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(lambda url: bool(DETAIL.search(url)) and url != report)
    second = built(page)
    page.goto(f"{second}words/limits/")
    page.fill("#id_limits_en", "How we changed it.")
    page.uncheck("#id_limits_ar_left_out")
    page.fill("#id_limits_ar", "كيف غيّرناه.")
    page.locator("button[name=save]").click()
    page.wait_for_url("**/words/")
    return second


def withdraw(page: Page, report: str) -> None:
    page.goto(report)
    page.locator("a[href$='/withdraw/']").click()
    page.wait_for_url("**/withdraw/")
    has_no_barrier(page)
    for code, words in TAKEN_BACK.items():
        page.fill(f"#id_reason_{code}", words)
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(DETAIL)
    has_no_barrier(page)
    assert not Report.objects.exclude(state=ReportState.WITHDRAWN).exists()
