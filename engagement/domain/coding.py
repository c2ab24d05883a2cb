"""Coding: themes on passages of the notes, or on the talk as a whole. Every step is kept, and can be undone and redone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from engagement import policies
from engagement.domain.plan_edits import check_seen
from engagement.domain.recording import search_text_of
from engagement.enums import QuoteLicence, Seriousness, Stance, StepKind
from engagement.models import CodingStep, Conversation, Point, PointTheme
from phases.models import Theme
from resilience_portal.accounts.models import User
from resilience_portal.audit.record import record as audit

Stand = dict[str, Any]  # what stood somewhere before or after a step, as JSON


def _locked(conversation: Conversation) -> Conversation:
    """The row as it is now, held until the transaction ends: two coders at once follow one another."""
    return Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)


def _note(
    point: Point, kind: StepKind, before: Stand, after: Stand, *, theme: Theme | None = None, by: User, now: datetime
) -> None:
    """Adds a step to this coder's trail; what was undone before it can no longer be redone."""
    trail = CodingStep.objects.of(point.conversation, by)
    trail.redoable().delete()
    last = trail.order_by("-number").values_list("number", flat=True).first() or 0
    CodingStep.objects.create(
        conversation=point.conversation, coder=by, number=last + 1, kind=kind, subject=point.pk, theme=theme, before=before,
        after=after, at=now,
    )  # fmt: skip


def _check_place(conversation: Conversation, start: int | None, end: int | None) -> None:
    if start is not None and not (end is not None and 0 <= start < end <= len(conversation.notes)):
        raise policies.Refused(_("The passage does not lie within the notes. Select it again."))


def _stand(point: Point, stance: str) -> Stand:
    return {"start": point.start, "end": point.end, "stance": stance}


@transaction.atomic
def code(
    *,
    conversation: Conversation,
    theme: Theme,
    stance: Stance,
    start: int | None = None,
    end: int | None = None,
    by: User,
    now: datetime,
) -> PointTheme:
    """Gives `theme` to the passage [start, end) of the notes in code points, or to the whole talk when both are None.

    The same theme on the same passage again changes only its stance.
    """
    conversation = _locked(conversation)
    policies.check_can_code(conversation, by=by)
    _check_place(conversation, start, end)
    at_place = Point.objects.filter(conversation=conversation, start=start, end=end, lost_words="")
    point = at_place.order_by("created_at").first()
    if point is None:
        point = Point.objects.create(conversation=conversation, start=start, end=end, created_at=now)
    before = PointTheme.objects.filter(point=point, theme=theme).values_list("stance", flat=True).first() or ""
    coding, _was_new = PointTheme.objects.update_or_create(
        point=point, theme=theme, defaults={"stance": stance, "coder": by, "coded_at": now}
    )
    if before != stance:
        _note(point, StepKind.THEME, _stand(point, before), _stand(point, stance), theme=theme, by=by, now=now)
    audit("conversation.coded", by=by, on=conversation, now=now, details={"theme": theme.code, "stance": stance})
    return coding


@transaction.atomic
def uncode(*, coding: PointTheme, by: User, now: datetime) -> None:
    """Takes a theme off again; a point on which nothing else is written goes with it."""
    conversation = _locked(coding.point.conversation)
    policies.check_can_code(conversation, by=by)
    audit("conversation.uncoded", by=by, on=conversation, now=now, details={"theme": coding.theme.code})
    point = Point.objects.select_for_update().get(pk=coding.point_id)
    _note(point, StepKind.THEME, _stand(point, coding.stance), _stand(point, ""), theme=coding.theme, by=by, now=now)
    coding.delete()
    _drop_if_empty(point)


def _drop_if_empty(point: Point) -> None:
    if not point.has_life and not point.codings.exists() and not point.quotes.exists():
        point.delete()


@transaction.atomic
def replace(*, point: Point, start: int, end: int, by: User, now: datetime) -> Point:
    """Gives a point other words of the notes: the answer to "needs another look"."""
    conversation = _locked(point.conversation)
    policies.check_can_code(conversation, by=by)
    _check_place(conversation, start, end)
    point = Point.objects.select_for_update().get(pk=point.pk)
    before = _place_of(point)
    point.start, point.end, point.lost_words, point.needs_look = start, end, "", False
    point.save(update_fields=["start", "end", "lost_words", "needs_look"])
    _note(point, StepKind.PLACE, before, _place_of(point), by=by, now=now)
    audit("point.moved", by=by, on=conversation, now=now, details={"point": str(point.pk)})
    return point


