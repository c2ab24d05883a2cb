"""An edition counts organizations once per cell, only what may be published, and only behind the gate."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.enums import Attribution, ConsentState, ReportState
from engagement.enums import ConversationState as S
from engagement.models import CodebookVersion, Conversation, Report
from engagement.reporting import earlier, payload, tabulate
from phases.enums import PhaseState
from resilience_portal.accounts.roles import Role
from resilience_portal.disclosure.protect import Course, protect
from resilience_portal.disclosure.tables import key
from stakeholders.enums import OrganizationStatus
from stakeholders.models import Organization
from tests.engagement import scene

pytestmark = pytest.mark.django_db
SECRET = b"a secret for tests"


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


def released(edition: tabulate.Edition, made: Report) -> Report:
    """The report as it is after two people let it out."""
    safe = tabulate.protected(edition, SECRET)
    made.payload = {"figures": safe.to_payload(), "universe": edition.universe_payload()}
    made.inputs, made.state, made.approved_by = edition.inputs(), ReportState.RELEASED, scene.staff("bo", Role.REVIEWER)
    made.approved_at = made.released_at = scene.NOW + timedelta(days=made.version)
    made.save()
    return made


def edited(made: Report, **fields) -> Report:
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made


def test_a_closed_phase_takes_in_its_last_ones_once(ana):
    """Else each late organization would have an edition to itself."""
    phase = edited(scene.phase(), state=PhaseState.CLOSED_ANALYZING)
    for number in range(1, 9):
        heard(ana, number, "TRU-STIG")
    first = report(phase=phase)
    released(tabulate.edition(first), first)
    heard(ana, 9, "TRU-STIG")
    with pytest.raises(tabulate.NothingToPublish, match="too_few"):
        tabulate.edition(report(phase=phase, version=2))


CROSSED = {"organizations_by_sector_and_theme", "organizations_by_ward_and_theme"}


def test_crossed_tables_wait_until_the_phase_closes_and_stay_from_then_on(ana):
    """Whoever saw who came to the first ten would else know what the three of a ward said."""

    def shown(edition) -> tuple[set[str], set[str]]:
        made = tabulate.protected(edition, SECRET).to_payload()
        return {table["name"] for table in made["tables"]}, {note["table"] for note in made["notes"] if note["code"] == "later"}

    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    first = report()
    interim = tabulate.edition(first)
    tables, later = shown(interim)
    assert "organizations_by_theme" in tables
    assert (tables & CROSSED, later) == (set(), CROSSED)
    released(interim, first)
    assert tabulate.rebuilt(first, SECRET).to_payload() == tabulate.protected(interim, SECRET).to_payload()
    mended = report(version=2, corrects=first, reason="Wrong.")
    assert shown(tabulate.edition(mended))[1] == CROSSED
    mended.delete()
    edited(scene.phase(), state=PhaseState.CLOSED_ANALYZING)
    heard(ana, 13, "TRU-STIG")
    last = report(version=3)
    closing = tabulate.edition(last)
    assert shown(closing) == (tables | CROSSED, set())
    released(closing, last)
    assert shown(tabulate.edition(report(version=4, corrects=last, reason="Wrong.")))[1] == set()


def test_an_earlier_cut_off_than_the_last_ones_is_refused(ana):
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    first = report()
    released(tabulate.edition(first), first)
    with pytest.raises(tabulate.NothingToPublish, match="cut_off_too_early"):
        tabulate.edition(report(version=2, period_to=date(2026, 12, 30)))


def test_a_merged_organization_is_not_new_and_nobody_left(ana):
    bodies = [heard(ana, number, "TRU-STIG") for number in range(1, 13)]
    first = report()
    released(tabulate.edition(first), first)
    for number in range(13, 24):
        heard(ana, number, "TRU-STIG")
    kept = heard(ana, 24, "TRU-STIG")
    Conversation.objects.filter(organization=bodies[0]).update(organization=kept)
    Organization.objects.filter(pk=bodies[0].pk).update(
        status=OrganizationStatus.MERGED, merged_into=kept, in_universe=False, ward=None
    )
    second = tabulate.edition(report(version=2))
    assert kept.pk in earlier.organizations(first)
    assert len(second.organizations) == 23


def test_who_withdraws_leaves_at_the_next_edition_and_figures_may_fall(ana):
    bodies = [heard(ana, number, "TRU-STIG" if number > 1 else "TRU-FEAR") for number in range(1, 13)]
    first = report()
    released(tabulate.edition(first), first)
    Conversation.objects.filter(organization=bodies[0]).update(consent_state=ConsentState.WITHDRAWN)
    for number in range(13, 22):
        heard(ana, number, "TRU-STIG")
    second = report(version=2)
    with pytest.raises(tabulate.NothingToPublish, match="too_few"):  # not alone, and not with nine
        tabulate.edition(second)
    heard(ana, 22, "NEE-LANG")
    edition = tabulate.edition(second)
    assert bodies[0].pk not in edition.organizations
    assert edition.course == Course.LEFT
    assert tabulate.protected(edition, SECRET).is_correction


def test_an_edition_is_built_again_from_what_was_stored_without_reading_a_conversation(ana):
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    first = report()
    released(tabulate.edition(first), first)
    for number in range(13, 24):
        heard(ana, number, "NEE-LANG")
    second = report(version=2)
    released(tabulate.edition(second), second)
    Conversation.objects.all().delete()
    for made in Report.objects.order_by("version"):
        assert tabulate.rebuilt(made, SECRET).to_payload() == made.payload["figures"]


def test_groups_stay_rolled_up_although_the_universe_grows(ana):
    for number in range(1, 31):
        heard(ana, number, "TRU-STIG")
    for number in range(31, 35):
        scene.organization(number, sector=scene.sector("tiny"), ward=scene.ward("far"))
    for number in range(35, 37):
        scene.organization(number, sector=scene.sector("minute"), ward=scene.ward("away"))
    first = report()
    edition = tabulate.edition(first)
    assert edition.codes("sector") == ("faith", "youth", "other")
    released(edition, first)
    for number in range(37, 60):
        heard(ana, number, "TRU-STIG")
        Organization.objects.filter(reference=f"ORG-{number:03}").update(sector=scene.sector("tiny"), ward=scene.ward("far"))
    second = tabulate.edition(report(version=2))
    assert second.codes("sector") == ("faith", "youth", "other")
    assert second.universe_payload()["by_sector"][-1] == {"code": "other", "organizations": 29}


def test_a_group_that_became_too_small_takes_its_tables_with_it(ana):
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    first = report()
    released(tabulate.edition(first), first)
    for number in range(13, 40):
        heard(ana, number, "TRU-STIG")
    Organization.objects.filter(ward=scene.ward("metis")).update(ward=scene.ward("dene"))
    second = tabulate.edition(report(version=2))
    assert (second.codes("sector"), second.codes("ward")) == (("faith", "youth"), ())
    assert tabulate.protected(second, SECRET).blank("organizations_by_ward", ward="dene") == "withheld"


def test_the_stricter_gate_keeps_back_who_would_grow_a_sector_by_few(ana, settings):
    settings.DISCLOSURE_CORE = 5
    for number in range(1, 21):
        heard(ana, number, "TRU-STIG")
    for number in range(21, 28):
        scene.organization(number, sector=scene.sector("arts"))
    for number in (21, 22):
        scene.coded(scene.conversation(ana, S.ACCEPTED, organization=scene.organization(number)), "TRU-STIG")
    edition = tabulate.edition(report())
    assert len(edition.organizations) == 20
    assert tabulate.protected(edition, SECRET).to_payload()["rules"]["core"] == 5


def test_a_city_may_publish_the_lower_sectors_and_keeps_to_it_within_a_phase(ana, settings):
    settings.DISCLOSURE_SECTOR_LEVEL = "lower"
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    first = report()
    edition = tabulate.edition(first)
    assert edition.codes("sector") == ("faith-sub", "youth-sub")
    released(edition, first)
    settings.DISCLOSURE_SECTOR_LEVEL = "upper"
    for number in range(13, 24):
        heard(ana, number, "TRU-STIG")
    assert tabulate.edition(report(version=2)).codes("sector") == ("faith-sub", "youth-sub")


@pytest.mark.parametrize(("state", "word"), [("open", "not_yet_coded"), ("closed_analyzing", "not_asked")])
def test_a_theme_that_came_into_the_codebook_later_has_a_word_instead_of_a_zero(ana, state, word):
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    scene.theme("NEW-LATE")
    CodebookVersion.objects.create(
        number=2, change="added", subjects=["NEW-LATE"], made_by=ana, made_at=datetime(2027, 2, 1, tzinfo=UTC)
    )
    edition = tabulate.edition(report(phase=edited(scene.phase(), state=state)))
    assert edition.codes("theme") == ("TRU-STIG",)
    safe = tabulate.protected(edition, SECRET)
    assert safe.blank("organizations_by_theme", theme="NEW-LATE") == word
    made, _keys = payload.assemble(report=Report.objects.get(), edition=edition, safe=safe, on=date(2027, 3, 1))
    assert [(row["code"], row["strength"] is None) for row in made["themes"]] == [("TRU-STIG", False), ("NEW-LATE", True)]
    assert made["labels"]["theme"].keys() == {"TRU-STIG", "NEW-LATE"}


def test_two_reports_of_one_phase_know_of_each_other(ana):
    for number in range(1, 13):
        heard(ana, number, "TRU-STIG")
    one, other = report(), report(slug="progress-phase-1", kind="progress")
    for made in (one, other):
        edited(made, inputs=tabulate.edition(made).inputs())
    assert earlier.is_still_the_latest(other)
    released(tabulate.edition(one), one)
    assert not earlier.is_still_the_latest(other)
    with pytest.raises(tabulate.NothingToPublish, match="too_few"):
        tabulate.edition(other)


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


def test_no_number_of_organizations_is_behind_the_naming_of_a_way_of_talking(ana):
    """Named as soon as five met it, whoever watches the name appear would know that exactly five had, and who came last."""

    def named(secret: int) -> tuple[str, ...]:
        safe = tabulate.protected(edition, b"%d" % secret)
        made, _keys = payload.assemble(report=asked, edition=edition, safe=safe, on=date(2026, 12, 31))
        return tuple(made["methods"]), safe.to_payload()["tables"]

    for number in range(1, 13):
        heard(ana, number, "TRU-STIG", method="phone" if number <= 4 else "in_person", language="tl" if number <= 4 else "en")
    asked = report()
    edition = tabulate.edition(asked)
    with_four = [named(secret) for secret in range(12)]
    body = Conversation.objects.filter(method="in_person").first()
    scene.conversation(ana, S.ACCEPTED, organization=body.organization, method="phone", language="tl")
    edition = tabulate.edition(asked)
    with_five = [named(secret) for secret in range(12)]
    assert {methods for methods, _tables in with_four} == {("in_person",), ("in_person", "phone")}
    twins = [number for number, (methods, _tables) in enumerate(with_four) if "phone" in methods]
    assert twins
    assert all(with_four[number][0] == with_five[number][0] for number in twins)
    for methods, tables in with_five:
        shown = next(table for table in tables if table["name"] == "organizations_by_method")["cells"]
        assert list(methods) == sorted(cell["key"]["method"] for cell in shown if cell["value"])


def test_rare_languages_are_one_and_an_organization_counts_once_in_it(ana):
    scene.theme("NEE-LANG")
    for number in range(1, 13):
        body = heard(ana, number, "TRU-STIG", language="xx" if number <= 6 else "en")
        if number == 1:
            scene.conversation(ana, S.ACCEPTED, organization=body, language="yy")
    tables = {table.spec.name: dict(table.cells) for table in tabulate.edition(report()).counts.tables}
    assert tables["organizations_by_language"] == {key(language="und"): 6, key(language="en"): 6}
