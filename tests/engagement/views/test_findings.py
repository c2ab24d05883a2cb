"""Findings: three languages, resting on what was said, approved by a second person; an edit asks again."""

from __future__ import annotations

import pytest
from django.urls import reverse

from engagement.enums import ConversationState as S
from engagement.enums import FindingState, Level
from engagement.models import Finding
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.pages import press, send

pytestmark = pytest.mark.django_db
WORDS = {"statement_en": "Trust first.", "statement_fr": "La confiance d'abord.", "statement_ar": "الثقة أولا."}


def page(name, *args):
    return reverse(f"engagement:finding-{name}", args=args)


def test_written_supported_handed_in_returned_and_approved(client, cast: Cast):  # noqa: F811
    talk = scene.coded(scene.conversation(cast.ana, S.ACCEPTED), "TRU-STIG", coder=cast.nia)
    client.force_login(cast.lea)
    given = {**WORDS, "phase": talk.phase.pk, "themes": [str(scene.theme().pk)]}
    assert client.post(page("create"), {**given, "themes": []}).status_code == 422
    assert client.post(page("create"), {**given, "statement_ar": ""}).status_code == 302
    finding = Finding.objects.get()
    assert (finding.reference, finding.written_by) == ("F1-01", cast.lea)
    assert client.post(page("submit", finding.pk)).status_code == 409  # no Arabic, nothing that it rests on
    send(client, page("edit", finding.pk), given)
    assert client.post(page("submit", finding.pk)).status_code == 409
    assert talk.reference in client.get(page("support", finding.pk)).content.decode()
    send(client, page("support", finding.pk), {"conversations": [str(talk.pk), "nonsense"], "points": []})
    assert client.post(page("submit", finding.pk)).status_code == 302
    assert client.post(page("approve", finding.pk)).status_code == 409  # never its writer
    client.force_login(cast.bo)
    assert client.post(page("return", finding.pk), {"reason": " "}).status_code == 422
    assert client.post(page("return", finding.pk), {"reason": "Say who <b>"}).status_code == 302
    assert "Say who &lt;b&gt;" in client.get(page("detail", finding.pk)).content.decode()
    client.force_login(cast.nia)
    client.post(page("submit", finding.pk))
    client.force_login(cast.bo)
    assert press(client, page("detail", finding.pk), page("approve", finding.pk)).status_code == 302
    assert list(Finding.objects.publishable()) == [finding]
    client.force_login(cast.nia)
    send(client, page("edit", finding.pk), {**given, "statement_en": "Trust comes first."})
    finding.refresh_from_db()
    assert (finding.state, finding.approved_by, finding.written_by) == (FindingState.DRAFT, None, cast.nia)
    assert not Finding.objects.publishable().exists()


def test_what_one_may_not_open_stays_support_and_is_not_shown(client, cast: Cast):  # noqa: F811
    hidden = scene.coded(scene.conversation(cast.ana, S.ACCEPTED, level=Level.RESTRICTED), "TRU-STIG", coder=cast.lea)
    shown = scene.coded(scene.conversation(cast.ana, S.ACCEPTED, organization=scene.organization(2)), "TRU-STIG", coder=cast.lea)
    finding = Finding.objects.create(reference="F1-01", phase=shown.phase, written_by=cast.lea, **WORDS)
    finding.themes.set([scene.theme()])
    finding.conversations.set([hidden])
    client.force_login(cast.nia)
    for address in (page("support", finding.pk), page("detail", finding.pk)):
        assert hidden.reference not in client.get(address).content.decode()
    send(client, page("support", finding.pk), {"conversations": [str(shown.pk), str(hidden.pk)]})
    assert set(finding.conversations.all()) == {hidden, shown}
    send(client, page("support", finding.pk), {})
    assert set(finding.conversations.all()) == {hidden}


def test_a_finding_from_one_organization_is_marked(client, cast: Cast):  # noqa: F811
    talk = scene.conversation(cast.ana, S.ACCEPTED)
    finding = Finding.objects.create(reference="F1-01", phase=talk.phase, written_by=cast.lea, **WORDS)
    finding.conversations.set([talk])
    client.force_login(cast.nia)
    assert "One organization outweighs the others" in client.get(page("detail", finding.pk)).content.decode()


def test_the_list_costs_the_same_with_one_and_with_thirty(client, cast: Cast, django_assert_max_num_queries):  # noqa: F811
    client.force_login(cast.nia)

    def cost():
        with django_assert_max_num_queries(40) as queries:
            assert client.get(page("list")).status_code == 200
        return len(queries)

    for number in range(30):
        Finding.objects.create(reference=f"F1-{number:02}", phase=scene.phase(), **WORDS).themes.set([scene.theme()])
        few = cost() if number == 0 else few  # noqa: F821 - set by the first turn
    assert cost() == few
