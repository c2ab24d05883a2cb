"""Who approves, approves what they read: a page that stayed open while somebody else changed what it shows decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engagement.domain import checking, coding, findings, points, quotes, review
from engagement.enums import ConversationState, FindingState, ItemReleaseState, PointStatus, QuoteLicence, ReportState, TextState
from engagement.models import FocusGroup, ItemRelease
from engagement.reporting import item_release
from phases.enums import ItemKind
from phases.models import ReleasedItem
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.reporting import desk
from tests.factories.items import release
from tests.factories.plan import make_finding, make_group
from tests.pages import form_in, press

pytestmark = pytest.mark.django_db
WHY = {"en": "Too dear.", "fr": "Trop cher.", "ar": "مكلف."}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    desk.quick_files(monkeypatch)


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@dataclass(frozen=True)
class Case:
    """One button: who presses it on which page, what somebody else does meanwhile, the words that come of it."""

    by: Any
    page: str
    to: str
    change: Callable[[], Any]
    shown: str
    is_decided: Callable[[], bool]
    typed: dict[str, Any]


def case(by: Any, page: str, to: str, change: Callable[[], Any], shown: str, record: Any, decided: Any, **typed: Any) -> Case:
    """`decided`: the state in which the record is after the button."""

    def is_decided() -> bool:
        record.refresh_from_db()
        return record.state == decided

    return Case(by, page, to, change, shown, is_decided, typed)


def address(name: str, *args: Any) -> str:
    return reverse(f"engagement:{name}", args=args)


def a_talk(cast: Cast, now: Any, name: str, decided: ConversationState, **typed: str) -> Case:  # noqa: F811
    talk = scene.coded(scene.conversation(cast.ana, ConversationState.SUBMITTED), "TRU-STIG", coder=cast.nia)
    return case(
        cast.bo,
        address("conversation-review", talk.pk),
        address(f"conversation-{name}", talk.pk),
        lambda: coding.summarize(conversation=talk, public_summary="The imam said so.", by=cast.nia, now=now),
        "The imam said so.",
        talk,
        decided,
        **typed,
    )


def a_quote(cast: Cast, now: Any) -> Case:  # noqa: F811
    talk = scene.conversation(cast.ana, ConversationState.ACCEPTED, notes="People remember who came back. Call Ana.")
    made = quotes.propose(conversation=talk, start=0, end=30, by=cast.nia, now=now)
    given = {"licence": QuoteLicence.VERBATIM, "note": "E-mail of 12 May", "by": cast.nia, "now": now}
    return case(
        cast.bo,
        address("quote-detail", made.pk),
        address("quote-approve", made.pk),
        lambda: quotes.license_(quote=made, **given),
        "E-mail of 12 May",
        made,
        "approved",
        reason="A public line.",
    )


def a_finding(cast: Cast, now: Any) -> Case:  # noqa: F811
    made = make_finding(state=FindingState.IN_REVIEW, statement_fr="Oui.", statement_ar="نعم.", written_by=cast.nia)

    def reworded() -> None:
        """Returned to its writer, changed and handed in again."""
        findings.return_(finding=made, reason="Softer.", by=cast.bo, now=now)
        words = {"en": "No label opens doors.", "fr": "Oui.", "ar": "نعم."}
        findings.reword(finding=made, statement=words, themes=[], by=cast.nia, now=now)
        findings.submit(finding=made, by=cast.nia, now=now)

    page, to = (address(f"finding-{name}", made.pk) for name in ("detail", "approve"))
    return case(cast.lea, page, to, reworded, "No label opens doors.", made, FindingState.APPROVED)


def a_reason(cast: Cast, now: Any) -> Case:  # noqa: F811
    talk = scene.coded(scene.conversation(cast.ana, ConversationState.ACCEPTED), "TRU-STIG", coder=cast.nia)
    point, given = talk.points.get(), {"status": PointStatus.NOT_RESOLVABLE, "answer": "", "by": cast.nia, "now": now}
    points.answer(point=point, reason=WHY, **given)

    def is_let_out() -> bool:
        point.refresh_from_db()
        return point.reason_approved_by is not None

    page, to = (address(f"point-{name}", point.pk) for name in ("detail", "let-out"))
    other = lambda: points.answer(point=point, reason=WHY | {"en": "The imam would not."}, **given)  # noqa: E731
    return Case(cast.lea, page, to, other, "The imam would not.", is_let_out, {})


def a_report(cast: Cast, now: Any) -> Case:  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, now)
    page = address("report-release", report.pk)
    other = desk.WORDS | {"en": "We heard about one mosque."}
    write = lambda: desk.write(report, "why", cast.nia, now.replace(year=now.year + 1), other)  # noqa: E731
    return case(cast.bo, page, page, write, "We heard about one mosque.", report, ReportState.APPROVED, when="now")


def a_text(cast: Cast, now: Any) -> Case:  # noqa: F811
    report = desk.ready(cast)
    found = desk.write(report, "why", cast.lea, now)
    page, to = address("report-write", report.pk, "why"), address("report-text-check", report.pk, "why")
    other = desk.WORDS | {"fr": "On nous a parlé d'une mosquée."}
    row, write = found["why", "", "ar"], lambda: desk.write(report, "why", cast.lea, now, other)
    return case(cast.nia, page, to, write, "parlé d&#x27;une mosquée", row, TextState.CHECKED, text="why.ar")


def an_item(cast: Cast, _now: Any) -> Case:  # noqa: F811
    """One lead is enough where only the timetable changed: what they have not seen would be public at once."""
    group = make_group()
    release(ItemKind.FOCUS_GROUP, group)
    FocusGroup.objects.filter(pk=group.pk).update(purpose_en="What coaches see.")
    page = address("item-propose", "focus_group", group.pk)
    change = lambda: FocusGroup.objects.filter(pk=group.pk).update(purpose_en="What the imam sees.")  # noqa: E731
    is_proposed = lambda: ItemRelease.objects.of(ItemKind.FOCUS_GROUP, group.pk).exists()  # noqa: E731
    return Case(cast.lea, page, page, change, "imam sees.", is_proposed, {"goes_public_on": ""})


CASES: dict[str, Callable[[Cast, Any], Case]] = {
    "a talk is accepted": lambda cast, now: a_talk(cast, now, "accept", ConversationState.ACCEPTED),  # noqa: F811
    "a talk is returned": lambda cast, now: a_talk(cast, now, "return", ConversationState.RETURNED, reason="Too close."),  # noqa: F811
    "a quote": a_quote,
    "a finding": a_finding,
    "a closing reason": a_reason,
    "a report": a_report,
    "a text of a report": a_text,
    "an item of the plan": an_item,
}


@pytest.mark.parametrize("name", CASES)
def test_what_was_changed_while_it_was_read_is_not_decided_and_is_shown(name, cast, now):  # noqa: F811
    made = CASES[name](cast, now)
    client = as_(made.by)
    read = form_in(client.get(made.page).content.decode(), made.to)
    made.change()
    told = client.post(made.to, {**read, **made.typed})
    html = told.content.decode()
    assert told.status_code == 409
    assert not made.is_decided(), "nobody has read this"
    assert "Somebody changed it while you were reading" in html
    assert made.shown in html, "what stands there now"
    again = form_in(html, made.to)
    assert client.post(made.to, {**again, **made.typed}).status_code == 302
    assert made.is_decided()


@pytest.mark.parametrize("name", CASES)
def test_a_button_that_does_not_say_what_was_read_decides_nothing(name, cast, now):  # noqa: F811
    made = CASES[name](cast, now)
    assert as_(made.by).post(made.to, made.typed).status_code == 409
    assert not made.is_decided()
    assert press(as_(made.by), made.page, made.to, made.typed).status_code == 302
    assert made.is_decided()


def test_what_was_typed_before_the_page_came_back_is_there(cast, now):  # noqa: F811
    named = "Call 780-555-0142."
    talk = scene.conversation(cast.ana, ConversationState.SUBMITTED, public_summary=named)
    scene.coded(talk, "TRU-STIG", coder=cast.nia)
    page, accept, back = (address(f"conversation-{name}", talk.pk) for name in ("review", "accept", "return"))
    client, html = as_(cast.bo), as_(cast.bo).get(page).content.decode()
    coding.code(conversation=talk, theme=scene.theme("TRU-B"), stance="concern", by=cast.nia, now=now)
    kept = client.post(accept, form_in(html, accept) | {"details_reason": ["A public line."]}).content.decode()
    assert form_in(kept, accept)["details_reason"] == ["A public line."]
    kept = client.post(back, form_in(html, back) | {"reason": ["A street stands in it."]}).content.decode()
    assert form_in(kept, back)["reason"] == ["A street stands in it."]


def test_what_has_nothing_to_do_with_what_was_read_holds_nobody_up(cast, now):  # noqa: F811
    """Handing a record on to somebody, tagging it or coding another one changes nothing that a reviewer reads."""
    talk = scene.coded(scene.conversation(cast.ana, ConversationState.SUBMITTED), "TRU-STIG", coder=cast.nia)
    other = scene.conversation(cast.ana, ConversationState.SUBMITTED)
    page, accept = (address(f"conversation-{name}", talk.pk) for name in ("review", "accept"))
    client = as_(cast.bo)
    read = form_in(client.get(page).content.decode(), accept)
    type(talk).objects.filter(pk=talk.pk).update(assigned_to=cast.bo, updated_at=now)
    scene.coded(other, "TRU-STIG", coder=cast.nia)
    assert client.post(accept, read).status_code == 302


def test_a_report_names_the_words_that_were_written_meanwhile_and_no_others(cast, now):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "questions", cast.lea, now.replace(year=2020))
    made = address("report-release", report.pk)
    read = form_in(as_(cast.bo).get(made).content.decode(), made)
    desk.write(
        report, "why", cast.nia, now.replace(year=now.year + 1), {"en": "One mosque.", "fr": "Une mosquée.", "ar": "مسجد."}
    )
    html = as_(cast.bo).post(made, read | {"when": ["now"]}).content.decode()
    told = html.partition('id="r-written"')[2].partition("</section>")[0]
    assert [told.count(words) for words in ("One mosque.", "Une mosquée.", "مسجد.")] == [1, 1, 1]
    assert desk.WORDS["en"] not in told


def test_whoever_spoke_confirms_the_words_that_they_read(cast, now):  # noqa: F811
    talk = scene.conversation(cast.ana, ConversationState.ACCEPTED)
    check = checking.ask(conversation=talk, on=now.date(), due_on=now.date(), by=cast.ana, now=now)
    link = as_(cast.ana).post(address("speak-back-link", check.pk)).context["link"]
    path, visitor = "/" + link.partition("://")[2].partition("/")[2], Client()
    read = form_in(visitor.get(path).content.decode(), path)
    type(talk).objects.filter(pk=talk.pk).update(public_summary="We said the imam did it.")
    typed = {"says": ["corrected"], "correction": ["Schools, not clubs."]}
    told = visitor.post(path, read | typed)
    html = told.content.decode()
    assert told.status_code == 409
    assert "The text was changed after you opened this page" in html
    assert "We said the imam did it." in html
    assert form_in(html, path)["correction"] == ["Schools, not clubs."]
    check.refresh_from_db()
    assert check.state == "sent"
    assert visitor.post(path, form_in(html, path) | {"says": ["confirmed"]}).status_code == 200, "the link still lives"
    check.refresh_from_db()
    assert check.state == "confirmed"


def test_taking_back_what_one_said_needs_no_look_at_the_newest_words(cast, now):  # noqa: F811
    talk = scene.conversation(cast.ana, ConversationState.ACCEPTED)
    check = checking.ask(conversation=talk, on=now.date(), due_on=now.date(), by=cast.ana, now=now)
    link = as_(cast.ana).post(address("speak-back-link", check.pk)).context["link"]
    Client().post("/" + link.partition("://")[2].partition("/")[2], {"says": "withdraw", "sure": "1"})
    talk.refresh_from_db()
    assert talk.state == ConversationState.WITHDRAWN


def test_a_language_of_a_theme_that_was_changed_meanwhile_is_shown_as_it_stands_now(cast):  # noqa: F811
    theme = scene.theme("T01")
    type(theme).objects.filter(pk=theme.pk).update(name_fr="Méfiance", definition_fr="Ce que T01 veut dire.")
    page, to = address("theme-detail", "T01"), address("theme-check", "T01", "fr")
    client = as_(cast.nia)
    read = form_in(client.get(page).content.decode(), to)
    type(theme).objects.filter(pk=theme.pk).update(name_fr="Soupçon")
    told = client.post(to, read)
    html = told.content.decode()
    assert told.status_code == 409
    assert "The words were changed since you opened the page. Read them again." in html
    assert "Soupçon" in html
    assert to in html, "nobody has read it yet"


# --- A proposal is frozen: its id is what was read ----------------------------------------------------------------------
def test_a_proposal_says_the_same_for_ever_and_a_new_one_has_another_address(cast, now):  # noqa: F811
    group = make_group(purpose_en="What coaches see.")
    given = {"kind": ItemKind.FOCUS_GROUP, "record": group, "by": cast.lea, "now": now}
    first, second = item_release.propose(**given), as_(cast.bo)
    assert "What coaches see." in second.get(address("proposal-preview", first.pk, "en")).content.decode()
    group.purpose_en = "What the imam sees."
    group.save()
    shown = second.get(address("proposal-preview", first.pk, "en")).content.decode()
    assert "What coaches see." in shown
    assert "imam" not in shown
    item_release.drop(release=first, reason="Too close.", by=cast.lea, now=now)
    item_release.propose(**given)
    assert second.post(address("proposal-approve", first.pk)).status_code == 409
    assert not ReleasedItem.objects.of(ItemKind.FOCUS_GROUP, group.slug).exists(), "the page that was open showed other words"
    assert ItemRelease.objects.get(pk=first.pk).state == ItemReleaseState.DROPPED


def test_what_is_approved_of_an_item_that_was_changed_since_is_what_was_read(cast, now):  # noqa: F811
    group = make_group(purpose_en="What coaches see.")
    waits = item_release.propose(kind=ItemKind.FOCUS_GROUP, record=group, by=cast.lea, now=now)
    FocusGroup.objects.filter(pk=group.pk).update(purpose_en="What the imam sees.")
    press(as_(cast.bo), address("proposal-detail", waits.pk), address("proposal-approve", waits.pk))
    public = Client().get(f"/en/focus-groups/{group.slug}/").content.decode()
    assert "What coaches see." in public
    assert "imam" not in public


def test_the_verb_of_a_review_can_be_called_where_no_page_was_read(cast, now):  # noqa: F811
    talk = scene.coded(scene.conversation(cast.ana, ConversationState.SUBMITTED), "TRU-STIG", coder=cast.nia)
    assert review.accept(conversation=talk, by=cast.bo, now=now).state == ConversationState.ACCEPTED
