"""Two people in one form: no form of the plan, of a finding, a promise, a theme or a point writes over somebody in silence.

`test_no_form_forgets` walks every address of the staff area: one that asks for words and does not say what was read fails it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import lxml.html
import pytest
from django.test import Client
from django.urls import resolve, reverse

from engagement.domain import findings, planning
from engagement.domain.plan_edits import Conflict, fingerprint
from engagement.enums import ConversationState, PointStatus
from engagement.forms.plan_items import MODELS, parts_of
from engagement.models import (
    Commitment,
    Finding,
    FocusGroup,
    Point,
    ProjectDocument,
    ProjectPartner,
)
from engagement.views import plan_forms
from phases.enums import ItemKind
from phases.models import EngagementPlan, Milestone, Phase, ReleasedItem
from resilience_portal.accounts.roles import Role
from tests.architecture import matrix
from tests.cast import Cast, cast, make_cast  # noqa: F401 - a fixture
from tests.engagement import scene
from tests.factories.items import release
from tests.factories.plan import make_finding, make_group, make_group_finding, make_project, make_promise, make_session
from tests.factories.stakeholders import make_organization
from tests.pages import Fields, fields_of, form_in, opened

pytestmark = pytest.mark.django_db
MARKS = {"seen", "sequence", "version", "draft_version"}
TYPED = "input[not(@type) or @type='text' or @type='date' or @type='number' or @type='time' or @type='url' or @type='checkbox']"
# What writes over nobody's words, and why it does not.
OTHERWISE = {
    "agreement-list": "adds", "check-create": "adds", "document-create": "adds", "finding-create": "adds",
    "import-create": "adds", "item-create": "adds", "outreach-list": "adds", "report-create": "adds", "theme-create": "adds",
    "second-code": "adds a code, which is undone", "conversation-code": "adds a code, which is undone",
    "point-rate": "a step of coding, which is undone",
    "check-answer": "once, then refused", "due-complete": "once, then refused", "conversation-reopen": "once, then refused",
    "item-take-back": "once, then refused", "proposal-drop": "once, then refused", "project-move": "by the table of states",
    "report-correct": "once, then refused",
    "report-withdraw": "once, then refused", "quote-withdraw": "once, then refused", "enquiry-detail": "once, then refused",
    "theme-merge": "a version of its own, undone", "theme-restore": "a version of its own, undone",
    "theme-retire": "a version of its own, undone", "theme-split": "a version of its own, undone",
    "codebook-load": "a version of its own, undone",
    "quote-end": "a choice, not words, in the audit log", "quote-license": "a choice, not words, in the audit log",
    "conversation-bulk": "adds tags and people", "conversation-columns": "one's own",
}  # fmt: skip


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def record_of(kind: ItemKind) -> Any:
    """An item of every kind that has a form."""
    made: dict[ItemKind, Callable[[], Any]] = {
        ItemKind.PLAN: lambda: scene.phase() and EngagementPlan.objects.get(),
        ItemKind.PHASE: scene.phase,
        ItemKind.FOCUS_GROUP: make_group,
        ItemKind.SESSION: make_session,
        ItemKind.GROUP_FINDING: make_group_finding,
        ItemKind.PROJECT: lambda: make_project(make_finding()),
        ItemKind.COMMITMENT: lambda: make_promise(project=make_project(make_finding())),
    }
    return made[kind]()


def fill_part(record: Any, name: str) -> None:
    """One row at least in every part."""
    made: dict[str, Callable[[], Any]] = {
        "milestones": lambda: Milestone.objects.create(phase=record, title_en="Talks end", due_on="2026-12-01"),
        "partners": lambda: ProjectPartner.objects.create(project=record, organization=make_organization("One")),
        "documents": lambda: ProjectDocument.objects.create(project=record, title_en="Plan", url="https://example.org/"),
    }
    made.get(name, lambda: None)()


PARTS = [(kind, name) for kind in MODELS for name in parts_of(kind)]


def address_of(what: str, cast: Cast) -> str:  # noqa: F811
    """A form with something saved in it."""
    kind, _colon, name = what.partition(":")
    if kind in ItemKind.values and kind in [each.value for each in MODELS]:
        record = record_of(ItemKind(kind))
        if not name:
            return reverse("engagement:item-edit", args=[kind, record.pk])
        fill_part(record, name)
        if name == "indicators":
            return reverse("engagement:objective-indicators", args=[record.objectives.get().pk])
        return reverse("engagement:item-parts", args=[kind, record.pk, name])
    talk = scene.coded(scene.conversation(cast.ana, ConversationState.ACCEPTED), "TRU-STIG", coder=cast.nia)
    finding = make_finding()
    promise = Commitment.objects.create(conversation=talk, text="A room", owner=cast.lea, created_by=cast.lea)
    point = talk.points.get()
    addresses = {
        "finding words": lambda: reverse("engagement:finding-edit", args=[finding.pk]),
        "promise words": lambda: reverse("engagement:commitment-word", args=[promise.pk]),
        "point words": lambda: reverse("engagement:point-tell", args=[resolved(point, cast).pk]),
        "point": lambda: reverse("engagement:point-detail", args=[point.pk]),
        "theme": lambda: reverse("engagement:theme-change", args=["TRU-STIG"]),
        "theme group": lambda: reverse("engagement:theme-group-change", args=["TRU"]),
    }
    return addresses[what]()


def resolved(point: Point, cast: Cast) -> Point:  # noqa: F811
    """Told of already, so that there is something to write over."""
    Point.objects.filter(pk=point.pk).update(status=PointStatus.RESOLVED, answer="Called.")
    words = dict.fromkeys(("wording_en", "wording_fr", "wording_ar"), "Done.")
    Commitment.objects.create(
        conversation=point.conversation, point=point, text="x", is_public=True, state="done", completed_on="2026-11-01", **words
    )
    return point


FORMS = [
    *[kind.value for kind in MODELS],
    *[f"{kind}:{name}" for kind, name in PARTS],
    "project:indicators", "finding words", "promise words", "point words", "point", "theme", "theme group",
]  # fmt: skip


def typed_over(fields: Fields, words: str) -> tuple[str, Fields]:
    """The first field that holds words, with others in it."""
    texts = [name for name in fields if name.endswith("_en") or name.endswith("-text") or name == "answer"]
    name = (texts or [name for name in fields if name.endswith(("-bearing", "themes"))])[0]
    needed = {
        name: values if values != [""] else ["…"] for name, values in fields.items() if name.startswith(("name_", "definition_"))
    }
    return name, fields | needed | {name: [words], "reason": ["So."]}


@pytest.mark.parametrize("what", [form for form in FORMS if form != "commitment"])
def test_who_saves_second_sees_both_and_nothing_is_lost(what, cast):  # noqa: F811
    address = address_of(what, cast)
    first, second = as_(cast.lea), as_(scene.staff("second.lead", Role.LEAD))
    mine, theirs = opened(first, address), opened(second, address)
    field, theirs = typed_over(theirs, "Theirs, sooner.")
    _same, mine = typed_over(mine, "Mine, later.")
    saved = second.post(address, theirs)
    assert saved.status_code == 302, saved.content.decode()[-3000:]
    told = first.post(address, mine)
    html = told.content.decode()
    assert told.status_code == 409, what
    assert "Mine, later." in html
    assert "Theirs, sooner." in html
    assert opened(first, address)[field] == ["Theirs, sooner."], "nothing was overwritten"
    chosen = form_in(html, address)
    assert chosen[f"choose-{field}"] == ["mine"]
    assert first.post(address, chosen).status_code == 302
    assert opened(first, address)[field] == ["Mine, later."]
    assert second.post(address, theirs).status_code == 409, "they have not seen that"


def two_texts(fields: Fields) -> tuple[str, str] | None:
    """Two fields of a form that hold words."""
    found = [name for name in fields if name.endswith(("_en", "_fr", "-text")) or name == "answer"]
    return (found[0], found[1]) if len(found) > 1 else None


TWO_TEXTS = ("phase", "focus_group", "project", "project:partners", "project:indicators", "finding words", "point words", "theme")


@pytest.mark.parametrize("what", TWO_TEXTS)
def test_what_i_left_as_it_was_is_not_put_back_over_what_the_other_wrote(what, cast):  # noqa: F811
    """Who only presses “Keep what I chose” keeps both: theirs where I changed nothing, mine where they changed nothing."""
    address = address_of(what, cast)
    first, second = as_(cast.lea), as_(scene.staff("second.lead", Role.LEAD))
    form = opened(first, address)
    names = two_texts(form)
    assert names
    theirs, mine = names
    _field, needed = typed_over(form, "…")
    whole = needed | {name: form[name] or ["…"] for name in names}
    whole |= {name: ["Stood there."] for name in names if not any(form[name])}
    assert second.post(address, whole).status_code == 302
    form = opened(first, address)  # what both have open
    needed = {name: values for name, values in whole.items() if name == "reason"}
    assert second.post(address, form | needed | {theirs: ["Theirs, sooner."]}).status_code == 302
    told = first.post(address, form | needed | {mine: ["Mine, later."]})
    assert told.status_code == 409
    chosen = form_in(told.content.decode(), address)
    assert (chosen[f"choose-{theirs}"], chosen[f"choose-{mine}"]) == (["theirs"], ["mine"])
    for words in ("Changed elsewhere only", "Changed by you only"):
        assert words in told.content.decode()
    assert first.post(address, chosen).status_code == 302
    kept = opened(first, address)
    assert (kept[theirs], kept[mine]) == (["Theirs, sooner."], ["Mine, later."])


def test_overtaken_a_second_time_the_newest_words_stay_where_theirs_were_chosen(cast):  # noqa: F811
    group, client = make_group(purpose_en="What parents notice.", title_fr="Parents"), as_(cast.lea)
    address = reverse("engagement:item-edit", args=["focus_group", group.pk])
    form = opened(client, address)
    client.post(address, form | {"purpose_en": ["Theirs."]})
    once = form_in(client.post(address, form | {"title_fr": ["Mères"]}).content.decode(), address)
    client.post(address, opened(client, address) | {"purpose_en": ["Theirs, again."]})
    told = client.post(address, once)
    assert told.status_code == 409
    assert "Theirs." not in told.content.decode().replace("Theirs, again.", ""), "what is saved now, not what was"
    client.post(address, form_in(told.content.decode(), address))
    group.refresh_from_db()
    assert (group.purpose_en, group.title_fr) == ("Theirs, again.", "Mères")


def test_a_page_that_does_not_tell_what_stood_there_takes_nothing_away(cast):  # noqa: F811
    """As one that was open before the portal was renewed: what was typed stays chosen everywhere."""
    group, client = make_group(), as_(cast.lea)
    address = reverse("engagement:item-edit", args=["focus_group", group.pk])
    form = opened(client, address)
    client.post(address, form | {"purpose_en": ["Theirs."]})
    for seen in (form["seen"][0].partition(":")[0], "", "nonsense:nonsense"):
        told = client.post(address, form | {"seen": [seen], "title_fr": ["Mères"]}).content.decode()
        chosen = form_in(told, address)
        assert (chosen["choose-purpose_en"], chosen["choose-title_fr"]) == (["mine"], ["mine"])


def test_links_of_a_promise_and_of_a_finding_are_laid_side_by_side_too(cast):  # noqa: F811
    face = make_promise("TRU-A")
    scene.theme("TRU-B"), scene.theme("TRU-C")
    address = reverse("engagement:item-edit", args=["commitment", face.pk])
    client, keys = as_(cast.lea), {code: str(scene.theme(code).pk) for code in ("TRU-B", "TRU-C")}
    form = opened(client, address)
    client.post(address, form | {"themes": [keys["TRU-B"]]})
    told = client.post(address, form | {"themes": [keys["TRU-C"]]})
    assert told.status_code == 409
    assert all(code in told.content.decode() for code in keys)
    chosen = form_in(told.content.decode(), address) | {"choose-themes": ["theirs"]}
    client.post(address, chosen)
    assert [theme.code for theme in face.themes.all()] == ["TRU-B"]


def test_what_a_finding_rests_on_is_told_by_name(cast):  # noqa: F811
    finding = make_finding()
    one, two = (
        scene.coded(
            scene.conversation(cast.ana, ConversationState.ACCEPTED, organization=scene.organization(n)),
            "TRU-STIG",
            coder=cast.nia,
        )
        for n in (7, 8)
    )
    address, client = reverse("engagement:finding-support", args=[finding.pk]), as_(cast.lea)
    form = opened(client, address)
    client.post(address, form | {"conversations": [str(one.pk)]})
    told = client.post(address, form | {"conversations": [str(two.pk)]})
    html = told.content.decode()
    assert told.status_code == 409
    assert f"{one.reference} Organization 7" in html
    assert f"{two.reference} Organization 8" in html
    rests = set(finding.conversations.all())
    assert one in rests
    assert two not in rests
    client.post(address, form_in(html, address))
    assert two in set(finding.conversations.all())


def test_the_public_summary_is_not_written_over_in_silence(cast):  # noqa: F811
    talk = scene.conversation(cast.ana, ConversationState.SUBMITTED)
    page, to = (reverse(f"engagement:conversation-{name}", args=[talk.pk]) for name in ("code", "summarize"))
    client = as_(cast.nia)
    form = form_in(client.get(page).content.decode(), to)
    assert client.post(to, form | {"public_summary": ["Theirs."]}).status_code == 302
    told = client.post(to, form | {"public_summary": ["Mine."]})
    assert told.status_code == 409
    assert "Theirs." in told.content.decode()
    chosen = form_in(told.content.decode(), to) | {"choose-public_summary": ["both"]}
    client.post(to, chosen)
    talk.refresh_from_db()
    assert talk.public_summary == "Mine.\n\nTheirs."


def test_a_count_is_not_written_over_in_silence(cast):  # noqa: F811
    session, client = make_session(make_group(list_held_by="host")), as_(cast.ana)
    page, to = (reverse(f"engagement:session-{name}", args=[session.pk]) for name in ("places", "count"))
    form = form_in(client.get(page).content.decode(), to)
    client.post(to, form | {"came": ["7"]})
    told = client.post(to, form | {"came": ["9"]}, follow=True).content.decode()
    assert "Somebody wrote 7 in between; you wrote 9" in told
    session.refresh_from_db()
    assert session.attended_count == 7
    client.post(to, form_in(told, to) | {"came": ["9"]})
    session.refresh_from_db()
    assert session.attended_count == 9


def steps_of(phase: Phase) -> list[str]:
    return list(phase.milestones.order_by("due_on").values_list("title_en", flat=True))


@pytest.fixture
def steps(cast):  # noqa: F811
    """A phase with two steps; the page as it was opened by two people."""
    phase = scene.phase()
    ReleasedItem.objects.all().delete()  # its days may still be written over
    for number, title in ((1, "Talks end"), (5, "Report")):
        Milestone.objects.create(phase=phase, title_en=title, due_on=f"2026-12-0{number}")
    address = reverse("engagement:item-parts", args=["phase", phase.pk, "milestones"])
    client = as_(cast.lea)
    return phase, address, client, opened(client, address)


def test_a_row_that_somebody_added_stays_and_is_told(steps):
    phase, address, client, form = steps
    added = form | {"milestones-2-title_en": ["Workshop"], "milestones-2-due_on": ["2026-11-01"]}
    assert client.post(address, added).status_code == 302
    assert steps_of(phase)[0] == "Workshop", "it stands first now: rows are told apart by their keys, not by their place"
    told = client.post(address, form | {"milestones-0-title_en": ["Talks close"]})
    assert told.status_code == 409
    assert "Workshop" in told.content.decode()
    assert client.post(address, form_in(told.content.decode(), address)).status_code == 302
    assert steps_of(phase) == ["Workshop", "Talks close", "Report"]


@pytest.mark.parametrize(("choice", "left"), [("mine", ["Talks close", "Report"]), ("theirs", ["Report"])])
def test_a_row_that_somebody_took_out_is_kept_or_left_out_as_chosen(steps, choice, left):
    phase, address, client, form = steps
    client.post(address, form | {"milestones-0-DELETE": ["on"]})
    assert steps_of(phase) == ["Report"]
    told = client.post(address, form | {"milestones-0-title_en": ["Talks close"]})
    html = told.content.decode()
    assert told.status_code == 409
    assert "Talks close" in html
    assert "Taken out" in html
    fields = form_in(html, address)
    [radio] = [name for name in fields if name.startswith("choose-")]
    assert client.post(address, fields | {radio: [choice]}).status_code == 302
    assert steps_of(phase) == left


def test_what_the_other_did_to_rows_that_i_left_alone_is_chosen(steps):
    phase, address, client, form = steps
    client.post(address, form | {"milestones-0-title_en": ["Talks close"]})
    told = client.post(address, form | {"milestones-1-title_en": ["The report"]})
    assert client.post(address, form_in(told.content.decode(), address)).status_code == 302
    assert steps_of(phase) == ["Talks close", "The report"]
    form = opened(client, address)
    client.post(address, form | {"milestones-0-DELETE": ["on"]})
    told = client.post(address, form | {"milestones-1-title_en": ["Our report"]})
    assert "Taken out" in told.content.decode()
    assert client.post(address, form_in(told.content.decode(), address)).status_code == 302
    assert steps_of(phase) == ["Our report"], "whoever left the row alone has nothing against it"


def test_who_takes_a_row_out_while_another_words_it_is_asked(steps):
    phase, address, client, form = steps
    client.post(address, form | {"milestones-0-title_en": ["Talks close"]})
    told = client.post(address, form | {"milestones-0-DELETE": ["on"]})
    assert told.status_code == 409
    fields = form_in(told.content.decode(), address)
    theirs = {name: ["theirs"] for name in fields if name.startswith("choose-")}
    client.post(address, fields | theirs)
    assert steps_of(phase) == ["Talks close", "Report"]


def test_two_new_rows_of_two_people_both_stay(steps):
    phase, address, client, form = steps
    for title, day in (("Workshop", 2), ("Forum", 3)):
        row = {"milestones-2-title_en": [title], "milestones-2-due_on": [f"2026-12-0{day}"]}
        assert client.post(address, form | row).status_code == 302, "nobody's words stand in the way"
    assert steps_of(phase) == ["Talks end", "Workshop", "Forum", "Report"]


def test_what_was_moved_with_its_reason_is_not_moved_back_by_an_older_page(steps):
    phase, address, client, form = steps
    step = phase.milestones.get(title_en="Talks end")
    lead, to = scene.staff("l", Role.LEAD), step.due_on + timedelta(days=2)
    planning.move_step(step=step, to=to, reason={"en": "Snow."}, by=lead, now=scene.NOW)
    told = client.post(address, form | {"milestones-1-title_en": ["The report"]})
    html = told.content.decode()
    assert told.status_code == 409
    assert "2026-12-01" in html
    assert "2026-12-03" in html
    step.refresh_from_db()
    assert step.due_on.isoformat() == "2026-12-03"


def test_a_day_that_the_public_knows_is_not_asked_about(steps):
    phase, address, client, _form = steps
    release(ItemKind.PHASE, phase)
    form = opened(client, address)
    step = phase.milestones.get(title_en="Talks end")
    lead, to = scene.staff("l", Role.LEAD), step.due_on + timedelta(days=2)
    planning.move_step(step=step, to=to, reason={"en": "Snow."}, by=lead, now=scene.NOW)
    assert client.post(address, form).status_code == 302
    step.refresh_from_db()
    assert step.due_on == to


def test_a_step_that_somebody_moved_is_not_moved_from_a_day_it_no_longer_has(steps, cast):  # noqa: F811
    phase, _parts, client, _form = steps
    step = phase.milestones.get(title_en="Talks end")
    address = reverse("engagement:step-move", args=["phase", step.pk])
    form = opened(client, address) | {"reason_en": ["Their hall."], "to": ["2026-12-10"]}
    assert client.post(address, form).status_code == 302
    late = client.post(address, form | {"reason_en": ["Our snow."], "to": ["2026-12-20"]})
    html = late.content.decode()
    assert late.status_code == 409
    for words in ("Our snow.", "2026-12-20", "Their hall.", "Somebody else moved it in between"):
        assert words in html, words
    assert step.moves.count() == 1
    assert client.post(address, form_in(html, address)).status_code == 302
    assert step.moves.count() == 2


def test_overtaken_between_reading_and_writing(cast, monkeypatch):  # noqa: F811
    """As when two requests run at once: the second finds the first one's words under the lock, and its writer is asked."""
    group, client = make_group(), as_(cast.lea)
    address = reverse("engagement:item-edit", args=["focus_group", group.pk])
    form = opened(client, address) | {"purpose_en": ["Mine."]}
    keep, calls = planning.keep, []

    def overtaken(**given: Any) -> Any:
        if not calls:
            FocusGroup.objects.filter(pk=group.pk).update(purpose_en="Theirs.")
        calls.append(1)
        return keep(**given)

    monkeypatch.setattr(plan_forms.planning, "keep", overtaken)
    told = client.post(address, form)
    assert told.status_code == 409
    assert "Mine." in told.content.decode()
    assert "Theirs." in told.content.decode()
    assert FocusGroup.objects.get(pk=group.pk).purpose_en == "Theirs."


