"""The demo set in the portal: the staff's cross-tables are the set's own counts; what is published is those, protected."""

from __future__ import annotations

import json
import uuid
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction

from engagement.domain import second_coding
from engagement.domain.recording import next_references
from engagement.enums import Parity, QuoteState, ReportState
from engagement.management import edmonton_files
from engagement.management.edmonton_people import PARENTS, SECTOR_CODES, sector_code
from engagement.models import (
    Commitment,
    Conversation,
    FocusGroup,
    FocusGroupSession,
    GroupFinding,
    Project,
    Quote,
    Registration,
    Report,
    SecondCoding,
)
from engagement.reporting import approval, build, crosstabs, items, parity, release, request
from engagement.reporting.method import method_box
from phases.enums import ItemKind
from phases.models import Phase, PublishedReport, ReleasedItem, Theme
from resilience_portal.accounts.models import User
from resilience_portal.accounts.roles import Role
from resilience_portal.audit.models import AuditEvent
from resilience_portal.audit.record import first_broken
from resilience_portal.disclosure.rules import Rules
from stakeholders.models import Organization, Person
from tests.conftest import NOW

pytestmark = pytest.mark.thorough  # the whole set is loaded
DATA = Path(__file__).parents[1] / "data" / "edmonton"
EXPECTED = json.loads((DATA / "expected.json").read_text())["phase1"]
OURS = {ours: theirs for theirs, ours in SECTOR_CODES.items()}


@pytest.fixture(scope="module")
def loaded(kept):
    """The set, loaded once for all tests of this file."""
    call_command("load_demo", verbosity=0)


@pytest.fixture
def demo(loaded, db):
    """The loaded set; what a test changes is its own."""


def test_everything_is_there_and_a_second_load_changes_nothing(demo):
    call_command("load_demo", verbosity=0)
    counts = (Organization.objects.count(), Person.objects.count(), Theme.objects.count(), Commitment.objects.count())
    assert counts == (55, 92, 26, 69)
    assert Conversation.objects.count() == EXPECTED["conversations_all"]
    assert Quote.objects.filter(state=QuoteState.APPROVED).count() == EXPECTED["quotes_approved"]
    assert first_broken() is None


def test_the_staffs_cross_tables_agree_with_the_sets_own_counts(demo):
    every, usable = Conversation.objects.all(), Conversation.objects.publishable()
    assert crosstabs.conversations_by("method", every) == EXPECTED["method_all"]
    assert crosstabs.conversations_by("language", every) == EXPECTED["language_all"]
    assert usable.count() == EXPECTED["conversations_publishable"]
    assert every.filter(police_present=True).count() == EXPECTED["police_present_all"]
    assert crosstabs.conversations_by("theme", usable) == EXPECTED["theme_conversations_publishable"]
    assert crosstabs.organizations_by("theme", usable) == EXPECTED["theme_organizations_publishable"]
    for found, name in (
        (crosstabs.conversations_by("sector", usable), "conversations_by_sector_publishable"),
        (crosstabs.organizations_by("sector", usable), "organizations_by_sector_publishable"),
    ):
        assert {OURS.get(code, code): count for code, count in found.items()} == EXPECTED[name]
    states = crosstabs.conversations_by("state", every)
    assert {("approved" if code == "accepted" else code): n for code, n in states.items()} == EXPECTED["conversations_by_status"]


def test_sector_by_theme_is_what_the_files_say(demo):
    """Counted once more from the files, without the portal."""
    talks = {row["ref"]: row for row in edmonton_files.rows("conversations")}
    sectors = {row["ref"]: sector_code(row["sector"]) for row in edmonton_files.rows("organizations")}
    spoke, talked = defaultdict(set), Counter()
    for row in edmonton_files.rows("conversation_themes"):
        talk = talks[row["conversation_ref"]]
        consented = talk["consent_status"] in ("given_verbal", "given_written", "not_required")
        if talk["status"] == "approved" and consented and talk["attribution_level"] != "not_for_publication":
            cell = sectors[talk["organization_ref"]], row["theme_code"]
            spoke[cell].add(talk["organization_ref"])
            talked[cell] += 1
    usable = Conversation.objects.publishable()
    assert crosstabs.organizations_across("sector", "theme", usable) == {cell: len(found) for cell, found in spoke.items()}
    assert crosstabs.conversations_across("sector", "theme", usable) == talked
    assert sum(crosstabs.conversations_across("language", "method", Conversation.objects.all()).values()) == 141


