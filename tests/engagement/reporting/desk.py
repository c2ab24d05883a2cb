"""A report in the making for tests: the factory's payload, no worker, files that are quick to make."""

from __future__ import annotations

from typing import Any

import pytest

from engagement.enums import QuoteState, ReportState
from engagement.models import Quote, Report
from engagement.reporting import approval, release, sections, withdrawal
from phases.domain.rendered import RenderedFile
from tests.cast import Cast
from tests.engagement import scene
from tests.factories.engagement import make_report
from tests.factories.phases import payload

WORDS = {"en": "We heard about belonging.", "fr": "On nous a parlé d'appartenance.", "ar": "سمعنا عن الانتماء."}


def quick_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that hold what the payload says, without Typst and spreadsheets."""

    def files(made: Any) -> list[RenderedFile]:
        return [RenderedFile("report.json", "application/json", repr(made).encode()), *pdfs(made, notice=None)]

    def pdfs(made: Any, *, notice: Any) -> list[RenderedFile]:
        body = repr((made["quotes"], made["texts"], made["correction"], notice)).encode()
        return [RenderedFile("report.pdf", "application/pdf", body, code) for code in sections.LANGUAGES]

    for module in (release, withdrawal):
        monkeypatch.setattr(module, "render_files", files)
        monkeypatch.setattr(module, "render_pdfs", pdfs)


def ready(cast: Cast, **fields: Any) -> Report:
    """Asked for by the lead, built by the worker."""
    return make_report(cast.lea, ReportState.READY, payload=fields.pop("payload", None) or payload(), **fields)


def write(report: Report, part: str, by: Any, now: Any, words: dict[str, str] | None = None, **more: Any) -> Any:
    """The first text of a part, in the languages given."""
    found = sections.part(report, part)
    assert found is not None
    given = {
        (found.sections[0].value, found.theme, code): sections.Written(text)
        for code, text in (WORDS if words is None else words).items()
    }
    return sections.write(report=report, part=found, words=given, version=None, by=by, now=now, **more)


def released(cast: Cast, now: Any, **fields: Any) -> Report:
    """Approved by the reviewer and published."""
    report = ready(cast, **fields)
    approval.approve(report=report, by=cast.bo, now=now)
    release.publish(report_id=report.pk, now=now)
    report.refresh_from_db()
    assert report.state == ReportState.RELEASED, report.problem
    return report


def quoted(cast: Cast, text: str = "People remember who came back.") -> tuple[dict[str, Any], dict[str, Any], Quote]:
    """Payload and inputs of a report that shows one quote, and the quote."""
    talk = scene.conversation(cast.ana, scene.ConversationState.ACCEPTED)
    quote = Quote.objects.create(
        conversation=talk,
        text=text,
        language="en",
        licence="verbatim",
        state=QuoteState.APPROVED,
        approved_by=cast.bo,
        approved_at=scene.NOW,
    )
    made = payload(quotes=[{"text": text, "language": "en", "sector": None}])
    return made, {"organizations": [str(talk.organization_id)], "quotes": [str(quote.pk)]}, quote