@transaction.atomic
def confirm_place(*, point: Point, by: User, now: datetime) -> Point:
    """The words changed, and the themes still fit: no other look is needed."""
    conversation = _locked(point.conversation)
    policies.check_can_code(conversation, by=by)
    if point.lost_words:
        raise policies.Refused(_("The words of this point are gone. Select other words for it, or take its themes off."))
    before = _place_of(point)
    point.needs_look = False
    point.save(update_fields=["needs_look"])
    _note(point, StepKind.PLACE, before, _place_of(point), by=by, now=now)
    audit("point.confirmed", by=by, on=conversation, now=now, details={"point": str(point.pk)})
    return point


def _place_of(point: Point) -> Stand:
    return {"start": point.start, "end": point.end, "lost_words": point.lost_words, "needs_look": point.needs_look}


@transaction.atomic
def rate(*, point: Point, seriousness: Seriousness | str, licence: QuoteLicence, by: User, now: datetime) -> Point:
    """How heavily the point weighed, and what may be done with its words."""
    conversation = _locked(point.conversation)
    policies.check_can_code(conversation, by=by)
    before = {"seriousness": point.seriousness, "quote_licence": point.quote_licence}
    after = {"seriousness": str(seriousness), "quote_licence": str(licence)}
    if before == after:
        return point
    point.seriousness, point.quote_licence = after["seriousness"], after["quote_licence"]
    point.save(update_fields=["seriousness", "quote_licence"])
    _note(point, StepKind.RATING, before, after, by=by, now=now)
    audit("point.rated", by=by, on=conversation, now=now, details={"point": str(point.pk), **after})
    return point


@transaction.atomic
def undo(*, conversation: Conversation, by: User, now: datetime) -> CodingStep:
    """Takes back this coder's last step. Refused when somebody changed the same thing since."""
    conversation = _locked(conversation)
    policies.check_can_code(conversation, by=by)
    step = CodingStep.objects.of(conversation, by).undoable().order_by("-number").first()
    if step is None:
        raise policies.Refused(_("There is nothing to undo."))
    _apply(step, expected=step.after, wanted=step.before, by=by, now=now)
    step.undone_at = now
    step.save(update_fields=["undone_at"])
    audit("coding.undone", by=by, on=conversation, now=now, details={"step": step.number})
    return step


@transaction.atomic
def redo(*, conversation: Conversation, by: User, now: datetime) -> CodingStep:
    """Does again what this coder undid last."""
    conversation = _locked(conversation)
    policies.check_can_code(conversation, by=by)
    step = CodingStep.objects.of(conversation, by).redoable().order_by("number").first()
    if step is None:
        raise policies.Refused(_("There is nothing to redo."))
    _apply(step, expected=step.before, wanted=step.after, by=by, now=now)
    step.undone_at = None
    step.save(update_fields=["undone_at"])
    audit("coding.redone", by=by, on=conversation, now=now, details={"step": step.number})
    return step


def _apply(step: CodingStep, *, expected: Stand, wanted: Stand, by: User, now: datetime) -> None:
    """Brings one thing from how it is expected to stand to how it should. Raises Refused when it stands otherwise."""
    point = Point.objects.select_for_update().filter(pk=step.subject).first()
    if step.kind == StepKind.THEME:
        _apply_theme(step, point, expected=expected, wanted=wanted, by=by, now=now)
        return
    if point is None or {name: getattr(point, name) for name in expected} != expected:
        raise _changed_since()
    for name, value in wanted.items():
        setattr(point, name, value)
    point.save(update_fields=list(wanted))


def _apply_theme(step: CodingStep, point: Point | None, *, expected: Stand, wanted: Stand, by: User, now: datetime) -> None:
    found = PointTheme.objects.filter(point=point, theme=step.theme).first() if point else None
    if (found.stance if found else "") != expected["stance"]:
        raise _changed_since()
    if not wanted["stance"]:
        assert point
        assert found
        found.delete()
        _drop_if_empty(point)
        return
    if point is None:
        place = {"start": wanted["start"], "end": wanted["end"]}
        point = Point.objects.create(pk=step.subject, conversation=step.conversation, created_at=now, **place)
    PointTheme.objects.update_or_create(
        point=point, theme=step.theme, defaults={"stance": wanted["stance"], "coder": by, "coded_at": now}
    )


def _changed_since() -> policies.Refused:
    return policies.Refused(_("Somebody changed this since, so it was left as it is."))


@transaction.atomic
def summarize(
    *, conversation: Conversation, public_summary: str, by: User, now: datetime, seen: str | None = None
) -> Conversation:
    """Sets the public summary, the only free text that may leave. `seen`: as in `plan_edits`."""
    conversation = _locked(conversation)
    policies.check_can_code(conversation, by=by)
    check_seen(seen, [conversation], ["public_summary"])
    conversation.public_summary = public_summary
    conversation.search_text = search_text_of(conversation)
    conversation.updated_at, conversation.version = now, conversation.version + 1
    conversation.save()
    audit("conversation.summarized", by=by, on=conversation, now=now)
    return conversation
