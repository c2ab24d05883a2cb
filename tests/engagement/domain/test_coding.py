"""Every step of coding can be undone and redone, also by another request; a point has a life of its own."""

from __future__ import annotations

import random

import pytest
from django.db import IntegrityError, transaction

from engagement.domain import coding, points
from engagement.enums import ConversationState as S
from engagement.enums import PointStatus, QuoteLicence, Seriousness, Stance
from engagement.models import CodingStep, Point, PointTheme
from engagement.policies import Refused
from resilience_portal.audit.models import AuditEvent
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.engagement.scene import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(cast: Cast):  # noqa: F811
    return scene.conversation(cast.ana, S.SUBMITTED, notes="One two three four five six seven eight.")


def state(talk):
    codings = PointTheme.objects.filter(point__conversation=talk).select_related("point", "theme")
    rated = Point.objects.filter(conversation=talk).values_list("start", "end", "seriousness", "quote_licence")
    rows = ((row.point.start, row.point.end, row.theme.code, row.stance) for row in codings)
    return sorted(map(str, rows)), sorted(map(str, rated))


def test_any_row_of_steps_is_undone_and_redone_to_the_letter(talk, cast: Cast):  # noqa: F811
    chance, themes = random.Random(3), [scene.theme(code) for code in ("A-ONE", "A-TWO", "B-ONE")]
    stands = [state(talk)]
    for _step in range(25):
        found = list(PointTheme.objects.filter(point__conversation=talk))
        number = CodingStep.objects.count()
        if found and chance.random() < 0.35:
            coding.uncode(coding=chance.choice(found), by=cast.nia, now=NOW)
        elif found and chance.random() < 0.3:
            coding.rate(
                point=chance.choice(found).point, seriousness=chance.choice(list(Seriousness)),
                licence=chance.choice(list(QuoteLicence)), by=cast.nia, now=NOW,
            )  # fmt: skip
        else:
            start = chance.choice([None, 0, 4, 8])
            place = {"start": start, "end": None if start is None else start + chance.choice([3, 9])}
            coding.code(
                conversation=talk, theme=chance.choice(themes), stance=chance.choice(list(Stance)), **place, by=cast.nia, now=NOW
            )
        if CodingStep.objects.count() > number:
            stands.append(state(talk))
    for before in reversed(stands[:-1]):
        coding.undo(conversation=talk, by=cast.nia, now=NOW)
        assert state(talk) == before
    with pytest.raises(Refused):
        coding.undo(conversation=talk, by=cast.nia, now=NOW)
    for after in stands[1:]:
        coding.redo(conversation=talk, by=cast.nia, now=NOW)
        assert state(talk) == after
    assert AuditEvent.objects.filter(kind="coding.undone").count() == len(stands) - 1


def test_a_new_step_ends_what_could_be_redone(talk, cast: Cast):  # noqa: F811
    given = {"conversation": talk, "stance": Stance.CONCERN, "by": cast.nia, "now": NOW}
    coding.code(theme=scene.theme("A-ONE"), **given)
    coding.undo(conversation=talk, by=cast.nia, now=NOW)
    coding.code(theme=scene.theme("A-TWO"), **given)
    with pytest.raises(Refused):
        coding.redo(conversation=talk, by=cast.nia, now=NOW)


def test_what_another_coder_changed_since_is_left_as_it_is(talk, cast: Cast):  # noqa: F811
    theme = scene.theme("A-ONE")
    coding.code(conversation=talk, theme=theme, stance=Stance.CONCERN, by=cast.nia, now=NOW)
    coding.code(conversation=talk, theme=theme, stance=Stance.STRENGTH, by=cast.lea, now=NOW)
    with pytest.raises(Refused):
        coding.undo(conversation=talk, by=cast.nia, now=NOW)
    assert PointTheme.objects.get().stance == Stance.STRENGTH
    coding.undo(conversation=talk, by=cast.lea, now=NOW)
    assert PointTheme.objects.get().stance == Stance.CONCERN


def test_a_point_on_which_something_is_written_stays_without_its_theme(talk, cast: Cast):  # noqa: F811
    given = coding.code(conversation=talk, theme=scene.theme(), stance=Stance.CONCERN, start=0, end=3, by=cast.nia, now=NOW)
    points.answer(point=given.point, status=PointStatus.RESOLVED, answer="Called back.", by=cast.ana, now=NOW)
    coding.uncode(coding=given, by=cast.nia, now=NOW)
    assert Point.objects.get().answer == "Called back."
    assert Point.objects.get().events.get().by == cast.ana


def test_a_reason_is_let_out_by_a_second_person_and_again_after_a_change(talk, cast: Cast):  # noqa: F811
    point = coding.code(conversation=talk, theme=scene.theme(), stance=Stance.CONCERN, by=cast.nia, now=NOW).point
    hopeless = {"point": point, "status": PointStatus.NOT_RESOLVABLE, "answer": ""}
    with pytest.raises(Refused):
        points.answer(**hopeless, by=cast.lea, now=NOW)
    points.answer(**hopeless, reason={"en": "No money this year.", "ar": "لا ميزانية هذا العام."}, by=cast.lea, now=NOW)
    with pytest.raises(Refused):
        points.let_out(point=point, by=cast.lea, now=NOW)
    points.let_out(point=point, by=cast.bo, now=NOW)
    type(talk).objects.filter(pk=talk.pk).update(state=S.ACCEPTED, reviewed_by=cast.bo, reviewed_at=NOW)
    assert Point.objects.with_public_reason().get().closing_reason_ar == "لا ميزانية هذا العام."
    points.answer(**hopeless, reason={"en": "Not this year."}, by=cast.lea, now=NOW)
    assert not Point.objects.with_public_reason().exists()
    assert [event.status for event in point.events.all()] == ["not_resolvable", "not_resolvable"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Point.objects.filter(pk=point.pk).update(reason_approved_by=cast.lea)
