"""Reports: asked for, watched, previewed, released by a second person; the audit page."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from engagement.enums import ReportState, ReportStep
from engagement.models import Report
from engagement.views.previews import changes, holes
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox.models import OutboxJob
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_report

pytestmark = pytest.mark.django_db
CREATE = reverse("engagement:report-create")


def asked(**more: Any) -> dict[str, Any]:
    return {
        "phase": str(scene.phase().pk), "period_from": "2026-09-01", "period_to": "2026-11-20",
        "title_en": "What we heard", "title_fr": "Ce que nous avons entendu", "title_ar": "ما سمعناه",
    } | more  # fmt: skip


def payload(faith: dict[str, Any], version: int = 1) -> dict[str, Any]:
    """As much of a payload as the staff page reads."""
    cells = [{"key": {"sector": "faith"}, **faith}, {"key": {"sector": "other"}, "value": 0, "word": "fewer_than"}]
    tables = [
        {"name": "organizations", "dims": [], "cells": [{"key": {}, "value": 20, "word": "about"}]},
        {"name": "organizations_by_sector", "dims": ["sector"], "cells": cells},
    ]
    return {
        "version": version,
        "labels": {"sector": {"faith": {"en": "Faith"}, "other": {"en": "Other sectors"}}},
        "figures": {"dimensions": [{"name": "sector", "codes": ["faith", "other"]}], "tables": tables},
        "quotes": [{"text": "Nobody <b>reports</b> it.", "language": "en"}],
    }


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
    Report.objects.update(state=ReportState.READY, step=ReportStep.DONE, payload=payload({"value": 10, "word": "about"}))
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


def test_what_is_withheld_and_what_changed():
    first, second = payload({"value": 10, "word": "about"}), payload({"value": 15, "word": "about"}, 2)
    found = holes(second)
    assert [(row["withheld"], row["of"]) for row in found["tables"]] == [(1, 2)]
    assert len(found["rolled"]) == 1
    assert first != second


def test_the_page_of_a_ready_report(client, cast: Cast):  # noqa: F811
    old = make_report(cast.lea, ReportState.CANCELLED)
    Report.objects.filter(pk=old.pk).update(
        state=ReportState.SUPERSEDED, payload=payload({"value": 10, "word": "about"}), approved_by=cast.bo, approved_at=scene.NOW
    )
    report = make_report(cast.lea, ReportState.READY, payload=payload({"value": 15, "word": "about"}, 2))
    assert [row["group"] for row in changes(report)["rows"]] == ["Faith"]
    detail = reverse("engagement:report-detail", args=[report.pk])
    client.force_login(cast.lea)
    mine = client.get(detail).content.decode()
    assert "You asked for this, so someone else has to release it." in mine
    assert "Nobody &lt;b&gt;reports&lt;/b&gt; it." in mine
    assert "about 15" in mine
    assert client.get(reverse("engagement:report-release", args=[report.pk])).status_code == 409
    assert client.post(reverse("engagement:report-release", args=[report.pk])).status_code == 409
    client.force_login(cast.bo)
    assert reverse("engagement:report-release", args=[report.pk]) in client.get(detail).content.decode()
    assert client.get(reverse("engagement:report-release", args=[report.pk])).status_code == 200
    client.force_login(cast.ana)
    assert client.post(reverse("engagement:report-release", args=[report.pk])).status_code == 409
    report.refresh_from_db()
    assert report.state == ReportState.READY


def test_an_unknown_language_has_no_preview(client, cast: Cast):  # noqa: F811
    report = make_report(cast.lea, ReportState.READY, payload=payload({"value": 15, "word": "about"}))
    client.force_login(cast.lea)
    assert client.get(reverse("engagement:report-preview", args=[report.pk, "xx"])).status_code == 404


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
