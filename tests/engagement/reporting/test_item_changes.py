"""What a second person is shown of a proposal: every field that differs, in every language, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from engagement.models import PublicCommitment
from engagement.reporting import item_changes, items
from phases.enums import ItemKind, MouState
from phases.models import Milestone
from stakeholders.models import Organization
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.factories.plan import (
    make_finding,
    make_group,
    make_group_finding,
    make_project,
    make_promise,
    make_session,
)

pytestmark = pytest.mark.django_db


def told(kind: ItemKind, before: Any, after: Any) -> list[tuple[str, str, str]]:
    return [(row.where, row.before, row.after) for row in item_changes.changes(kind, before, after)]


def test_a_change_in_another_language_is_shown_alone_and_under_its_name():
    project = make_project(title_en="Month Thirteen", title_fr="Le treizième mois", summary_fr="Accueillir.")
    before = items.payload_of(ItemKind.PROJECT, project)
    project.summary_fr = "Accueillir tout le monde."
    project.save()
    found = told(ItemKind.PROJECT, before, items.payload_of(ItemKind.PROJECT, project))
    assert found == [("summary (français)", "Accueillir.", "Accueillir tout le monde.")]
    assert told(ItemKind.PROJECT, before, before) == []


def test_languages_that_read_the_same_words_stand_together():
    """Where French is not written yet, its readers read the English words: one change, not three."""
    phase = scene.phase(title_en="Listen", title_ar="الإصغاء")
    before = items.payload_of(ItemKind.PHASE, phase)
    phase.title_en = "Listen well"
    found = told(ItemKind.PHASE, before, items.payload_of(ItemKind.PHASE, phase))
    assert found == [("title (English · français)", "Listen", "Listen well")]


def test_facts_read_as_words_and_rows_by_their_names():
    phase = scene.phase(report_due_on=date(2026, 12, 31))
    kept = Milestone.objects.create(phase=phase, title_en="Conversations end", due_on=date(2026, 12, 1))
    before = items.payload_of(ItemKind.PHASE, phase)
    Milestone.objects.create(phase=phase, title_en="Analysis", title_fr="Analyse", title_ar="التحليل", due_on=date(2026, 11, 1))
    kept.due_on = date(2026, 12, 24)
    kept.save()
    phase.report_due_on, phase.state = None, "closed_analyzing"
    found = told(ItemKind.PHASE, before, items.payload_of(ItemKind.PHASE, phase))
    assert ("state", "Open: taking part is possible", "Closed: analysis under way") in found
    assert ("you will hear by", "31 December 2026", "") in found
    due = [row for row in found if row[0] == "milestone “Conversations end”: due"]
    assert due == [("milestone “Conversations end”: due", "1 December 2026", "24 December 2026")]
    assert ("milestone “Analysis”: title (français)", "", "Analyse") in found
    with translation.override("fr"):
        assert "état" in [row[0] for row in told(ItemKind.PHASE, before, items.payload_of(ItemKind.PHASE, phase))]


def test_a_partner_taken_out_and_a_file_of_the_same_name_are_shown():
    project = make_project()
    partner = Organization.objects.create(name="Cottonwood Hall", sector=scene.sector(), may_be_listed=True)
    row = project.partners.create(organization=partner, is_named=True, mou_state=MouState.SIGNED)
    before = items.payload_of(ItemKind.PROJECT, project)
    row.delete()
    found = told(ItemKind.PROJECT, before, items.payload_of(ItemKind.PROJECT, project))
    assert ("partner of a project “Cottonwood Hall”: name", "Cottonwood Hall", "") in found
    file = {"name": "guide.pdf", "kind": "pdf", "size": 10, "sha256": "aa"}
    page = {"title": {"en": "Guide"}, "url": "", "licence": "cc_by"}
    one, other = ({"documents": [page | {"file": file | {"sha256": digest}}]} for digest in ("aa", "bb"))
    assert [row[2] for row in told(ItemKind.PROJECT, one, other)] == ["guide.pdf, SHA-256 bb"]


def test_another_order_and_a_second_row_of_the_same_words_are_shown():
    rows = [{"criterion": "include", "text": {"en": words}} for words in ("Parents", "Coaches")]
    before, turned, twice = {"criteria": rows}, {"criteria": rows[::-1]}, {"criteria": [*rows, rows[0]]}
    assert told(ItemKind.FOCUS_GROUP, before, turned) == [
        ("recruitment criterion: order", "Parents · Coaches", "Coaches · Parents")
    ]
    added = told(ItemKind.FOCUS_GROUP, before, twice)
    assert ("recruitment criterion “Parents”: criterion (English)", "", "Parents") in added
    assert told(ItemKind.FOCUS_GROUP, twice, before), "and so is that it is gone"


@pytest.mark.parametrize("kind", [kind for kind in ItemKind if kind not in (ItemKind.PLAN, ItemKind.NOTICE)])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_every_field_of_every_kind_has_words(kind, language, cast):  # noqa: F811
    """No name of a column or a code reaches the reader, whichever field differs."""
    made: dict[ItemKind, Any] = {
        ItemKind.PHASE: scene.phase,
        ItemKind.FOCUS_GROUP: make_group,
        ItemKind.SESSION: make_session,
        ItemKind.FINDING: lambda: make_finding("TRU-STIG"),
        ItemKind.GROUP_FINDING: make_group_finding,
        ItemKind.PROJECT: make_project,
        ItemKind.COMMITMENT: lambda: PublicCommitment.objects.get(commitment=make_promise().commitment),
    }
    payload = items.payload_of(kind, made[kind]())
    with translation.override(language):
        rows = item_changes.changes(kind, {}, payload)
    assert rows
    for row in rows:
        assert "_" not in row.label, row
        if language == "ar":
            last = row.label.rpartition(": ")[2]
            assert not last.isascii(), row.label
