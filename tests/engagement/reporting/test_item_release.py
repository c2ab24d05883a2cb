"""Items of the plan: closed by default, released by two people, frozen, taken back, brought back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from engagement.enums import ItemReleaseState, Parity
from engagement.models import ItemRelease
from engagement.reporting import item_release, items, parity
from phases.domain import timeline
from phases.enums import ItemKind, PhaseState, ReleaseState
from phases.models import Milestone, Phase, ReleasedItem
from phases.policies import Refused
from resilience_portal.audit.models import AuditEvent
from resilience_portal.outbox.models import OutboxJob
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.factories.items import release

pytestmark = pytest.mark.django_db
PAGE = "/en/phases/inform-and-consult/"


@pytest.fixture
def phase(now) -> Phase:
    """A public phase."""
    return scene.phase(title_fr="Informer et consulter", title_ar="الإعلام والتشاور", report_due_on=date(2026, 12, 31))


def reads(client: Client, path: str = PAGE) -> str:
    answer = client.get(path)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_an_edit_shows_only_after_a_second_person_approved_it(client, cast, phase, now):  # noqa: F811
    Phase.objects.filter(pk=phase.pk).update(goal_en="A sentence that nobody approved.")
    phase.refresh_from_db()
    assert "nobody approved" not in reads(client)
    proposal = item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now)
    assert proposal.state == ItemReleaseState.PROPOSED
    assert "nobody approved" not in reads(client)
    for by in (cast.lea, cast.ana, cast.nia, cast.cy):
        with pytest.raises(Refused):
            item_release.approve(release=proposal, by=by, now=now)
    Phase.objects.filter(pk=phase.pk).update(goal_en="Changed behind the second person's back.")
    item_release.approve(release=proposal, by=cast.bo, now=now)
    assert "nobody approved" in reads(client)
    assert "behind" not in reads(client)
    with pytest.raises(Refused):
        item_release.approve(release=proposal, by=cast.bo, now=now)
    assert list(ReleasedItem.objects.of(ItemKind.PHASE).order_by("version").values_list("version", "state")) == [
        (1, ReleaseState.SUPERSEDED),
        (2, ReleaseState.RELEASED),
    ]
    kinds = set(AuditEvent.objects.values_list("kind", flat=True))
    assert {"item_release.proposed", "item_release.approved", "item.published"} <= kinds


def test_only_leads_propose_and_one_proposal_at_a_time(cast, phase, now):  # noqa: F811
    for by in (cast.ana, cast.bo, cast.cy, cast.ada):
        with pytest.raises(Refused):
            item_release.propose(kind=ItemKind.PHASE, record=phase, by=by, now=now)
    Phase.objects.filter(pk=phase.pk).update(goal_en="Another goal.")
    phase.refresh_from_db()
    first = item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now)
    with pytest.raises(Refused):
        item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now)
    item_release.drop(release=first, reason="Not yet.", by=cast.lea, now=now)
    assert item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now).state == ItemReleaseState.PROPOSED


def test_a_moved_date_needs_one_lead_and_keeps_the_old_day_with_its_reason(client, cast, phase, now):  # noqa: F811
    step = Milestone.objects.create(phase=phase, title_en="Conversations end", due_on=date(2026, 12, 1))
    item_release.approve(
        release=item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now), by=cast.bo, now=now
    )
    with pytest.raises(Refused):
        timeline.move_milestone(milestone=step, to=date(2027, 1, 15), reason={"en": " "}, by=cast.lea, now=now)
    for to, why in ((date(2027, 1, 15), "Snow."), (date(2027, 2, 1), "More snow.")):
        timeline.move_milestone(milestone=step, to=to, reason={"en": why, "fr": f"{why} (fr)"}, by=cast.lea, now=now)
    moved = item_release.propose(kind=ItemKind.PHASE, record=Phase.objects.get(pk=phase.pk), by=cast.lea, now=now)
    assert moved.state == ItemReleaseState.RELEASED
    assert moved.approved_by is None
    html = reads(client)
    for words in ("Moved from 1 December 2026 to 15 January 2027", "Snow.", "More snow.", "Due by 1 February 2027"):
        assert words in html
    step.title_en = "Conversations stop"
    step.save()
    words = item_release.propose(kind=ItemKind.PHASE, record=Phase.objects.get(pk=phase.pk), by=cast.lea, now=now)
    assert words.state == ItemReleaseState.PROPOSED, "words are not timetable"


def test_the_promised_day_moves_with_its_reason_or_a_second_person_looks(client, cast, phase, now):  # noqa: F811
    def proposed() -> ItemRelease:
        return item_release.propose(kind=ItemKind.PHASE, record=Phase.objects.get(pk=phase.pk), by=cast.lea, now=now)

    Phase.objects.filter(pk=phase.pk).update(report_due_on=date(2026, 11, 1))
    silent = proposed()
    assert silent.state == ItemReleaseState.PROPOSED, "no reason: somebody else reads it first"
    item_release.drop(release=silent, reason="Silent.", by=cast.lea, now=now)
    Phase.objects.filter(pk=phase.pk).update(report_due_on=date(2026, 12, 31))
    for to, reason in ((date(2027, 2, 1), {"en": " "}), (date(2026, 12, 31), {"en": "No other day."})):
        with pytest.raises(Refused):
            timeline.move_report_day(phase=phase, to=to, reason=reason, by=cast.lea, now=now)
    timeline.move_report_day(phase=phase, to=date(2027, 2, 1), reason={"en": "Many came late."}, by=cast.lea, now=now)
    assert proposed().state == ItemReleaseState.RELEASED
    html = reads(client)
    for words in ("1 February 2027", "Moved from 31 December 2026 to 1 February 2027", "Many came late."):
        assert words in html
    Phase.objects.get(pk=phase.pk).moves.all().delete()
    assert proposed().state == ItemReleaseState.PROPOSED, "what was told of a move is not taken away by one person"


def test_an_earlier_version_with_another_promised_day_needs_a_second_person(cast, phase, now):  # noqa: F811
    first = ReleasedItem.objects.get(kind=ItemKind.PHASE)
    timeline.move_report_day(phase=phase, to=date(2027, 2, 1), reason={"en": "Snow."}, by=cast.lea, now=now)
    item_release.propose(kind=ItemKind.PHASE, record=Phase.objects.get(pk=phase.pk), by=cast.lea, now=now)
    back = item_release.restore(item=first, subject=phase.pk, by=cast.lea, now=now)
    assert back.state == ItemReleaseState.PROPOSED


def test_a_step_that_is_written_anew_with_another_day_needs_a_second_person(cast, phase, now):  # noqa: F811
    Milestone.objects.create(phase=phase, title_en="Conversations end", due_on=date(2026, 12, 1))
    item_release.approve(
        release=item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now), by=cast.bo, now=now
    )
    phase.milestones.all().delete()
    Milestone.objects.create(phase=phase, title_en="Conversations end", due_on=date(2027, 3, 1))
    anew = item_release.propose(kind=ItemKind.PHASE, record=Phase.objects.get(pk=phase.pk), by=cast.lea, now=now)
    assert anew.state == ItemReleaseState.PROPOSED


def test_what_the_public_reads_already_is_not_proposed(cast, phase, now):  # noqa: F811
    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now)
    first = ReleasedItem.objects.get(kind=ItemKind.PHASE)
    with pytest.raises(Refused, match="Nothing has changed since version 1"):
        item_release.restore(item=first, subject=phase.pk, by=cast.lea, now=now)
    assert not ItemRelease.objects.exists()
    older = {key: value for key, value in first.payload.items() if key != "moves"}
    ReleasedItem.objects.filter(pk=first.pk).update(payload=older)
    with pytest.raises(Refused, match="Nothing has changed"):  # a version of before there were moves says the same
        item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now)


def test_it_can_wait_for_its_day(client, cast, phase, now):  # noqa: F811
    Phase.objects.filter(pk=phase.pk).update(goal_en="From Monday on.")
    day = timezone.localdate(now) + timedelta(days=5)
    phase.refresh_from_db()
    waits = item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now, goes_public_on=day)
    item_release.approve(release=waits, by=cast.bo, now=now)
    job = OutboxJob.objects.get(task=item_release.PUBLISH_ITEM_TASK)
    assert timezone.localdate(job.due_at) == day
    item_release.publish_due(release_id=waits.pk, now=now)
    assert "From Monday on" not in reads(client)
    for _twice in range(2):
        item_release.publish_due(release_id=waits.pk, now=now + timedelta(days=5))
    assert "From Monday on" in reads(client)
    assert ReleasedItem.objects.of(ItemKind.PHASE).count() == 2


def test_a_release_on_a_day_whose_work_was_given_up_is_asked_for_again(cast, phase, now):  # noqa: F811
    Phase.objects.filter(pk=phase.pk).update(goal_en="From Monday on.")
    phase.refresh_from_db()
    day = timezone.localdate(now) + timedelta(days=5)
    waits = item_release.propose(kind=ItemKind.PHASE, record=phase, by=cast.lea, now=now, goes_public_on=day)
    item_release.approve(release=waits, by=cast.bo, now=now)
    later = now + timedelta(days=5)
    assert item_release.plan_due(now=now) == 0, "not its day"
    assert item_release.plan_due(now=later) == 0, "in the outbox already"
    OutboxJob.objects.filter(task=item_release.PUBLISH_ITEM_TASK).update(failed_at=now)
    assert [item_release.plan_due(now=later) for _twice in range(2)] == [1, 0]
    item_release.publish_due(release_id=waits.pk, now=later)
    assert item_release.plan_due(now=later) == 0


def test_taken_back_at_once_and_brought_back_by_two(client, cast, phase, now):  # noqa: F811
    address = {"kind": ItemKind.PHASE, "subject": phase.pk, "slug": phase.slug}
    with pytest.raises(Refused):
        item_release.take_back(**address, reason=" ", by=cast.bo, now=now)
    with pytest.raises(Refused):
        item_release.take_back(**address, reason="A mistake.", by=cast.ana, now=now)
    item_release.take_back(**address, reason="A mistake.", by=cast.bo, now=now)
    assert reads(client) == "404"
    assert "Inform and consult" not in reads(client, "/en/phases/") + reads(client, "/en/") + reads(client, "/api/v1/phases/")
    assert ItemRelease.objects.get().reason == "A mistake."
    old = ReleasedItem.objects.get()
    again = item_release.restore(item=old, subject=phase.pk, by=cast.lea, now=now)
    assert again.state == ItemReleaseState.PROPOSED
    item_release.approve(release=again, by=cast.bo, now=now)
    assert "Inform and consult" in reads(client)


def test_opening_and_closing_shows_at_once_without_unreleased_words(client, cast, phase, now):  # noqa: F811
    Phase.objects.filter(pk=phase.pk).update(goal_en="Still a draft.")
    closed = item_release.move_phase(phase=phase, to=PhaseState.CLOSED_ANALYZING, by=cast.lea, now=now)
    assert closed.state == PhaseState.CLOSED_ANALYZING
    assert "Closed: analysis under way" in reads(client)
    assert "Still a draft" not in reads(client)
    with pytest.raises(Refused):
        item_release.move_phase(phase=closed, to=PhaseState.CLOSED_REPORT_AVAILABLE, by=cast.lea, now=now)
    with pytest.raises(Refused):
        item_release.move_phase(phase=closed, to=PhaseState.OPEN, by=cast.bo, now=now)


def test_a_phase_does_not_close_before_it_says_when_the_public_will_hear(cast, phase, now):  # noqa: F811
    release(ItemKind.PHASE, phase, report_due_on=None)
    with pytest.raises(Refused, match="by when"):
        item_release.move_phase(phase=phase, to=PhaseState.CLOSED_ANALYZING, by=cast.lea, now=now)


def test_giving_a_phase_up_takes_it_from_the_public(client, cast, phase, now):  # noqa: F811
    item_release.move_phase(phase=phase, to=PhaseState.NOT_GOING_FORWARD, by=cast.lea, now=now, reason="No funding.")
    assert reads(client) == "404"


def test_a_promised_report_that_is_late_says_so_by_itself(client, cast, phase, now):  # noqa: F811
    yesterday = timezone.localdate() - timedelta(days=1)
    Phase.objects.filter(pk=phase.pk).update(report_due_on=yesterday)
    phase.refresh_from_db()
    release(ItemKind.PHASE, phase)
    assert "is late" not in reads(client), "an open phase owes nothing yet"
    item_release.move_phase(phase=phase, to=PhaseState.CLOSED_ANALYZING, by=cast.lea, now=now)
    for path in (PAGE, "/en/phases/", "/en/"):
        assert "late" in reads(client, path), path
    assert "متأخر" in reads(client, "/ar/phases/")
    release(ItemKind.PHASE, phase, state=PhaseState.CLOSED_REPORT_AVAILABLE)  # and then its report was taken back
    assert "is late" in reads(client)
    assert "report available" not in reads(client)


def test_a_read_translation_is_unread_again_when_the_words_change(cast, phase, now):  # noqa: F811
    def far(kind: ItemKind, record) -> dict[str, Parity]:
        return parity.parity(kind, record, items.words_of(kind, record))

    Phase.objects.filter(pk=phase.pk).update(goal_en="", promise_en="")
    phase.refresh_from_db()
    assert far(ItemKind.PHASE, phase)["fr"] == Parity.MACHINE
    given = {"kind": ItemKind.PHASE, "record": phase, "language": "fr", "by": cast.lea, "now": now}
    with pytest.raises(Refused, match="Read them again"):
        item_release.check_language(seen="what stood there yesterday", **given)
    item_release.check_language(seen=parity.digest(items.words_of(ItemKind.PHASE, phase), "fr"), **given)
    assert far(ItemKind.PHASE, phase)["fr"] == Parity.CHECKED
    phase.title_en = "Inform and listen"
    assert far(ItemKind.PHASE, phase)["fr"] == Parity.MACHINE
    Milestone.objects.create(phase=phase, title_en="Talks end", title_fr="Fin des entretiens", due_on=date(2026, 12, 1))
    assert far(ItemKind.PHASE, phase) == {"en": "machine", "fr": Parity.MACHINE, "ar": Parity.MISSING}, "steps are read"
    phase.goal_en = "A goal without French."
    assert far(ItemKind.PHASE, phase)["fr"] == Parity.MISSING
