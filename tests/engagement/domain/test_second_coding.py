"""A second coder codes blind, by every door; the two are compared as they were; a third person decides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engagement.domain import coding, second_coding
from engagement.domain.recording import note_read
from engagement.enums import ConversationState as S
from engagement.enums import Stance
from engagement.models import PointTheme, SecondCoding
from engagement.policies import Refused
from engagement.reporting.method import coded_twice
from resilience_portal.accounts.roles import Role
from resilience_portal.disclosure.rules import Rules
from tests.cast import Cast, cast, make_user  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.scene import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast: Cast):  # noqa: F811
    made = scene.conversation(cast.ana, S.SUBMITTED, notes="One two three four five.")
    scene.theme("TRU-STIG")
    coding.code(conversation=made, theme=scene.theme("NEE-TOOLS"), stance=Stance.CONCERN, start=0, end=7, by=cast.nia, now=NOW)
    return made


@pytest.fixture
def second(cast: Cast, talk):  # noqa: F811
    return second_coding.ask(conversation=talk, coder=cast.lea, by=cast.nia, now=NOW)


def test_no_door_shows_the_first_codes_to_the_second_coder(client, cast: Cast, talk, second):  # noqa: F811
    client.force_login(cast.lea)
    page = reverse("engagement:second-code", args=[second.pk])
    detail = reverse("engagement:conversation-detail", args=[talk.pk])
    assert client.get(page).context["codes"] == []
    assert client.get(detail).context["passages"] == []
    assert "NEE-TOOLS" not in client.get(detail).content.decode()
    point = talk.points.get()
    for name, pk in (("conversation-code", talk.pk), ("coding-undo", talk.pk), ("point-detail", point.pk)):
        answer = client.get(reverse(f"engagement:{name}", args=[pk]))
        assert answer.status_code in {404, 405, 409}
        assert "NEE-TOOLS" not in answer.content.decode()
    for name, pk in (("coding-remove", point.codings.get().pk), ("point-let-out", point.pk), ("coding-redo", talk.pk)):
        assert client.post(reverse(f"engagement:{name}", args=[pk])).status_code in {404, 409}
    listed = client.get(reverse("engagement:conversation-list"), {"theme": "NEE-TOOLS"}).content.decode()
    assert talk.reference not in listed  # a filter by theme is a door too
    assert client.get(reverse("engagement:agreement-detail", args=[second.pk])).status_code == 404
    client.force_login(cast.nia)
    assert talk.reference in client.get(reverse("engagement:conversation-list"), {"theme": "NEE-TOOLS"}).content.decode()
    assert client.get(page).status_code == 404  # nor does the first coder see the second one's


def test_the_counts_on_another_talk_do_not_tell_either(client, cast: Cast, talk, second):  # noqa: F811
    other = scene.conversation(cast.ana, S.SUBMITTED)
    scene.coded(other, "TRU-STIG", coder=cast.nia)
    client.force_login(cast.lea)
    counts = client.get(reverse("engagement:conversation-code", args=[other.pk])).context["counts"]
    assert [row["theme__code"] for row in counts] == ["TRU-STIG"]


def test_after_handing_in_both_are_compared_and_a_third_person_decides(client, cast: Cast, talk, second):  # noqa: F811
    client.force_login(cast.lea)
    page = reverse("engagement:second-code", args=[second.pk])
    client.post(page, {"theme": "TRU-STIG", "stance": "mixed", "start": 8, "end": 13})
    assert client.post(reverse("engagement:second-code-submit", args=[second.pk])).status_code == 302
    assert client.get(page).status_code == 409
    second.refresh_from_db()
    assert (second.first, second.second) == (["NEE-TOOLS"], ["TRU-STIG"])
    detail = reverse("engagement:agreement-detail", args=[second.pk])
    assert "NEE-TOOLS" in client.get(detail).content.decode()
    third = make_user("third", Role.ANALYST)
    for user in (cast.lea, cast.nia):
        with pytest.raises(Refused):
            second_coding.adjudicate(second=second, theme=scene.theme(), is_given=True, by=user, now=NOW)
    client.force_login(third)
    for code, given in (("TRU-STIG", "1"), ("NEE-TOOLS", "0")):
        client.post(reverse("engagement:agreement-decide", args=[second.pk, code]), {"given": given, "reason": "Said so."})
    [left] = PointTheme.objects.filter(point__conversation=talk)
    assert (left.theme.code, left.point.start, left.point.end, left.stance) == ("TRU-STIG", 8, 13, "mixed")
    found = second_coding.agreement(SecondCoding.objects.submitted())
    assert [(row.only_first, row.only_second) for row in found.themes] == [(1, 0), (0, 1)]  # as both were before


def test_the_second_coder_undoes_and_redoes_every_step(client, cast: Cast, talk, second):  # noqa: F811
    client.force_login(cast.lea)
    page, script = reverse("engagement:second-code", args=[second.pk]), {"headers": {"X-Coder": "1"}}

    def step(name: str) -> list[str]:
        answer = client.post(reverse(f"engagement:second-code-{name}", args=[second.pk]), **script)
        assert answer.status_code == 200
        return [row["code"].stance for row in answer.context["codes"]]

    place = {"theme": "TRU-STIG", "start": 8, "end": 13}
    client.post(page, {**place, "stance": "mixed"})
    client.post(page, {**place, "stance": "concern"})
    client.post(reverse("engagement:second-code-remove", args=[second.codes.get().pk]))
    assert [step("undo"), step("undo"), step("redo"), step("undo"), step("undo")] == [
        ["concern"], ["mixed"], ["concern"], ["mixed"], []
    ]  # fmt: skip
    assert client.post(reverse("engagement:second-code-undo", args=[second.pk])).status_code == 409
    assert step("redo") == ["mixed"]
    assert (second.codes.get().start, second.codes.get().end) == (8, 13)
    client.post(page, {**place, "stance": "strength"})  # a new step takes what was undone away
    assert client.post(reverse("engagement:second-code-redo", args=[second.pk])).status_code == 409
    client.force_login(cast.nia)
    assert client.post(reverse("engagement:second-code-undo", args=[second.pk])).status_code == 404
    client.force_login(cast.lea)
    client.post(reverse("engagement:second-code-submit", args=[second.pk]))
    assert client.post(reverse("engagement:second-code-undo", args=[second.pk])).status_code == 409


def test_who_may_not_be_second_coder(cast: Cast, talk):  # noqa: F811
    reader = make_user("reader", Role.ANALYST)
    note_read(conversation=talk, by=reader, now=NOW)
    for unfit in (cast.nia, cast.ana, cast.bo, reader, make_user("both", Role.ANALYST, Role.AUDITOR)):
        with pytest.raises(Refused):
            second_coding.ask(conversation=talk, coder=unfit, by=cast.lea, now=NOW)
    asked = second_coding.ask_sample(phase=talk.phase, coder=cast.lea, count=5, by=cast.nia, now=NOW)
    assert [row.conversation for row in asked] == [talk]
    with pytest.raises(Refused):
        second_coding.ask_sample(phase=talk.phase, coder=cast.lea, count=5, by=cast.nia, now=NOW)


def test_an_accepted_talk_keeps_its_codes_until_it_is_opened_again(cast: Cast, talk, second):  # noqa: F811
    second_coding.submit(second=second, by=cast.lea, now=NOW)
    type(talk).objects.filter(pk=talk.pk).update(state=S.ACCEPTED, reviewed_by=cast.bo, reviewed_at=NOW)
    third = make_user("third", Role.ANALYST)
    with pytest.raises(Refused):
        second_coding.adjudicate(second=second, theme=scene.theme("NEE-TOOLS"), is_given=False, by=third, now=NOW)
    second_coding.adjudicate(second=second, theme=scene.theme("NEE-TOOLS"), is_given=True, by=third, now=NOW)


def test_how_many_talks_were_coded_twice_is_protected_like_any_other_total():
    """Told in fives rounded down, it would say when the tenth was handed in."""

    def shown(number: int, secret: int) -> int:
        return coded_twice(number, series="phase-1-coded-twice", rules=Rules(), secret=b"%d" % secret)

    first = {next(number for number in range(20) if shown(number, secret) >= 10) for secret in range(12)}
    assert first <= {6, 7, 8, 9, 10}
    assert len(first) > 1
    assert all(shown(number, 1) % 5 == 0 and abs(shown(number, 1) - number) < 5 for number in range(0, 60, 7))
    assert shown(0, 1) == 0
