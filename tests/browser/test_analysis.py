"""Making sense of what was said, in a real browser: a page coded by keyboard alone, codebook, agreement, quotes, findings."""

from __future__ import annotations

import time
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from engagement.enums import ConversationState, QuoteLicence
from engagement.models import CodebookVersion, Conversation, Finding, Point, PointTheme, Quote, SecondCoding
from phases.models import Theme
from resilience_portal.accounts.models import User
from tests.browser.conftest import has_no_barrier

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.timeout(240)]
BOTH = pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "light"), ("ar", 390, "dark")])

# One page, in English and in mixed directions; an emoji of two UTF-16 units and a family of eleven stand before most passages.
SENTENCES = {
    "en": [
        ("Young people 🎮 are pulled in through gaming chats 👨‍👩‍👧‍👦 long before any adult notices.", "onl"),
        ("Two parents came this year, and both said that they did not know whom to call before they call the police.", "ref"),
        (
            "A security label closes doors, they said: the first time a family hears it, an officer says it.",
            "sti",
        ),
        ("The club's open evening is the one place where quiet boys talk, and it runs on one volunteer.", "you"),
        ("Reports of hate go nowhere; nobody answers, so nobody writes a second one.", "hat"),
        ("Staff would like a card with three plain sentences, not a binder.", "too"),
        ("Whoever asks again should first say what became of the last questions.", "bac"),
        ("The mosque and the parish already share a kitchen, and would share a training.", "tra"),
        ("Elders are listened to where a flyer is not.", "eld"),
    ],
    "ar": [
        ("يُستدرج الشباب 🎮 عبر دردشات الألعاب 👨‍👩‍👧‍👦 قبل أن ينتبه أي بالغ.", "الإن"),
        ("جاء والدان هذا العام، وقال كلاهما إنهما لا يعرفان بمن يتصلان قبل الاتصال بالشرطة.", "الش"),
        ("قالوا إن العنوان الأمني (security label) يغلق الأبواب.", "الو"),
        ("The open evening هو المكان الوحيد الذي يتكلم فيه الفتيان الصامتون.", "الش"),
        ("البلاغات عن الكراهية لا تصل إلى شيء.", "الك"),
        ("يريد العاملون بطاقة من ثلاث جمل بسيطة لا مجلدا.", "أد"),
    ],
}


# Said after each of them and not coded: together they make a page.
MORE = {
    "en": "We went on for a while about who comes on which evening and what the winter did to that, and agreed to write.",
    "ar": "ثم تحدثنا بعض الوقت عمّن يأتي في أي مساء وعمّا فعله الشتاء بذلك، واتفقنا على أن نكتب مرة أخرى قريبا.",
}


@pytest.fixture
def one_page(portal, language) -> Conversation:
    """A note of a page, handed in by the officer."""
    officer, like = User.objects.get(username="officer"), Conversation.objects.filter(state="accepted").first()
    now = like.updated_at
    return Conversation.objects.create(
        id=uuid.uuid4(), reference="P1-0999", phase=like.phase, organization=like.organization, held_on=like.held_on,
        method="phone", lead=officer, created_by=officer, created_at=now, updated_at=now, submitted_at=now,
        notes=" ".join(f"{text} {MORE[language]}" for text, _letters in SENTENCES[language]),
        language=language, state=ConversationState.SUBMITTED,
    )  # fmt: skip


@BOTH
def test_a_page_is_coded_by_keyboard_alone_in_less_than_four_minutes(sign_in, one_page, language, width, scheme):
    page = sign_in("analyst", language=language, width=width, scheme=scheme)
    page.goto(f"/staff/conversations/{one_page.pk}/code/")
    has_no_barrier(page)
    page.focus("[data-text]")
    pressed, begun = 0, time.monotonic()

    def press(*keys: str) -> None:
        nonlocal pressed
        for key in keys:
            page.keyboard.press(key)
            pressed += 1

    for done, (text, letters) in enumerate(SENTENCES[language], start=1):
        press("ArrowDown") if done == 1 else press("ArrowDown", "ArrowDown")
        expect(page.locator("[data-chosen]")).to_have_text(text)
        press("c")
        page.keyboard.type(letters)
        press("Enter")
        pressed += len(letters)
        expect(page.locator("[data-passage]")).to_have_count(done)
    seconds = time.monotonic() - begun
    print(f"\n{language}: {len(one_page.notes.split())} words, {done} passages, {pressed} keys, {seconds:.0f} s")
    assert seconds < 240
    found = [one_page.notes[point.start : point.end] for point in Point.objects.filter(conversation=one_page).order_by("start")]
    assert found == [text for text, _letters in SENTENCES[language]]
    back_and_forth(page, one_page, len(SENTENCES[language]))
    has_no_barrier(page)


