"""Four eyes in the browser: handing in, coding, accepting, returning, withdrawing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engagement.enums import ConversationState as S
from engagement.models import Point, PointTheme
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation
from tests.pages import form_in, press

pytestmark = pytest.mark.django_db


def page(name, talk):
    return reverse(f"engagement:conversation-{name}", args=[talk.pk])


@pytest.fixture
def talk(cast: Cast):  # noqa: F811
    return make_conversation(cast.ana, S.SUBMITTED, public_summary="", notes="One line.\nTwo لغة 🌈 lines.")


def test_an_analyst_codes_a_selection_pasted_words_and_the_whole_talk(client, cast: Cast, talk):  # noqa: F811
    scene.theme("TRU-STIG")
    client.force_login(cast.nia)
    start = talk.notes.index("lines")
    answers = [
        {"theme": "TRU-STIG", "stance": "concern", "start": start, "end": start + 5},
        {"theme": "TRU-STIG", "stance": "mixed", "words": "Two لغة 🌈"},
        {"theme": "TRU-STIG", "stance": "strength"},
    ]
    for answer in answers:
        assert client.post(page("code", talk), answer).status_code == 302
    found = {(point.start, point.end) for point in Point.objects.all()}
    assert found == {(start, start + 5), (10, 10 + len("Two لغة 🌈")), (None, None)}
    client.post(reverse("engagement:coding-remove", args=[PointTheme.objects.first().pk]))
    assert PointTheme.objects.count() == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"theme": "NOPE", "stance": "concern"},
        {"theme": "\x00", "stance": "concern"},
        {"theme": "TRU-STIG", "stance": "angry"},
        {"theme": "TRU-STIG", "stance": "concern", "start": 3},
        {"theme": "TRU-STIG", "stance": "concern", "words": "never said"},
        {"theme": "TRU-STIG", "stance": "concern", "words": "line"},
        {"theme": "TRU-STIG", "stance": "concern", "start": "x", "end": "-1"},
        {},
    ],
)
def test_a_code_that_makes_no_sense_is_explained(client, cast: Cast, talk, bad):  # noqa: F811
    scene.theme("TRU-STIG")
    client.force_login(cast.nia)
    answer = client.post(page("code", talk), bad)
    assert answer.status_code == 422
    assert "There is a problem" in answer.content.decode()
    assert not PointTheme.objects.exists()


def test_a_passage_beyond_the_notes_is_refused_in_words(client, cast: Cast, talk):  # noqa: F811
    scene.theme("TRU-STIG")
    client.force_login(cast.nia)
    answer = client.post(page("code", talk), {"theme": "TRU-STIG", "stance": "concern", "start": 1, "end": 999})
    assert answer.status_code == 409
    assert "within the notes" in answer.content.decode()


def test_the_summary_is_written_by_the_analyst_and_the_officer_is_refused(client, cast: Cast, talk):  # noqa: F811
    client.force_login(cast.nia)

    def sums_up(words: str) -> int:
        form = form_in(client.get(page("code", talk)).content.decode(), page("summarize", talk))
        return client.post(page("summarize", talk), form | {"public_summary": [words]}).status_code

    assert sums_up("Trust first.") == 302
    talk.refresh_from_db()
    assert talk.public_summary == "Trust first."
    assert sums_up("x" * 2001) == 422
    client.force_login(cast.ana)
    assert client.post(page("summarize", talk), {"public_summary": "Mine."}).status_code == 409
    assert client.get(page("code", talk)).status_code == 409


def test_a_reviewer_accepts_what_is_coded_and_summed_up(client, cast: Cast, talk):  # noqa: F811
    client.force_login(cast.bo)
    assert "be accepted yet" in client.get(page("review", talk)).content.decode()
    assert client.post(page("accept", talk)).status_code == 409
    scene.coded(talk, "TRU-STIG")
    type(talk).objects.filter(pk=talk.pk).update(public_summary="Trust first.")
    assert page("review", talk) in client.get(reverse("engagement:home")).content.decode()
    assert press(client, page("review", talk), page("accept", talk)).status_code == 302
    talk.refresh_from_db()
    assert (talk.state, talk.reviewed_by) == (S.ACCEPTED, cast.bo)
    assert client.post(page("accept", talk)).status_code == 409  # the second press, or the second reviewer


def test_returning_needs_a_reason_which_its_author_reads(client, cast: Cast, talk):  # noqa: F811
    client.force_login(cast.bo)
    empty = client.post(page("return", talk), {"reason": "  "})
    assert empty.status_code == 422
    assert "Say what has to change" in empty.content.decode()
    assert press(client, page("review", talk), page("return", talk), {"reason": "A name stands in it <b>"}).status_code == 302
    client.force_login(cast.ana)
    for address in (reverse("engagement:home"), page("detail", talk), page("edit", talk)):
        assert "A name stands in it &lt;b&gt;" in client.get(address).content.decode()


@pytest.mark.parametrize("part", ["created_by", "lead", "note_taker"])
def test_nobody_reviews_their_own(client, cast: Cast, part):  # noqa: F811
    talk = scene.coded(make_conversation(cast.ana, S.SUBMITTED, **{part: cast.bo}), "TRU-STIG")
    client.force_login(cast.bo)
    for method, name in (("get", "review"), ("post", "accept"), ("post", "return")):
        answer = getattr(client, method)(page(name, talk), {"reason": "x"} if name == "return" else None)
        assert answer.status_code == 409
        assert "someone else has to review" in answer.content.decode()
    assert page("review", talk) not in client.get(reverse("engagement:home")).content.decode()
    talk.refresh_from_db()
    assert talk.state == S.SUBMITTED


def test_withdrawing_asks_first(client, cast: Cast, talk):  # noqa: F811
    client.force_login(cast.ana)
    assert "Withdraw" in client.get(page("withdraw", talk)).content.decode()
    talk.refresh_from_db()
    assert talk.state == S.SUBMITTED
    client.post(page("withdraw", talk))
    talk.refresh_from_db()
    assert talk.state == S.WITHDRAWN
    assert client.post(page("withdraw", talk)).status_code == 409


def test_handing_in_without_an_answer_on_consent_is_said_next_to_the_question(client, cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ana)
    client.force_login(cast.ana)
    answer = client.post(page("submit", talk), {"public_summary": "Kept text"})
    assert answer.status_code == 422
    assert {"consent_state", "attribution", "notice"} <= set(answer.context["form"].errors)
    assert "Kept text" in answer.content.decode()
    late = {"consent_state": "given_verbal", "consent_on": "2999-01-01", "attribution": "sector", "notice": "spoken"}
    assert client.post(page("submit", talk), late).status_code == 422
    talk.refresh_from_db()
    assert talk.state == S.DRAFT


def test_forms_without_the_token_are_refused_and_the_draft_stays(cast: Cast):  # noqa: F811
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana)
    talk = make_conversation(cast.ana)
    assert strict.post(page("submit", talk), {"consent_state": "given_verbal"}).status_code == 403
    talk.refresh_from_db()
    assert talk.state == S.DRAFT


def test_the_second_reading_shows_what_changed_and_comments_stand_at_their_parts(client, cast: Cast):  # noqa: F811
    talk = scene.coded(
        make_conversation(cast.ana, notes="The sergeant said it.", public_summary="An officer said it."), "TRU-STIG"
    )
    handed = {"consent_state": "given_verbal", "attribution": "aggregate", "notice": "spoken"}
    client.force_login(cast.ana)
    client.post(page("submit", talk), {**handed, "public_summary": "An officer said it."})
    client.force_login(cast.bo)
    assert "What changed since" not in client.get(page("review", talk)).content.decode()
    point = talk.points.get()
    said = {
        "reason": "Two things.",
        "on_notes": "Who <b>said</b> it?",
        f"on_point_{point.pk}": "Is it a concern?",
        "on_themes": " ",
    }
    assert press(client, page("review", talk), page("return", talk), said).status_code == 302
    assert talk.review_comments.pending().count() == 2
    client.force_login(cast.ana)
    for name in ("detail", "edit"):
        shown = client.get(page(name, talk)).content.decode()
        assert "Who &lt;b&gt;said&lt;/b&gt; it?" in shown
        assert "Is it a concern?" in shown
    talk.refresh_from_db()
    type(talk).objects.filter(pk=talk.pk).update(notes="The chief said it.", method="phone")
    client.post(page("submit", talk), {**handed, "public_summary": "A leader said it."})
    assert not talk.review_comments.pending().exists()
    client.force_login(cast.bo)
    answer = client.get(page("review", talk))
    assert [change.field for change in answer.context["changes"]] == ["notes", "public_summary", "method"]
    shown = answer.content.decode()
    assert "<del>An officer</del>" in shown
    assert "<ins>A leader</ins>" in shown


def test_what_was_accepted_is_changed_only_as_a_new_version_that_is_accepted_again(client, cast: Cast):  # noqa: F811
    talk = scene.coded(make_conversation(cast.ana, S.SUBMITTED), "TRU-STIG")
    client.force_login(cast.bo)
    press(client, page("review", talk), page("accept", talk))
    assert client.get(page("reopen", talk)).status_code == 409
    client.force_login(cast.ana)
    assert client.get(page("edit", talk)).status_code == 409
    assert client.post(page("reopen", talk), {"reason": ""}).status_code == 422
    assert client.post(page("reopen", talk), {"reason": "A date is wrong."}).status_code == 302
    talk.refresh_from_db()
    assert (talk.state, talk.is_publishable) == (S.RETURNED, False)
    version = talk.version
    assert client.get(page("edit", talk)).status_code == 200
    client.post(
        page("submit", talk),
        {"consent_state": "given_verbal", "attribution": "aggregate", "notice": "spoken", "public_summary": "Trust first."},
    )
    client.force_login(cast.bo)
    assert next(change.field for change in client.get(page("review", talk)).context["changes"]) == "public_summary"
    press(client, page("review", talk), page("accept", talk))
    talk.refresh_from_db()
    assert (talk.state, talk.is_publishable) == (S.ACCEPTED, True)
    assert talk.version > version


def test_a_withdrawn_conversation_takes_its_quotes_with_it(client, cast: Cast):  # noqa: F811
    from engagement.models import Quote

    talk = make_conversation(cast.ana, S.ACCEPTED)
    quote = Quote.objects.create(conversation=talk, text="Trust first.", language="en", proposed_by=cast.nia)
    client.force_login(cast.ana)
    client.post(page("withdraw", talk))
    quote.refresh_from_db()
    assert quote.state == "withdrawn"
