"""Letters from the public: a number, a day, an answer. And the one-time page of somebody who spoke."""

from __future__ import annotations

import logging
import time
from datetime import date, timedelta
from unittest.mock import patch

import pytest
from django.core import mail, signing
from django.test import Client
from django.urls import reverse

from engagement import tasks
from engagement.domain import answering, checking, speaking_back
from engagement.enums import ConversationState, ReportState
from engagement.enums.public import EnquiryKind
from engagement.forms.intake import SALT
from engagement.models import Enquiry, SpeakBackLink
from resilience_portal.audit.models import AuditEvent
from resilience_portal.ui.phrases import day_words
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.engagement.scene import NOW
from tests.factories.engagement import make_report
from tests.factories.phases import payload
from tests.pages import send

pytestmark = pytest.mark.django_db
WRITE = "/en/take-part/write/"


def letter(**more) -> dict[str, str]:
    """A form as a person sends it, a minute after it was opened."""
    with patch("django.core.signing.time.time", return_value=time.time() - 60):
        stamp = signing.TimestampSigner(salt=SALT).sign("form")
    return {"kind": "question", "message": "When does phase 2 begin?", "language": "fr", "stamp": stamp, **more}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- Writing -------------------------------------------------------------------------------------------------------------------
def test_a_letter_gets_a_number_and_a_day(client: Client):
    answer = client.post(WRITE, letter(email="wren@poplar.example"))
    made = Enquiry.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert made.receipt in page
    assert f"our answer by {day_words(made.answer_by)}." in page
    assert "wren" not in page
    assert AuditEvent.objects.get(kind="enquiry.received").details == {"kind": "question"}


def test_a_receipt_that_we_did_not_sign_is_no_page(client: Client):
    path = client.post(WRITE, letter())["Location"]
    assert client.get(path).status_code == 200
    made = Enquiry.objects.get()
    for forged in (
        "/en/take-part/written/R-AAAA-AAAA/",
        f"/en/take-part/written/{made.receipt}/",
        path.replace(made.answer_by.isoformat(), "2099-01-01"),
        path.replace(made.receipt, "R-AAAA-AAAA"),
    ):
        assert client.get(forged).status_code == 404


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"message": ""}, "Write what you want to tell us."),
        ({"kind": ""}, "Choose one, so that it reaches the right person."),
        ({"email": "nonsense"}, "valid email"),
        ({"website": "spam"}, "could not be sent"),
        ({"message": "x" * 4001}, "4000"),
    ],
)
def test_a_mistake_is_told_next_to_the_field_and_nothing_typed_is_lost(client: Client, more, words):
    answer = client.post(WRITE, letter(name="Wren", **more))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert words in text
    assert 'value="Wren"' in text
    assert not Enquiry.objects.exists()


def test_the_page_it_is_about_is_one_of_ours(client: Client):
    for given, kept in (("/en/reports/x/?q=name", "/en/reports/x/"), ("//evil.example/", ""), ("https://evil.example", "")):
        assert client.get(WRITE, {"about": given}).context["form"]["about"].value() == kept


def test_days_are_working_days():
    friday = date(2026, 11, 20)
    assert answering.day_of_answer(EnquiryKind.CORRECTION, received=friday) == date(2026, 11, 27)
    assert answering.day_of_answer(EnquiryKind.QUESTION, received=friday) == date(2026, 12, 4)


# --- The front desk ------------------------------------------------------------------------------------------------------------
def test_taken_answered_mailed_once_in_their_language(cast: Cast, django_capture_on_commit_callbacks):  # noqa: F811
    fields = {"kind": "question", "message": "Secret question", "email": "wren@poplar.example", "language": "fr"}
    made = answering.receive(fields=fields, now=NOW)
    ana = signed_in(cast.ana)
    assert made.receipt in ana.get("/staff/letters/").content.decode()
    ana.post(reverse("engagement:enquiry-take", args=[made.pk]))
    ana.post(reverse("engagement:enquiry-detail", args=[made.pk]), {"text": "En mars."})
    for _twice in range(2):
        tasks.mail_answer(str(made.pk))
    [sent] = mail.outbox
    assert made.receipt in sent.subject
    assert "En mars." in sent.body
    assert "Secret question" not in sent.body
    assert ana.post(reverse("engagement:enquiry-take", args=[made.pk])).status_code == 409
    assert made.receipt not in ana.get("/staff/letters/").content.decode()
    assert made.receipt in ana.get("/staff/letters/?state=answered").content.decode()