def back_and_forth(page: Page, talk: Conversation, coded: int) -> None:
    """Undone by key, the page left and loaded again, redone by key; then a passage inside another, by mouse."""
    page.keyboard.press("Control+z")
    expect(page.locator("[data-passage]")).to_have_count(coded - 1)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-passage]")).to_have_count(coded - 2)
    page.reload()
    page.focus("[data-text]")
    for left in (1, 0):
        page.keyboard.press("Control+Shift+Z")
        expect(page.locator("[data-passage]")).to_have_count(coded - left)
    page.focus("[data-text]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.evaluate(  # as a mouse drags from the second word to the third, across an emoji
        """() => { const node = document.querySelector("[data-text]").firstChild, at = node.data.indexOf("\\u{1f3ae}");
        getSelection().setBaseAndExtent(node, at - 2, node, at + 6); }"""
    )
    expect(page.locator("[data-chosen]")).to_contain_text("🎮")
    page.keyboard.press("c")
    page.locator("[data-theme-choice] input").nth(2).check()
    page.locator("[data-code-form] button.btn:not(.plain):not(.ghost)").click()
    expect(page.locator("[data-passage]")).to_have_count(coded + 1)
    inner = Point.objects.filter(conversation=talk).order_by("-created_at").first()
    assert "🎮" in talk.notes[inner.start : inner.end]
    page.locator("[data-step] button:has-text('')").first.click()  # the button does what the key does
    expect(page.locator("[data-passage]")).to_have_count(coded)
    page.evaluate("""() => { const node = document.querySelector("[data-text]").firstChild;
        getSelection().setBaseAndExtent(node, 0, node, 12); }""")
    page.keyboard.press("c")
    page.locator("button[formaction$='/quote/']").click()
    expect(page.locator("#c-quotes")).to_be_visible()
    assert Quote.objects.get(conversation=talk).licence == QuoteLicence.COUNTED


@BOTH
def test_the_analysts_pages_have_no_barrier_and_do_their_work(sign_in, portal, language, width, scheme):
    analyst = sign_in("analyst", language=language, width=width, scheme=scheme)
    theme, into = Theme.objects.get(code="UND-AWARE"), Theme.objects.get(code="UND-DEFN")
    quote, finding = Quote.objects.filter(state="candidate").first(), Finding.objects.first()
    twice = next(row for row in SecondCoding.objects.all() if row.differences)
    point = PointTheme.objects.filter(point__conversation__state="accepted", point__conversation__level="team").first().point
    for path in (
        "codebook/", "codebook/new/", f"codebook/themes/{theme.code}/", f"codebook/themes/{theme.code}/change/",
        f"codebook/themes/{theme.code}/split/", f"codebook/themes/{theme.code}/retire/", "codebook/versions/",
        "agreement/", f"agreement/{twice.pk}/", "quotes/", f"quotes/{quote.pk}/", "findings/", "findings/new/",
        f"findings/{finding.pk}/", f"findings/{finding.pk}/support/", f"points/{point.pk}/",
    ):  # fmt: skip
        answer = analyst.goto(f"/staff/{path}")
        assert answer is not None
        assert answer.ok, path
        has_no_barrier(analyst)
    merge_and_undo(analyst, theme, into)
    analyst.goto("/staff/codebook/versions/3/")
    has_no_barrier(analyst)
    code_blind(analyst, language)
    lead = sign_in("lead", language=language, width=width, scheme=scheme)
    license_and_approve(analyst, lead, quote)
    tell_the_public(lead, point)


