"""Taken back: a quote leaves every version and file, a tombstone stays; a whole report leaves a page that says so."""

from __future__ import annotations

import html
import json
from datetime import timedelta

import pytest
from django.urls import reverse

from engagement.enums import QuoteState, ReportState
from engagement.models import Quote, QuoteWithdrawal, Report
from engagement.policies import Refused
from engagement.reporting import approval, earlier, release, safety, withdrawal
from phases.domain import log_keeping, withdrawing
from phases.enums import LogKind, PhaseState, ReleaseState
from phases.exports import site
from phases.models import Phase, PublicationLogEntry, PublishedFile, PublishedReport
from resilience_portal.audit.models import AuditEvent
from resilience_portal.outbox.models import OutboxJob
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.reporting import desk, test_correction
from tests.factories.phases import payload

pytestmark = pytest.mark.django_db
REASON = {"en": "It named a place.", "fr": "Il nommait un lieu.", "ar": "ورد فيه اسم مكان."}
SAID = "People remember who came back."


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    desk.quick_files(monkeypatch)


def everything() -> str:
    """All that the database holds for the public, as text."""
    rows = [json.dumps([row.payload, row.notice], ensure_ascii=False) for row in PublishedReport.objects.all()]
    files = [bytes(body).decode() for body in PublishedFile.objects.values_list("body", flat=True)]
    return "\n".join(rows + files + list(PublicationLogEntry.objects.values_list("line", flat=True)))


def withdraw(quote, by, now):
    return withdrawal.withdraw_quote(quote=quote, reason="The speaker asked.", by=by, now=now)


@pytest.fixture
def two_versions(cast: Cast, now):  # noqa: F811
    """The same quote in a version and in its correction."""
    made, inputs, quote = desk.quoted(cast, SAID)
    first = desk.released(cast, now, payload=made, inputs=inputs)
    second = test_correction.corrected(cast, first, now, quotes=made["quotes"])
    approval.approve(report=second, by=cast.bo, now=now)
    release.publish(report_id=second.pk, now=now)
    quote.refresh_from_db()
    assert quote.state == QuoteState.PUBLISHED
    return quote


def test_a_withdrawn_quote_is_in_no_version_and_no_file(cast: Cast, now, two_versions):  # noqa: F811
    assert everything().count(SAID) > 5
    made = withdraw(two_versions, cast.nia, now)
    assert OutboxJob.objects.open().get(task=withdrawal.REMOVE_TASK).due_at <= now + timedelta(days=365)
    withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert SAID not in everything()
    for version in PublishedReport.objects.all():
        [stone] = version.payload["quotes"]
        assert (stone["number"], stone["withdrawn_on"], stone["text"]) == (1, "2026-11-24", "")
        assert version.payload["figures"] == payload()["figures"]
    assert SAID not in json.dumps([row.payload for row in Report.objects.all()])
    made.refresh_from_db()
    assert made.completed_at == now
    tombs = PublicationLogEntry.objects.filter(kind=LogKind.QUOTE_TOMBSTONE)
    assert sorted((row.version, row.content["details"]["quote"]) for row in tombs) == [(1, 1), (2, 1)]
    newest = PublishedReport.objects.get(version=2)
    stored = {row.sha256 for row in newest.files.all()}
    assert {row["sha256"] for row in tombs.get(version=2).content["files"]} == stored
    pdf = bytes(PublishedReport.objects.get(version=1).files.filter(name="report.pdf").first().body).decode()
    assert "corrected" in pdf, "the old version's PDF keeps its banner"
    tasks = set(OutboxJob.objects.open().values_list("task", flat=True))
    assert {"phases.build_site", "phases.prune_site"} <= tasks


def test_run_twice_or_killed_between_versions_it_ends_the_same(cast: Cast, now, two_versions, monkeypatch):  # noqa: F811
    withdraw(two_versions, cast.lea, now)
    whole, calls = withdrawing.replace_words, []

    def dies(**given):
        if calls:
            raise KeyboardInterrupt
        calls.append(given["report"].version)
        whole(**given)

    monkeypatch.setattr(withdrawing, "replace_words", dies)
    with pytest.raises(KeyboardInterrupt):
        withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert QuoteWithdrawal.objects.get().completed_at is None
    monkeypatch.setattr(withdrawing, "replace_words", whole)
    for _ in range(2):
        withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert SAID not in everything()
    assert PublicationLogEntry.objects.filter(kind=LogKind.QUOTE_TOMBSTONE).count() == 2


