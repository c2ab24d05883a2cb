"""An edition counts organizations once per cell, only what may be published, and only behind the gate."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.enums import Attribution, ConsentState, ReportState
from engagement.enums import ConversationState as S
from engagement.models import Report
from engagement.reporting import tabulate
from phases.enums import PhaseState
from resilience_portal.accounts.roles import Role
from resilience_portal.disclosure.protect import protect
from resilience_portal.disclosure.tables import key
from tests.engagement import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return scene.staff("ana", Role.OFFICER)


def heard(ana, number: int, *themes: str, talks: int = 1, **fields):
    """An organization that spoke, about these themes, so many times."""
    sector, ward = ("faith", "dene") if number % 2 else ("youth", "metis")
    body = scene.organization(number, sector=scene.sector(sector), ward=scene.ward(ward))
    for _ in range(talks):
        scene.coded(scene.conversation(ana, S.ACCEPTED, organization=body, **fields), *themes)
    return body


def report(**fields) -> Report:
    """A requested report of phase 1."""
    given = {
        "phase": scene.phase(),
        "slug": "what-we-heard-phase-1",
        "title": "What we heard",
        "period_from": date(2026, 1, 1),
        "period_to": date(2026, 12, 31),
        "requested_by": scene.staff("lea", Role.LEAD),
        "requested_at": scene.NOW,
    } | fields
    return Report.objects.create(**given)


def test_an_organization_counts_once_however_often_it_spoke(ana):
    scene.theme("NEE-LANG")
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG", talks=3 if number == 1 else 1)
    counts = {table.spec.name: dict(table.cells) for table in tabulate.edition(report()).counts.tables}
    assert counts["organizations"] == {key(): 12}
    assert counts["conversations"] == {key(): 14}
    assert counts["organizations_by_sector"] == {key(sector="faith"): 6, key(sector="youth"): 6}
    assert counts["organizations_by_theme"] == {key(theme="TRU-STIG"): 12}


def test_what_may_not_be_published_is_not_counted(ana):
    for number in range(1, 12):
        heard(ana, number, "TRU-STIG")
    heard(ana, 12, "TRU-STIG", consent_state=ConsentState.WITHDRAWN)
    heard(ana, 13, "TRU-STIG", attribution=Attribution.NOT_FOR_PUBLICATION)
    heard(ana, 14, "TRU-STIG", held_on=date(2027, 1, 1))
    scene.conversation(ana, S.SUBMITTED, organization=scene.organization(15))
    counts = {table.spec.name: dict(table.cells) for table in tabulate.edition(report()).counts.tables}
    assert counts["organizations"] == {key(): 11}


def test_the_gate_holds_back_too_few_until_the_phase_closes(ana):
    for number in range(1, 10):
        heard(ana, number, "TRU-STIG")
    with pytest.raises(tabulate.NothingToPublish, match="too_few"):
        tabulate.edition(report())
    Report.objects.all().delete()
    phase = scene.phase()
    phase.state = PhaseState.CLOSED_ANALYZING
    phase.save()
    assert len(tabulate.edition(report(phase=phase)).organizations) == 9


def test_a_second_edition_waits_for_ten_new_organizations(ana):
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    first = report()
    edition = tabulate.edition(first)
    bo = scene.staff("bo", Role.REVIEWER)
    Report.objects.update(state=ReportState.RELEASED, inputs=edition.inputs(), approved_by=bo, approved_at=scene.NOW)
    for number in range(13, 22):
        heard(ana, number, "TRU-STIG")
    second = report(version=2)
    with pytest.raises(tabulate.NothingToPublish, match="too_few"):
        tabulate.edition(second)
    heard(ana, 22, "TRU-STIG")
    assert len(tabulate.edition(second).organizations) == 22


def test_small_groups_of_the_universe_are_rolled_up(ana):
    for number in range(1, 31):
        sector = scene.sector(
            ("faith", "youth", "tiny", "minute")[0 if number < 15 else 1 if number < 26 else 2 if number < 28 else 3]
        )
        body = scene.organization(number, sector=sector)
        scene.coded(scene.conversation(ana, S.ACCEPTED, organization=body), "TRU-STIG")
    edition = tabulate.edition(report())
    assert edition.codes("sector") == ("faith", "youth", "other")
    assert edition.codes("ward") == ()  # one ward only: such a table would repeat the total
    assert edition.universe_payload()["by_sector"][-1] == {"code": "other", "organizations": 5}


def test_queries_do_not_grow_with_conversations(ana):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            tabulate.edition(Report.objects.get())
        return len(caught)

    for number in range(1, 12):
        heard(ana, number, "TRU-STIG")
    report()
    before = queries()
    for number in range(12, 40):
        heard(ana, number, "TRU-STIG", "NEE-LANG", talks=2)
    assert queries() == before


def test_the_published_figures_are_the_counts_protected(ana):
    for number in range(1, 24):
        heard(ana, number, *(["TRU-STIG"] if number % 3 else ["NEE-LANG", "TRU-STIG"]))
    edition = tabulate.edition(report())
    safe = protect(edition.counts, [], edition.rules, b"a secret for tests")
    for table in edition.counts.tables:
        for cell in safe.table(table.spec.name).cells:
            assert cell.value % 5 == 0
            assert abs(cell.value - table.cells.get(cell.key, 0)) < 5
