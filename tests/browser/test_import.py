"""The wizard in a real browser: a good sheet, a half-good one and a hopeless one; in the end it is taken back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from engagement.models import Conversation
from tests.browser.conftest import has_no_barrier

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(240)]
HEAD = "Log of the winter\nOrganization,Date,How,Notes,Consent\n"
GOOD = (
    'Aspenmere Collegiate,2019-01-02,Phone,Winter talk one,"Yes, verbal"\n'
    "Aspenmere Collegiate,2019-01-03,Phone,Winter talk two,No\n"
)
HALF = 'Northern Loom Youth Hub,2019-01-04,Phone,Winter talk three,"Yes, verbal"\nAspenmere Collegiate,31/02/2019,Phone,=1+1,No\n'


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 390, "dark")])
def test_hopeless_then_half_good_then_good_then_taken_back(sign_in, portal, language, width, scheme):
    page = sign_in("officer", language=language, width=width, scheme=scheme)
    page.goto("/staff/import/")
    has_no_barrier(page)
    page.locator("a[href$='/import/new/conversations/']").click()
    hopeless(page)
    half_good(page)
    taken_back(page)


def bring(page: Page, body: str, name: str = "winter.csv") -> None:
    """Chooses a file and has it read."""
    page.set_input_files("[name=file]", files=[{"name": name, "mimeType": "text/csv", "buffer": body.encode()}])
    expect(page.locator(".chosen")).to_contain_text(name)
    page.locator(".dock button.btn").first.click()
    page.wait_for_load_state()


def hopeless(page: Page) -> None:
    """A web page that is called a spreadsheet: refused beside the field."""
    bring(page, "<html><table></table></html>", "report.xls")
    expect(page.locator("#id_file_error, .error-summary, .field .error").first).to_be_visible()
    has_no_barrier(page)


def half_good(page: Page) -> None:
    """Two rows are good, one needs an answer, one is wrong."""
    bring(page, HEAD + GOOD + HALF)
    page.wait_for_url("**/columns/")
    has_no_barrier(page)
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(re.compile(r"/staff/import/[0-9a-f-]{36}/$"))
    has_no_barrier(page)
    expect(page.locator(".t-new b")).to_have_text("2")
    expect(page.locator(".t-waiting b")).to_have_text("1")
    expect(page.locator(".t-refused b")).to_have_text("1")
    page.select_option("[name=answer_0]", index=2)
    page.locator(".questions button").click()
    page.wait_for_load_state()
    expect(page.locator(".t-new b")).to_have_text("3")
    page.locator(".wizard a").last.click()  # back to the columns, and forward again: the answer is still there
    page.wait_for_url("**/columns/")
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(re.compile(r"/staff/import/[0-9a-f-]{36}/$"))
    page.locator(".agree form[action$='/start/'] button").click()
    expect(page.locator("progress")).to_have_count(0, timeout=60_000)
    page.reload()
    has_no_barrier(page)
    talks = Conversation.objects.filter(notes__startswith="Winter talk")
    assert {talk.organization.reference for talk in talks.filter(notes__endswith="three")} == {"ORG-014"}
    assert talks.count() == 3


def taken_back(page: Page) -> None:
    """The whole import, after a question."""
    page.locator("a[href$='/undo/']").click()
    has_no_barrier(page)
    page.locator(".dock button.btn").first.click()
    expect(page.locator("progress")).to_have_count(0, timeout=60_000)
    page.reload()
    assert not Conversation.objects.filter(notes__startswith="Winter talk").exists()
