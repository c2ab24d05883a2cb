"""Two records made one and taken apart again: nothing is lost, and the state before comes back exactly."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engagement.models import Conversation
from resilience_portal.audit.models import AuditEvent
from stakeholders.domain import directory, merging
from stakeholders.exports import OrganizationResource
from stakeholders.models import Affiliation, Merge, NotTheSame, Organization, Tag
from stakeholders.policies import Refused
from tests.cast import Cast, cast  # noqa: F401
from tests.engagement import scene
from tests.factories.stakeholders import make_organization, make_person, make_sector, make_ward

OWN = {"version", "updated_at"}  # what every save moves on, and no file shows


def state(*organizations: Organization) -> list[dict]:
    """Everything that is stored of them, and of what refers to them."""
    rows = [
        {key: value for key, value in row.items() if key not in OWN}
        for row in Organization.objects.filter(pk__in=[each.pk for each in organizations]).order_by("pk").values()
    ]
    for model, field in merging.links():
        rows += sorted(model._base_manager.filter(**{f"{field.name}__in": organizations}).values(), key=str)
    return rows


def export(by) -> str:
    return str(OrganizationResource(by=by).export(Organization.objects.order_by("reference")).csv)


@pytest.fixture
def two(cast: Cast, now):  # noqa: F811
    """Two spellings of one house, each with a past."""
    kept = make_organization("St. Brendan's Parish", aliases="SBP", last_contact_on=date(2026, 3, 1), may_be_listed=True)
    gone = make_organization(
        "Saint Brendan Parish",
        sector=make_sector("non_profit", parent="community"),
        ward=make_ward("metis"),
        email="office@brendan.example",
        last_contact_on=date(2026, 5, 1),
        do_not_contact=True,
        custom={"hall": "yes"},
        in_universe=False,
    )
    make_person("Wren Alder", organization=kept)
    make_person("Oriel Finch", organization=gone)
    shared, only = Tag.objects.create(name="food bank"), Tag.objects.create(name="hall")
    kept.tags.set([shared])
    gone.tags.set([shared, only])
    for organization in (kept, gone):
        Conversation.objects.filter(pk=scene.conversation(cast.ana).pk).update(organization=organization)
    for organization in (kept, gone):
        directory.refresh_search_text(organization)
    return Organization.objects.get(pk=kept.pk), Organization.objects.get(pk=gone.pk)


def test_everything_follows_and_both_names_find_it(two, cast: Cast, now):  # noqa: F811
    kept, gone = two
    merging.merge(kept=kept, gone=gone, chosen={"email": merging.GONE, "ward": merging.GONE}, by=cast.lea, now=now)
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert Conversation.objects.filter(organization=kept).count() == 2
    assert {row.person.name for row in Affiliation.objects.filter(organization=kept)} == {"Wren Alder", "Oriel Finch"}
    assert sorted(kept.tags.values_list("name", flat=True)) == ["food bank", "hall"]
    assert (kept.name, kept.email, kept.ward.code, kept.sector.code) == (
        "St. Brendan's Parish", "office@brendan.example", "metis", "faith_based",
    )  # fmt: skip
    assert list(Organization.objects.pickable().matching("saint brendan")) == [kept]
    assert list(Organization.objects.pickable().matching("oriel")) == [kept]
    assert kept.last_contact_on == date(2026, 5, 1)
    assert (kept.do_not_contact, kept.may_be_listed) == (True, False), "the more careful answer wins"
    assert (gone.status, gone.merged_into, gone.is_archived, gone.in_universe) == ("merged", kept, True, False)
    assert AuditEvent.objects.filter(kind="organization.merged", subject_id=str(kept.pk)).exists()


def test_undone_the_database_is_as_before_byte_for_byte_in_the_export(two, cast: Cast, now):  # noqa: F811
    kept, gone = two
    before, file = state(kept, gone), export(cast.lea)
    done = merging.merge(kept=kept, gone=gone, chosen=dict.fromkeys(merging.CHOOSABLE, merging.GONE), by=cast.lea, now=now)
    assert export(cast.lea) != file
    assert merging.undo(merge=done, by=cast.lea, now=now + timedelta(days=90)) == []
    assert state(kept, gone) == before
    assert export(cast.lea) == file


FIELDS = st.dictionaries(st.sampled_from(merging.CHOOSABLE), st.sampled_from([merging.KEPT, merging.GONE]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chosen=FIELDS, turned=st.booleans())
def test_any_choice_of_fields_comes_back(two, cast: Cast, now, chosen, turned):  # noqa: F811
    kept, gone = reversed(two) if turned else two
    before = state(kept, gone)
    done = merging.merge(kept=kept, gone=gone, chosen=chosen, by=cast.lea, now=now)
    merging.undo(merge=done, by=cast.lea, now=now)
    assert state(kept, gone) == before


def test_what_was_changed_after_the_merge_stays(two, cast: Cast, now):  # noqa: F811
    kept, gone = two
    done = merging.merge(kept=kept, gone=gone, chosen={}, by=cast.lea, now=now)
    fresh = Organization.objects.get(pk=kept.pk)
    fresh.phone = "780-555-0101"
    directory.update_organization(organization=fresh, changed=["phone"], version=fresh.version, by=cast.lea, now=now)
    later = scene.conversation(cast.ana)
    Conversation.objects.filter(pk=later.pk).update(organization=kept)
    assert merging.undo(merge=done, by=cast.lea, now=now) == ["phone"]
    kept.refresh_from_db()
    assert kept.phone == "780-555-0101"
    assert Conversation.objects.get(pk=later.pk).organization == kept
    assert Conversation.objects.filter(organization=gone).count() == 1


def test_after_ninety_days_twice_or_below_another_merge_it_is_refused(two, cast: Cast, now):  # noqa: F811
    kept, gone = two
    done = merging.merge(kept=kept, gone=gone, chosen={}, by=cast.lea, now=now)
    with pytest.raises(Refused):
        merging.undo(merge=done, by=cast.lea, now=now + timedelta(days=91))
    third = make_organization("Brendan House")
    above = merging.merge(kept=third, gone=kept, chosen={}, by=cast.lea, now=now)
    with pytest.raises(Refused, match="merged later"):
        merging.undo(merge=done, by=cast.lea, now=now)
    merging.undo(merge=above, by=cast.lea, now=now)
    merging.undo(merge=done, by=cast.lea, now=now)
    with pytest.raises(Refused, match="already"):
        merging.undo(merge=done, by=cast.lea, now=now)


def test_no_record_merges_with_itself_or_twice_and_only_keepers_merge(two, cast: Cast, now):  # noqa: F811
    kept, gone = two
    for by, other in ((cast.ana, gone), (cast.lea, kept)):
        with pytest.raises(Refused):
            merging.merge(kept=kept, gone=other, chosen={}, by=by, now=now)
    merging.merge(kept=kept, gone=gone, chosen={}, by=cast.lea, now=now)
    with pytest.raises(Refused):
        merging.merge(kept=kept, gone=gone, chosen={}, by=cast.lea, now=now)
    assert Merge.objects.count() == 1


def test_a_pair_of_two_is_noted_once_whichever_way_round(two, cast: Cast, now):  # noqa: F811
    one, other = two
    merging.tell_apart(one=one, other=other, by=cast.lea, now=now)
    merging.tell_apart(one=other, other=one, by=cast.lea, now=now)
    assert NotTheSame.objects.count() == 1
