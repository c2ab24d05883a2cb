"""How an item of the plan becomes public, and how it is taken back. With `release`, the only caller of the hatch.

Two people: one proposes exactly what will be read, another approves it. A change of an item that is public already, in which
nothing but dates, states and progress differs, needs one lead (docs/adr/0010-plan-items.md). Taking back needs one person
and a reason.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from engagement.domain.as_read import check_read
from engagement.domain.attaching.kinds import KINDS
from engagement.enums import ItemReleaseState
from engagement.models import DocumentFile, ItemRelease
from engagement.reporting import items, parity
from phases.domain import item_publishing, timeline
from phases.domain.rendered import RenderedFile
from phases.enums import ItemKind, PhaseState
from phases.models import Phase, ReleasedItem
from phases.policies import Refused, check_can_approve_item, check_can_plan, check_can_take_back
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit
from resilience_portal.outbox import queue
from resilience_portal.outbox.models import OutboxJob

PUBLISH_ITEM_TASK = "engagement.publish_item"


def current(kind: ItemKind, slug: str) -> ReleasedItem | None:
    """The version that the public reads now."""
    return ReleasedItem.objects.of(kind, slug).current().first()


def before(item: ReleasedItem) -> ReleasedItem | None:
    """The version that it took the place of."""
    earlier = ReleasedItem.objects.of(ItemKind(item.kind), item.slug).filter(version__lt=item.version)
    return earlier.order_by("-version").first()


def needs_second_person(kind: ItemKind, slug: str, payload: dict[str, Any]) -> bool:
    """Not when the item is public and only its timetable differs."""
    public = current(kind, slug)
    return public is None or not items.is_timetable_only(public.payload, payload)


def check_can_propose(kind: ItemKind, subject: uuid.UUID, slug: str, payload: dict[str, Any]) -> None:
    """Raises Refused while a proposal is open, and where the public reads exactly this already."""
    if ItemRelease.objects.of(kind, subject).open().exists():
        raise Refused(_("A proposal for this is open already. Approve it or drop it first."))
    public = current(kind, slug)
    if public is not None and items.is_same(public.payload, payload):
        told = _("Nothing has changed since version %(number)s: the public reads exactly this.")
        raise Refused(told % {"number": public.version})


@transaction.atomic
def propose(
    *, kind: ItemKind, record: Any, by: User, now: datetime, goes_public_on: date | None = None, seen: str | None = None
) -> ItemRelease:
    """Freezes what would become public. Goes out at once where one person is enough, else waits for the second.

    Raises Refused where the item is not ready, or where another proposal of it is open. `seen`: the mark of the payload that
    was read (`as_read`); raises ReadAnew where the item was changed since.
    """
    check_can_plan(by=by)
    items.KINDS[kind].check(record)
    payload = items.payload_of(kind, record)
    check_read(seen, payload)
    return _propose(
        kind,
        record.pk,
        items.address_of(record),
        payload,
        by=by,
        now=now,
        goes_public_on=goes_public_on,
    )


def _propose(
    kind: ItemKind,
    subject: uuid.UUID,
    slug: str,
    payload: dict[str, Any],
    *,
    by: User,
    now: datetime,
    goes_public_on: date | None = None,
) -> ItemRelease:
    check_can_propose(kind, subject, slug, payload)
    made = ItemRelease.objects.create(
        kind=kind, subject=subject, slug=slug, payload=payload, proposed_by=by, proposed_at=now, goes_public_on=goes_public_on
    )
    details = {"kind": kind.value, "slug": slug}
    audit("item_release.proposed", by=by, on=made, now=now, details=details)
    if not needs_second_person(kind, slug, payload):
        made.state = ItemReleaseState.APPROVED
        made.save(update_fields=["state"])
        _out_when_due(made, by=by, now=now)
    return made


@transaction.atomic
def approve(*, release: ItemRelease, by: User, now: datetime) -> ItemRelease:
    """The second person's part: public at once, or on its day."""
    release = ItemRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
    check_can_approve_item(by=by, proposed_by=release.proposed_by_id)
    if release.state != ItemReleaseState.PROPOSED:
        raise Refused(_("This is decided already. Load the page again."))
    release.state, release.approved_by, release.approved_at = ItemReleaseState.APPROVED, by, now
    release.save(update_fields=["state", "approved_by", "approved_at"])
    audit("item_release.approved", by=by, on=release, now=now, details={"kind": release.kind, "slug": release.slug})
    _out_when_due(release, by=by, now=now)
    return release


def _out_when_due(release: ItemRelease, *, by: User | None, now: datetime) -> None:
    today = timezone.localdate(now)
    if release.goes_public_on is not None and release.goes_public_on > today:
        due_at = timezone.make_aware(datetime.combine(release.goes_public_on, time(0, 5)))
        queue.enqueue(task=PUBLISH_ITEM_TASK, subject=release.pk, now=now, due_at=due_at)
        return
    release.item = item_publishing.publish_item(
        kind=ItemKind(release.kind),
        slug=release.slug,
        payload=release.payload,
        documents=_documents(release.payload),
        released_on=today.isoformat(),
        by=by,
        now=now,
    )
    release.state = ItemReleaseState.RELEASED
    release.save(update_fields=["state", "item"])


