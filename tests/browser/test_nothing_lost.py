"""Whatever happens while somebody types, not one word is lost and nothing is overwritten in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

from engagement.models import Conversation, ConversationDraft
from tests.browser.conftest import has_no_barrier
from tests.cast import PASSWORD, Cast, make_cast
from tests.engagement import scene
from tests.server import RealServer
from tests.worker import worker_environment

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
FIRST = "They see young people pulled in through gaming chats."
MORE = " Parents do not know whom to call."
OTHER = "Written on another device: the coach was asked first."
NOTES = "[name=notes]"


@pytest.fixture
def desk(transactional_db: None) -> Cast:
    """An officer and an organization to log with."""
    scene.phase()
    scene.organization()
    return make_cast()


@pytest.fixture
def open_as_ana(browser: Browser, desk: Cast, live_server) -> Iterator[Callable[..., Page]]:
    """A browser of its own with Ana signed in; each call is another device."""
    contexts: list[BrowserContext] = []

    def run(*, url: str = "", language: str = "en", width: int = 1280) -> Page:
        context = browser.new_context(base_url=url or live_server.url, viewport={"width": width, "height": 900})
        contexts.append(context)
        client = Client()
        client.force_login(desk.ana)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        for name, value in ((settings.SESSION_COOKIE_NAME, session), (settings.LANGUAGE_COOKIE_NAME, language)):
            context.add_cookies([{"name": name, "value": value, "url": url or live_server.url}])
        page = context.new_page()
        page.on("console", lambda message: pytest.fail(message.text) if "Content Security" in message.text else None)
        page.on("pageerror", lambda error: print(error))
        return page

    yield run
    for context in contexts:
        context.close()


def new_form(page: Page) -> str:
    """A fresh quick form; its address."""
    page.goto("/staff/conversations/new/")
    return page.url


def says(page: Page, state: str) -> None:
    """The status line is in this state."""
    expect(page.locator("[data-draft]")).to_have_attribute("data-state", state, timeout=15_000)


def kept() -> str:
    """The notes as the server has them."""
    return ConversationDraft.objects.get().fields["notes"][0]


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 390)])
def test_the_session_ends_while_typing(open_as_ana, language, width):
    page = open_as_ana(language=language, width=width)
    new_form(page)
    page.type(NOTES, FIRST)
    says(page, "saved")
    Session.objects.all().delete()
    page.type(NOTES, MORE)
    dialog = page.locator("dialog[data-sign-in]")
    expect(dialog).to_be_visible(timeout=15_000)
    has_no_barrier(page)
    dialog.locator("[name=password]").fill("wrong")
    dialog.locator("[name=password]").press("Enter")
    expect(dialog.locator("[data-problem]")).not_to_be_empty()
    dialog.locator("[name=password]").fill(PASSWORD)
    dialog.locator("[name=password]").press("Enter")
    expect(dialog).to_be_hidden()
    says(page, "saved")
    assert page.input_value(NOTES) == kept() == FIRST + MORE
    page.focus(NOTES)
    page.press(NOTES, "Control+End")
    page.type(NOTES, " And more.")
    says(page, "saved")
    expect(page.locator("[data-draft]")).to_have_attribute("data-state", "saved")
    page.wait_for_timeout(1500)
    assert kept() == FIRST + MORE + " And more."


def test_the_session_ended_before_sending(open_as_ana):
    page = open_as_ana()
    new_form(page)
    fill_in(page)
    says(page, "saved")
    Session.objects.all().delete()
    page.press(NOTES, "Control+Enter")
    page.locator("dialog[data-sign-in] [name=password]").fill(PASSWORD)
    page.locator("dialog[data-sign-in] [name=password]").press("Enter")
    page.wait_for_url("**/submit/")
    assert Conversation.objects.get().notes == FIRST


def fill_in(page: Page) -> None:
    """The five answers."""
    page.fill("#id_organization", "organization 1")
    page.wait_for_selector("stakeholder-picker [role=option]")
    page.press("#id_organization", "Enter")
    page.fill("[name=held_on]", "2026-01-20")
    page.check("[name=method][value=phone]")
    page.fill(NOTES, FIRST)


def test_the_server_is_killed_while_typing(open_as_ana, desk):
    server = RealServer(worker_environment())
    server.start()
    try:
        page = open_as_ana(url=server.url)
        new_form(page)
        page.type(NOTES, FIRST)
        says(page, "saved")
        server.kill()
        page.type(NOTES, MORE)
        says(page, "offline")
        page.press(NOTES, "Control+Enter")  # nothing is posted to a closed door
        says(page, "offline")
        assert page.input_value(NOTES) == FIRST + MORE
        server.start()
        says(page, "saved")
        assert kept() == FIRST + MORE
    finally:
        server.kill()


def test_the_tab_is_closed_right_after_typing(open_as_ana):
    page = open_as_ana()
    address = new_form(page)
    page.type(NOTES, FIRST)
    context = page.context
    page.close(run_before_unload=False)
    again = context.new_page()
    again.goto("/staff/")
    again.goto(address)
    assert again.input_value(NOTES) == kept() == FIRST


def test_no_network_and_the_tab_is_closed_on_my_own_device(open_as_ana):
    page = open_as_ana()
    address = new_form(page)
    page.check("[data-own-device]")
    page.type(NOTES, FIRST)
    says(page, "saved")
    page.context.set_offline(True)
    page.type(NOTES, MORE)
    says(page, "offline")
    assert kept() == FIRST
    context = page.context
    page.close(run_before_unload=False)
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator(NOTES)).to_have_value(FIRST + MORE)
    assert kept() == FIRST + MORE


def test_a_copy_on_the_device_cant_be_read_and_goes_at_sign_out(open_as_ana):
    page = open_as_ana()
    new_form(page)
    page.check("[data-own-device]")
    page.context.set_offline(True)
    page.type(NOTES, FIRST)
    says(page, "offline")
    stored = page.evaluate(STORED)
    assert stored["copies"] == 1
    assert not stored["readable"]
    assert not stored["extractable"]
    page.context.set_offline(False)
    says(page, "saved")
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator("[data-menu] summary").click()
    page.locator("form[data-sign-out] button").click()
    page.wait_for_url(lambda url: "/staff/" not in url)
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0


STORED = """async () => {
  const database = await new Promise((ok) => { const r = indexedDB.open("portal-drafts", 1); r.onsuccess = () => ok(r.result); });
  const read = (name) => new Promise((ok) => {
    const r = database.transaction(name).objectStore(name).getAll();
    r.onsuccess = () => ok(r.result);
  });
  const copies = await read("copies"), keys = await read("keys");
  database.close();
  const bytes = copies.map((copy) => new TextDecoder().decode(copy.sealed)).join("");
  return { copies: copies.length, readable: bytes.includes("gaming"), extractable: keys.some((key) => key.extractable) };
}"""


def test_nothing_is_kept_on_a_shared_device(open_as_ana):
    page = open_as_ana()
    new_form(page)
    page.context.set_offline(True)
    page.type(NOTES, FIRST)
    says(page, "offline")
    assert page.evaluate("() => JSON.stringify({...sessionStorage, ...localStorage})").count("gaming") == 0
    assert page.evaluate("async () => (await indexedDB.databases()).length") == 0
    page.context.set_offline(False)
    says(page, "saved")
    assert kept() == FIRST


def test_no_network_for_a_while(open_as_ana):
    page = open_as_ana()
    new_form(page)
    page.context.set_offline(True)
    page.type(NOTES, FIRST)
    says(page, "offline")
    page.context.set_offline(False)
    says(page, "saved")
    assert kept() == FIRST


@pytest.mark.parametrize(("another", "language", "width"), [("tab", "en", 1280), ("device", "ar", 390)])
def test_the_same_form_in_another_tab_or_on_another_device(open_as_ana, another, language, width):
    page = open_as_ana(language=language, width=width)
    address = new_form(page)
    other = page.context.new_page() if another == "tab" else open_as_ana(language=language, width=width)
    other.goto(address)
    page.type(NOTES, FIRST)
    says(page, "saved")
    other.type(NOTES, OTHER)
    says(other, "conflict")
    assert kept() == FIRST
    other.type(NOTES, " More there.")  # it goes on being kept
    page.wait_for_timeout(2000)
    assert next(iter(ConversationDraft.objects.get().rivals.values()))["notes"] == [f"{OTHER} More there."]
    other.close(run_before_unload=False)  # even the tab that lost may go
    page.reload()
    assert FIRST in page.content()
    assert f"{OTHER} More there." in page.content()
    has_no_barrier(page)
    page.check("[name=choose-notes][value=both]")
    page.locator(".dock button.btn").click()
    page.wait_for_url(re.compile("/conversations/new/"))
    assert page.input_value(NOTES) == kept() == f"{OTHER} More there.\n\n{FIRST}"
    assert ConversationDraft.objects.get().rivals == {}


def test_two_devices_one_after_the_other_are_no_conflict(open_as_ana):
    page = open_as_ana()
    address = new_form(page)
    page.type(NOTES, FIRST)
    says(page, "saved")
    phone = open_as_ana(width=390)
    phone.goto(address)
    assert phone.input_value(NOTES) == FIRST
    phone.press(NOTES, "Control+End")
    phone.type(NOTES, MORE)
    says(phone, "saved")
    assert kept() == FIRST + MORE
