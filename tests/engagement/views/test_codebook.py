"""The codebook's pages: read by the team, kept by analysts and leads; old reports keep their names."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse

from engagement.domain import codebook
from engagement.enums import ConversationState as S
from engagement.enums import ReportState
from engagement.models import CodebookVersion, PointTheme
from engagement.reporting import approval, build, release, request
from phases.models import Phase, PublishedReport, Theme
from resilience_portal.accounts.models import User
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.pages import send

pytestmark = pytest.mark.django_db
WORDS = {f"{field}_{code}": f"{field} {code}" for field in ("name", "definition") for code in ("en", "fr", "ar")}


def page(name, *args):
    return reverse(f"engagement:{name}", args=args)


def test_a_theme_is_added_changed_split_merged_retired_and_undone_by_hand(client, cast: Cast):  # noqa: F811
    theme = scene.theme("TRU-STIG")
    talk = scene.coded(scene.conversation(cast.ana, S.SUBMITTED, notes="They fear the label."), "TRU-STIG", coder=cast.nia)
    client.force_login(cast.nia)
    new = {**WORDS, "code": "TRU-LABEL", "group": theme.group.pk, "order": 2, "reason": "It was missing."}
    assert client.post(page("theme-create"), new).status_code == 302
    assert client.post(page("theme-create"), new).status_code == 422  # the code is taken
    changed = {**WORDS, "name_en": "The label", "group": theme.group.pk, "order": 1, "reason": "Shorter."}
    assert send(client, page("theme-change", "TRU-LABEL"), changed).status_code == 302
    assert "The label" in client.get(page("theme-detail", "TRU-LABEL")).content.decode()
    split = {**new, "code": "TRU-WORDS", "codings": [str(PointTheme.objects.get().pk)]}
    assert (
        "Choose at least one passage" in client.post(page("theme-split", "TRU-STIG"), {**split, "codings": []}).content.decode()
    )
    assert client.post(page("theme-split", "TRU-STIG"), split).status_code == 302
    assert talk.points.get().themes.get().code == "TRU-WORDS"
    merge = page("theme-merge", "TRU-WORDS")
    assert client.post(merge, {"into": "TRU-WORDS", "reason": "x"}).status_code == 422
    assert client.post(merge, {"into": "TRU-LABEL", "reason": "The same."}).status_code == 302
    assert talk.points.get().themes.get().code == "TRU-LABEL"
    assert client.post(page("codebook-undo-last")).status_code == 302
    assert talk.points.get().themes.get().code == "TRU-WORDS"
    assert "Say why" in client.post(page("theme-retire", "TRU-STIG"), {"reason": " "}).content.decode()
    assert client.post(page("theme-retire", "TRU-STIG"), {"reason": "Unused."}).status_code == 302
    assert client.post(page("theme-restore", "TRU-STIG"), {"reason": "After all."}).status_code == 302
    assert CodebookVersion.objects.count() == 8
    for address in (page("codebook-list"), page("codebook-versions"), page("codebook-version", 8), page("codebook-version", 1)):
        assert client.get(address).status_code == 200
    client.force_login(cast.bo)
    assert "Add a theme" not in client.get(page("codebook-list")).content.decode()


def test_the_pages_cost_the_same_with_one_theme_and_with_thirty(client, cast: Cast, django_assert_max_num_queries):  # noqa: F811
    client.force_login(cast.nia)
    pages = (page("codebook-list"), page("theme-detail", "TRU-000"), page("agreement-list"), page("theme-split", "TRU-000"))

    def fill(numbers):
        for number in numbers:
            talk = scene.conversation(cast.ana, S.SUBMITTED, organization=scene.organization(number))
            scene.coded(talk, "TRU-000", f"TRU-{number:03}", coder=cast.nia)

    def cost():
        found = []
        for address in pages:
            with django_assert_max_num_queries(60) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    fill([1])
    few = cost()
    fill(range(2, 32))
    assert cost() == few


@pytest.mark.thorough
def test_a_released_report_keeps_its_names_whatever_becomes_of_the_codebook(db, now):
    call_command("load_demo", verbosity=0)
    phase, lead = Phase.objects.get(number=1), User.objects.get(username="lead")
    reviewer, analyst = User.objects.get(username="reviewer"), User.objects.get(username="analyst")

    def publish(until):
        period = {"period_from": phase.starts_on, "period_to": until}
        made = request.request_report(phase=phase, **period, title={"en": "What We Heard"}, by=lead, now=now)
        build.build(report_id=made.pk, now=now)
        made.refresh_from_db()
        assert made.state == ReportState.READY, made.problem
        approval.approve(report=made, by=reviewer, now=now)
        release.publish(report_id=made.pk, now=now)
        return PublishedReport.objects.order_by("-version").first()

    first = publish(date(2019, 1, 31))
    before, sealed = dict(first.payload), first.payload_sha256
    told = {"reason": "Better words.", "by": analyst, "now": now}
    renamed, merged, into = (Theme.objects.get(code=code) for code in ("TRU-STIG", "UND-AWARE", "UND-DEFN"))
    codebook.change(theme=renamed, fields={"name_en": "Labels close doors"}, **told)
    codebook.merge(theme=merged, into=into, **told)
    codebook.retire(theme=Theme.objects.get(code="NEE-TOOLS"), **told)
    second = publish(phase.ends_on)
    first.refresh_from_db()
    assert (first.payload, first.payload_sha256) == (before, sealed)
    names = {row["code"]: row["name"]["en"] for row in second.payload["themes"]}
    assert names["TRU-STIG"] == "Labels close doors"
    assert not {"UND-AWARE", "NEE-TOOLS"} & set(names)
    assert (before["method"]["codebook_version"], second.payload["method"]["codebook_version"]) == ("1", "4")
