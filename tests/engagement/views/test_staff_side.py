"""The staff side of every kind that becomes public: edit, preview, three languages with their state, schedule, history, undo.

A kind that is added to `items.KINDS` is walked, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from engagement.forms.plan_items import INDICATORS, parts_of
from engagement.models import CollectionNotice, FocusGroup, ItemRelease, ProjectDocument
from engagement.reporting import item_release, items
from phases.enums import ItemKind
from phases.models import EngagementPlan, ReleasedItem
from tests.cast import Cast, cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.plan import make_finding, make_group, make_group_finding, make_project, make_promise, make_session
from tests.pages import form_in, opened, send

pytestmark = pytest.mark.django_db


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def public_group() -> FocusGroup:
    group = make_group()
    release(ItemKind.FOCUS_GROUP, group)
    return group


def project() -> Any:
    finding = make_finding()
    release(ItemKind.FINDING, finding)
    made = make_project(finding)
    ProjectDocument.objects.create(project=made, title_en="The agreement", url="https://example.org/")
    return made


def notice() -> CollectionNotice:
    return CollectionNotice.objects.create(version="2027-1", in_force_from=date(2027, 1, 1), text_en="Why we ask.")


def plan() -> EngagementPlan:
    scene.phase()
    return EngagementPlan.objects.get()


def finding() -> Any:
    return make_finding(statement_fr="Une étiquette ferme des portes.", statement_ar="الوصمة تغلق الأبواب.")


MADE: dict[ItemKind, Callable[[], Any]] = {
    ItemKind.PLAN: plan, ItemKind.PHASE: scene.phase, ItemKind.FOCUS_GROUP: make_group,
    ItemKind.SESSION: lambda: make_session(public_group()), ItemKind.FINDING: finding,
    ItemKind.GROUP_FINDING: lambda: make_group_finding(public_group()), ItemKind.PROJECT: project,
    ItemKind.COMMITMENT: make_promise, ItemKind.NOTICE: notice,
}  # fmt: skip
# Where the words of a kind are written, its field, and who writes them.
WRITTEN: dict[ItemKind, tuple[Callable[[Any], str], str, str]] = {
    kind: (lambda record, kind=kind: reverse("engagement:item-edit", args=[kind, record.pk]), field, "lea")
    for kind, field in (
        (ItemKind.PLAN, "summary_en"), (ItemKind.PHASE, "goal_en"), (ItemKind.FOCUS_GROUP, "purpose_en"),
        (ItemKind.SESSION, "access_en"), (ItemKind.GROUP_FINDING, "statement_en"), (ItemKind.PROJECT, "summary_en"),
    )
} | {
    ItemKind.FINDING: (lambda record: reverse("engagement:finding-edit", args=[record.pk]), "statement_en", "lea"),
    ItemKind.COMMITMENT: (lambda face: reverse("engagement:commitment-word", args=[face.commitment_id]), "wording_en", "lea"),
    ItemKind.NOTICE: (lambda record: reverse("admin:engagement_collectionnotice_change", args=[record.pk]), "text_en", "ada"),
}  # fmt: skip


def detail(kind: ItemKind, record: Any) -> str:
    return reverse("engagement:item-detail", args=[kind, record.pk])


def write(kind: ItemKind, record: Any, words: str, cast: Cast) -> Any:  # noqa: F811
    """As its writer does: by the form."""
    address, field, who = WRITTEN[kind]
    client = as_(getattr(cast, who))
    form = opened(client, address(record))
    full = {name: values if values != [""] or not name.startswith("wording_") else ["…"] for name, values in form.items()}
    answer = client.post(address(record), full | {field: [words]})
    assert answer.status_code == 302, answer.content.decode()[-2000:]


@pytest.mark.thorough
@pytest.mark.parametrize("kind", list(items.KINDS), ids=lambda kind: kind.value)
def test_every_kind_is_edited_previewed_read_scheduled_and_undone(kind, cast):  # noqa: F811
    record, lead, second = MADE[kind](), as_(cast.lea), as_(cast.bo)
    ReleasedItem.objects.of(kind, items.address_of(record)).delete()
    write(kind, record, "First words.", cast)
    if kind == ItemKind.FINDING:
        type(record).objects.update(state="approved")
    # three languages side by side, each with its state
    html = lead.get(detail(kind, record)).content.decode()
    assert '<div lang="en" dir="auto"><p>First words.</p></div>' in html
    [shown] = re.findall(r'<ul class="parity n">(.*?)</ul>', html, re.DOTALL)
    states = re.findall(r'class="tag [a-z]*">([^<]*)<', shown)
    assert len(states) == 3
    assert set(states) <= {"Missing", "To be checked", "Checked"}
    # preview, in every language
    for code in ("en", "fr", "ar"):
        page = lead.get(reverse("engagement:item-preview", args=[kind, record.pk, code])).content.decode()
        assert f'<html lang="{code}"' in page
        assert 'class="banner"' in page
        assert code != "en" or "First words." in page, "what stands there now"
    # schedule
    day = timezone.localdate() + timedelta(days=3)
    proposed = send(lead, reverse("engagement:item-propose", args=[kind, record.pk]), {"goes_public_on": str(day)})
    assert proposed.status_code == 302, proposed.content.decode()[-1500:]
    waits = ItemRelease.objects.of(kind, record.pk).get()
    second.post(reverse("engagement:proposal-approve", args=[waits.pk]))
    assert not ReleasedItem.objects.of(kind, items.address_of(record)).exists()
    assert "Goes public on" in lead.get(detail(kind, record)).content.decode()
    item_release.publish_due(release_id=waits.pk, now=timezone.now() + timedelta(days=3))
    # history of what was public
    html = lead.get(detail(kind, record)).content.decode()
    version = reverse("engagement:item-version", args=[kind, record.pk, 1])
    assert version in html
    assert "First words." in second.get(f"{version}en/").content.decode()
    if kind == ItemKind.NOTICE:  # once released a version of it stays for good, and a new text is a new version
        assert not re.findall(r'action="([^"]*/undo/)"', html)
        return
    # history of what was changed, and undo
    write(kind, record, "Second words.", cast)
    html = lead.get(detail(kind, record)).content.decode()
    assert cast.lea.display_name in html
    undo = re.findall(r'action="([^"]*/undo/)"', html)
    assert len(undo) == 2
    assert lead.post(undo[0]).status_code == 302
    assert '<div lang="en" dir="auto"><p>First words.</p></div>' in lead.get(detail(kind, record)).content.decode()


PARTS = [(kind, name, part) for kind in items.KINDS for name, part in parts_of(kind).items()]
PARTS.append((ItemKind.PROJECT, "indicators", INDICATORS))
SINGLE = {"questions": "a question is asked in the language of its group, and written in that one only"}


@pytest.mark.thorough
@pytest.mark.parametrize(("kind", "name", "part"), PARTS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_part_is_edited_read_previewed_and_undone_with_its_item(kind, name, part, cast):  # noqa: F811
    """A milestone, an indicator, a document: public with their item, on its day, in its versions."""
    record, lead = MADE[kind](), as_(cast.lea)
    if name == "milestones":
        record.milestones.create(title_en="Talks end", due_on=date(2026, 12, 1))
    if name == "partners":
        record.partners.create(organization=scene.organization(3, may_be_listed=True), is_named=True)
    parent = record.objectives.get() if name == "indicators" else record
    address = reverse("engagement:objective-indicators", args=[parent.pk])
    if name != "indicators":
        address = reverse("engagement:item-parts", args=[kind, record.pk, name])
    form = opened(lead, address)
    [field] = [one for one in form if re.search(rf"-0-{part.texts[0] if part.texts else 'text'}(_en)?$", one)]
    before = form[field]
    assert lead.post(address, form | {field: ["Other words."]}).status_code == 302
    html = lead.get(detail(kind, record)).content.decode()
    assert ('<div lang="en" dir="auto"><p>Other words.</p></div>' in html) == (name not in SINGLE), SINGLE.get(name)
    preview = lead.get(reverse("engagement:item-preview", args=[kind, record.pk, "en"])).content.decode()
    assert "Other words." in preview
    [undo] = re.findall(r'action="([^"]*/undo/)"', html)
    assert lead.post(undo).status_code == 302
    assert opened(lead, address)[field] == before


def test_a_notice_in_the_making_is_undone_until_somebody_was_given_it(cast):  # noqa: F811
    made, lead = notice(), as_(cast.lea)
    write(ItemKind.NOTICE, made, "First words.", cast)
    page = detail(ItemKind.NOTICE, made)
    html = lead.get(page).content.decode()
    assert cast.ada.display_name in html
    [undo] = re.findall(r'action="([^"]*/undo/)"', html)
    scene.conversation(cast.ana, collection_notice=made)
    assert undo not in lead.get(page).content.decode()
    told = lead.post(undo)
    assert told.status_code == 409
    assert "Write a new version." in told.content.decode()
    type(scene.conversation(cast.ana)).objects.update(collection_notice=None)
    assert lead.post(undo).status_code == 302
    made.refresh_from_db()
    assert made.text_en == "Why we ask."


def test_two_administrators_in_one_notice(cast):  # noqa: F811
    made, client = notice(), as_(cast.ada)
    address = WRITTEN[ItemKind.NOTICE][0](made)
    form = opened(client, address)
    assert client.post(address, form | {"text_en": ["Theirs."]}).status_code == 302
    late = client.post(address, form | {"text_en": ["Mine."]})
    html = late.content.decode()
    assert late.status_code == 200
    assert "Somebody else changed this in between." in html
    assert "Mine." in html
    assert "Theirs." in html
    made.refresh_from_db()
    assert made.text_en == "Theirs."
    assert client.post(address, form_in(html, address) | {"text_en": ["Mine."]}).status_code == 302
    made.refresh_from_db()
    assert made.text_en == "Mine."
    assert client.post(address, form | {"text_en": [""]}).status_code == 200, "a notice says something"