def test_who_can_sign_in_and_as_what(demo):
    for role in Role:
        user = authenticate(username=role.value, password="demo-portal")
        assert user is not None
        assert (user.has_role(role), user.is_staff) == (True, role == Role.ADMINISTRATOR)
    assert authenticate(username="officer2", password="demo-portal").has_role(Role.OFFICER)
    assert authenticate(username="note.taker", password="demo-portal") is None
    assert User.objects.get(username="liaison").institution.is_police


def test_groups_projects_and_promises_are_there_and_only_the_released_are_public(demo):
    assert (FocusGroup.objects.count(), FocusGroupSession.objects.count(), Registration.objects.count()) == (9, 16, 147)
    assert (GroupFinding.objects.count(), Project.objects.count()) == (24, 5)
    public = Counter(ReleasedItem.objects.current().values_list("kind", flat=True))
    assert public["project"] == 4, "the fifth waits for its second person"
    assert public["group_finding"] == 23, "one is held by its host"
    assert (public["phase"], public["focus_group"], public["finding"], public["commitment"]) == (3, 9, 12, 12)
    assert not Registration.objects.exclude(honorarium_paid_on=None).exclude(name="").exists(), "paid is forgotten"
    settled = ("attended", "no_show", "cancelled", "withdrawn")
    named = Registration.objects.exclude(name="")
    assert not named.filter(state__in=settled).exists(), "nobody is kept whose place is settled"
    assert named.filter(state="registered").exists()


def test_texts_are_in_three_languages_and_each_state_of_them_is_to_be_seen(demo):
    waits = Project.objects.get(reference="PRJ-05")
    found = Counter(
        state
        for kind, known in items.KINDS.items()
        for record in known.model._default_manager.all()
        for state in parity.parity(kind, record, items.words_of(kind, record)).values()
    )
    assert set(found) == set(Parity)
    assert found[Parity.CHECKED] > 8 * found[Parity.MISSING]
    assert Parity.MACHINE in parity.parity("project", waits, items.words_of("project", waits)).values()
    public = ReleasedItem.objects.of(ItemKind.GROUP_FINDING).current()
    assert sum(row.payload["written"] != ["en", "fr", "ar"] for row in public) == 1, "one waits for its translation"


def test_what_a_failed_project_came_to_is_public_in_three_languages(demo):
    [failed] = ReleasedItem.objects.of(ItemKind.PROJECT).current().filter(payload__state="ended_early")
    assert len(set(failed.payload["outcome"].values())) == 3
    assert failed.payload["state_history"][-1]["reason"]["fr"].startswith("Les juristes")


def test_an_organization_is_found_by_what_people_call_it(demo):
    for words, reference in (("larkhollow mosque", "ORG-001"), ("prevention alliance", "ORG-027"), ("بيت الجيران", "ORG-036")):
        assert [found.reference for found in Organization.objects.matching(words)] == [reference]
    assert Organization.objects.matching("northern loom youth hub").count() == 2


def test_records_read_as_if_staff_had_made_them(demo, now):
    talk = Conversation.objects.get(reference="P1-0001")
    assert str(talk.created_at.astimezone(edmonton_files.EDMONTON))[:16] == "2018-09-18 21:07"
    assert Conversation.objects.matching("parents recruitment online").filter(pk=talk.pk).exists()
    assert talk.organization.last_contact_on == max(
        Conversation.objects.filter(organization=talk.organization).values_list("held_on", flat=True)
    )
    assert not [talk.reference for talk in Conversation.objects.accepted() if talk.reviewed_by_id in talk.authors]
    assert AuditEvent.objects.filter(kind="demo.loaded").count() == 1
    with transaction.atomic():
        assert next_references(talk.phase, 1) == ["P1-0142"]


