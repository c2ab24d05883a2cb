"""Killed at every single statement that building and publishing send to the database: never half, never twice."""

from __future__ import annotations

import pytest
from django.db import connection

from engagement.enums import ReportState
from engagement.models import Report
from engagement.reporting import approval, build, release, request, withdrawal
from phases.enums import LogKind
from phases.models import PublicationLogEntry, PublishedFile, PublishedReport
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import first_broken
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.reporting import desk

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As `kill -9`: no handler of ours may catch it."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    desk.quick_files(monkeypatch)
    monkeypatch.setattr(build, "render_files", release.render_files)


def killed_at(statement: int, work) -> bool:
    """Whether `work` got so far; it dies just before that statement."""
    sent = 0

    def dies(execute, *rest):
        nonlocal sent
        sent += 1
        if sent == statement:
            raise Killed
        return execute(*rest)

    with connection.execute_wrapper(dies):
        try:
            work()
        except Killed:
            return True
    return False


def kinds(report: Report) -> list[str]:
    found = AuditEvent.objects.filter(subject_id=str(report.pk)).order_by("number")
    return list(found.values_list("kind", flat=True))


@pytest.mark.thorough
def test_a_build_killed_at_every_statement(cast: Cast, now):  # noqa: F811
    for number in range(1, 13):
        body = scene.organization(number, sector=scene.sector(("faith", "youth")[number % 2]))
        talk = scene.conversation(cast.ana, scene.ConversationState.ACCEPTED, organization=body, held_on="2026-11-01")
        scene.coded(talk, "TRU-STIG")
    report = desk.make_report(cast.lea)
    kills = 0
    while killed_at(kills + 1, lambda: build.build(report_id=report.pk, now=now)):
        kills += 1
        report.refresh_from_db()
        whole = report.payload is not None and report.inputs is not None
        assert (report.state, whole) in {(ReportState.REQUESTED, False), (ReportState.BUILDING, False), (ReportState.READY, True)}
    report.refresh_from_db()
    assert report.state == ReportState.READY
    assert kills > 20, "fewer statements than a build has"
    assert kinds(report) == ["report.requested", "report.built"]
    print(f"\na build, killed at each of its {kills} statements: 0 half-made, 0 double")


@pytest.mark.thorough
def test_a_release_killed_at_every_statement(cast: Cast, now):  # noqa: F811
    desk.released(cast, now)
    report = desk.ready(cast)
    Report.objects.filter(pk=report.pk).update(payload=desk.payload(version=2))
    report.refresh_from_db()
    approval.approve(report=report, by=cast.bo, now=now)
    kills = 0
    while killed_at(kills + 1, lambda: release.publish(report_id=report.pk, now=now)):
        kills += 1
        report.refresh_from_db()
        public = PublishedReport.objects.filter(version=2).exists()
        assert (report.state == ReportState.RELEASED) == public == bool(report.published_id)
        assert PublishedReport.objects.current().count() == 1, "readers always have one newest version, and only one"
        assert PublishedFile.objects.filter(report__version=2).exists() == public
        assert PublicationLogEntry.objects.filter(kind=LogKind.RELEASE, version=2).exists() == public
    report.refresh_from_db()
    assert report.state == ReportState.RELEASED
    assert kills > 20
    assert kinds(report) == ["report.requested", "report.approved", "report.released"]
    assert PublishedReport.objects.count() == 2
    assert PublicationLogEntry.objects.filter(kind=LogKind.SUPERSEDE).count() == 1
    assert first_broken() is None
    print(f"\na release, killed at each of its {kills} statements: 0 half-made, 0 double")


@pytest.mark.thorough
def test_a_withdrawal_killed_at_every_statement(cast: Cast, now):  # noqa: F811
    made, inputs, quote = desk.quoted(cast)
    desk.released(cast, now, payload=made, inputs=inputs)
    withdrawal.withdraw_quote(quote=quote, reason="Asked.", by=cast.lea, now=now)
    kills = 0
    while killed_at(kills + 1, lambda: withdrawal.remove_quote(quote_id=quote.pk, now=now)):
        kills += 1
        published = PublishedReport.objects.get()
        gone = not published.payload["quotes"][0]["text"]
        files = b"".join(bytes(body) for body in PublishedFile.objects.values_list("body", flat=True))
        assert (quote.text.encode() not in files) == gone, "page and files say the same at every moment"
        assert (Report.objects.get().payload["quotes"][0]["text"] == "") == gone
    assert not PublishedReport.objects.get().payload["quotes"][0]["text"]
    assert PublicationLogEntry.objects.filter(kind=LogKind.QUOTE_TOMBSTONE).count() == 1
    print(f"\na withdrawal, killed at each of its {kills} statements: 0 half-made, 0 double")


def test_a_worker_that_gives_up_says_so_and_undoes_nothing(cast: Cast, now):  # noqa: F811
    report = desk.make_report(cast.lea, ReportState.BUILDING)
    build.give_up(report_id=report.pk, now=now)
    report.refresh_from_db()
    assert (report.state, report.problem) == (ReportState.FAILED, "worker")
    build.give_up(report_id=cast.lea.pk, now=now)  # no such report: nothing happens
    again = desk.ready(cast)
    approval.approve(report=again, by=cast.bo, now=now)
    release.give_up(report_id=again.pk, now=now)
    again.refresh_from_db()
    assert (again.state, again.problem, again.approvals.count()) == (ReportState.READY, "publishing", 0)
    release.give_up(report_id=again.pk, now=now)
    assert AuditEvent.objects.filter(kind="report.publishing_failed").count() == 1


def test_a_report_cancelled_while_the_worker_is_at_it_stays_cancelled(cast: Cast, now, monkeypatch):  # noqa: F811
    report = desk.make_report(cast.lea)

    def meanwhile(*args, **kwargs):
        request.cancel(report=report, by=cast.lea, now=now)
        raise build.tabulate.NothingToPublish("too_few")

    monkeypatch.setattr(build.tabulate, "edition", meanwhile)
    build.build(report_id=report.pk, now=now)
    report.refresh_from_db()
    assert (report.state, report.problem) == (ReportState.CANCELLED, "")
    build.build(report_id=report.pk, now=now)
    assert kinds(report) == ["report.requested", "report.cancelled"]
