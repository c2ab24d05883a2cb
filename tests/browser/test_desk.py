"""The desk in a real browser: what needs me, a follow-up from the talk to done, a file, an attempt, the list by keyboard."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from engagement.models import Attachment, CheckRequest, Commitment, Conversation, FollowUp, OutreachAttempt, SavedView
from tests.browser.conftest import has_no_barrier
from tests.engagement.test_attachments import SECRET, photo

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(240)]
BOTH = pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 390, "dark")])


def in_days(days: int) -> str:
    """A day from today, as a date field takes it."""
    return str(timezone.localdate() + timedelta(days))


@BOTH
def test_a_days_work_of_an_officer(sign_in, portal, language, width, scheme):
    page = sign_in("officer", language=language, width=width, scheme=scheme)
    talk = Conversation.objects.filter(state="accepted", level="team").exclude(public_summary="").first()
    has_no_barrier(page)
    promise(page, talk)
    follow_up(page, talk)
    attach(page, talk)
    speak_back(page, talk)
    attempt(page)


def promise(page: Page, talk: Conversation) -> None:
    """A promise from the record; its day moves with a reason; it is two clicks from the record to all we promised them."""
    page.goto(f"/staff/conversations/{talk.pk}/")
    has_no_barrier(page)
    page.locator("a[href$='/commitments/new/']").click()
    has_no_barrier(page)
    page.fill("[name=text]", "Send the guide in three languages")
    page.fill("[name=due_on]", in_days(3))
    page.press("[name=text]", "Control+Enter")
    page.wait_for_url(re.compile(rf"/staff/conversations/{talk.pk}/$"))
    made = Commitment.objects.get(text__startswith="Send the guide in three")
    page.goto(f"/staff/commitments/{made.pk}/")
    has_no_barrier(page)
    page.locator("a[href$='/move/']").click()
    page.fill("[name=due_on]", in_days(10))
    page.fill("[name=reason]", "The translator is ill")
    has_no_barrier(page)
    page.locator(".dock button").click()
    expect(page.locator("main")).to_contain_text("The translator is ill")
    page.goto(f"/staff/conversations/{talk.pk}/")
    page.locator(f"a[href$='commitments/?organization={talk.organization_id}']").first.click()
    expect(page.locator("main")).to_contain_text("Send the guide in three languages")
    has_no_barrier(page)


def follow_up(page: Page, talk: Conversation) -> None:
    """Added on the record, on the first page at once, done by one press there."""
    page.goto(f"/staff/conversations/{talk.pk}/follow-ups/new/")
    page.fill("[name=text]", "Ring about the room")
    page.fill("[name=due_on]", in_days(0))
    page.locator(".dock button").click()
    page.wait_for_url(re.compile(rf"/staff/conversations/{talk.pk}/$"))
    page.goto("/staff/")
    has_no_barrier(page)
    made = FollowUp.objects.get(text="Ring about the room")
    page.locator(f"form[action$='/{made.pk}/complete/'] button").click()
    page.wait_for_url(re.compile(f"/staff/follow-ups/{made.pk}/$"))
    has_no_barrier(page)
    made.refresh_from_db()
    assert made.state == "done"


def attach(page: Page, talk: Conversation) -> None:
    """A photo goes in with its place and comes out without; a program under another name stays outside."""
    page.goto(f"/staff/conversations/{talk.pk}/attachments/new/")
    page.set_input_files("[name=file]", {"name": "hall.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\0" + b"\0" * 99})
    page.locator(".dock button").click()
    expect(page.locator("#div_id_file .err, .field.bad").first).to_be_visible()
    has_no_barrier(page)
    page.set_input_files("[name=file]", {"name": "hall.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.locator(".dock button").click()
    page.wait_for_url(re.compile(rf"/staff/conversations/{talk.pk}/$"))
    made = Attachment.objects.get()
    with page.expect_download() as got:
        page.locator(f"a[href$='/attachments/{made.pk}/']").click()
    body = got.value.path().read_bytes()
    assert got.value.suggested_filename == "hall.jpg"
    assert SECRET not in body
    assert body.startswith(b"\xff\xd8")


def speak_back(page: Page, talk: Conversation) -> None:
    """They are asked; their correction is recorded."""
    page.goto(f"/staff/conversations/{talk.pk}/check/")
    has_no_barrier(page)
    page.locator(".dock button").click()
    page.wait_for_url(re.compile(rf"/staff/conversations/{talk.pk}/$"))
    page.goto(f"/staff/checks/{CheckRequest.objects.get(conversation=talk).pk}/answer/")
    page.check("[name=state][value=corrected]")
    page.fill("[name=correction]", "It was in spring.")
    has_no_barrier(page)
    page.locator(".dock button").click()
    expect(page.locator("main")).to_contain_text("It was in spring.")


def attempt(page: Page) -> None:
    """Nobody answered the phone: noted in one short form."""
    page.goto("/staff/outreach/")
    has_no_barrier(page)
    page.fill("#id_organization", "aspenmere coll")
    page.wait_for_selector("stakeholder-picker [role=option]")
    page.press("#id_organization", "Enter")
    page.check("[name=outcome][value=no_reply]")
    page.locator("form:has([name=outcome]) button.btn").last.click()
    page.wait_for_url("**/staff/outreach/")
    expect(page.locator("main")).to_contain_text("Aspenmere Collegiate")
    made = OutreachAttempt.objects.get()
    assert (made.outcome, made.method, made.made_on) == ("no_reply", "phone", date.fromisoformat(in_days(0)))


@BOTH
def test_the_list_by_keyboard_and_in_bulk(sign_in, portal, language, width, scheme):
    page = sign_in("lead", language=language, width=width, scheme=scheme)
    page.goto("/staff/conversations/")
    expect(page.locator("[data-count]")).to_have_text(re.compile(r"^\D*1[34]\d\D*$"))  # asked for once the list stands
    has_no_barrier(page)
    if width > 1000:
        keys(page)
    search(page)
    view(page)
    bulk(page)


def keys(page: Page) -> None:
    """J twice, X ticks, K back, Enter opens; a slash searches."""
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator("tr[data-row]").nth(1).locator("input").is_checked()
    page.keyboard.press("k")
    first = page.locator("tr[data-row] [data-open]").first
    expect(first).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/staff/conversations/[0-9a-f-]{36}/$"))
    page.goto("/staff/conversations/")


def search(page: Page) -> None:
    """Words find what they should, and stand in no address."""
    page.fill("#q", "ASPENMERE collég")
    page.press("#q", "Enter")
    page.wait_for_load_state()
    assert page.url.endswith("/staff/conversations/")
    rows = page.locator("tr[data-row]")
    expect(rows.first).to_contain_text("Aspenmere Collegiate")
    has_no_barrier(page)


def view(page: Page) -> None:
    """Facets in the address, kept under a name, one click away afterwards."""
    page.goto("/staff/conversations/?state=accepted&sector=faith")
    page.locator("details.ask summary").first.click()
    page.fill("#view-name", "Faith, read")
    has_no_barrier(page)
    page.locator("form[action*='/views/'] button").first.click()
    page.wait_for_load_state()
    assert SavedView.objects.get().facets == {"state": "accepted", "sector": "faith"}
    page.goto("/staff/conversations/")
    page.locator(".tabs a", has_text="Faith, read").click()
    page.wait_for_url("**/staff/conversations/?*state=accepted*")
    has_no_barrier(page)


def bulk(page: Page) -> None:
    """Two rows get a tag; the same rows leave as a sheet without notes."""
    boxes = page.locator("input[name=chosen]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    has_no_barrier(page)
    page.fill(".bulk [name=tag]", "spring table")
    page.locator("button[value=tag]").click()
    page.wait_for_load_state()
    has_no_barrier(page)
    assert Conversation.objects.filter(tags__name="spring table").count() == 2
    page.goto("/staff/conversations/")
    page.locator("input[name=chosen]").nth(0).check()
    with page.expect_download() as got:
        page.locator("button[value=csv]").click()
    lines = list(csv.reader(io.StringIO(got.value.path().read_bytes().decode("utf-8-sig"))))
    assert len(lines) == 2
    assert "notes" not in str(lines[0]).lower()
