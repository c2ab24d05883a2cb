"""Reports: asked for, watched, previewed, released by a second person; the audit page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from engagement.enums import ReportState, ReportStep
from engagement.models import Report
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox.models import OutboxJob
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_report
from tests.factories.phases import payload

pytestmark = pytest.mark.django_db
CREATE = reverse("engagement:report-create")


def asked(**more: Any) -> dict[str, Any]:
    return {
        "phase": str(scene.phase().pk), "period_from": "2026-09-01", "period_to": "2026-11-20",
        "title_en": "What we heard", "title_fr": "Ce que nous avons entendu", "title_ar": "ما سمعناه",
    } | more  # fmt: skip


def test_a_lead_asks_and_the_work_is_queued(client, cast: Cast):  # noqa: F811
    scene.phase(starts_on="2026-01-01")
    client.force_login(cast.lea)
    assert "What we heard" in client.get(CREATE).content.decode()
    answer = client.post(CREATE, asked())
    report = Report.objects.get()
    assert answer["Location"] == reverse("engagement:report-detail", args=[report.pk])
    assert (report.title_fr, report.requested_by, report.state) == ("Ce que nous avons entendu", cast.lea, ReportState.REQUESTED)
    assert OutboxJob.objects.filter(subject=report.pk).exists()
    again = client.post(CREATE, asked())
    assert again.status_code == 422
    assert "already in the making" in again.content.decode()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"period_to": "2026-01-01"}, "period_to"),
        ({"period_to": "2999-01-01"}, "period_to"),
        ({"period_from": "soon"}, "period_from"),
        ({"title_ar": ""}, "title_ar"),
        ({"title_en": "x" * 201}, "title_en"),
        ({"phase": "1"}, "phase"),
    ],
)
def test_a_mistake_in_the_request_is_said_next_to_its_field(client, cast: Cast, change, field):  # noqa: F811
    client.force_login(cast.lea)
    answer = client.post(CREATE, asked(**change))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Ce que nous avons entendu" in answer.content.decode()
    assert not Report.objects.exists()


def test_progress_moves_without_a_script_and_stops_when_it_is_done(client, cast: Cast):  # noqa: F811
    report = make_report(cast.lea, ReportState.BUILDING, step=ReportStep.PROTECTING)
    client.force_login(cast.bo)
    page = client.get(reverse("engagement:report-detail", args=[report.pk])).content.decode()
    assert 'hx-trigger="every 1500ms"' in page
    assert "Protecting the figures" in page
    fragment = reverse("engagement:report-progress", args=[report.pk])
    assert "HX-Refresh" not in client.get(fragment)
    Report.objects.update(state=ReportState.READY, step=ReportStep.DONE, payload=payload())
    done = client.get(fragment)
    assert done["HX-Refresh"] == "true"
    assert "hx-trigger" not in done.content.decode()
    assert (
        "htmx" not in client.get(reverse("engagement:report-detail", args=[report.pk])).content.decode().split("htmx-config")[-1]
    )


def test_a_report_that_failed_says_why(client, cast: Cast):  # noqa: F811
    report = make_report(cast.lea, ReportState.FAILED, step=ReportStep.DONE, problem="too_few")
    client.force_login(cast.lea)
    assert "Too few new organizations" in client.get(reverse("engagement:report-detail", args=[report.pk])).content.decode()


def test_cancelling_asks_first(client, cast: Cast):  # noqa: F811
    report = make_report(cast.lea)
    cancel = reverse("engagement:report-cancel", args=[report.pk])
    client.force_login(cast.lea)
    client.get(cancel)
    report.refresh_from_db()
    assert report.state == ReportState.REQUESTED
    client.post(cancel)
    report.refresh_from_db()
    assert report.state == ReportState.CANCELLED
    assert client.post(cancel).status_code == 409


def test_the_auditor_filters_pages_and_proves_the_chain(client, cast: Cast):  # noqa: F811
    for index in range(60):
        audit("notes.read" if index % 2 else "conversation.edited", by=cast.ana, on=None, now=scene.NOW)
    client.force_login(cast.abe)
    address = reverse("engagement:audit-list")
    first = client.get(address)
    assert len(first.context["rows"]) == 50
    assert len(client.get(address, {"before": first.context["more"]}).context["rows"]) == 10
    assert {row.kind for row in client.get(address, {"kind": "notes"}).context["rows"]} == {"notes.read"}
    assert not client.get(address, {"who": "ben"}).context["rows"]
    assert "The chain is whole" in client.get(address, {"prove": "1"}).content.decode()
    for nonsense in ({"before": "x"}, {"kind": "\x00"}, {"before": "-5"}, {"before": "9" * 30}, {"subject": "x" * 5000}):
        assert client.get(address, nonsense).status_code == 200
    AuditEvent.objects.filter(number=30).update(actor_name="ben")
    assert "broken at event 30" in client.get(address, {"prove": "1"}).content.decode()
