"""What the public is told of promises and of points that are closed. Nothing is public by it: two people release the item.

A point is told of through the register of commitments, the one way from what was said to what came of it: a resolved one as
done, one that can't be resolved as "we will not, and why". Its reason is written once, on the point.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from engagement.domain.plan_edits import changing, check_seen
from engagement.enums import CommitmentState, PointStatus
from engagement.models import Commitment, Point, PublicCommitment
from engagement.policies import desk
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LONGEST = 70  # of an address, before a number


def face(commitment: Commitment) -> PublicCommitment:
    """What leads a promise to the public: an address from its public words, and the themes of the point that it answers."""
    found = PublicCommitment.objects.filter(commitment=commitment).first()
    if found is None:
        found = PublicCommitment.objects.create(commitment=commitment, slug=_free_address(commitment))
        found.themes.set(Theme.objects.filter(pk__in=commitment.point.codings.values("theme")) if commitment.point else [])
    return found


def _free_address(commitment: Commitment) -> str:
    """The first public words, with a number where they are taken. Never the words it was noted in."""
    wanted = slugify(getattr(commitment, f"wording_{LANGUAGES[0]}"))[:LONGEST].strip("-") or "promise"
    taken = set(PublicCommitment.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(taken) + 2))
    return next(name for name in numbered if name not in taken)


def reasons_of(point: Point) -> dict[str, str]:
    """The closing reason as a commitment keeps it."""
    return {f"cancel_reason_{code}": getattr(point, f"closing_reason_{code}") or "" for code in LANGUAGES}


@transaction.atomic
def tell(*, point: Point, wording: Mapping[str, str], by: User, now: datetime, seen: str | None = None) -> PublicCommitment:
    """Words what was asked for, or what was done, for the public. A second time: other words for the same item.

    `seen`: what was read of these words (`plan_edits.fingerprint`); raises Conflict where they were changed since.
    """
    point = Point.objects.select_for_update(of=("self",)).select_related("conversation").get(pk=point.pk)
    desk.check_can_tell(point, by=by)
    desk.check_is_worded(wording, is_public=True)
    found = told_of(point)
    if found is not None:
        found = Commitment.objects.select_for_update(of=("self",)).get(pk=found.pk)
    check_seen(seen, [found] if found else [], wording)
    told = found or Commitment(
        conversation=point.conversation, point=point, text=wording["wording_en"], created_by=by, created_at=now, is_public=True
    )
    told.state, told.completed_on = CommitmentState.DECLINED, None
    if point.status == PointStatus.RESOLVED:
        last = point.events.filter(status=PointStatus.RESOLVED).order_by("-at").first()
        told.state, told.completed_on = CommitmentState.DONE, timezone.localdate(last.at if last else now)
    told.updated_at, told.sequence = now, told.sequence + (1 if found else 0)
    with changing(told, subject=told.pk, names=[*wording], by=by, now=now) if found else nullcontext():
        for name, value in {**wording, **reasons_of(point)}.items():
            setattr(told, name, value)
        told.save()
    audit("point.worded", by=by, on=point.conversation, now=now, details={"point": str(point.pk), "status": point.status})
    return face(told)


def told_of(point: Point) -> Commitment | None:
    """What the public is told of this point, or will be: what was worded when it was closed, else the promise that was kept."""
    public = Commitment.objects.filter(point=point, is_public=True).order_by("created_at")
    declined = public.filter(state=CommitmentState.DECLINED).first()
    if declined is not None or point.status != PointStatus.RESOLVED:
        return declined
    return public.filter(state=CommitmentState.DONE).first()


def follow(point: Point) -> None:
    """A reason that was changed on the point is changed where it is told, too; what is public stays until it is released anew."""
    Commitment.objects.filter(point=point, state=CommitmentState.DECLINED).update(**reasons_of(point))
