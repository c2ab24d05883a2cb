"""The demo's transparency report: asked for, built by the worker, released by a second person, as staff would do it."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from collections.abc import Callable

from django.utils import timezone

from engagement.enums import ReportState
from engagement.models import Report
from engagement.reporting import approval, request, sections
from phases.models import Phase
from resilience_portal.accounts.models import User
from resilience_portal.outbox.models import OutboxJob

TITLE = {"en": "What We Heard: Phase 1", "fr": "Ce que nous avons entendu : phase 1", "ar": "ما سمعناه: المرحلة الأولى"}
TEXTS = {
    "at_a_glance": {
        "en": "Front-line staff and neighbours want to know whom to call before they call the police. A security label closes "
        "doors; belonging, language and families open them.",
        "fr": "Le personnel de première ligne et les voisins veulent savoir qui appeler avant d'appeler la police. Une étiquette "
        "sécuritaire ferme les portes; l'appartenance, la langue et les familles les ouvrent.",
        "ar": "يريد العاملون في الخطوط الأمامية والجيران أن يعرفوا بمن يتصلون قبل الاتصال بالشرطة. العنوان الأمني يغلق الأبواب، "
        "والانتماء واللغة والأسر تفتحها.",
    },
}
BUILD_SECONDS = 120.0
LOOK_SECONDS = 0.1


class NotReleased(Exception):
    """The report did not become public. The message says where it stopped."""


def released() -> Report | None:
    """The newest report that is public already."""
    return Report.objects.filter(state=ReportState.RELEASED).order_by("-released_at").first()


def make_one(*, watch: Callable[[], None]) -> Report:
    """Brings one report from the request to the public. `watch` is called while waiting and may raise.

    Takes up what an interrupted run left: a request in the making is waited for, not repeated.
    """
    report = Report.objects.in_the_making().order_by("requested_at").first() or ask()
    if report.state in (ReportState.REQUESTED, ReportState.BUILDING):
        report = _wait(report, until=ReportState.READY, watch=watch)
    if report.state == ReportState.READY:
        report = approval.approve(report=report, by=User.objects.get(username="reviewer"), now=timezone.now())
    return _wait(report, until=ReportState.RELEASED, watch=watch)


def wait_for_worker(*, watch: Callable[[], None]) -> None:
    """Returns once the worker has nothing due: the released site is written after the release, by a task of its own."""
    deadline = time.monotonic() + BUILD_SECONDS
    while OutboxJob.objects.open().filter(due_at__lte=timezone.now()).exists():
        if time.monotonic() > deadline:
            raise NotReleased("The worker did not finish writing the released pages.")
        watch()
        time.sleep(LOOK_SECONDS)


def ask() -> Report:
    """Phase 1, asked for by the lead of the demo."""
    phase = Phase.objects.get(number=1)
    assert phase.starts_on
    assert phase.ends_on
    lead, now = User.objects.get(username="lead"), timezone.now()
    report = request.request_report(
        phase=phase,
        period_from=phase.starts_on,
        period_to=phase.ends_on,
        title=TITLE,
        by=lead,
        now=now,
    )
    for part in sections.parts(report):
        if part.name in TEXTS:
            words = {(part.name, "", code): sections.Written(text) for code, text in TEXTS[part.name].items()}
            sections.write(report=report, part=part, words=words, version=None, by=lead, now=now)
    return report


def _wait(report: Report, *, until: ReportState, watch: Callable[[], None]) -> Report:
    deadline = time.monotonic() + BUILD_SECONDS
    while time.monotonic() < deadline:
        report.refresh_from_db(fields=["state", "problem"])
        if report.state == until:
            return Report.objects.get(pk=report.pk)
        if report.state in (ReportState.FAILED, ReportState.CANCELLED):
            raise NotReleased(f"The worker could not make the report: {report.problem or report.state}.")
        watch()
        time.sleep(LOOK_SECONDS)
    raise NotReleased(f"The worker did not finish the report within {BUILD_SECONDS:.0f} seconds (it is {report.state}).")


def wait_for_page(url: str, *, watch: Callable[[], None], seconds: float = 60.0) -> None:
    """Returns once `url` answers 200."""
    deadline = time.monotonic() + seconds
    answer = "nothing"
    while time.monotonic() < deadline:
        watch()
        try:
            with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310 - our own address
                if response.status == 200:
                    return
        except urllib.error.HTTPError as error:
            answer = str(error.code)
        except OSError:
            answer = "no connection"
        time.sleep(LOOK_SECONDS)
    raise NotReleased(f"{url} does not answer as it should: {answer}.")