def test_the_second_coding_goes_to_the_method_box(demo):
    phase = Phase.objects.get(number=1)
    box = method_box(phase, until=phase.ends_on, rules=Rules(), secret=b"a secret for tests")
    assert box["second_coded"]
    assert box["agreement"].pop("conversations") in {25, 30}
    assert box["agreement"] == {"kappa": 0.94, "alpha": 0.94}
    assert second_coding.agreement(SecondCoding.objects.submitted()).kappa == pytest.approx(0.95, abs=0.01)


@pytest.fixture(scope="module")
def released(loaded) -> uuid.UUID:
    """The first report, asked for, built and released once, for the tests from here on."""
    now = NOW
    phase, lead = Phase.objects.get(number=1), User.objects.get(username="lead")
    made = request.request_report(
        phase=phase,
        period_from=phase.starts_on,
        period_to=phase.ends_on,
        title={"en": "What We Heard: Phase 1"},
        by=lead,
        now=now,
    )
    build.build(report_id=made.pk, now=now)
    made.refresh_from_db()
    assert made.state == ReportState.READY, made.problem
    approval.approve(report=made, by=User.objects.get(username="reviewer"), now=now)
    release.publish(report_id=made.pk, now=now)
    release.publish(report_id=made.pk, now=now)
    return made.pk


@pytest.fixture
def report(released, db) -> Report:
    """That report; what a test changes is its own."""
    return Report.objects.get(pk=released)


def test_a_release_that_the_worker_gave_up_can_be_released_again(demo, now):
    phase, reviewer = Phase.objects.get(number=1), User.objects.get(username="reviewer")
    period = {"period_from": phase.starts_on, "period_to": phase.ends_on}
    lead = User.objects.get(username="lead")
    made = request.request_report(phase=phase, **period, title={"en": "What We Heard"}, by=lead, now=now)
    build.build(report_id=made.pk, now=now)
    approval.approve(report=made, by=reviewer, now=now)
    release.give_up(report_id=made.pk, now=now)
    made.refresh_from_db()
    assert (made.state, made.problem, made.approved_by) == (ReportState.READY, "publishing", None)
    assert not PublishedReport.objects.exists()
    approval.approve(report=made, by=reviewer, now=now)
    release.publish(report_id=made.pk, now=now)
    release.give_up(report_id=made.pk, now=now)
    made.refresh_from_db()
    assert (made.state, made.problem) == (ReportState.RELEASED, "")


def test_the_published_figures_are_those_counts_protected(report):
    assert report.state == ReportState.RELEASED
    released = PublishedReport.objects.get()
    tables = {table["name"]: table for table in released.payload["figures"]["tables"]}

    def near(name: str, key: dict[str, str], true: int) -> None:
        cell = next(cell for cell in tables[name]["cells"] if cell["key"] == key)
        assert cell["value"] % 5 == 0
        assert abs(cell["value"] - true) < 5, (name, key)

    near("organizations", {}, EXPECTED["organizations_publishable"])
    near("conversations", {}, EXPECTED["conversations_publishable"])
    for code, true in EXPECTED["theme_organizations_publishable"].items():
        near("organizations_by_theme", {"theme": code}, true)
    tops: Counter[str] = Counter()
    for code, true in EXPECTED["organizations_by_sector_publishable"].items():
        tops[PARENTS.get(code, "community")] += true
    for code, true in tops.items():
        near("organizations_by_sector", {"sector": code}, true)


def test_nothing_of_the_records_is_in_the_payload(report):
    text = json.dumps(PublishedReport.objects.get().payload, ensure_ascii=False)
    for talk in Conversation.objects.all():
        assert talk.reference not in text
        assert talk.notes[:60] not in text
        assert str(talk.pk) not in text
    for person in Person.objects.exclude(name__in=["A. N."]):
        assert person.name not in text
    assert text.count('"quotes"') > 0
    assert len(PublishedReport.objects.get().payload["quotes"]) <= EXPECTED["quotes_approved"]
