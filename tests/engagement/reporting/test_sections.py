"""The words of a report: written in three languages, checked by another, left out on purpose, never half."""

from __future__ import annotations

import pytest

from engagement.enums import ReportState, TextState
from engagement.models import Report
from engagement.policies import Refused
from engagement.reporting import approval, sections
from engagement.reporting.sections import Written
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement.reporting import desk

pytestmark = pytest.mark.django_db
WHY = ("why", "", "en")


def test_words_are_laid_over_the_figures_in_the_languages_that_have_them(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, now)
    desk.write(report, "theme-T03", cast.nia, now, {"en": "Three said so.", "fr": ""})
    found = sections.laid_over(report)
    assert found["texts"]["why"] == desk.WORDS
    assert found["texts"]["limits"] is None
    theme = next(row for row in found["themes"] if row["code"] == "T03")
    assert (theme["summary"], theme["differed"]) == ({"en": "Three said so."}, None)
    assert found["figures"] == report.payload["figures"]
    assert set(report.writers.all()) == {cast.lea, cast.nia}


def test_a_language_that_is_missing_and_unmarked_is_a_gap_with_its_field(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    assert sections.gaps(sections.texts(report), sections.parts(report)) == []
    desk.write(report, "why", cast.lea, now, {"en": "Because.", "fr": "Parce que."})
    [gap] = sections.gaps(sections.texts(report), sections.parts(report))
    assert (gap.part.name, gap.language, gap.field) == ("why", "ar", "id_why_ar")
    with pytest.raises(sections.Incomplete):
        approval.approve(report=report, by=cast.bo, now=now)
    why = sections.part(report, "why")
    sections.write(
        report=report, part=why, words={("why", "", "ar"): Written("", left_out=True)}, version=None, by=cast.lea, now=now
    )
    assert sections.gaps(sections.texts(report), sections.parts(report)) == []
    assert approval.approve(report=report, by=cast.bo, now=now).state == ReportState.APPROVED
    assert sections.laid_over(report)["texts"]["why"] == {"en": "Because.", "fr": "Parce que."}


def test_two_who_write_the_same_part_lose_nothing(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    part = sections.part(report, "why")
    found = sections.write(report=report, part=part, words={WHY: Written("Ana's")}, version=0, by=cast.lea, now=now)
    assert sections.version_of(found, part) == 1
    with pytest.raises(sections.WrittenElsewhere) as raised:
        sections.write(report=report, part=part, words={WHY: Written("Nia's")}, version=0, by=cast.nia, now=now)
    assert raised.value.theirs[WHY].text == "Ana's"
    same = sections.write(report=report, part=part, words={WHY: Written("Ana's")}, version=0, by=cast.nia, now=now)
    assert same[WHY].edited_by == cast.lea, "the same words are no change"
    assert cast.nia not in report.writers.all()


def test_a_text_is_checked_by_another_and_until_one_of_its_languages_changes(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, now)
    with pytest.raises(Refused, match="someone else has to check"):
        sections.check_text(report=report, key=("why", "", "fr"), by=cast.lea, now=now)
    with pytest.raises(Refused, match="missing"):
        sections.check_text(report=report, key=("limits", "", "fr"), by=cast.bo, now=now)
    assert sections.check_text(report=report, key=("why", "", "fr"), by=cast.bo, now=now).state == TextState.CHECKED
    with pytest.raises(Refused, match="nothing to check"):
        sections.check_text(report=report, key=("why", "", "fr"), by=cast.bo, now=now)
    with pytest.raises(Refused, match="Texts are checked by"):
        sections.check_text(report=report, key=("why", "", "en"), by=cast.ana, now=now)
    desk.write(report, "why", cast.lea, now, {"en": "Something else."})
    assert sections.state_of(sections.texts(report), ("why", "", "fr")) == TextState.WRITTEN


@pytest.mark.parametrize("state", [ReportState.RELEASED, ReportState.SUPERSEDED, ReportState.CANCELLED, ReportState.FAILED])
def test_what_is_not_in_the_making_is_not_written_on(cast: Cast, now, state):  # noqa: F811
    report = desk.ready(cast)
    Report.objects.filter(pk=report.pk).update(state=state, approved_by=cast.bo, approved_at=now)
    with pytest.raises(Refused, match="stand as they are"):
        desk.write(report, "why", cast.lea, now)
    assert not report.texts.exists()


def test_only_leads_and_analysts_write(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    for other in (cast.ana, cast.bo, cast.cy, cast.ada, cast.abe, cast.noone):
        with pytest.raises(Refused, match="leads and analysts"):
            desk.write(report, "why", other, now)


def test_the_audit_says_which_texts_and_never_their_words(cast: Cast, now):  # noqa: F811
    report = desk.ready(cast)
    desk.write(report, "why", cast.lea, now)
    event = AuditEvent.objects.get(kind="report.written")
    assert event.details == {"part": "why", "texts": ["why.ar", "why.en", "why.fr"]}
