"""The plan in a real browser: a project is published by two people and read; somebody says that they would like to come."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from engagement.models import Project, Registration
from phases.models import ReleasedItem
from tests.browser.conftest import has_no_barrier

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(240)]
BOTH = pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 390, "dark")])
PAGES = (
    "",
    "phases/",
    "phases/focus-groups/",
    "focus-groups/",
    "focus-groups/parents-of-teenagers/",
    "projects/",
    "commitments/",
)


def read_until(page: Page, path: str, words: str) -> None:
    """The worker makes the pages; a reader loads again."""
    for _try in range(60):
        page.goto(path)
        if words in page.content():
            return
        page.wait_for_timeout(500)
    pytest.fail(f"{path} never said {words!r}")


@BOTH
def test_a_project_is_published_by_two_people_and_read(sign_in, portal, language, width, scheme):
    def open_as(username: str | None) -> Page:
        return sign_in(username, language=language, width=width, scheme=scheme)

    project = Project.objects.get(reference="PRJ-05")
    address = f"/staff/phases/project/{project.pk}/"
    lead, reviewer, visitor = open_as("lead"), open_as("reviewer"), open_as(None)
    assert visitor.goto(f"/{language}/projects/{project.slug}/").status == 404
    lead.goto("/staff/phases/")
    has_no_barrier(lead)
    lead.goto(address)
    has_no_barrier(lead)
    lead.goto(f"{address}edit/")
    has_no_barrier(lead)
    lead.fill("[name=summary_en]", "A letter, a circle and figures after hate incidents.")
    lead.locator("form[method=post] button.btn").last.click()
    lead.wait_for_url(f"**{address}")
    reviewer.goto("/staff/")
    reviewer.locator("a[href*='/phases/proposals/']").first.click()
    reviewer.wait_for_url(re.compile("/proposals/"))
    has_no_barrier(reviewer)
    reviewer.locator("form[action$='/approve/'] button").click()
    reviewer.wait_for_url("**/staff/phases/")
    title = {"en": "It Happened", "ar": "لقد حدث"}[language]
    read_until(visitor, f"/{language}/projects/{project.slug}/", title)
    has_no_barrier(visitor)
    assert "A letter, a circle and figures" not in visitor.content(), "what was frozen was read, not what stands here now"
    lead.goto(f"{address}propose/")
    has_no_barrier(lead)
    lead.locator("form[method=post] button.btn").last.click()
    lead.wait_for_url(f"**{address}")
    assert ReleasedItem.objects.filter(slug=project.slug).count() == 1, "words wait for the second person"


@BOTH
def test_somebody_would_like_to_come(sign_in, portal, language, width, scheme):
    visitor = sign_in(None, language=language, width=width, scheme=scheme)
    for path in PAGES:
        read_until(visitor, f"/{language}/{path}", "</html>")
        has_no_barrier(visitor)
    visitor.goto(f"/{language}/take-part/parents-of-teenagers/")
    has_no_barrier(visitor)
    visitor.fill("[name=name]", "Juno")
    visitor.locator("form button.btn").click()
    expect(visitor.locator(".err").first).to_be_visible()
    has_no_barrier(visitor)
    assert visitor.input_value("[name=name]") == "Juno"
    visitor.fill("[name=email]", "juno@example.org")
    visitor.check("[name=consent]")
    visitor.wait_for_timeout(3000)  # faster than a person is refused
    visitor.locator("form button.btn").click()
    visitor.wait_for_url("**/take-part/received/**")
    has_no_barrier(visitor)
    person = Registration.objects.get(email="juno@example.org")
    assert person.receipt in visitor.content()
    officer = sign_in("officer", language=language, width=width, scheme=scheme)
    officer.goto(f"/staff/phases/groups/{person.group_id}/people/")
    has_no_barrier(officer)
    officer.locator(f"form[action*='{person.pk}/do/fits/'] button").click()
    officer.locator(f"form[action*='{person.pk}/invite/'] button").click()
    expect(officer.locator(".messages")).to_contain_text(person.receipt)
    person.refresh_from_db()
    officer.goto(f"/staff/phases/sessions/{person.session_id}/places/")
    has_no_barrier(officer)
    officer.locator(f"form[action*='{person.pk}/do/register/'] button").click()
    person.refresh_from_db()
    assert person.state == "registered"
