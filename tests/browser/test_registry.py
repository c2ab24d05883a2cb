"""The registry in a real browser: found, added with a warning, merged and taken apart, placed on the map by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from stakeholders.models import Merge, Organization
from tests.browser.conftest import has_no_barrier

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(180)]


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 390, "dark")])
def test_a_look_alike_is_added_merged_and_taken_apart(sign_in, portal, language, width, scheme):
    page = sign_in("lead", language=language, width=width, scheme=scheme)
    find(page)
    made = add_a_look_alike(page)
    merge(page, made)
    take_apart(page)
    place(page, made)


def find(page: Page) -> None:
    """By a name in another script than the one on the page."""
    page.goto("/staff/organizations/")
    has_no_barrier(page)
    page.fill("#q", "مسجد لاركهولو")
    page.press("#q", "Enter")
    page.wait_for_load_state()
    expect(page.locator(".rows a").first).to_have_text("Larkhollow Islamic Association")
    page.locator(".rows a").first.click()
    page.wait_for_url(re.compile(r"/staff/organizations/[0-9a-f-]{36}/$"))
    has_no_barrier(page)


def add_a_look_alike(page: Page) -> Organization:
    """While the name is typed the other one appears; sent all the same, the page asks once."""
    page.goto("/staff/organizations/new/")
    has_no_barrier(page)
    page.locator("#id_name").press_sequentially("Larkhollow Islamic Assoc.", delay=10)
    expect(page.locator("[data-found]")).to_contain_text("Larkhollow Islamic Association")
    page.select_option("#id_sector", index=1)
    page.press("#id_name", "Enter")
    page.wait_for_selector("[name=is_new]")
    has_no_barrier(page)
    expect(page.locator("#id_name")).to_have_value("Larkhollow Islamic Assoc.")
    page.check("[name=is_new]")
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(re.compile(r"/staff/organizations/[0-9a-f-]{36}/$"))
    return Organization.objects.get(name="Larkhollow Islamic Assoc.")


def merge(page: Page, made: Organization) -> None:
    """From the list of pairs to both records side by side."""
    page.goto("/staff/organizations/duplicates/")
    has_no_barrier(page)
    page.locator(f"a[href*='{made.pk}/'][href*='/merge/'], a[href$='/merge/{made.pk}/']").first.click()
    page.wait_for_load_state()
    has_no_barrier(page)
    page.locator(".dock button.btn").first.click()
    page.wait_for_url(re.compile(r"/staff/organizations/[0-9a-f-]{36}/$"))
    assert Merge.objects.standing().get().gone == made


def take_apart(page: Page) -> None:
    """The way back asks first."""
    page.locator("a[href*='/merges/']").first.click()
    page.wait_for_load_state()
    has_no_barrier(page)
    page.locator("main form button.btn").first.click()
    page.wait_for_url(re.compile(r"/staff/organizations/[0-9a-f-]{36}/$"))
    assert Merge.objects.standing().count() == 0


def place(page: Page, made: Organization) -> None:
    """By the arrow keys, from nowhere to the middle and one step up; it is there after a reload too."""
    page.goto("/staff/organizations/map/")
    has_no_barrier(page)
    entry = page.locator(f"[data-name='{made.name}'] summary")
    for influence in (3, 4):
        with page.expect_response(lambda answer: "/place/" in answer.url):
            entry.press("ArrowUp")
        expect(page.locator(f"td[data-influence='{influence}'][data-interest='3'] [data-name='{made.name}']")).to_be_visible()
    made.refresh_from_db()
    assert (made.influence, made.interest) == (4, 3)
