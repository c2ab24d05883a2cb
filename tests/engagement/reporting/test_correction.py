"""A correction: the next version from the same organizations, with its reason, what changed, and a banner on the old one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils import translation

from engagement.enums import ReportState
from engagement.models import Report
from engagement.policies import Refused
from engagement.reporting import approval, correction, release, sections, tabulate
from phases.enums import LogKind, ReleaseState
from phases.exports import notices
from phases.models import PublicationLogEntry, PublishedReport
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.reporting import desk
from tests.factories.phases import payload

pytestmark = pytest.mark.django_db
REASON = {"en": "A theme was coded wrongly.", "fr": "Un thème était mal codé.", "ar": "رُمّز محور خطأً."}


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    desk.quick_files(monkeypatch)


def corrected(cast: Cast, first: Report, now, **changes) -> Report:  # noqa: F811
    """The correction of a released report, built with these changes, and released."""
    made = correction.correct(report=first, reason=REASON, by=cast.lea, now=now)
    Report.objects.filter(pk=made.pk).update(state=ReportState.READY, payload=payload(version=2) | changes, inputs=first.inputs)
    made.refresh_from_db()
    return made


def test_a_correction_says_why_and_what_changed_and_the_old_version_says_so_too(cast: Cast, now):  # noqa: F811
    first = desk.ready(cast)
    desk.write(first, "why", cast.lea, now)
    approval.approve(report=first, by=cast.bo, now=now)
    release.publish(report_id=first.pk, now=now)
    old = PublishedReport.objects.get()
    pdf_before = {row.language: row.sha256 for row in old.files.filter(name="report.pdf")}
    second = corrected(cast, Report.objects.get(pk=first.pk), now)
    assert (second.version, second.title_fr) == (2, "Ce que nous avons entendu")
    assert sections.texts(second)["why", "", "fr"].text == desk.WORDS["fr"], "it starts with the words of the one before"
    desk.write(second, "why", cast.lea, now, {"en": "We asked for another reason."})
    approval.approve(report=second, by=cast.bo, now=now)
    release.publish(report_id=second.pk, now=now)

    new = PublishedReport.objects.get(version=2)
    told = new.payload["correction"]
    assert (told["reason"], told["of_version"]) == (REASON, 1)
    assert told["changes"]["figures"] == []
    [word] = told["changes"]["words"]
    assert (word["section"], word["before"]["en"], word["after"]["en"]) == (
        "why",
        desk.WORDS["en"],
        "We asked for another reason.",
    )
    old.refresh_from_db()
    assert old.state == ReleaseState.SUPERSEDED
    assert old.notice == {"kind": "corrected", "version": 2, "on": new.payload["released_on"], "reason": REASON}
    pdf_after = {row.language: row.sha256 for row in old.files.filter(name="report.pdf")}
    assert all(pdf_before[code] != pdf_after[code] for code in pdf_before), "the old PDF carries the banner"
    assert old.payload["texts"]["why"] == desk.WORDS, "and the old page its words"
    kinds = list(PublicationLogEntry.objects.order_by("number").values_list("kind", "version"))
    assert kinds[-3:] == [(LogKind.RELEASE, 1), (LogKind.CORRECTION, 2), (LogKind.SUPERSEDE, 1)]
    logged = {row["path"]: row["sha256"] for row in PublicationLogEntry.objects.get(kind=LogKind.SUPERSEDE).content["files"]}
    assert logged["ar/reports/what-we-heard-phase-1/v1/report.pdf"] == pdf_after["ar"], "the log knows the file as it is now"


def test_changed_figures_stand_side_by_side():
    before, after = payload(), payload()
    table = next(row for row in after["figures"]["tables"] if row["name"] == "organizations_by_sector")
    was = dict(table["cells"][0])
    table["cells"] = [{**table["cells"][0], "value": 25, "word": "about"}, *table["cells"][1:]]
    after["quotes"] = [{"text": "", "language": "", "sector": None, "number": 1, "withdrawn_on": "2026-11-24"}]
    found = correction.changes(before, after)
    assert found["figures"] == [
        {
            "table": "organizations_by_sector",
            "key": was["key"],
            "before": {"value": was["value"], "word": was["word"]},
            "after": {"value": 25, "word": "about"},
        }
    ]
    assert (found["words"], found["quotes"], found["names"]) == ([], [1, 0], {})


def test_what_the_newer_version_knows_no_more_is_still_called_by_its_name():
    before, after = payload(), payload()
    gone = before["themes"][0]
    code = gone["code"]
    after["themes"] = [theme for theme in after["themes"] if theme["code"] != code]
    after["labels"] = after["labels"] | {"theme": {key: name for key, name in after["labels"]["theme"].items() if key != code}}
    after["figures"]["tables"] = [
        table | {"cells": [cell for cell in table["cells"] if cell["key"].get("theme") != code]}
        for table in after["figures"]["tables"]
    ]
    for language, name in gone["name"].items():
        with translation.override(language):
            told = notices.changes(after, correction.changes(before, after))
        groups = [row["group"] for row in told["figures"]]
        assert name in groups
        assert not any(group == code or code in group.split(", ") for group in groups), groups


def test_only_a_lead_corrects_and_only_the_newest_version_and_once_at_a_time(cast: Cast, now):  # noqa: F811
    first = desk.released(cast, now)
    for other in (cast.bo, cast.nia, cast.ana):
        with pytest.raises(Refused, match="by an engagement lead"):
            correction.correct(report=first, reason=REASON, by=other, now=now)
    made = corrected(cast, first, now)
    with pytest.raises(Refused, match="already in the making"):
        correction.correct(report=first, reason=REASON, by=cast.lea, now=now)
    with pytest.raises(Refused, match="newest released version"):
        correction.correct(report=made, reason=REASON, by=cast.lea, now=now)
    approval.approve(report=made, by=cast.bo, now=now)
    release.publish(report_id=made.pk, now=now)
    with pytest.raises(Refused, match="newest released version"):
        correction.correct(report=first, reason=REASON, by=cast.lea, now=now)
    assert AuditEvent.objects.filter(kind="report.correction_requested").count() == 1


def test_a_report_that_is_no_correction_tells_none(cast: Cast, now):  # noqa: F811
    first = desk.released(cast, now)
    assert PublishedReport.objects.get().payload["correction"] is None
    assert correction.told(first, first.payload) is None


def test_a_correction_counts_the_same_organizations_less_the_withdrawn(cast: Cast, now):  # noqa: F811
    for number in range(1, 13):
        body = scene.organization(number, sector=scene.sector(("faith", "youth")[number % 2]))
        scene.coded(
            scene.conversation(cast.ana, scene.ConversationState.ACCEPTED, organization=body, held_on="2026-11-01"), "TRU-STIG"
        )
    first = desk.ready(cast, inputs=None)
    first.inputs = tabulate.edition(first).inputs()
    first.save()
    approval.approve(report=first, by=cast.bo, now=now)
    release.publish(report_id=first.pk, now=now)
    for number in range(13, 30):  # heard since: they wait for the next edition
        scene.coded(
            scene.conversation(
                cast.ana, scene.ConversationState.ACCEPTED, organization=scene.organization(number), held_on="2026-11-01"
            ),
            "TRU-STIG",
        )
    gone = scene.Conversation.objects.get(organization=scene.organization(3))
    scene.Conversation.objects.filter(pk=gone.pk).update(state=scene.ConversationState.WITHDRAWN)
    made = correction.correct(report=Report.objects.get(pk=first.pk), reason=REASON, by=cast.lea, now=now)
    counted = tabulate.edition(made).organizations
    assert len(counted) == 11
    assert scene.organization(3).pk not in counted
    scene.Conversation.objects.update(state=scene.ConversationState.WITHDRAWN)
    with pytest.raises(tabulate.NothingToPublish):
        tabulate.edition(made)


def test_a_correction_shows_the_quotes_of_before_less_those_that_may_not_be_shown(cast: Cast, now):  # noqa: F811
    from engagement.reporting import payload as paper

    made, inputs, quote = desk.quoted(cast)
    gone = {"text": "", "language": "", "sector": None, "number": 1, "withdrawn_on": "2026-11-24"}
    first = desk.released(cast, now, payload=made, inputs=inputs)
    first.payload["quotes"] = [gone, *first.payload["quotes"]]
    first.inputs["quotes"] = [None, *first.inputs["quotes"]]
    first.save()
    edition = SimpleNamespace(phase=first.phase, period_to=first.period_to, organizations=frozenset())
    assert paper.quotes(edition, on=now.date(), corrects=first) == ([gone], [None])
    edition = SimpleNamespace(
        phase=first.phase, period_to=first.period_to, organizations=frozenset({quote.conversation.organization_id})
    )
    assert paper.quotes(edition, on=now.date(), corrects=first) == (first.payload["quotes"], [None, str(quote.pk)])


def test_an_author_of_a_correction_does_not_approve_it(cast: Cast, now):  # noqa: F811
    first = desk.released(cast, now)
    assert cast.bo.has_role(Role.REVIEWER)
    made = corrected(cast, first, now)
    with pytest.raises(Refused, match="You asked for"):
        approval.approve(report=made, by=cast.lea, now=now)
