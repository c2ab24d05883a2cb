"""The small elements in a real browser, with a server that the test plays: slow, gone, or with another answer."""

from __future__ import annotations

import json

import pytest

from tests.architecture.source import ROOT

pytestmark = pytest.mark.browser
HOST = "http://portal.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'"
PICKER = """<form><input type="hidden" name="csrfmiddlewaretoken" value="t"><label for="who">Stakeholder</label>
<stakeholder-picker data-search-url="/search" data-none="Nobody." data-count-one="%s match" data-count-other="%s matches"
 data-create-url="/new" data-create="Add it"><select id="who" name="who" required><option value="">Choose</option>
<option value="1" selected>Northgate</option></select></stakeholder-picker><button>Go</button></form>"""
DRAFT = """<p data-draft data-saving="saving" data-saved="saved at %s" data-offline="offline" data-conflict="conflict"
 data-signed-out="signed out"><i></i><span></span></p>
<form data-autosave-url="/draft" data-draft-version="3"><input type="hidden" name="draft_version" value="3">
<input type="hidden" name="tab">
<label>Notes <textarea name="notes"></textarea></label></form>"""
CODER = """<passage-coder><p data-text tabindex="0">Games \U0001f3ae first. Then chats.</p>
<div data-picker data-whole="the whole talk"><form><input name="start"><input name="end"><span data-chosen></span>
<label data-theme-choice>Online harms<input type="radio" name="theme" value="a"></label>
<label data-theme-choice>Réporting<input type="radio" name="theme" value="b"></label>
<input data-filter aria-label="Find"></form></div><div data-sentences></div></passage-coder>"""


class Server:
    """Answers what the page asks for; a test changes `answer`."""

    def __init__(self, page, script: str, body: str) -> None:
        self.asked: list[dict[str, str]] = []
        self.answer = lambda path, fields: (200, {})
        html = f'<!DOCTYPE html><html lang="en"><title>x</title><script type="module" src="/js/{script}"></script>{body}'
        self.html = html
        page.route(f"{HOST}/**", self.handle)
        page.goto(f"{HOST}/")

    def handle(self, route) -> None:
        path = route.request.url.removeprefix(HOST)
        if path == "/":
            route.fulfill(body=self.html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": POLICY})
        elif path.startswith("/js/"):
            route.fulfill(path=ROOT / "static" / path.removeprefix("/"), content_type="text/javascript")
        else:
            self.asked.append({"path": path, "body": route.request.post_data or ""})
            status, told = self.answer(path, self.asked[-1])
            if status == 0:
                route.abort()
            else:
                route.fulfill(status=status, body=json.dumps(told), content_type="application/json")


def rows(*names: str) -> dict:
    return {"results": [{"value": f"v-{name}", "text": name, "meta": "Youth"} for name in names]}


def test_a_name_is_found_and_chosen_by_keyboard(page):
    server = Server(page, "stakeholder-picker.js", PICKER)
    server.answer = lambda path, fields: (200, rows("Éloi Centre", "Éloi House"))
    box = page.get_by_role("combobox", name="Stakeholder")
    box.fill("eloi")
    options = page.get_by_role("option")
    options.nth(1).wait_for()
    assert page.get_by_role("status").inner_text() == "2 matches"
    assert "q=eloi" in server.asked[-1]["body"]
    assert "csrfmiddlewaretoken=t" in server.asked[-1]["body"]
    assert "eloi" not in server.asked[-1]["path"]
    box.press("ArrowDown")
    box.press("ArrowDown")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    box.press("Enter")
    assert box.input_value() == "Éloi House"
    assert page.locator("select").input_value() == "v-Éloi House"
    assert box.get_attribute("aria-expanded") == "false"


def test_escape_brings_the_choice_back(page):
    server = Server(page, "stakeholder-picker.js", PICKER)
    server.answer = lambda path, fields: (200, rows("Somebody"))
    box = page.get_by_role("combobox")
    box.fill("some")
    page.get_by_role("option").first.wait_for()
    box.press("Escape")
    assert box.input_value() == "Northgate"
    assert page.locator("select").input_value() == "1"


def test_no_match_offers_to_add_one(page):
    server = Server(page, "stakeholder-picker.js", PICKER)
    server.answer = lambda path, fields: (200, rows())
    page.get_by_role("combobox").fill("zzz")
    link = page.get_by_role("link", name="Add it")
    link.wait_for()
    assert link.get_attribute("href") == "/new"
    assert page.get_by_role("status").inner_text() == "Nobody."


def test_without_a_network_the_picker_knows_what_the_page_knows(page):
    server = Server(page, "stakeholder-picker.js", PICKER)
    server.answer = lambda path, fields: (0, {})
    page.get_by_role("combobox").fill("north")
    page.get_by_role("option", name="Northgate").wait_for()


def test_what_is_typed_is_saved_and_versions_follow(page):
    server = Server(page, "autosave.js", DRAFT)
    server.answer = lambda path, fields: (200, {"saved_at": "10:42", "version": 4})
    page.get_by_label("Notes").fill("words")
    page.get_by_text("saved at 10:42").wait_for()
    assert "words" in server.asked[0]["body"]
    assert page.locator("[name=draft_version]").input_value() == "4"
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


@pytest.mark.parametrize(("status", "said"), [(0, "offline"), (409, "conflict"), (401, "signed out"), (500, "offline")])
def test_each_trouble_is_said_and_the_words_stay(page, status, said):
    server = Server(page, "autosave.js", DRAFT)
    server.answer = lambda path, fields: (status, {})
    page.get_by_label("Notes").fill("words")
    page.get_by_text(said, exact=True).wait_for()
    assert page.get_by_label("Notes").input_value() == "words"
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0  # nothing stays on a shared device


def test_positions_are_code_points(page):
    """A game pad is one character to a reader and to the server, two to a browser."""
    Server(page, "passage-coder.js", CODER)
    page.evaluate(
        "const t = document.querySelector('[data-text]').firstChild, at = t.data.indexOf('first');"
        "getSelection().setBaseAndExtent(t, at, t, at + 6)"
    )
    page.get_by_text("first.", exact=True).wait_for()
    text = "Games \U0001f3ae first. Then chats."
    start, end = (int(page.locator(f"[name={name}]").input_value()) for name in ("start", "end"))
    assert text[start:end] == "first."


def test_a_sentence_is_chosen_without_a_mouse(page):
    Server(page, "passage-coder.js", CODER)
    button = page.get_by_role("button", name="Then chats.")
    button.focus()
    button.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("[name=start]").input_value() == "15"
    page.keyboard.type("report")  # the focus is in the theme filter; accents are folded
    assert page.locator("[value=b]").is_checked()
    assert page.locator("[data-theme-choice]").first.is_hidden()