def code_blind(page: Page, language: str) -> None:
    """A talk that the lead coded, a second time: coded, undone and redone by key, handed in; until then nothing of the first."""
    analyst, lead = (User.objects.get(username=name) for name in ("analyst", "lead"))
    first = PointTheme.objects.exclude(point__conversation__second_codings__isnull=False).filter(
        point__conversation__state="accepted", point__conversation__level="team", point__conversation__notes__gt=" "
    )
    talk = first[0].point.conversation
    PointTheme.objects.filter(point__conversation=talk).update(coder=lead)
    second = SecondCoding.objects.create(conversation=talk, coder=analyst, asked_by=lead, asked_at=timezone.now())
    page.goto(f"/staff/agreement/{second.pk}/code/")
    has_no_barrier(page)
    page.focus("[data-text]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("c")
    page.keyboard.type("tru" if language == "en" else "الثق")
    page.keyboard.press("Enter")
    passages = page.locator("[data-passage]")
    expect(passages).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(passages).to_have_count(0)
    page.keyboard.press("Control+Shift+Z")
    expect(passages).to_have_count(1)
    page.locator(".coder-steps button").first.click()
    expect(passages).to_have_count(0)
    page.locator(".coder-steps button").last.click()
    expect(passages).to_have_count(1)
    has_no_barrier(page)
    page.locator("details.ask summary").last.click()
    page.locator("form[action$='/submit/'] button").click()
    page.wait_for_url(f"**/agreement/{second.pk}/")
    has_no_barrier(page)


def tell_the_public(lead: Page, point: Point) -> None:
    """A point that can't be resolved is worded for the public; its release is the next step."""
    why = {f"closing_reason_{code}": f"No money ({code})." for code in ("en", "fr", "ar")}
    second, third = (User.objects.get(username=name) for name in ("analyst", "reviewer"))
    Conversation.objects.filter(pk=point.conversation_id).update(consent_state="given_verbal", attribution="aggregate")
    Point.objects.filter(pk=point.pk).update(status="not_resolvable", closed_by=second, reason_approved_by=third, **why)
    lead.goto(f"/staff/points/{point.pk}/")
    has_no_barrier(lead)
    lead.locator("a[href$='/tell/']").click()
    has_no_barrier(lead)
    for code in ("en", "fr", "ar"):
        lead.fill(f"[name=wording_{code}]", f"Free transit ({code}).")
    lead.locator("main form button.btn").click()
    lead.wait_for_url("**/phases/commitment/**")
    expect(lead.locator("a[href$='/propose/']")).to_be_visible()
    has_no_barrier(lead)


def merge_and_undo(page: Page, theme: Theme, into: Theme) -> None:
    """Every coding goes to the other theme, and back."""
    before = PointTheme.objects.filter(theme=theme).count()
    page.goto(f"/staff/codebook/themes/{theme.code}/merge/")
    has_no_barrier(page)
    page.select_option("[name=into]", into.code)
    page.fill("[name=reason]", "Two coders mixed them up.")
    page.locator("main form button.btn").click()
    page.wait_for_url(f"**/themes/{into.code}/")
    assert not PointTheme.objects.filter(theme=theme).exists()
    page.goto("/staff/codebook/")
    page.locator("details.ask summary").click()
    page.locator("details.ask button").click()
    page.wait_for_load_state()
    expect(page.locator(".callout.ok")).to_be_visible()
    assert PointTheme.objects.filter(theme=theme).count() == before
    assert CodebookVersion.objects.count() == 3


def license_and_approve(analyst: Page, lead: Page, quote: Quote) -> None:
    """The analyst sets the licence, somebody else approves."""
    analyst.goto(f"/staff/quotes/{quote.pk}/")
    analyst.select_option("[name=licence]", "paraphrase")
    analyst.fill("[name=note]", "Said so at the end.")
    analyst.locator("form[action$='/license/'] button").click()
    expect(analyst.locator(".callout.ok")).to_be_visible()
    lead.goto(f"/staff/quotes/{quote.pk}/")
    has_no_barrier(lead)
    if lead.locator("form[action$='/approve/']").count():
        if lead.locator("form[action$='/approve/'] [name=reason]").count():
            lead.fill("form[action$='/approve/'] [name=reason]", "A public role.")
        lead.locator("form[action$='/approve/'] button").click()
        expect(lead.locator(".callout.ok")).to_be_visible()
        quote.refresh_from_db()
        assert quote.approved_by == User.objects.get(username="lead")