def test_a_version_that_changed_meanwhile_is_made_again(cast: Cast, now, two_versions):  # noqa: F811
    version = PublishedReport.objects.get(version=2)
    PublishedReport.objects.filter(pk=version.pk).update(payload_sha256="0" * 64)
    with pytest.raises(withdrawing.Moved):
        withdrawing.replace_words(report=version, payload=version.payload, files=[], number=1, by=None, now=now)


def test_a_report_in_the_making_loses_the_words_and_its_approval(cast: Cast, now):  # noqa: F811
    made, inputs, quote = desk.quoted(cast, SAID)
    report = desk.ready(cast, payload=made, inputs=inputs)
    approval.approve(report=report, by=cast.bo, now=now, embargo_until=now + timedelta(days=1))
    withdraw(quote, cast.ana, now)
    report.refresh_from_db()
    assert (report.state, report.payload["quotes"], report.inputs["quotes"]) == (ReportState.READY, [], [])
    approval.approve(report=report, by=cast.bo, now=now)


def test_words_withdrawn_while_the_report_was_built_stop_its_approval(cast: Cast, now):  # noqa: F811
    made, inputs, quote = desk.quoted(cast, SAID)
    report = desk.ready(cast, payload=None)
    withdraw(quote, cast.ana, now)
    Report.objects.filter(pk=report.pk).update(payload=made, inputs=inputs)
    report.refresh_from_db()
    with pytest.raises(Refused, match="may no longer be published"):
        safety.check(report, on=now.date())


def test_withdrawing_is_the_teams_and_happens_once(cast: Cast, now, two_versions):  # noqa: F811
    for other in (cast.cy, cast.ada, cast.abe, cast.noone):
        with pytest.raises(Refused, match="does not withdraw quotes"):
            withdraw(two_versions, other, now)
    withdraw(two_versions, cast.ana, now)
    with pytest.raises(Refused, match="Withdrawn"):
        withdraw(two_versions, cast.ana, now)
    event = AuditEvent.objects.get(kind="quote.withdrawn")
    assert event.details == {"was": "published"}


def test_a_quote_that_is_not_withdrawn_stays(cast: Cast, now, two_versions):  # noqa: F811
    withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert SAID in everything()


def test_every_quote_of_a_conversation(cast: Cast, now, two_versions):  # noqa: F811
    Quote.objects.create(conversation=two_versions.conversation, text="Another.", language="en")
    talk = two_versions.conversation
    assert withdrawal.withdraw_quotes_of(conversation=talk, reason="Consent withdrawn.", by=cast.ana, now=now) == 2
    assert withdrawal.withdraw_quotes_of(conversation=talk, reason="Consent withdrawn.", by=cast.ana, now=now) == 0


def test_a_report_older_than_the_keys_is_searched_by_its_words(cast: Cast, now, two_versions):  # noqa: F811
    for report in Report.objects.all():
        report.inputs.pop("quotes")
        report.save()
    withdraw(two_versions, cast.lea, now)
    withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert SAID not in everything()


