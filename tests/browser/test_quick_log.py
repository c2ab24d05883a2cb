"""Logging by keyboard alone: 120 words within 90 seconds of a practised hand; a new organization, a marked name, on the way."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from engagement.models import Conversation
from stakeholders.models import Organization
from tests.browser.conftest import has_no_barrier
from tests.browser.test_nothing_lost import desk, open_as_ana  # noqa: F401 - fixtures
from tests.engagement import scene
from tests.factories.stakeholders import make_organization, make_person

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
NOTE = (
    "They see young people pulled in through gaming chats long before any adult notices. Two parents came to them "
    "this year; both said that they did not know whom to call. What works: a coach who has known the family for "
    "years, a hall that is open on Friday evenings, and somebody who answers the telephone. What is missing: a number"
    " that is not the police, and material in the languages that grandparents read. They would join a focus group if "
    "it is held outside office hours and if there is food and care for small children. They ask that what was heard "
    "comes back to them before it is published anywhere, and they would like to know by spring whether the evening "
    "hours of the hall can be paid for."
)
assert len(NOTE.split()) >= 120
AS_QUICK_AS = 2.0  # words a second of a practised hand with prepared notes: 120 words in a minute
COUNT = "addEventListener('pointerdown', () => { window.mice = (window.mice ?? 0) + 1; }, true)"


class Hand:
    """Presses keys and counts them."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1

    def type(self, text: str) -> None:
        """Every letter is a key."""
        self.page.keyboard.type(text)
        self.presses += len(text)

    def tab_to(self, name: str, *, most: int = 12) -> None:
        """Tab until the field of this name has the focus."""
        for _ in range(most):
            if self.page.evaluate("document.activeElement.name || document.activeElement.id") == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} was not reached")


def test_a_note_of_120_words_by_keyboard_alone(open_as_ana):  # noqa: F811
    page = open_as_ana()
    page.add_init_script(COUNT)
    page.goto("/staff/")
    hand, begun = Hand(page), time.monotonic()
    hand.press("n")  # no click at all from the first page
    page.wait_for_url("**/conversations/new/**")
    page.locator("main").press("Tab")
    hand.tab_to("id_organization", most=8)
    hand.type("organiz")
    page.wait_for_selector("stakeholder-picker [role=option]")
    hand.press("Enter")
    hand.tab_to("held_on")
    hand.type("yesterday")
    hand.tab_to("method")
    hand.press("Space", "ArrowRight")
    hand.tab_to("notes")
    hand.type(NOTE)
    expect(page.locator("[data-draft]")).to_have_attribute("data-state", "saved", timeout=10_000)
    hand.press("Control+Enter")
    page.wait_for_url("**/submit/")
    machine = time.monotonic() - begun
    beside = hand.presses - len(NOTE)
    spoken = len(NOTE.split()) / AS_QUICK_AS + beside * 0.28 + 3  # a key a quarter of a second, and a look at the list
    print(f"{hand.presses} key presses, {beside} beside the note; {machine:.1f} s by machine, about {spoken:.0f} s by hand")
    assert beside <= 50
    assert spoken <= 90
    assert not page.evaluate("window.mice")
    talk = Conversation.objects.get()
    assert (talk.notes, talk.method, talk.organization.name) == (NOTE, "phone", "Organization 1")
    assert talk.held_on == timezone.localdate() - timedelta(days=1)


def test_letters_are_letters_while_somebody_types(open_as_ana):  # noqa: F811
    page = open_as_ana()
    page.goto("/staff/conversations/new/")
    before = page.url
    page.focus("[name=notes]")
    page.keyboard.type("no? nothing new")
    assert page.url == before
    expect(page.locator("dialog[data-shortcuts]")).to_be_hidden()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    expect(page.locator("dialog[data-shortcuts]")).to_be_visible()
    has_no_barrier(page)
    page.keyboard.press("n")  # the dialog is open: its keys are its own
    assert page.url == before


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_a_new_organization_and_a_marked_name_without_leaving_the_page(open_as_ana, language, width):  # noqa: F811
    known = make_organization("Larkhollow Islamic Association", sector=scene.sector())
    make_person("Samira Dalmouni", organization=known)
    page = open_as_ana(language=language, width=width)
    page.goto("/staff/conversations/new/")
    page.fill("#id_organization", "Tall Poplars Hub")
    page.locator(".combo-pop > .btn").click()
    dialog = page.locator("dialog[data-new-organization]")
    expect(dialog).to_be_visible()
    dialog.locator("[name=name]").fill("Larkhollow Islamc Assoc")
    expect(dialog.locator("[data-likely] li")).to_have_count(1)
    has_no_barrier(page)
    dialog.locator("[name=name]").fill("Tall Poplars Hub")
    expect(dialog.locator("[data-likely]")).to_be_hidden()
    dialog.locator("[name=sector]").select_option(index=1)
    dialog.locator("button.btn").last.press("Shift+Tab")
    dialog.locator("form button.btn:not([type=button])").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("#id_organization")).to_have_value("Tall Poplars Hub")
    assert Organization.objects.get(name="Tall Poplars Hub").status == "proposed"

    page.fill("[name=notes]", "Then Samira Dalmouni said: call 780-555-0142.")
    marks = page.locator("[name=notes] ~ .details li, .details li").filter(has=page.locator("code"))
    expect(marks).to_have_count(2)
    has_no_barrier(page)
    page.locator(".details li").first.locator("button").click()
    expect(page.locator("[name=notes]")).not_to_have_value("Then Samira Dalmouni said: call 780-555-0142.")
    assert "Samira" not in page.input_value("[name=notes]")
    page.locator(".details li.replaced button").click()
    expect(page.locator("[name=notes]")).to_have_value("Then Samira Dalmouni said: call 780-555-0142.")

    page.fill("[name=held_on]", "03/04")
    expect(page.locator(".day-words .btn")).to_have_count(2)
    page.locator(".day-words .btn").first.click()
    assert page.input_value("[name=held_on]").endswith("-03-04")
    expect(page.locator(".day-words .btn")).to_have_count(0)
    has_no_barrier(page)


def test_folds_stay_open_for_the_next_form(open_as_ana):  # noqa: F811
    page = open_as_ana()
    page.goto("/staff/conversations/new/")
    with page.expect_response("**/preferences/"):
        page.locator("#more-fold > summary").click()
    page.goto("/staff/conversations/new/")
    assert page.locator("#more-fold").get_attribute("open") is not None