def test_a_verb_that_was_not_told_what_was_read_does_not_ask(cast, now):  # noqa: F811
    finding = make_finding()
    given = {"finding": finding, "themes": [], "by": cast.lea, "now": now}
    read = fingerprint([finding], findings.WORDS)
    findings.reword(statement={"en": "One."}, **given)
    with pytest.raises(Conflict):
        findings.reword(statement={"en": "Two."}, seen=read, **given)
    findings.reword(statement={"en": "Three."}, **given)
    assert Finding.objects.get().statement_en == "Three."


def asks_for_words(form: Any) -> bool:
    """Whether something is typed or ticked in it."""
    return bool(form.xpath(f".//textarea|.//select|.//{TYPED}"))


def forms_of(client: Client, address: str) -> list[tuple[str, Any]]:
    """The forms of a page that ask for words, each with the name of the address that it is sent to."""
    page = client.get(address)
    if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
        return []
    forms = [form for form in lxml.html.fromstring(page.content.decode()).forms if form.method == "POST"]
    found = [(resolve((form.get("action") or address).partition("?")[0]), form) for form in forms if asks_for_words(form)]
    return [(to.view_name, form) for to, form in found if to.namespace == "engagement"]


def test_no_form_forgets_what_was_read(kept):
    """Every page of the staff area that a lead may open: a form that asks for words says what was read, or only adds."""
    people = make_cast()
    world, client = matrix.make_world(people), as_(people.lea)
    pages = [
        reverse(name, kwargs=row.kwargs(world))
        for name, row in sorted(matrix.STAFF.items())
        if name.startswith("engagement:") and "lead" in row.roles and row.method == "GET"
    ]
    pages += [address_of(what, people) for what in FORMS]
    pages += [reverse("engagement:item-detail", args=[kind, record_of(kind).pk]) for kind in MODELS]
    pages.append(reverse("engagement:session-places", args=[make_session(make_group(list_held_by="host")).pk]))
    pages.append(reverse("engagement:finding-support", args=[make_finding().pk]))
    found = [(name.partition(":")[2], form) for address in pages for name, form in forms_of(client, address)]
    forgetful = {name for name, form in found if not MARKS & fields_of(form).keys()}
    assert sorted(forgetful - OTHERWISE.keys()) == [], "two people in this form: the second writes over the first in silence"
    assert sorted(OTHERWISE.keys() - forgetful) == [], "no such form any more"
    remembering = {name for name, _form in found} - OTHERWISE.keys()
    assert remembering >= {
        "item-edit", "item-parts", "objective-indicators", "step-move", "session-count", "finding-edit", "finding-support",
        "commitment-word", "commitment-report-back", "due-edit", "due-move", "due-cancel", "point-detail", "point-tell",
        "theme-change",
        "theme-group-change", "conversation-summarize", "report-write",
        "report-release",
    }  # fmt: skip