def test_a_withdrawn_report_leaves_its_title_its_reason_and_nothing_else(cast: Cast, now, two_versions):  # noqa: F811
    Phase.objects.update(state=PhaseState.CLOSED_REPORT_AVAILABLE)
    newest = Report.objects.get(version=2)
    with pytest.raises(Refused, match="by an engagement lead"):
        withdrawal.withdraw_report(report=newest, reason=REASON, by=cast.bo, now=now)
    with pytest.raises(Refused, match="newest version"):
        withdrawal.withdraw_report(report=Report.objects.get(version=1), reason=REASON, by=cast.lea, now=now)
    before = dict(PublishedReport.objects.values_list("version", "payload_sha256"))
    withdrawal.withdraw_report(report=newest, reason=REASON, by=cast.lea, now=now)
    assert not PublishedFile.objects.exists()
    for version in PublishedReport.objects.all():
        assert version.state == ReleaseState.WITHDRAWN
        assert version.notice == {"kind": "withdrawn", "version": None, "on": "2026-11-24", "reason": REASON}
        assert set(version.payload) <= set(withdrawing.KEPT)
        assert version.payload_sha256 == before[version.version]
    assert set(Report.objects.values_list("state", flat=True)) == {ReportState.WITHDRAWN}
    assert Phase.objects.get().state == PhaseState.CLOSED_ANALYZING
    assert [log_keeping.catch_up(now=now) for _twice in range(2)][1] == 0
    told = PublicationLogEntry.objects.filter(kind=LogKind.WITHDRAWAL).order_by("number")
    assert [(row.version, row.content["files"], row.content["details"]) for row in told] == [
        (1, [], {"reason": REASON}),
        (2, [], {"reason": REASON}),
    ]
    assert {"report.withdrawn", "report.unpublished"} <= set(AuditEvent.objects.values_list("kind", flat=True))


def test_a_withdrawn_report_still_counts_against_the_next_one(cast: Cast, now, two_versions):  # noqa: F811
    withdrawal.withdraw_report(report=Report.objects.get(version=2), reason=REASON, by=cast.lea, now=now)
    third = desk.ready(cast)
    assert third.version == 3
    assert len(earlier.reports(third)) == 2
    quote = two_versions
    withdraw(quote, cast.lea, now)
    withdrawal.remove_quote(quote_id=quote.pk, now=now)
    assert SAID not in json.dumps([row.payload for row in Report.objects.all()])
    assert not PublicationLogEntry.objects.filter(kind=LogKind.QUOTE_TOMBSTONE).exists()
    assert scene.phase().pk == third.phase_id


def test_a_withdrawn_conversation_takes_its_published_words_along(client, cast: Cast, now, two_versions):  # noqa: F811
    client.force_login(cast.lea)
    talk = two_versions.conversation
    assert client.post(reverse("engagement:conversation-withdraw", args=[talk.pk])).status_code == 302
    two_versions.refresh_from_db()
    assert two_versions.state == QuoteState.WITHDRAWN
    withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert SAID not in everything()


def test_no_public_door_gives_withdrawn_words(client, cast: Cast, now, two_versions):  # noqa: F811
    slug = PublishedReport.objects.first().slug
    doors = [f"/en/reports/{slug}/", f"/fr/reports/{slug}/v1/", f"/api/v1/reports/{slug}/v2/", f"/data/{slug}/v1/report.json"]
    doors += ["/en/search/?q=remember", "/feeds/all.atom", "/en/", "/en/themes/", "/data/catalog.jsonld", "/data/log.jsonl"]

    def said() -> set[str]:
        return {door for door in doors if SAID in html.unescape(client.get(door).content.decode())}

    assert set(doors[:4]) <= said()
    withdraw(two_versions, cast.lea, now)
    withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert said() == set()
    assert "Quote 1 was withdrawn on 24 November 2026." in client.get(doors[0]).content.decode()


@pytest.mark.worker  # does the worker's work, three whole sites of it: not in the quick run
def test_the_written_site_follows_corrections_and_withdrawals(cast: Cast, now, two_versions, settings, tmp_path):  # noqa: F811
    settings.RELEASED_SITE_DIR = tmp_path / "site"

    def written() -> str:
        folder = site.build()
        return "\n".join(path.read_text(errors="ignore") for path in (folder / "bodies").iterdir() if not path.suffix)

    first = written()
    assert SAID in html.unescape(first)
    assert "This version was corrected" in first
    withdraw(two_versions, cast.lea, now)
    withdrawal.remove_quote(quote_id=two_versions.pk, now=now)
    assert SAID not in html.unescape(written())
    site.prune()
    assert SAID not in "".join(html.unescape(path.read_text(errors="ignore")) for path in tmp_path.rglob("*") if path.is_file())
    withdrawal.withdraw_report(report=Report.objects.get(version=2), reason=REASON, by=cast.lea, now=now)
    assert "Il nommait un lieu." in written()
