"""Two versions of a form: what differs, in words, and what was chosen."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
from django.http import QueryDict

from engagement.forms.conversations import ConversationForm, phase_on
from engagement.forms.drafts import as_typed, chosen, differences, typed
from engagement.forms.filters import position
from phases.enums import PhaseKind
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.engagement import make_conversation

pytestmark = pytest.mark.django_db


def form(user, **kwargs):
    return ConversationForm(user=user, today=date(2026, 11, 24), **kwargs)


def test_a_record_beside_itself_does_not_differ(cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ana, notes="One\nTwo", closed_to=[cast.police], police_present=True)
    stored = as_typed(form(cast.ana, instance=talk))
    posted = QueryDict(mutable=True)
    for name, values in stored.items():
        posted.setlist(name, [value.replace("\n", "\r\n") for value in values])
    assert differences(form(cast.ana, instance=talk), typed(posted, ConversationForm.base_fields), stored) == []


def test_differences_are_told_in_words(cast: Cast):  # noqa: F811
    talk = make_conversation(cast.ana)
    stored = as_typed(form(cast.ana, instance=talk))
    mine = stored | {"method": ["video"], "police_present": ["on"], "organization": [str(scene.organization(2).pk)]}
    found = {row.name: (row.mine, row.theirs) for row in differences(form(cast.ana, instance=talk), mine, stored)}
    assert found["method"] == ("Video call", "In person")
    assert found["police_present"] == ("Yes", "No")
    assert found["organization"] == ("Organization 2", "Organization 1")


def test_each_field_is_taken_from_where_it_was_chosen():
    post = QueryDict("notes=mine&purpose=p&closed_to=a&choose-notes=both&choose-purpose=theirs&choose-closed_to=theirs")
    data = chosen(post, {"notes": ["theirs"], "purpose": ["q"], "closed_to": ["b", "c"], "level": ["team"]})
    assert (data["notes"], data["purpose"], data.getlist("closed_to")) == ("mine\n\ntheirs", "q", ["b", "c"])


def test_the_phase_follows_from_the_date():
    first = scene.phase(starts_on=date(2018, 9, 1), ends_on=date(2019, 6, 30))
    second = scene.phase(
        number=2, slug="focus-groups", kind=PhaseKind.FOCUS_GROUPS, starts_on=date(2019, 9, 1), ends_on=date(2020, 6, 30)
    )
    days = {date(2018, 1, 1): first, date(2019, 6, 30): first, date(2019, 8, 1): first, date(2019, 9, 1): second}
    assert {day: phase_on(day) for day in days} == days


@pytest.mark.parametrize("text", ["", "_", "2026-11-20_", "2026-11-20_x", "x_" + str(uuid.UUID(int=1)), "2026-02-30_" + "0" * 32])
def test_a_position_that_makes_no_sense_is_the_beginning(text):
    assert position(text) is None
