"""Two people and the public: no author approves, an edit clears what was approved, an embargo holds by every door."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from engagement.enums import ReportState
from engagement.models import Report
from engagement.policies import Refused
from engagement.policies import reports as policies
from engagement.reporting import approval, clearing, release, request, sections
from phases.domain.freezing import store_files
from phases.enums import PhaseState
from phases.models import Phase, PublishedReport
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from resilience_portal.outbox.models import OutboxJob
from tests.cast import Cast, cast, make_cast, make_user  # noqa: F401 - a fixture
from tests.engagement.reporting import desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    desk.quick_files(monkeypatch)


def approve(report, by, now, **more):
    return approval.approve(report=report, by=by, now=now, **more)


def state(report) -> str:
    return Report.objects.values_list("state", flat=True).get(pk=report.pk)


def test_neither_who_asked_nor_who_wrote_approves(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    zoe = make_user("zoe", Role.LEAD, Role.REVIEWER, institution=cast.city)
    desk.write(report, "why", zoe, now)
    for person, sentence in (
        (cast.lea, "You asked for"),
        (zoe, "You wrote on"),
        (cast.ana, "by a reviewer or"),
        (cast.nia, "by a reviewer or"),
    ):
        with pytest.raises(Refused, match=sentence):
            approve(report, person, now)
        assert not policies.can_release(report, by=person)
    assert approve(report, cast.bo, now).approved_by == cast.bo


def test_two_approvals_where_the_setting_says_so(cast: Cast, now, settings):  # noqa: F811
    settings.REPORT_APPROVALS = 2
    report = desk.ready(cast)
    zoe = make_user("zoe", Role.LEAD, institution=cast.city)
    assert approve(report, cast.bo, now).state == ReportState.IN_REVIEW
    with pytest.raises(Refused, match="approved this report already"):
        approve(report, cast.bo, now)
    assert not OutboxJob.objects.filter(task=approval.PUBLISH_TASK).exists()
    assert approve(report, zoe, now).state == ReportState.APPROVED
    assert OutboxJob.objects.filter(task=approval.PUBLISH_TASK, subject=report.pk).count() == 1


@pytest.mark.parametrize("needed", [1, 2])
def test_an_edit_after_an_approval_clears_it(cast: Cast, now, settings, needed):  # noqa: F811
    settings.REPORT_APPROVALS = needed
    report = desk.ready(cast)
    approve(report, cast.bo, now, embargo_until=now + timedelta(days=2))
    desk.write(report, "why", cast.lea, now)
    report.refresh_from_db()
    assert (report.state, report.approved_by, report.approved_at, report.embargo_until) == (ReportState.READY, None, None, None)
    assert not report.approvals.exists()
    assert AuditEvent.objects.filter(kind="report.approval_cleared", details={"approvals": 1}).exists()
    release.publish(report_id=report.pk, now=now)
    assert not PublishedReport.objects.exists()


def test_nothing_is_edited_between_approval_and_public(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    approve(report, cast.bo, now)
    with pytest.raises(Refused):
        desk.write(report, "why", cast.lea, now)
    with pytest.raises(Refused, match="being published"):
        approval.take_back(report=report, by=cast.bo, now=now)
    release.publish(report_id=report.pk, now=now)
    release.publish(report_id=report.pk, now=now)
    assert PublishedReport.objects.get().payload["texts"]["why"] is None


def test_an_embargo_holds_until_its_hour_by_the_databases_clock(cast: Cast):  # noqa: F811
    report, now = desk.ready(cast), timezone.now()
    approve(report, cast.bo, now, embargo_until=now + timedelta(days=3))
    job = OutboxJob.objects.get(task=approval.PUBLISH_TASK)
    assert job.due_at == now + timedelta(days=3)
    wrong_clock = now + timedelta(days=30)  # a worker whose own clock is wrong publishes nothing early
    release.publish(report_id=report.pk, now=wrong_clock)
    assert state(report) == ReportState.APPROVED
    assert not PublishedReport.objects.exists()
    Report.objects.filter(pk=report.pk).update(embargo_until=now - timedelta(hours=1))
    release.publish(report_id=report.pk, now=now)
    assert state(report) == ReportState.RELEASED


def test_the_day_of_release_is_the_embargos(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    approve(report, cast.bo, now, embargo_until=now + timedelta(days=3))
    Report.objects.filter(pk=report.pk).update(approved_at=now - timedelta(days=5), embargo_until=now - timedelta(days=2))
    report.refresh_from_db()
    assert release.released_payload(report)["released_on"] == "2026-11-22"


def test_an_embargo_can_be_taken_back_and_given_again(cast: Cast):  # noqa: F811
    report, now = desk.ready(cast), timezone.now()
    approve(report, cast.bo, now, embargo_until=now + timedelta(days=1))
    with pytest.raises(Refused, match="by a reviewer or an engagement lead"):
        approval.take_back(report=report, by=cast.nia, now=now)
    assert approval.take_back(report=report, by=cast.lea, now=now).state == ReportState.READY
    approve(report, cast.bo, now, embargo_until=now + timedelta(days=9))
    OutboxJob.objects.update(due_at=now, done_at=now)  # the first embargo's hour comes: the worker runs and waits on
    release.publish(report_id=report.pk, now=now)
    assert state(report) == ReportState.APPROVED
    assert OutboxJob.objects.open().get(task=approval.PUBLISH_TASK).due_at == now + timedelta(days=9)
    with pytest.raises(Refused, match="can't become"):
        request.cancel(report=report, by=cast.lea, now=now)


def test_an_hour_that_is_over_is_refused(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    with pytest.raises(Refused, match="is over"):
        approve(report, cast.bo, now, embargo_until=now)
    assert not report.approvals.exists()


def test_figures_that_are_not_safe_are_not_approved(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    report.payload["figures"]["tables"][0]["cells"][0]["value"] = 3
    report.save()
    with pytest.raises(Refused, match="safety check"):
        approve(report, cast.bo, now)
    assert state(report) == ReportState.READY


def test_what_became_unsafe_since_the_approval_is_not_published(cast: Cast, now, monkeypatch):  # noqa: F811
    report = desk.ready(cast)
    approve(report, cast.bo, now)
    monkeypatch.setattr("engagement.reporting.safety.find_leaks", lambda *args: ["one"])
    release.publish(report_id=report.pk, now=now)
    report.refresh_from_db()
    assert (report.state, report.problem) == (ReportState.READY, "no_longer_safe")
    assert not PublishedReport.objects.exists()
    with pytest.raises(Refused, match="Beside an earlier release"):
        approve(report, cast.bo, now)


def test_a_change_while_the_files_are_made_has_them_made_again(cast: Cast, now, monkeypatch):  # noqa: F811
    report = desk.ready(cast)
    approve(report, cast.bo, now)
    made = release.render_files

    def meanwhile(payload):
        Report.objects.filter(pk=report.pk).update(title_en="Another title", payload={**report.payload, "methods": ["letter"]})
        return made(payload)

    monkeypatch.setattr(release, "render_files", meanwhile)
    with pytest.raises(release.Moved):
        release.publish(report_id=report.pk, now=now)
    assert not PublishedReport.objects.exists()

    def stopped(payload):
        clearing.clear(Report.objects.get(pk=report.pk), by=cast.lea, now=now)
        return made(payload)

    monkeypatch.setattr(release, "render_files", stopped)
    release.publish(report_id=report.pk, now=now)
    assert not PublishedReport.objects.exists()


def test_building_again_keeps_the_words_and_clears_the_approvals(cast: Cast, now, settings):  # noqa: F811
    settings.REPORT_APPROVALS = 2
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, now)
    approve(report, cast.bo, now)
    with pytest.raises(Refused, match="by an engagement lead"):
        request.build_again(report=report, by=cast.bo, now=now)
    request.build_again(report=report, by=cast.lea, now=now)
    report.refresh_from_db()
    assert (report.state, report.payload, report.approvals.count()) == (ReportState.REQUESTED, None, 0)
    assert sections.texts(report)["why", "", "fr"].text == desk.WORDS["fr"]
    assert OutboxJob.objects.open().filter(task=request.BUILD_TASK, subject=report.pk).exists()


def test_cancelling_leaves_no_approval_behind(cast: Cast, now, settings):  # noqa: F811
    settings.REPORT_APPROVALS = 2
    report = desk.ready(cast)
    approve(report, cast.bo, now)
    request.cancel(report=report, by=cast.lea, now=now)
    assert not report.approvals.exists()


@pytest.mark.django_db(transaction=True)
def test_pressed_by_five_people_at_once_it_is_released_once(now):
    cast = make_cast()  # noqa: F811 - the fixture would roll back with the test, and the threads see committed rows only
    report = desk.ready(cast)
    people = [make_user(f"reader{number}", Role.REVIEWER, institution=cast.city) for number in range(5)]
    ready, told = threading.Barrier(5), []

    def press(person):
        ready.wait()
        try:
            approve(report, person, now)
            told.append("approved")
        except Refused as refusal:
            told.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told.count("approved") == 1, told
    assert sum("Someone may have been faster" in sentence for sentence in told) == 4
    workers = [
        threading.Thread(target=lambda: (release.publish(report_id=report.pk, now=now), connection.close())) for _ in range(3)
    ]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert PublishedReport.objects.count() == 1
    assert AuditEvent.objects.filter(kind="report.released").count() == 1


def test_asked_for_twice_in_the_same_moment_it_is_one(cast: Cast, now, monkeypatch):  # noqa: F811
    report = desk.ready(cast)
    monkeypatch.setattr(type(Report.objects), "in_the_making", lambda rows: rows.none())  # neither saw the other
    with pytest.raises(Refused, match="already in the making"):
        desk.make_report(cast.lea)
    assert Report.objects.get() == report


def test_a_phase_that_waits_for_its_report_has_it_then(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    Phase.objects.update(state=PhaseState.CLOSED_ANALYZING)
    approve(report, cast.bo, now)
    release.publish(report_id=report.pk, now=now)
    assert Phase.objects.get().state == PhaseState.CLOSED_REPORT_AVAILABLE


def test_files_that_are_the_same_are_left_alone(cast: Cast, now, django_assert_num_queries):  # noqa: F811
    published = desk.released(cast, now).published
    files = release.render_files(published.payload)
    store_files(published, files)
    with django_assert_num_queries(1):  # it reads which there are, and writes none
        store_files(published, files)
