"""What is new: each version of what is public says what it changed; nothing that was taken back or reworded shows again."""

from __future__ import annotations

from datetime import date

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from engagement.models import DateMove
from phases.domain import item_publishing
from phases.enums import ItemKind
from phases.models import ReleasedItem
from tests.engagement import scene
from tests.factories.items import release, release_payload
from tests.factories.plan import make_finding, make_group, make_group_finding, make_project, make_promise, make_session

pytestmark = pytest.mark.django_db


def entries(client: Client, feed: str = "all") -> dict[str, list[str]]:
    """Address -> what its versions changed, the newest first."""
    found: dict[str, list[str]] = {}
    for entry in feedparser.parse(client.get(f"/en/feeds/{feed}.atom").content).entries:
        found.setdefault(entry.link.partition("/en/")[2], []).append(entry.summary)
    return found


def test_a_moved_day_a_kept_promise_and_a_group_that_looks_for_people_are_news(client: Client):
    face, group = make_promise(), make_group(takes_interest=False)
    promise, by = face.commitment, scene.staff("ana.of.the.plan")
    for kind, record in ((ItemKind.COMMITMENT, face), (ItemKind.FOCUS_GROUP, group)):
        release(kind, record)
    moved = {"moved_from": date(2027, 3, 1), "moved_to": date(2027, 6, 30), "moved_by": by, "moved_at": timezone.now()}
    DateMove.objects.create(commitment=promise, reason_en="Snow.", **moved)
    release(ItemKind.COMMITMENT, face)
    promise.state, promise.completed_on, group.takes_interest = "done", date(2027, 5, 1), True
    promise.save()
    release(ItemKind.COMMITMENT, face)
    release(ItemKind.FOCUS_GROUP, group)
    found = entries(client)
    told = ["We did it", "Moved from 1 March 2027 to 30 June 2027", "First release · We will do it"]
    assert found[f"commitments/#{face.slug}"] == told
    assert found[f"focus-groups/{group.slug}/"] == ["People are looked for", "First release · Looking for people"]
    assert "Send draft questions" in client.get("/en/").content.decode().partition(">Latest<")[2]


def test_each_phase_tells_of_its_own(client: Client):
    finding, told = make_group_finding(), make_finding()
    project, session = make_project(told), make_session(finding.group)
    carried, apart = make_promise(project=project), make_promise()
    rows = [(ItemKind.PHASE, finding.group.phase), (ItemKind.PHASE, project.phase), (ItemKind.FOCUS_GROUP, finding.group)]
    rows += [(ItemKind.SESSION, session), (ItemKind.GROUP_FINDING, finding), (ItemKind.PROJECT, project)]
    for kind, record in [*rows, (ItemKind.COMMITMENT, carried), (ItemKind.COMMITMENT, apart)]:
        ReleasedItem.objects.of(kind, getattr(record, "slug", "")).delete()
        release(kind, record)
    group = f"focus-groups/{finding.group.slug}/"
    of_groups = {"phases/focus-groups/", group, f"{group}#{session.slug}", f"{group}#{finding.slug}"}
    assert set(entries(client, "focus-groups")) == of_groups
    of_projects = {"phases/projects/", f"projects/{project.slug}/", f"commitments/#{carried.slug}"}
    assert set(entries(client, "projects")) == of_projects
    for address in of_groups | of_projects:
        path, _hash, name = address.partition("#")
        html = client.get(f"/en/{path}").content.decode()
        assert not name or f'id="{name}"' in html, address


def test_what_was_taken_back_or_reworded_is_no_news(client: Client, now):
    project = make_project(make_finding(), title_en="Zanzibar")
    release(ItemKind.PROJECT, project)
    project.title_en = "Month Thirteen"
    release(ItemKind.PROJECT, project)
    assert entries(client)[f"projects/{project.slug}/"] == ["Words were changed", "First release · Under way"]
    assert "Zanzibar" not in client.get("/en/feeds/all.atom").content.decode()
    item_publishing.take_back(kind=ItemKind.PROJECT, slug=project.slug, by=None, now=now)
    assert f"projects/{project.slug}/" not in entries(client)


def test_a_feed_costs_the_same_with_one_item_and_with_thirty(client: Client, django_assert_num_queries):
    item = release(ItemKind.FOCUS_GROUP, make_group())
    frozen = ("schema", "kind", "slug", "version", "released_on")
    body = {key: value for key, value in item.payload.items() if key not in frozen}
    for more in (1, 30):
        for number in range(more):
            release_payload(ItemKind.FOCUS_GROUP, f"{item.slug}-{more}-{number}", body)
        with django_assert_num_queries(4):
            client.get("/en/feeds/all.atom")
        with django_assert_num_queries(5):
            client.get("/en/feeds/focus-groups.atom")
