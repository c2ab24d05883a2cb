"""The registry in a real browser: found, added with a warning, merged, taken apart, placed on the map by keyboard, covered."""

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
    cover(page)


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
    assert len(re.findall(rb"/Type */Page\b", page.pdf(format="Letter"))) == 1, "a briefing is one sheet of paper"


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
    """By the arrow keys, from nowhere to the middle and one step up; then dragged to a corner."""
    page.goto("/staff/organizations/map/")
    has_no_barrier(page)
    entry = page.locator(f"[data-name='{made.name}'] summary")
    for influence in (3, 4):
        with page.expect_response(lambda answer: "/place/" in answer.url):
            entry.press("ArrowUp")
        expect(page.locator(f"td[data-influence='{influence}'][data-interest='3'] [data-name='{made.name}']")).to_be_visible()
    made.refresh_from_db()
    assert (made.influence, made.interest) == (4, 3)
    if page.viewport_size and page.viewport_size["width"] < 1000:
        return  # a phone drags nothing: there the keys, or the small form of each entry
    with page.expect_response(lambda answer: "/place/" in answer.url):
        page.locator(f"[data-name='{made.name}']").drag_to(page.locator("td[data-influence='2'][data-interest='1']"))
    made.refresh_from_db()
    assert (made.influence, made.interest) == (2, 1)


def cover(page: Page) -> None:
    """The board adds up and names its gaps; one who was not reached is tried, and moves from one column to the next."""
    page.goto("/staff/coverage/?phase=focus-groups")
    has_no_barrier(page)
    before = adds_up(page)
    expect(page.locator("#c-gaps + ul li").first).to_be_visible()
    row = page.locator("#c-waiting ~ ul li", has=page.locator("a[href*='outreach']")).first
    name = row.locator("bdi").first.inner_text()
    row.locator("a[href*='outreach']").press("Enter")
    page.wait_for_load_state()
    has_no_barrier(page)
    expect(page.locator("[name=organization]").first).to_have_value(str(Organization.objects.get(name=name).pk))
    page.locator("[name=outcome][value=no_reply]").check()
    page.locator("#o-new ~ form button.btn").click()
    page.wait_for_url("**/staff/outreach/")
    page.goto("/staff/coverage/?phase=focus-groups")
    after = adds_up(page)
    moved = [now - then for now, then in zip(after, before, strict=True)]
    assert moved == [0, 0, 1, 0, -1, 0], "heard, planned, tried, declined, not reached, declared"
    page.select_option("[name=sector]", index=1)
    page.locator("main form[method=get] button").click()
    page.wait_for_load_state()
    assert 0 < adds_up(page)[-1] < after[-1]
    has_no_barrier(page)


def adds_up(page: Page) -> list[int]:
    """The numbers of the last line, after adding up every line and every column."""
    lines = page.locator("#c-board ~ .scroll tr").evaluate_all(
        "rows => rows.slice(1).map(row => [...row.querySelectorAll('td.num')].map(cell => Number(cell.textContent)))"
    )
    *groups, total = lines
    assert [sum(column) for column in zip(*groups, strict=True)] == total
    assert all(sum(line[:-1]) == line[-1] for line in lines)
    return total