def test_the_desk_says_what_becomes_of_an_answer_and_a_letter_can_be_given_back(cast: Cast):  # noqa: F811
    mailed, kept = (
        answering.receive(fields={"kind": "question", "message": "?", "email": email, "language": "fr"}, now=NOW)
        for email in ("wren@poplar.example", "")
    )
    ana, ben = signed_in(cast.ana), signed_in(cast.ben)
    page, other = (ana.get(reverse("engagement:enquiry-detail", args=[each.pk])).content.decode() for each in (mailed, kept))
    assert "It is mailed as it stands" in page
    assert ">français<" in page
    assert "It is mailed as it stands" not in other
    assert "nothing is mailed" in other
    back = reverse("engagement:enquiry-give-back", args=[kept.pk])
    assert back not in other
    ana.post(reverse("engagement:enquiry-take", args=[kept.pk]))
    for colleague in (ana, ben):  # whoever has it may be away
        assert back in colleague.get(reverse("engagement:enquiry-detail", args=[kept.pk])).content.decode()
    assert "It is in nobody’s hands now." in ben.post(back, follow=True).content.decode()
    kept.refresh_from_db()
    assert (kept.state, kept.taken_by) == ("received", None)
    assert AuditEvent.objects.filter(kind="enquiry.given_back").exists()
    ana.post(reverse("engagement:enquiry-close", args=[kept.pk]))
    assert ana.post(back).status_code == 409


def test_a_complaint_is_the_leads_alone(cast: Cast):  # noqa: F811
    made = answering.receive(fields={"kind": "complaint", "message": "About an officer"}, now=NOW)
    address = reverse("engagement:enquiry-detail", args=[made.pk])
    assert signed_in(cast.lea).get(address).status_code == 200
    assert signed_in(cast.ana).get(address).status_code == 404
    assert made.receipt not in signed_in(cast.ana).get("/staff/letters/?state=all").content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same_and_what_is_late_comes_first(cast: Cast, many, django_assert_num_queries):  # noqa: F811
    for number in range(many):
        answering.receive(fields={"kind": "question", "message": "?"}, now=NOW - timedelta(days=number))
    lea = signed_in(cast.lea)
    with django_assert_num_queries(4):
        rows = lea.get("/staff/letters/").context["rows"]
        assert [row.answer_by for row in rows] == sorted(row.answer_by for row in rows)


# --- Speak-back ----------------------------------------------------------------------------------------------------------------
@pytest.fixture
def check(cast: Cast):  # noqa: F811
    """A talk that was accepted, whose summary they were asked to check."""
    talk = scene.conversation(cast.ana, ConversationState.ACCEPTED)
    return checking.ask(conversation=talk, on=NOW.date(), due_on=NOW.date() + timedelta(days=14), by=cast.ana, now=NOW)


@pytest.fixture
def path(check, cast: Cast) -> str:  # noqa: F811
    """The link, made now as the browser of staff makes it."""
    page = signed_in(cast.ana).post(reverse("engagement:speak-back-link", args=[check.pk]))
    assert "no-store" in page["Cache-Control"]
    return page.context["link"].partition("://")[2].partition("/")[2].join(("/", ""))


def test_the_page_shows_the_summary_and_nothing_else(path, check, client: Client, cast: Cast, caplog):  # noqa: F811
    with caplog.at_level(logging.INFO, logger="portal.request"):
        answer = client.get(path)
    text = answer.content.decode()
    talk = check.conversation
    assert talk.public_summary in text
    for secret in (talk.notes, talk.reference, talk.organization.name, str(talk.pk), cast.ana.display_name):
        assert secret not in text
    assert answer["Referrer-Policy"] == "strict-origin", (
        "with no-referrer a browser sends `Origin: null`, and every answer is refused"
    )
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in text
    token = path.split("/")[-2]
    assert token not in caplog.text
    assert not SpeakBackLink.objects.filter(fingerprint=token).exists()


def test_the_link_is_in_their_language_and_the_page_can_be_read_in_the_others(check, client: Client, cast: Cast):  # noqa: F811
    type(check.conversation).objects.filter(pk=check.conversation_id).update(language="ar")
    page = signed_in(cast.ana).post(reverse("engagement:speak-back-link", args=[check.pk]))
    path = page.context["link"].partition("://")[2].partition("/")[2].join(("/", ""))
    assert path.startswith("/ar/take-part/your-words/")
    html = client.get(path).content.decode()
    assert "هل هذا ما قلته؟" in html
    french = path.replace("/ar/", "/fr/")
    assert f'href="{french}"' in html
    assert "Est-ce bien ce que vous avez dit" in client.get(french).content.decode()
    type(check.conversation).objects.filter(pk=check.conversation_id).update(language="so")
    page = signed_in(cast.ana).post(reverse("engagement:speak-back-link", args=[check.pk]))
    assert "/en/take-part/" in page.context["link"], "a language that the portal does not speak: that of the desk"