def _documents(payload: dict[str, Any]) -> list[RenderedFile]:
    """The bytes that the payload names by their digest. Raises Refused where some of them are not kept any more."""
    wanted = [row["file"] for row in payload.get("documents", []) if row.get("file")]
    kept = {file.sha256: file for file in DocumentFile.objects.filter(sha256__in=[row["sha256"] for row in wanted])}
    if any(row["sha256"] not in kept for row in wanted):
        raise Refused(_("A document of this version is not kept any more. Bring it again and propose anew."))
    return [RenderedFile(row["name"], KINDS[row["kind"]].media_type, bytes(kept[row["sha256"]].body)) for row in wanted]


@transaction.atomic
def publish_due(*, release_id: uuid.UUID, now: datetime) -> None:
    """APPROVED -> RELEASED once its day has come. Run twice, or after it was dropped, it does nothing."""
    due = ItemRelease.objects.due(timezone.localdate(now)).select_for_update(of=("self",)).filter(pk=release_id).first()
    if due is not None:
        _out_when_due(due, by=None, now=now)


def plan_due(*, now: datetime) -> int:
    """Asks again for releases whose day has come and that nobody works on: the tick's part. Returns how many.

    Each was asked for when it was approved; this is for one whose work was given up. Run twice, the second finds it asked for.
    """
    due = ItemRelease.objects.due(timezone.localdate(now)).values_list("pk", flat=True)
    asked = OutboxJob.objects.open().filter(task=PUBLISH_ITEM_TASK).values_list("subject", flat=True)
    left = set(due) - set(asked)
    for pk in sorted(left):
        queue.enqueue(task=PUBLISH_ITEM_TASK, subject=pk, now=now)
    return len(left)


@transaction.atomic
def drop(*, release: ItemRelease, reason: str, by: User, now: datetime) -> None:
    """A proposal that will not become public: by whoever could approve it, or by the one who made it."""
    release = ItemRelease.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if by.pk != release.proposed_by_id:
        check_can_approve_item(by=by, proposed_by=release.proposed_by_id)
    if release.state not in (ItemReleaseState.PROPOSED, ItemReleaseState.APPROVED):
        raise Refused(_("This is decided already. Load the page again."))
    release.state, release.reason = ItemReleaseState.DROPPED, reason
    release.save(update_fields=["state", "reason"])
    audit("item_release.dropped", by=by, on=release, now=now, details={"kind": release.kind, "slug": release.slug})


@transaction.atomic
def take_back(*, kind: ItemKind, subject: uuid.UUID, slug: str, reason: str, by: User, now: datetime) -> None:
    """Public no more, at once. Its versions stay in the record, with the reason."""
    check_can_take_back(by=by)
    if not reason.strip():
        raise Refused(_("Say why it is taken back."))
    public = current(kind, slug)
    if public is None:
        raise Refused(_("This is not public."))
    item_publishing.take_back(kind=kind, slug=slug, by=by, now=now)
    ItemRelease.objects.open().of(kind, subject).update(state=ItemReleaseState.DROPPED, reason=reason)
    ended = {"state": ItemReleaseState.TAKEN_BACK, "reason": reason}
    if not ItemRelease.objects.filter(item=public).update(**ended):
        made = {"kind": kind, "subject": subject, "slug": slug, "payload": public.payload, "item": public}
        ItemRelease.objects.create(**made, **ended, proposed_by=by, proposed_at=now)


@transaction.atomic
def restore(*, item: ReleasedItem, subject: uuid.UUID, by: User, now: datetime) -> ItemRelease:
    """Undo: an earlier version is proposed again, as it was."""
    check_can_plan(by=by)
    payload = {key: value for key, value in item.payload.items() if key not in items.FROZEN}
    return _propose(ItemKind(item.kind), subject, item.slug, payload, by=by, now=now)


def check_language(*, kind: ItemKind, record: Any, language: str, seen: str, by: User, now: datetime) -> None:
    """A person has read these words in this language. `seen`: which words (`parity.digest`)."""
    check_can_plan(by=by)
    words = items.words_of(kind, record)
    parity.check(kind=kind, record=record, words=words, language=language, seen=seen, by=by, now=now)


@transaction.atomic
def move_phase(*, phase: Phase, to: PhaseState, by: User, now: datetime, reason: str = "") -> Phase:
    """Opens, closes or gives up a phase, and shows that on its public page at once; unreleased words stay where they are."""
    check_can_plan(by=by)
    phase = timeline.move_phase(phase=phase, to=to, by=by, now=now)
    public = current(ItemKind.PHASE, phase.slug)
    if public is None:
        return phase
    if to == PhaseState.NOT_GOING_FORWARD:
        take_back(kind=ItemKind.PHASE, subject=phase.pk, slug=phase.slug, reason=reason, by=by, now=now)
        return phase
    payload = {key: value for key, value in public.payload.items() if key not in items.FROZEN}
    _propose(ItemKind.PHASE, phase.pk, phase.slug, payload | {"state": to.value}, by=by, now=now)
    return phase
