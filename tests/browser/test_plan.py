"""The plan in a real browser, in each language: a newcomer finds their way and says that they would like to come; somebody who
spoke reads their words behind a link; a project with a document is published by two people and read.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from engagement.domain import checking
from engagement.enums import ConversationState
from engagement.models import Conversation, Finding, Project, Registration
from phases.models import ReleasedItem
from resilience_portal.accounts.models import User
from tests.browser.conftest import EACH_LANGUAGE, has_no_barrier, read_until

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(240)]
TITLES = {"en": "It Happened", "fr": "C’est arrivé", "ar": "لقد حدث"}
FIRST_SCREEN = 844  # pixels: a phone's
PAGES = (
    "",
    "phases/",
    "phases/focus-groups/",
    "focus-groups/",
    "focus-groups/parents-of-teenagers/",
    "projects/",
    "commitments/",
    "search/",
)


@EACH_LANGUAGE
def test_a_project_is_published_by_two_people_and_read(sign_in, portal, language, width, scheme):
    def open_as(username: str | None) -> Page:
        return sign_in(username, language=language, width=width, scheme=scheme)

    project = Project.objects.get(reference="PRJ-05")
    address = f"/staff/phases/project/{project.pk}/"
    lead, reviewer, visitor = open_as("lead"), open_as("reviewer"), open_as(None)
    assert visitor.goto(f"/{language}/projects/{project.slug}/").status == 404
    lead.goto("/staff/phases/")
    has_no_barrier(lead)
    bring_a_document(lead, project)
    lead.wait_for_url(f"**{address}")
    has_no_barrier(lead)
    propose_anew(lead, reviewer, address)
    lead.goto(f"{address}parts/partners/")
    has_no_barrier(lead)
    fields_have_room(lead)
    finds_a_partner(lead)
    lead.wait_for_url(f"**{address}")
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
    read_until(visitor, f"/{language}/projects/{project.slug}/", TITLES[language])
    has_no_barrier(visitor)
    reads_on_paper(visitor)
    read_until(visitor, f"/{language}/projects/{project.slug}/", "/documents/evaluation.txt")  # once the log names it
    answer = visitor.request.get(visitor.locator("a[href$='/documents/evaluation.txt']").get_attribute("href"))
    assert (answer.text(), answer.headers["content-type"]) == ("Families stayed.", "text/plain; charset=utf-8")
    assert answer.headers["content-disposition"] == 'attachment; filename="evaluation.txt"'
    assert "A letter, a circle and figures" not in visitor.content(), "what was frozen was read, not what stands here now"
    lead.goto(f"{address}propose/")
    has_no_barrier(lead)
    lead.locator("form[method=post] button.btn").last.click()
    lead.wait_for_url(f"**{address}")
    assert ReleasedItem.objects.filter(slug=project.slug).count() == 1, "words wait for the second person"


def fields_have_room(page: Page) -> None:
    """What is written can be read: no field is squeezed while there is room beside it."""
    boxes = [field.bounding_box() for field in page.locator(".part input[type=text], .part select:visible").all()]
    assert boxes
    assert all(box is not None and box["width"] >= 260 for box in boxes)


def finds_a_partner(lead: Page) -> None:
    """Among thousands nobody scrolls: a word of the name, the arrow, Enter."""
    field = lead.locator("stakeholder-picker input").last
    field.fill("librar")
    lead.wait_for_selector("stakeholder-picker [role=option]")
    field.press("ArrowDown")
    field.press("Enter")
    expect(field).to_have_value(re.compile("Librar"))
    has_no_barrier(lead)
    lead.locator("form[method=post] button.btn").last.click()


def reads_on_paper(visitor: Page) -> None:
    """Heads of tables are not printed over their rows, states are black on white, nothing is cut in two."""
    screen = visitor.viewport_size
    assert screen is not None
    visitor.set_viewport_size({"width": 690, "height": 900})  # of a sheet between its margins
    visitor.emulate_media(media="print")
    style = "node => { const s = getComputedStyle(node); return [s.display, s.breakInside, s.color, s.backgroundColor] }"
    assert visitor.locator(".indicators thead").first.evaluate(style)[0] == "table-row-group"
    assert visitor.locator(".objective").first.evaluate(style)[1] == "avoid"
    assert visitor.locator(".page-head .tag").evaluate(style)[2:] == ["rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"]
    visitor.emulate_media(media="screen")
    visitor.set_viewport_size(screen)


def bring_a_document(lead: Page, project: Project) -> None:
    """A file with its title and licence."""
    lead.goto(f"/staff/phases/projects/{project.pk}/documents/new/")
    has_no_barrier(lead)
    lead.set_input_files("[name=file]", {"name": "Evaluation.txt", "mimeType": "text/plain", "buffer": b"Families stayed."})
    lead.fill("[name=title_en]", "Evaluation")
    lead.locator("form[enctype] button.btn").click()


def propose_anew(lead: Page, reviewer: Page, address: str) -> None:
    """The proposal of the demo set was frozen before: it is not released, and one with the document takes its place."""
    reviewer.goto(f"{address}")
    reviewer.locator("a[href*='/phases/proposals/']").first.click()
    reviewer.locator("details.ask summary").click()
    reviewer.fill("details.ask [name=reason]", "With the evaluation, please.")
    reviewer.locator("form[action$='/drop/'] button").click()
    reviewer.wait_for_url(f"**{address}")
    lead.goto(f"{address}propose/")
    lead.locator("form[method=post] button.btn").last.click()
    lead.wait_for_url(f"**{address}")


@EACH_LANGUAGE
def test_somebody_would_like_to_come(sign_in, portal, language, width, scheme):
    visitor = sign_in(None, language=language, width=width, scheme=scheme)
    for path in PAGES:
        read_until(visitor, f"/{language}/{path}", "</html>")
        has_no_barrier(visitor)
        if not path:
            answers_on_the_first_screen(visitor)
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
    assert person.notice_version == "2026-1", "the version that the form showed"
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


def answers_on_the_first_screen(visitor: Page) -> None:
    """What is this, who runs it, where are we, and the way on: seen before anything is scrolled, on a phone too."""
    for part in (".hero h1", ".hero .where", ".hero .lead", ".hero .btn"):
        box = visitor.locator(part).bounding_box()
        assert box["y"] + box["height"] <= FIRST_SCREEN, part


@EACH_LANGUAGE
def test_somebody_who_spoke_reads_their_words(sign_in, portal, language, width, scheme):
    """They get a link, once: it opens without account, takes one answer, and is dead."""
    officer = sign_in("officer", language=language, width=width, scheme=scheme)
    visitor = sign_in(None, language=language, width=width, scheme=scheme)
    by, now = User.objects.get(username="officer"), timezone.now()
    told = Conversation.objects.visible_to(by).filter(state=ConversationState.ACCEPTED, participant_check="not_requested")
    talk = told.exclude(public_summary="")[0]
    check = checking.ask(conversation=talk, on=now.date(), due_on=now.date() + timedelta(days=14), by=by, now=now)
    officer.goto(f"/staff/conversations/{talk.pk}/")
    officer.locator(f"form[action$='/checks/{check.pk}/link/'] button").click()
    link = officer.input_value("#link")
    has_no_barrier(officer)
    visitor.goto(link)
    assert visitor.locator("html").get_attribute("lang") == talk.language, "that of the talk, whoever hands it on"
    visitor.locator(f".langs a[lang={language}]").click()
    visitor.wait_for_url(f"**/{language}/take-part/your-words/**")
    assert visitor.locator("html").get_attribute("lang") == language
    expect(visitor.locator("blockquote")).to_contain_text(talk.public_summary[:40])
    has_no_barrier(visitor)
    visitor.check("[name=says][value=withdraw]")
    visitor.locator("main form button.btn").click()
    expect(visitor.locator("button.danger")).to_be_visible()
    has_no_barrier(visitor)
    visitor.locator("main a.btn").click()
    visitor.check("[name=says][value=confirmed]")
    visitor.locator("main form button.btn").click()
    visitor.wait_for_load_state()
    has_no_barrier(visitor)
    assert visitor.goto(link).status == 410
    has_no_barrier(visitor)
    check.refresh_from_db()
    assert check.state == "confirmed"


@EACH_LANGUAGE
def test_two_leads_in_the_same_steps_see_both_and_undo(sign_in, portal, language, width, scheme):
    """The second one reads what both wrote, chooses, and takes it back where it is listed; then the same of a finding."""
    first, second = (sign_in("lead", language=language, width=width, scheme=scheme) for _each in range(2))
    project = Project.objects.get(reference="PRJ-01")
    steps = f"/staff/phases/project/{project.pk}/parts/steps/"
    for page in (first, second):
        page.goto(steps)
    field = "[name=steps-0-title_en]"
    before = first.input_value(field)
    for page, words in ((second, "Their words"), (first, "My words")):
        page.fill(field, words)
        page.locator("main form[method=post] button.btn").last.click()
    for words in ("Their words", "My words"):
        expect(first.locator("fieldset span", has_text=words)).to_be_visible()
    has_no_barrier(first)
    first.locator("input[value=mine]").focus()
    first.keyboard.press("ArrowRight" if language != "ar" else "ArrowLeft")
    expect(first.locator("input[value=theirs]")).to_be_checked()
    first.locator("main form[method=post] button.btn").last.click()
    first.wait_for_url(f"**/project/{project.pk}/")
    has_no_barrier(first)
    first.locator("form[action*='/edits/'] button").first.click()
    first.wait_for_load_state()
    first.goto(steps)
    assert first.input_value(field) == before
    finding = Finding.objects.exclude(state="in_review").first()
    first.goto(f"/staff/findings/{finding.pk}/edit/")
    first.fill("[name=statement_en]", "Other words.")
    first.locator("main form[method=post] button.btn").last.click()
    first.wait_for_url(f"**/findings/{finding.pk}/")
    has_no_barrier(first)
    first.locator("form[action*='/edits/'] button").first.click()
    expect(first.locator("blockquote[lang=en]", has_text=finding.statement_en)).to_be_visible()