@pytest.mark.parametrize("words", ["طلبت الأمهات لغة بسيطة.", "Des enseignantes ont corrigé les mises en situation."])
def test_their_words_do_not_claim_the_language_of_the_page(path, check, client: Client, words):
    """A screen reader would read French words with an Arabic voice; in which language they were written nobody noted."""
    type(check.conversation).objects.filter(pk=check.conversation_id).update(language="ar", public_summary=words)
    for code in ("en", "fr", "ar"):
        html = client.get(path.replace("/en/", f"/{code}/")).content.decode()
        assert f'<html lang="{code}"' in html
        assert f'<blockquote class="quote" lang="" dir="auto"><p class="prewrap">{words}</p>' in html


def test_confirmed_once_and_the_link_is_dead(path, check, client: Client):
    assert send(client, path, {"says": "confirmed"}).status_code == 200
    check.refresh_from_db()
    assert (check.state, check.conversation.participant_check) == ("confirmed", "confirmed")
    for dead in (client.get(path), client.post(path, {"says": "withdraw"}), client.get("/en/take-part/your-words/none/")):
        assert dead.status_code == 410
        assert check.conversation.public_summary not in dead.content.decode()
    check.conversation.refresh_from_db()
    assert check.conversation.state == ConversationState.ACCEPTED


def test_no_line_of_any_log_holds_a_link_that_lives(path, client: Client, caplog):
    """Django itself logs the path of what is refused, of a form that was sent half and of one without its token."""
    token = path.split("/")[-2]
    with caplog.at_level(logging.INFO):
        assert client.post(path, {"says": "corrected", "correction": " "}).status_code == 422
        assert Client(enforce_csrf_checks=True).post(path, {"says": "confirmed"}).status_code == 403
    console = next(handler for handler in logging.root.handlers if handler.get_name() == "console")
    told = [record for record in caplog.records if "your-words" in record.getMessage()]
    assert {record.name for record in told} >= {"django.request", "django.security.csrf"}
    for record in told:
        assert console.filter(record)
        assert token not in console.format(record)


def test_a_correction_makes_a_new_version_that_waits_for_two_people(path, check, client: Client):
    assert client.post(path, {"says": "corrected", "correction": " "}).status_code == 422
    send(client, path, {"says": "corrected", "correction": "We said schools, not clubs."})
    talk = check.conversation
    before = talk.version
    talk.refresh_from_db()
    check.refresh_from_db()
    assert (talk.state, talk.version) == (ConversationState.RETURNED, before + 1)
    assert "schools, not clubs" in talk.review_reason
    assert check.correction == "We said schools, not clubs."


def test_withdrawn_it_is_counted_nowhere_and_the_desk_says_who_took_it_back(path, check, client: Client, cast: Cast):  # noqa: F811
    asked = client.post(path, {"says": "withdraw"})
    talk = check.conversation
    talk.refresh_from_db()
    assert "This can’t be undone." in asked.content.decode()
    assert talk.state == ConversationState.ACCEPTED, "asked once more first"
    assert client.get(path).status_code == 200, "the link is not used up by the question"
    client.post(path, {"says": "withdraw", "sure": "1"})
    check.refresh_from_db()
    talk.refresh_from_db()
    assert (talk.state, talk.participant_check) == (ConversationState.WITHDRAWN, "withdrawn")
    assert (check.state, check.correction) == ("withdrawn", "")
    assert client.get(path).status_code == 410
    desk = signed_in(cast.ana)
    page = desk.get(reverse("engagement:conversation-detail", args=[talk.pk])).content.decode()
    assert "Those who spoke took it back." in page
    assert "<bdi>Those who spoke</bdi>" in page, "the history says who"
    other = scene.conversation(cast.ana, ConversationState.ACCEPTED, participant_check="corrected")
    found = desk.get(reverse("engagement:conversation-list"), {"check": "withdrawn"}).content.decode()
    assert talk.reference in found
    assert other.reference not in found


def test_a_summary_that_waits_for_its_answer_is_flagged_where_it_is_released(path, check, client: Client, cast: Cast):  # noqa: F811
    talk, desk = check.conversation, signed_in(cast.bo)
    report = make_report(
        cast.lea, ReportState.READY, payload=payload(), inputs={"organizations": [str(talk.organization_id)], "quotes": []}
    )
    address = reverse("engagement:report-release", args=[report.pk])
    assert talk.reference in desk.get(address).content.decode()
    send(client, path, {"says": "confirmed"})
    assert talk.reference not in desk.get(address).content.decode()


def test_an_old_or_replaced_link_is_dead(check, cast: Cast):  # noqa: F811
    first = speaking_back.make_link(check=check, by=cast.ana, now=NOW)
    second = speaking_back.make_link(check=check, by=cast.ana, now=NOW)
    for token, at in ((first, NOW), (second, NOW + timedelta(days=15))):
        with pytest.raises(speaking_back.Dead):
            speaking_back.opened(token, now=at)
    assert speaking_back.opened(second, now=NOW).check_request == check
